using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;

namespace EventConsumers.Analyzers.Rules.Delivery;

/// <summary>EVC1013: offset stored by hand while the client stores offsets by itself.</summary>
internal sealed class StoreOffsetWithAutomaticStore : BodyRule
{
    public override DiagnosticDescriptor Descriptor { get; } = Descriptors.Warning(
        "EVC1013",
        "Offset stored by hand while the client stores offsets by itself",
        "'{0}' throws at run time: '{1}' leaves '{2}' on, so the client stores offsets by itself",
        "The client refuses offsets that are stored by hand unless automatic storing is turned off.");

    public override void Analyze(BodyFacts facts, Reporter report)
    {
        foreach (var consumer in BuiltConsumer.In(facts))
        {
            if (!consumer.Calls.Any(call => call.Meaning.IsLocal) || BackgroundSettling.ForbidsNoting(consumer) is not { } setting)
                continue;

            foreach (var call in consumer.Calls)
            {
                if (call.Meaning.IsLocal)
                    report.Report(this, call.Operation.Syntax.GetLocation(), [consumer.Options!.Place], null, call.Method.Name, consumer.Options.TypeName, setting);
            }
        }
    }
}
