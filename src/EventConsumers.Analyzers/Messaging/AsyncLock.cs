using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Messaging;

/// <summary>Tells code that only one caller at a time can be in, although it awaits.</summary>
internal static class AsyncLock
{
    /// <summary>The operation stands in <c>using (await gate.LockAsync())</c>, or in a <c>try</c> whose <c>finally</c> releases a semaphore of one.</summary>
    public static bool IsHeldAt(IOperation operation, BodyFacts facts)
    {
        for (IOperation inner = operation, outer = operation.Parent!; outer is not null and not (IAnonymousFunctionOperation or ILocalFunctionOperation); inner = outer, outer = outer.Parent!)
        {
            var isHeld = outer switch
            {
                IUsingOperation @using => ReferenceEquals(@using.Body, inner) && Locks(@using.Resources),
                IBlockOperation block => block.Operations.TakeWhile(statement => !ReferenceEquals(statement, inner)).OfType<IUsingDeclarationOperation>().Any(Locks),
                ITryOperation { Finally: { } last } @try => ReferenceEquals(@try.Body, inner) && last.Descendants().OfType<IInvocationOperation>().Any(call => Releases(call, facts)),
                _ => false,
            };
            if (isHeld)
                return true;
        }

        return false;
    }

    private static bool Locks(IOperation resources) =>
        resources.DescendantsAndSelf().OfType<IAwaitOperation>().Any(wait => wait.Unwrapped() is IInvocationOperation { TargetMethod.Name: "LockAsync" or "EnterAsync" or "AcquireAsync" });

    private static bool Releases(IInvocationOperation call, BodyFacts facts) =>
        call is { TargetMethod: { Name: "Release", ContainingType: var type }, Instance: { } semaphore } && type.Is("System.Threading", "SemaphoreSlim")
        && facts.Compilation.Literals.ValueOf(semaphore, facts.CancellationToken) is IObjectCreationOperation { Arguments: { Length: > 0 } arguments }
        && arguments[0].Value.ConstantValue is { HasValue: true, Value: 1 };
}
