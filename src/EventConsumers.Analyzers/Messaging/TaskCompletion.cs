using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Messaging;

/// <summary>Tells tasks that may still run from those that are done, or of which nothing is known.</summary>
internal static class TaskCompletion
{
    /// <summary>The tasks that are waited for are done, or come from where it cannot be seen that they are not.</summary>
    public static bool IsKnown(BlockingCall wait) => !TasksOf(wait.Operation).Any(task => MayRun(task, wait.Operation));

    private static IEnumerable<IOperation> TasksOf(IOperation wait) => wait switch
    {
        IPropertyReferenceOperation { Instance: { } task } => [task],
        IInvocationOperation { TargetMethod.Name: "Wait", Instance: { } task } => [task],
        IInvocationOperation { TargetMethod.Name: "GetResult", Instance: { } awaiter } when awaiter.Unwrapped() is IInvocationOperation get =>
            get.Instance is { } task ? [task] : get.Arguments.Select(argument => argument.Value).Take(1),
        IInvocationOperation { TargetMethod.IsStatic: true, Arguments: { Length: > 0 } arguments } => ElementsOf(arguments[0].Value),
        _ => [],
    };

    private static ImmutableArray<IOperation> ElementsOf(IOperation tasks) =>
        tasks.Unwrapped() is IArrayCreationOperation { Initializer: { } initializer } ? initializer.ElementValues : ImmutableArray.Create(tasks);

    private static bool MayRun(IOperation task, IOperation wait)
    {
        switch (task.Unwrapped())
        {
            case IInvocationOperation { TargetMethod: { Name: "AsTask" or "Preserve" }, Instance: { } inner }:
                return MayRun(inner, wait);

            case IInvocationOperation { TargetMethod: var method }:
                return !(method.Name is "FromResult" or "FromException" or "FromCanceled" && method.ContainingType.IsTask());

            // A task, or several, started earlier in the same function and looked at by nothing that waits for it.
            case ILocalReferenceOperation { Local: var local } reference:
                return IsStarted(local, wait) && !wait.Function().Descendants().Any(operation =>
                    operation.Syntax.SpanStart < wait.Syntax.SpanStart && Completes(operation, reference));

            default:
                return false;
        }
    }

    private static bool IsStarted(ILocalSymbol local, IOperation wait)
    {
        var values = wait.Root().Descendants()
            .Select(operation => operation switch
            {
                IVariableDeclaratorOperation declarator when Same(declarator.Symbol, local) => declarator.GetVariableInitializer()?.Value,
                ISimpleAssignmentOperation { Target: ILocalReferenceOperation target } assignment when Same(target.Local, local) => assignment.Value,
                _ => null,
            })
            .OfType<IOperation>()
            .ToList();
        return values.Count > 0 && values.TrueForAll(value => value is IInvocationOperation { TargetMethod: var method } && !(method.Name is "FromResult" && method.ContainingType.IsTask()));
    }

    private static bool Completes(IOperation operation, ILocalReferenceOperation task) => operation switch
    {
        IAwaitOperation wait => Mentions(wait.Operation, task.Local),
        IPropertyReferenceOperation { Property.Name: "IsCompleted" or "IsCompletedSuccessfully" or "IsFaulted" or "IsCanceled" or "Status", Instance: { } instance } => Mentions(instance, task.Local),
        IInvocationOperation { TargetMethod.Name: "Wait" or "WaitAll" or "WaitAny" or "WhenAny" } call when call.TargetMethod.ContainingType.IsTask() => Mentions(call, task.Local),
        // RunSync(() => task): what is given the task, and gives none back, may have waited for it.
        IInvocationOperation { TargetMethod.Name: not "Add" } call => !call.Type.IsTask() && call.Arguments.Any(argument => IsHandedOver(argument.Value, task.Local)),
        _ => false,
    };

    private static bool IsHandedOver(IOperation value, ILocalSymbol task) => value.Unwrapped() switch
    {
        ILocalReferenceOperation reference => Same(reference.Local, task),
        IDelegateCreationOperation { Target: IAnonymousFunctionOperation lambda } => Mentions(lambda.Body, task),
        _ => false,
    };

    private static bool Mentions(IOperation operation, ILocalSymbol local) =>
        operation.DescendantsAndSelf().Any(part => part is ILocalReferenceOperation reference && Same(reference.Local, local));

    private static bool Same(ISymbol one, ISymbol other) => SymbolEqualityComparer.Default.Equals(one, other);
}
