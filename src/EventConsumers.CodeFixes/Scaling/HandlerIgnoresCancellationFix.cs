using System.Collections.Immutable;
using System.Composition;
using EventConsumers.Analyzers.Messaging;
using EventConsumers.CodeFixes.Delivery;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace EventConsumers.CodeFixes.Scaling;

/// <summary>EVC5011: passes the token that comes with the message.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class HandlerIgnoresCancellationFix : RuleCodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create("EVC5011");

    /// <inheritdoc/>
    internal override async Task<IEnumerable<Fix>> FixesAsync(FixContext context)
    {
        if (context.Node.FirstAncestorOrSelf<InvocationExpressionSyntax>() is not { } call
            || context.FactsAt(call)?.Handlers is not { } handlers
            || handlers.Where(handler => handler.Body.Syntax.Span.Contains(call.Span)).Select(HandlerToken.Of).FirstOrDefault(token => token is not null) is not { } token)
        {
            return [];
        }

        var root = context.Root.ReplaceNode(call, TokenArgument.Pass(call, token, context));
        return [new Fix($"Pass '{token}' to '{AwaitedStatement.NameOf(call)}'", "PassToken", await LaidOut.AsTheFileIsAsync(context, root).ConfigureAwait(false))];
    }
}
