using EventConsumers.Analyzers.Clients;
using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.CodeFixes.Throughput;

/// <summary>
/// Settles a collected batch by its last message, and with it all before: possible where every delivery is put into the
/// batch as it comes and none is refused, so that nothing else on the channel can be open.
/// </summary>
/// <param name="Root">The tree with the loop replaced by one call.</param>
internal sealed record CumulativeSettlement(SyntaxNode Root)
{
    /// <summary>The rewritten tree; null where something else may be open.</summary>
    public static CumulativeSettlement? Of(InvocationExpressionSyntax settle, MessagingCall call, FixContext context)
    {
        if (call.Meaning.Cumulative is not { } cumulative
            || context.Others.Count == 0 || context.Others[0] is not ForEachStatementSyntax { AwaitKeyword.RawKind: 0, Expression: IdentifierNameSyntax batch } loop
            || OnlyStatement(loop.Statement) is not { } statement || !statement.Span.Contains(settle.Span)
            || call.Message?.Syntax is not MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax item } tag || item.Identifier.ValueText != loop.Identifier.ValueText
            || context.Model.GetSymbolInfo(batch, context.CancellationToken).Symbol is not { } collection
            || !IsList(collection)
            || loop.FirstAncestorOrSelf<TypeDeclarationSyntax>() is not { } type
            || !TakesEveryDelivery(collection, type, context))
        {
            return null;
        }

        var last = $"{batch.Identifier.ValueText}[{batch.Identifier.ValueText}.Count - 1].{tag.Name}";
        var arguments = ((IInvocationOperation)call.Operation).Arguments
            .Where(argument => !argument.IsImplicit && argument.Syntax is ArgumentSyntax)
            .Select(argument => argument.Parameter?.Name == cumulative
                ? cumulative + ": true"
                : argument.Value.Syntax == tag ? last : argument.Syntax.WithoutTrivia().ToString());
        var one = statement.ReplaceNode(
            settle,
            settle.WithArgumentList(SyntaxFactory.ParseArgumentList($"({string.Join(", ", arguments)})")));
        var guarded = FixedDocument.Statement($"if ({batch.Identifier.ValueText}.Count > 0)\n{one.WithoutTrivia()}").WithTriviaFrom(loop);
        return new CumulativeSettlement(context.Root.ReplaceNode(loop, guarded));
    }

    private static ExpressionStatementSyntax? OnlyStatement(StatementSyntax body) => body switch
    {
        BlockSyntax { Statements: { Count: 1 } statements } => statements[0] as ExpressionStatementSyntax,
        _ => body as ExpressionStatementSyntax,
    };

    private static bool IsList(ISymbol symbol) => symbol switch
    {
        IFieldSymbol field => field.Type.Is("System.Collections.Generic", "List"),
        ILocalSymbol local => local.Type.Is("System.Collections.Generic", "List"),
        _ => false,
    };

    private static bool TakesEveryDelivery(ISymbol collection, TypeDeclarationSyntax type, FixContext context)
    {
        var catalog = context.Catalog;
        var additions = 0;
        foreach (var syntax in type.DescendantNodes().OfType<InvocationExpressionSyntax>())
        {
            if (context.Operation(syntax) is not IInvocationOperation invocation)
                continue;

            if (catalog.MeaningOf(invocation.TargetMethod)?.Verb is Verb.Reject or Verb.Abandon)
                return false;

            if (!SymbolEqualityComparer.Default.Equals(invocation.Instance.ReferencedSymbol(), collection) || invocation.TargetMethod.Name == "Clear")
                continue;

            if (invocation.TargetMethod.Name != "Add" || !IsAddedAsItComes(syntax, invocation))
                return false;
            additions++;
        }

        return additions > 0;
    }

    // The first thing that a handler does with the delivery it is called with, whatever it holds.
    private static bool IsAddedAsItComes(InvocationExpressionSyntax syntax, IInvocationOperation addition) =>
        syntax.Parent is ExpressionStatementSyntax { Parent: BlockSyntax { Parent: AnonymousFunctionExpressionSyntax or BaseMethodDeclarationSyntax or LocalFunctionStatementSyntax } block } statement
        && block.Statements.IndexOf(statement) == 0
        && addition.Arguments.Length == 1 && addition.Arguments[0].Value.Unwrapped() is IParameterReferenceOperation;
}
