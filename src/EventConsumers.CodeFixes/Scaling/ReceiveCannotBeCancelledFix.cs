using System.Collections.Immutable;
using System.Composition;
using EventConsumers.Analyzers.Messaging;
using EventConsumers.CodeFixes.Delivery;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace EventConsumers.CodeFixes.Scaling;

/// <summary>EVC5010: passes the token at hand to the receive call.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class ReceiveCannotBeCancelledFix : RuleCodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create("EVC5010");

    /// <inheritdoc/>
    internal override async Task<IEnumerable<Fix>> FixesAsync(FixContext context)
    {
        if (context.Node.FirstAncestorOrSelf<InvocationExpressionSyntax>() is not { } receive || TokenInScope.OwnAt(receive, context.Model) is not { } token)
            return [];

        var root = context.Root.ReplaceNode(receive, TokenArgument.Pass(receive, token, context));
        return [new Fix($"Pass '{token}' to '{AwaitedStatement.NameOf(receive)}'", "PassToken", await LaidOut.AsTheFileIsAsync(context, root).ConfigureAwait(false))];
    }
}
