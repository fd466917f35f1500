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
                && options[idiom.Limit] is { IsUnset: true, Given: null }
                && !SendsOneAtATime(options, facts))
            {
                report.Report(this, options.Place, options.TypeName, idiom.Limit);
            }
        }
    }

    // A channel of this method alone, on which each message is waited for before the next is sent.
    private static bool SendsOneAtATime(OptionLiteral options, BodyFacts facts)
    {
        var takers = options.Takers.ToList();
        if (takers.Count != 1 || takers[0].ResultSymbol() is not ILocalSymbol channel)
            return false;

        var uses = facts.ReferencesTo(channel);
        var calls = uses.Select(use => facts.Calls.FirstOrDefault(call => call.Receiver?.Unwrapped() == use)).ToList();
        return calls.Exists(call => call is { Verb: Verb.Send })
            && calls.TrueForAll(call => call is not null && call.Operation.Function().Syntax == takers[0].Function().Syntax
                && (call.Verb != Verb.Send || call.Operation.IsAwaited()));
    }

    private static ConfirmLimitIdiom? IdiomOf(OptionLiteral options, BodyFacts facts)
    {
        var type = options.Creation.Type?.ToDisplayString();
        return facts.Compilation.Catalog.Clients.Select(client => client.ConfirmLimit).FirstOrDefault(idiom => idiom?.Options == type);
    }
}
