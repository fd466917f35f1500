using EventConsumers.Analyzers.Messaging;
using EventConsumers.Analyzers.Rules.Delivery;
using Microsoft.CodeAnalysis;

namespace EventConsumers.CodeFixes.Delivery;

/// <summary>Looks at a repaired method with the eyes of the rules: fewer messages must be settled too early or in spite of a failure.</summary>
internal static class SettleFixCheck
{
    /// <summary>Marks a node of the repaired method.</summary>
    public static SyntaxAnnotation Mark { get; } = new();

    public static async Task<bool> IsBetterAsync(FixContext context, Document repaired, BodyFacts before)
    {
        var root = await repaired.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        var model = await repaired.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false);
        return model is not null
            && root?.GetAnnotatedNodes(Mark).FirstOrDefault() is { } marked
            && FixFacts.Of(repaired, model, marked, context.CancellationToken) is { } after
            && WrongSettles(after) < WrongSettles(before);
    }

    private static int WrongSettles(BodyFacts facts) =>
        facts.Settles.Count(site => EarlySettle.WorkAfter(site, facts).Count > 0 || FailureSettle.Of(site, facts) is not null);
}
