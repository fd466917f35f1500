using EventConsumers.Analyzers.Clients;
using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace EventConsumers.CodeFixes.Delivery;

/// <summary>Whether the factories of the compilation have messages dispatched to consumers that await.</summary>
/// <param name="IsSet">All of them do.</param>
/// <param name="Unset">The only factory, whose option is written nowhere.</param>
internal sealed record DispatchOption(bool IsSet, BaseObjectCreationExpressionSyntax? Unset)
{
    /// <summary>What the factories say; null where they cannot be seen or do not agree.</summary>
    public static DispatchOption? Of(AwaitedConsumerIdiom idiom, SourceCode source, FixContext context)
    {
        var factories = FactoryCreations.Of(idiom, source, context.CancellationToken).Select(creation => (BaseObjectCreationExpressionSyntax)creation.Syntax).ToList();
        var written = source.Named(idiom.Option, context.CancellationToken);
        if (factories.Count == 0)
            return null;
        if (written.Count == 0)
            return factories.Count == 1 ? new DispatchOption(false, factories[0]) : null;

        return written.All(name => source.IsSetTo(name, true, context.CancellationToken)) && factories.TrueForAll(factory => written.Any(name => factory.Span.Contains(name.Span)) || factories.Count == 1)
            ? new DispatchOption(true, null)
            : null;
    }
}
