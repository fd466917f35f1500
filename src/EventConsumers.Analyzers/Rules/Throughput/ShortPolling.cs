using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;

namespace EventConsumers.Analyzers.Rules.Throughput;

/// <summary>EVC2005: short polling.</summary>
internal sealed class ShortPolling : BodyRule
{
    public override DiagnosticDescriptor Descriptor { get; } = Descriptors.Warning(
        "EVC2005",
        "Short polling",
        "'{0}' returns at once when the queue is empty, as '{1}' is {2}; the loop pays for empty answers and finds messages later",
        "A receive call that does not wait asks again and again, and looks at a part of the broker's servers only.");

    public override void Analyze(BodyFacts facts, Reporter report)
    {
        foreach (var loop in ReceiveLoop.In(facts).Where(loop => !loop.Drains).Concat(ReceiveLoop.Behind(facts)))
        {
            if (loop.Receive.Meaning.WaitTime is not { } waitTime
                || loop.Receive.Meaning.QueueWaitTime is { } attribute && facts.Compilation.Mentions(attribute, facts.CancellationToken))
            {
                continue;
            }

            var options = loop.Options;
            var isUnset = loop.IsShortForm || options is not null && options[waitTime].IsUnset;
            if (isUnset || options is not null && options[waitTime].Text == "0")
            {
                report.Report(
                    this, loop.PlaceOf(waitTime), [loop.Receive.Operation.Syntax.GetLocation()], null,
                    loop.Receive.Method.Name, waitTime, isUnset ? "not set" : "0");
            }
        }
    }
}
