using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Formatting;

namespace EventConsumers.CodeFixes.Delivery;

/// <summary>Writes statements before the jumps of a function, and its returns as an async function has them.</summary>
/// <param name="function">The body of the function.</param>
/// <param name="becomesAsync">The function returns a task and is to become async: what it returns is awaited instead.</param>
internal sealed class Jumps(BlockSyntax function, bool becomesAsync)
{
    private readonly HashSet<StatementSyntax> _written = [];

    /// <summary>Has a statement run before a jump.</summary>
    public void Precede(SyntaxEditor editor, StatementSyntax jump, StatementSyntax statement) => Write(editor, jump, [statement]);

    /// <summary>Writes the returns that no statement was put before.</summary>
    public void Finish(SyntaxEditor editor)
    {
        if (!becomesAsync)
            return;

        foreach (var jump in Returns(function))
        {
            if (!_written.Contains(jump))
                Write(editor, jump, []);
        }
    }

    /// <summary>The returns of a function's body, without those of functions in it.</summary>
    public static IEnumerable<ReturnStatementSyntax> Returns(BlockSyntax function) =>
        function.DescendantNodes(node => node is not (AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax)).OfType<ReturnStatementSyntax>();

    /// <summary>The task is done already: there is nothing to await.</summary>
    public static bool IsCompleted(ExpressionSyntax task) => task is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "CompletedTask" };

    private void Write(SyntaxEditor editor, StatementSyntax jump, IEnumerable<StatementSyntax> before)
    {
        _written.Add(jump);
        List<StatementSyntax> statements = [.. before];
        if (becomesAsync && jump is ReturnStatementSyntax { Expression: { } task })
        {
            if (!IsCompleted(task))
                statements.Insert(0, SettleCall.Statement($"await {task.WithoutTrivia()};"));
            if (statements.Count == 0 || function.Statements.Last() != jump)
                statements.Add(SettleCall.Statement("return;"));
        }
        else
        {
            statements.Add(SettleCall.Statement(jump.WithoutTrivia().ToString()));
        }

        if (jump.Parent is BlockSyntax or SwitchSectionSyntax)
        {
            statements[statements.Count - 1] = statements[statements.Count - 1].WithTrailingTrivia(jump.GetTrailingTrivia());
            editor.InsertAfter(jump, statements.Skip(1));
            editor.ReplaceNode(jump, statements[0].WithLeadingTrivia(jump.GetLeadingTrivia()));
        }
        else
        {
            editor.ReplaceNode(jump, SyntaxFactory.Block(statements).WithTriviaFrom(jump).WithAdditionalAnnotations(Formatter.Annotation));
        }
    }
}
