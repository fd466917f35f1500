using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Messaging;

/// <summary>Work that a method starts on the message that a handler gives it, and whose task it drops; the method itself returns nothing to wait for.</summary>
/// <param name="Start">The call whose task is dropped.</param>
/// <param name="Work">What it does with the message.</param>
/// <param name="Call">The handler's call of the method.</param>
internal sealed record WorkLeftAlone(IInvocationOperation Start, IInvocationOperation Work, IInvocationOperation Call)
{
    /// <summary>All such work in the methods that a handler calls, as far as it can be seen that they are the ones that run.</summary>
    public static IEnumerable<WorkLeftAlone> By(Handler handler)
    {
        var facts = handler.Facts;
        foreach (var call in facts.InvocationsIn(handler.Body))
        {
            if (!call.TargetMethod.ReturnsVoid || call.TargetMethod.IsAsync || facts.CallAt(call) is not null
                || !handler.Taint.Reaches(call) || !call.IsWaitedForIn(handler.Body)
                || facts.Compilation.Bodies.Of(call.TargetMethod, facts.CancellationToken)?.Calls.Any(inner => inner.Type.IsTask()) != true
                || facts.Of(call.TargetMethod) is not { } method)
            {
                continue;
            }

            var given = call.Arguments.Where(argument => handler.Taint.Covers(argument.Value)).Select(argument => argument.Parameter?.OriginalDefinition).OfType<ISymbol>();
            var taint = MessageTaint.From(method, given, []);
            foreach (var dropped in DroppedTask.In(method))
            {
                if (dropped.Start.IsWaitedForIn(method.Blocks[0]) && dropped.WorkOn(taint, method) is { } work)
                    yield return new WorkLeftAlone(dropped.Start, work, call);
            }
        }
    }
}
