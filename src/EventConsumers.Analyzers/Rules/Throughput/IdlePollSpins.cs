using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Rules.Throughput;

/// <summary>EVC2008: a poll loop that asks again at once when nothing came.</summary>
internal sealed class IdlePollSpins : BodyRule
{
    public override DiagnosticDescriptor Descriptor { get; } = Descriptors.Warning(
        "EVC2008",
        "Idle poll loop spins",
        "'{0}' returns at once when there is nothing, and {1} asks again without a pause; an idle consumer keeps a core and the broker busy",
        "A loop round a receive that does not wait turns as fast as it can while there is nothing to do.");

    public override void Analyze(BodyFacts facts, Reporter report)
    {
        foreach (var loop in ReceiveLoop.In(facts))
        {
            var (handler, receive) = (loop.Handler, loop.Receive);
            if (ReferenceEquals(receive, handler.Receives[handler.Receives.Count - 1])
                && IdleTurn.ReturnsAtOnce(receive)
                && handler.Loop is IWhileLoopOperation or IForLoopOperation { Condition: null }
                && !loop.Drains
                && !new IdleTurn(handler).MayWait())
            {
                report.Report(this, CallName.LocationOf(receive.Operation.Syntax), [handler.Loop.Syntax.GetLocation()], null, receive.Method.Name, handler.Name);
            }
        }
    }
}
