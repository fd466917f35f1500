using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;

namespace EventConsumers.CodeFixes.Resilience;

/// <summary>Writes a delay that grows from attempt to attempt.</summary>
internal static class BackOffDelay
{
    /// <summary>Code at a statement may wait: it is asynchronous, and no lock is held.</summary>
    public static bool IsPossibleAt(StatementSyntax statement)
    {
        foreach (var node in statement.Ancestors())
        {
            switch (node)
            {
                case AnonymousFunctionExpressionSyntax function:
                    return function.AsyncKeyword.IsKind(SyntaxKind.AsyncKeyword);
                case LocalFunctionStatementSyntax function:
                    return function.Modifiers.Any(SyntaxKind.AsyncKeyword);
                case MethodDeclarationSyntax method:
                    return method.Modifiers.Any(SyntaxKind.AsyncKeyword);
                case LockStatementSyntax or BaseMethodDeclarationSyntax or AccessorDeclarationSyntax:
                    return false;
                case CompilationUnitSyntax unit:
                    return unit.Members.OfType<GlobalStatementSyntax>().Any(global => global.DescendantNodes().Any(inner => inner is AwaitExpressionSyntax));
            }
        }

        return false;
    }

    /// <summary>A statement that waits, to stand in a block.</summary>
    public static StatementSyntax Statement(BlockSyntax block, string counter, FixContext context) => SyntaxFactory
        .ExpressionStatement(Awaited(Of(counter, context.Model.Compilation, TokenAt(block, context))))
        .WithAdditionalAnnotations(Formatter.Annotation);

    /// <summary>The block of a catch clause with a statement before it goes round.</summary>
    public static BlockSyntax AtTheEnd(BlockSyntax block, StatementSyntax statement)
    {
        var last = block.Statements.LastOrDefault() is ContinueStatementSyntax ? block.Statements.Count - 1 : block.Statements.Count;
        return block.WithStatements(block.Statements.Insert(last, statement)).WithAdditionalAnnotations(Formatter.Annotation);
    }

    /// <summary>The task of a delay that grows with the number of attempts.</summary>
    public static InvocationExpressionSyntax Of(string counter, Compilation compilation, string? token)
    {
        var arguments = SyntaxFactory.SeparatedList(new[] { SyntaxFactory.Argument(Rewriting.BackOff(counter, compilation)) });
        if (token is not null)
            arguments = arguments.Add(SyntaxFactory.Argument(SyntaxFactory.ParseExpression(token)));
        var delay = Rewriting.Shortened(SyntaxFactory.ParseExpression("global::System.Threading.Tasks.Task.Delay"));
        return SyntaxFactory.InvocationExpression(delay, SyntaxFactory.ArgumentList(arguments)).WithAdditionalAnnotations(Formatter.Annotation);
    }

    public static AwaitExpressionSyntax Awaited(ExpressionSyntax task) =>
        SyntaxFactory.AwaitExpression(SyntaxFactory.Token(SyntaxKind.AwaitKeyword).WithTrailingTrivia(SyntaxFactory.Space), task).WithAdditionalAnnotations(Formatter.Annotation);

    /// <summary>The one token in reach, if there is just one.</summary>
    public static string? TokenAt(SyntaxNode place, FixContext context)
    {
        var tokens = context.Model.LookupSymbols(place.SpanStart)
            .Where(symbol => symbol is IParameterSymbol parameter && parameter.Type.IsCancellationToken()
                || symbol is ILocalSymbol local && local.Type.IsCancellationToken() && local.Locations[0].SourceSpan.End < place.SpanStart)
            .ToList();
        return tokens.Count == 1 ? tokens[0].Name : null;
    }
}
