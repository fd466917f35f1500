using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Messaging;

/// <summary>Tells code that a function waits for from code that it only starts or hands on.</summary>
internal static class Waiting
{
    /// <summary>
    /// The function of <paramref name="root"/> goes on only after the operation inside it has run: no lambda in between is
    /// left to another thread or to a later call. Local functions count where they are called, not where they stand.
    /// </summary>
    public static bool IsWaitedForIn(this IOperation operation, IOperation root)
    {
        for (var current = operation; current is not null && !IsSame(current, root); current = current.Parent)
        {
            if (current is ILocalFunctionOperation || current is IAnonymousFunctionOperation lambda && !IsRunOnTheSpot(lambda))
                return false;
        }

        return true;
    }

    /// <summary>The function of <paramref name="root"/> runs the operation, or has a thread of the pool run it: <c>tasks.Add(Task.Run(…))</c>.</summary>
    public static bool IsStartedIn(this IOperation operation, IOperation root)
    {
        for (var current = operation; current is not null && !IsSame(current, root); current = current.Parent)
        {
            if (current is ILocalFunctionOperation || current is IAnonymousFunctionOperation lambda && !IsRunOnTheSpot(lambda) && !IsRunByPool(lambda))
                return false;
        }

        return true;
    }

    /// <summary>The caller waits for the method: it returns no task, or its task is not dropped.</summary>
    public static bool IsWaitedFor(this IInvocationOperation call) =>
        !call.TargetMethod.ReturnType.IsTask()
        || !(call.Parent is IExpressionStatementOperation || (call.Parent is IConversionOperation ? call.Parent.Parent : call.Parent) is ISimpleAssignmentOperation { Target: var target } && target.IsDiscard());

    /// <summary>Nobody reads what is put there: <c>_</c>, also where it is the only parameter of that name.</summary>
    public static bool IsDiscard(this IOperation target) => target is IDiscardOperation or IParameterReferenceOperation { Parameter.Name: "_" };

    /// <summary>The call that a lambda or method group is handed to as an argument; null where it is handed to none.</summary>
    public static IInvocationOperation? CallTaking(IOperation function)
    {
        var current = function.Parent;
        while (current is IDelegateCreationOperation or IConversionOperation or IParenthesizedOperation)
            current = current.Parent;
        return current is IArgumentOperation { Parent: IInvocationOperation invocation } ? invocation : null;
    }

    /// <summary>The call runs a delegate once for each element of a collection, and is done with all of them when it returns.</summary>
    public static bool RunsForEach(IInvocationOperation call) =>
        call.TargetMethod.ContainingNamespace.Is("System.Linq")
        || call.TargetMethod.Name is "ForEach" or "ForEachAsync" or "ConvertAll"
        || call.TargetMethod.ContainingType.Is("System.Threading.Tasks", "Parallel");

    private static bool IsRunOnTheSpot(IAnonymousFunctionOperation lambda) =>
        CallTaking(lambda) is { } call
        && (RunsForEach(call)
            || call.TargetMethod.Name is "Execute" or "Invoke" && !call.TargetMethod.ReturnType.IsTask()
            || IsAwaitedOrReturned(call));

    private static bool IsRunByPool(IAnonymousFunctionOperation lambda) =>
        CallTaking(lambda) is { TargetMethod: { Name: "Run" or "StartNew", ContainingType: { Name: "Task" or "TaskFactory" } type } } && type.ContainingNamespace.Is("System.Threading.Tasks");

    // Also as one of several tasks: await Task.WhenAll(Task.Run(…), …).
    private static bool IsAwaitedOrReturned(IOperation call)
    {
        for (var current = call.Parent; current is not null; current = current.Parent)
        {
            switch (current)
            {
                case IAwaitOperation or IReturnOperation:
                    return true;
                case IInvocationOperation or IPropertyReferenceOperation when BlockingCall.At(current) is not null:
                    return true;
                case IBlockOperation or IAnonymousFunctionOperation or ILocalFunctionOperation or IExpressionStatementOperation:
                    return false;
            }
        }

        return false;
    }

    private static bool IsSame(IOperation one, IOperation other) =>
        ReferenceEquals(one, other) || one.Kind == other.Kind && one.Syntax == other.Syntax;
}
