using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;

namespace EventConsumers.Analyzers.Rules.Scaling;

/// <summary>EVC5006: event sent without a key.</summary>
internal sealed class EventWithoutKey : BodyRule
{
    public override DiagnosticDescriptor Descriptor { get; } = Descriptors.Off(
        "EVC5006",
        "Event without a key",
        "'{0}' is sent without '{1}', so two events of one entity can be handled in the wrong order, or at the same time",
        "Brokers keep the order of messages with one key, and give them to one consumer. Without a key any consumer gets any message.");

    public override void Analyze(BodyFacts facts, Reporter report)
    {
        var words = facts.Compilation.Options.Words(facts.Blocks[0].Syntax.SyntaxTree, "telemetry_words");
        foreach (var message in KeyedMessage.In(facts))
        {
            if (message.HasNoKey && OrderedQueue.Takes(message, facts) && !message.NeedsNoOrder(words))
                report.Report(this, message.Place, message.TypeName, message.Key.Properties[0]);
        }

        foreach (var call in facts.Calls)
        {
            if (OrderedQueue.KeyLeftOutBy(call) is { } key)
                report.Report(this, CallName.LocationOf(call.Operation.Syntax), call.Method.Name, key);
        }
    }
}
