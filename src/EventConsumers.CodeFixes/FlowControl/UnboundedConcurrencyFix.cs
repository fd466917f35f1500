using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.CodeFixes.FlowControl;

/// <summary>EVC4005: hands each message to a pump instead of a task of its own, where the runtime library is referenced.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class UnboundedConcurrencyFix : RuleCodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create("EVC4005");

    internal override async Task<IEnumerable<Fix>> FixesAsync(FixContext context)
    {
        if (context.Node.FirstAncestorOrSelf<InvocationExpressionSyntax>() is not { ArgumentList.Arguments: { Count: > 0 } arguments } start
            || arguments[0].Expression is not ParenthesizedLambdaExpressionSyntax { ParameterList.Parameters.Count: 0, Block: { } block } lambda
            || start.FirstAncestorOrSelf<StatementSyntax>() is not ExpressionStatementSyntax turn
            || MessageIn(lambda, context) is not { } message
            || PumpedLoop.Of(turn, message, block.Statements, context) is not { } root)
        {
            return [];
        }

        return [new Fix("Handle the messages with a pump, a limited number at a time", "Pump", await LaidOut.AsTheFileIsAsync(context, root).ConfigureAwait(false))];
    }

    // The one message that the task is given.
    private static ILocalSymbol? MessageIn(LambdaExpressionSyntax lambda, FixContext context)
    {
        var messages = lambda.DescendantNodes().OfType<IdentifierNameSyntax>()
            .Select(name => context.Model.GetSymbolInfo(name).Symbol).OfType<ILocalSymbol>()
            .Where(local => !lambda.Span.Contains(local.Locations[0].SourceSpan) && context.Catalog.MessageMeaningOf(local.Type) is not null)
            .Distinct<ILocalSymbol>(SymbolEqualityComparer.Default).ToList();
        return messages.Count == 1 ? messages[0] : null;
    }
}
