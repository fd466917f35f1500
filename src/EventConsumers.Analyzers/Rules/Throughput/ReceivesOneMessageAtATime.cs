using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Rules.Throughput;

/// <summary>EVC2006: one message received at a time.</summary>
internal sealed class ReceivesOneMessageAtATime : BodyRule
{
    public override DiagnosticDescriptor Descriptor { get; } = Descriptors.Warning(
        "EVC2006",
        "One message received at a time",
        "'{0}' brings one message per trip to the broker; {1}",
        "A receive call costs a round trip. What it brings should be as many messages as the broker gives at once.");

    public override void Analyze(BodyFacts facts, Reporter report)
    {
        foreach (var loop in ReceiveLoop.In(facts))
        {
            if (Advice(loop) is { } advice && !loop.WaitsForOne && !IsOrdered(loop))
            {
                report.Report(
                    this, loop.PlaceOf(loop.Receive.Meaning.BatchSize ?? ""), [loop.Receive.Operation.Syntax.GetLocation()], null,
                    loop.Receive.Method.Name, advice);
            }
        }
    }

    // How to get more at once; null if the call asks for more than one message, or may.
    private static string? Advice(ReceiveLoop loop)
    {
        var meaning = loop.Receive.Meaning;
        if (meaning.ReceiveTogether is { } together)
            return $"use '{together}'";

        if (meaning.BatchSize is not { } size || meaning.MostAtOnce is not { } most)
            return null;

        return loop.IsOneByDefault || AsksForOne(loop, size) && loop.Handler.ItemLoops.Any() ? $"set '{size}' to {most}" : null;
    }

    // Written out, with code that takes one message only, it is meant: long jobs, shared out one by one.
    private static bool AsksForOne(ReceiveLoop loop, string size) =>
        loop.Options is { } options ? options[size].Text == "1" : loop.Receive.Argument(size) is { } argument && Constants.Of(argument) is 1;

    // A queue that keeps order within groups may be read message by message on purpose.
    private static bool IsOrdered(ReceiveLoop loop) =>
        Says(loop.Receive.Operation) || loop.Options is { } options && Says(options.Creation);

    private static bool Says(IOperation operation) =>
        operation.Syntax.ToString().IndexOf("fifo", StringComparison.OrdinalIgnoreCase) >= 0
        || operation.Descendants().Any(part => part is ILocalReferenceOperation or IFieldReferenceOperation
            && Constants.Of(part) is string name && name.EndsWith(".fifo", StringComparison.Ordinal));
}
