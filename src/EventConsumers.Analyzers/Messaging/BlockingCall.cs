using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Messaging;

/// <summary>How a call keeps its thread from doing anything else.</summary>
internal enum BlockingKind
{
    /// <summary>It lets a fixed time pass: <c>Thread.Sleep</c>, <c>Task.Delay(…).Wait()</c>.</summary>
    Sleep,

    /// <summary>It waits for a task: <c>Result</c>, <c>Wait()</c>, <c>GetAwaiter().GetResult()</c>.</summary>
    TaskWait,
}

/// <summary>An operation that blocks the thread it runs on.</summary>
internal sealed record BlockingCall(BlockingKind Kind, IOperation Operation, string Name)
{
    private static readonly string[] SleepNames = ["Sleep", "SpinWait", "SpinUntil", "Delay"];
    private static readonly string[] TaskWaitNames = ["Result", "Wait", "WaitAll", "WaitAny", "GetResult"];

    /// <summary>Identifiers of which one stands in the code of every operation of the kind; one object for each kind.</summary>
    public static IReadOnlyCollection<string> NamesOf(BlockingKind kind) => kind == BlockingKind.Sleep ? SleepNames : TaskWaitNames;

    /// <summary>Recognises a blocking operation; null for all others.</summary>
    public static BlockingCall? At(IOperation operation) => operation switch
    {
        IInvocationOperation invocation => OfInvocation(invocation),
        IPropertyReferenceOperation { Property.Name: "Result", Instance: { } task } when task.Type.IsTask() =>
            new BlockingCall(IsDelay(task) ? BlockingKind.Sleep : BlockingKind.TaskWait, operation, "Result"),
        _ => null,
    };

    private static BlockingCall? OfInvocation(IInvocationOperation invocation)
    {
        var method = invocation.TargetMethod;
        switch (method.Name)
        {
            // Sleep(0) only gives other threads their turn.
            case "Sleep" when method.ContainingType.Is("System.Threading", "Thread"):
                return invocation.Arguments.Length == 1 && invocation.Arguments[0].Value.ConstantValue is { HasValue: true, Value: 0 }
                    ? null
                    : new BlockingCall(BlockingKind.Sleep, invocation, "Thread.Sleep");

            case "SpinWait" when method.ContainingType.Is("System.Threading", "Thread"):
            case "SpinUntil" when method.ContainingType.Is("System.Threading", "SpinWait"):
                return new BlockingCall(BlockingKind.Sleep, invocation, method.ContainingType.Name + "." + method.Name);

            case "Wait" when invocation.Instance is { } task && task.Type.IsTask():
                return IsDelay(task)
                    ? new BlockingCall(BlockingKind.Sleep, invocation, "Task.Delay(…).Wait")
                    : new BlockingCall(BlockingKind.TaskWait, invocation, "Wait");

            case "WaitAll" or "WaitAny" when method.ContainingType.Is("System.Threading.Tasks", "Task"):
                return new BlockingCall(BlockingKind.TaskWait, invocation, "Task." + method.Name);

            case "GetResult" when invocation.Instance?.Unwrapped() is IInvocationOperation { TargetMethod.Name: "GetAwaiter" } awaiter:
                var awaited = awaiter.Instance ?? (awaiter.Arguments.Length > 0 ? awaiter.Arguments[0].Value : null);
                while (awaited is IInvocationOperation { TargetMethod.Name: "ConfigureAwait", Instance: { } inner })
                    awaited = inner;
                return awaited is null || !awaited.Type.IsTask()
                    ? null
                    : IsDelay(awaited)
                        ? new BlockingCall(BlockingKind.Sleep, invocation, "Task.Delay(…).GetAwaiter().GetResult")
                        : new BlockingCall(BlockingKind.TaskWait, invocation, "GetAwaiter().GetResult");

            default:
                return null;
        }
    }

    private static bool IsDelay(IOperation task) =>
        task is IInvocationOperation { TargetMethod: { Name: "Delay" } method } && method.ContainingType.Is("System.Threading.Tasks", "Task");
}
