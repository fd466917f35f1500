using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;

namespace EventConsumers.Analyzers.Rules.FlowControl;

/// <summary>EVC4004: prefetched messages outlive their locks.</summary>
internal sealed class PrefetchOutlivesLock : BodyRule
{
    private const int DefaultRatio = 20;

    public override DiagnosticDescriptor Descriptor { get; } = Descriptors.Suggestion(
        "EVC4004",
        "Prefetched messages outlive their locks",
        "'{0}' of {1} is more than {2} times '{3}' ({4}); the locks of the messages that wait may expire before their turn",
        "The lock of a prefetched message runs while the message waits in the client's buffer, where nobody renews it.");

    public override void Analyze(BodyFacts facts, Reporter report)
    {
        var catalog = facts.Compilation.Catalog;
        foreach (var options in facts.Compilation.Literals.In(facts, type => catalog.LockedPrefetchOf(type) is not null))
        {
            if (catalog.LockedPrefetchOf(options.Creation.Type) is not { } prefetch
                || options[prefetch.Mode].Text == prefetch.Unlocked
                || options[prefetch.Prefetch] is not { Value: int ahead, Given: { } given }
                || CallsOf(options[prefetch.Concurrency], prefetch.DefaultConcurrency) is not { } calls)
            {
                continue;
            }

            var ratio = facts.Compilation.Options.Number(given.Syntax.SyntaxTree, "max_prefetch_ratio", DefaultRatio, 1, 100_000);
            if (ahead > (long)ratio * calls)
                report.Report(this, given.Syntax.GetLocation(), prefetch.Prefetch, ahead, ratio, prefetch.Concurrency, calls);
        }
    }

    private static int? CallsOf(OptionSetting setting, int unset) => setting switch
    {
        { IsUnset: true } => unset,
        { Value: int calls and > 0 } => calls,
        _ => null,
    };
}
