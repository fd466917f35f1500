using EventConsumers.Analyzers.Clients;
using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;

namespace EventConsumers.Analyzers.Rules.FlowControl;

/// <summary>EVC4007: unlimited outstanding confirms.</summary>
internal sealed class UnlimitedOutstandingConfirms : BodyRule
{
    public override DiagnosticDescriptor Descriptor { get; } = Descriptors.Warning(
        "EVC4007",
        "Unlimited outstanding confirms",
        "'{0}' without '{1}' takes the limit of unconfirmed messages away: when the broker is slow, they pile up in memory",
        "The client limits unconfirmed messages by default, but options that are given no limit have none.");

    public override void Analyze(BodyFacts facts, Reporter report)
    {
        foreach (var options in facts.Compilation.Literals.In(facts))
        {
            if (IdiomOf(options, facts) is { } idiom
                && WaitingSend.IsConfirmed(options, idiom)
                && options[idiom.Limit] is { IsUnset: true, Given: null })
            {
                report.Report(this, options.Place, options.TypeName, idiom.Limit);
            }
        }
    }

    private static ConfirmLimitIdiom? IdiomOf(OptionLiteral options, BodyFacts facts)
    {
        var type = options.Creation.Type?.ToDisplayString();
        return facts.Compilation.Catalog.Clients.Select(client => client.ConfirmLimit).FirstOrDefault(idiom => idiom?.Options == type);
    }
}
