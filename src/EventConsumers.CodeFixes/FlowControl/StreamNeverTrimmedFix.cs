using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace EventConsumers.CodeFixes.FlowControl;

/// <summary>EVC4008: limits the length of the stream.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class StreamNeverTrimmedFix : RuleCodeFixProvider
{
    private const int Length = 100_000;

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create("EVC4008");

    /// <inheritdoc/>
    internal override async Task<IEnumerable<Fix>> FixesAsync(FixContext context)
    {
        if (context.Node.FirstAncestorOrSelf<InvocationExpressionSyntax>() is not { } syntax
            || context.FactsAt(syntax)?.Calls.FirstOrDefault(call => call.Operation.Syntax == syntax) is not { Client.LogLimit: { } limit } call)
        {
            return [];
        }

        var arguments = NamedArguments.With(
            call, syntax.ArgumentList, limit.Parameter, SyntaxFactory.LiteralExpression(SyntaxKind.NumericLiteralExpression, SyntaxFactory.Literal(Length)));
        if (!call.IsWritten(limit.Approximate))
            arguments = NamedArguments.With(call, arguments, limit.Approximate, WrittenOption.Literal(true));

        var root = context.Root.ReplaceNode(syntax, syntax.WithArgumentList(arguments));
        return [new Fix("Limit the length of the stream", "LimitLength", await LaidOut.AsTheFileIsAsync(context, root).ConfigureAwait(false))];
    }
}
