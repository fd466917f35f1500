using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace EventConsumers.CodeFixes.Delivery;

/// <summary>Helps with statements that stand side by side.</summary>
internal static class StatementRun
{
    /// <summary>The statements beside a statement, itself included; empty where it stands alone, without braces.</summary>
    public static SyntaxList<StatementSyntax> Siblings(this StatementSyntax statement) => statement.Parent switch
    {
        BlockSyntax block => block.Statements,
        SwitchSectionSyntax section => section.Statements,
        _ => default,
    };

    /// <summary>Which of the statements holds a node; -1 if none does.</summary>
    public static int IndexOfHolder(this IReadOnlyList<StatementSyntax> statements, SyntaxNode node)
    {
        for (var i = 0; i < statements.Count; i++)
        {
            if (statements[i].Span.Contains(node.Span))
                return i;
        }

        return -1;
    }

    /// <summary>The nodes in statements that run as part of them.</summary>
    public static IEnumerable<SyntaxNode> NodesInFunction(this IEnumerable<StatementSyntax> statements) =>
        statements.SelectMany(statement => statement.DescendantNodesAndSelf(node => node is not (AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax)));
}
