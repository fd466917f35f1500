using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace EventConsumers.CodeFixes;

/// <summary>Takes a statement out of its list and leaves its comments with the statement below.</summary>
internal static class RemovedStatement
{
    /// <summary>The statement that follows, in a block, a switch section or top-level code; null if there is none.</summary>
    public static StatementSyntax? Next(StatementSyntax statement)
    {
        var siblings = Siblings(statement);
        var index = siblings.IndexOf(statement);
        return index >= 0 && index + 1 < siblings.Count ? siblings[index + 1] : null;
    }

    /// <summary>The two statements stand in the same list.</summary>
    public static bool AreSiblings(StatementSyntax first, StatementSyntax second) => Siblings(first).Contains(second);

    /// <summary>Removes statements, the last of which has another one below it.</summary>
    public static void Remove(SyntaxEditor editor, params StatementSyntax[] statements)
    {
        foreach (var statement in statements)
        {
            editor.RemoveNode(statement.Parent is GlobalStatementSyntax global ? global : statement, SyntaxRemoveOptions.KeepNoTrivia);
            if (Next(statement) is not { } next || statements.Contains(next))
                continue;

            // Removed statements that stand above one another leave their comments together.
            var trivia = next.GetLeadingTrivia();
            for (var removed = statement; removed is not null; removed = statements.FirstOrDefault(other => Next(other) == removed))
                trivia = Joined(removed.GetLeadingTrivia(), removed.GetTrailingTrivia(), trivia, Siblings(removed)[0] == removed);
            editor.ReplaceNode(next, (current, _) => current.WithLeadingTrivia(trivia));
        }
    }

    // The blank lines and comments above what goes take the place of those below it; comments of both stay, and so does a blank
    // line between the statements above and below.
    private static SyntaxTriviaList Joined(SyntaxTriviaList above, SyntaxTriviaList beside, SyntaxTriviaList below, bool isFirst)
    {
        var indentation = above.Reverse().TakeWhile(item => item.IsKind(SyntaxKind.WhitespaceTrivia)).Reverse().ToList();
        var trivia = above.Take(above.Count - indentation.Count).ToList();
        if (!isFirst && trivia.Count == 0 && below.FirstOrDefault(item => !item.IsKind(SyntaxKind.WhitespaceTrivia)) is var blank && blank.IsKind(SyntaxKind.EndOfLineTrivia))
            trivia.Add(blank);
        var lineEnd = beside.Count > 0 && beside[beside.Count - 1].IsKind(SyntaxKind.EndOfLineTrivia) ? beside[beside.Count - 1] : SyntaxFactory.ElasticCarriageReturnLineFeed;
        foreach (var comment in beside.Where(IsComment))
            trivia.AddRange([.. indentation, comment, lineEnd]);

        return SyntaxFactory.TriviaList(trivia.Concat(below.Any(IsComment) ? below.SkipWhile(item => item.IsKind(SyntaxKind.EndOfLineTrivia)) : indentation));
    }

    private static bool IsComment(SyntaxTrivia trivia) => !trivia.IsKind(SyntaxKind.WhitespaceTrivia) && !trivia.IsKind(SyntaxKind.EndOfLineTrivia);

    private static List<StatementSyntax> Siblings(StatementSyntax statement) => statement.Parent switch
    {
        BlockSyntax block => [.. block.Statements],
        SwitchSectionSyntax section => [.. section.Statements],
        GlobalStatementSyntax { Parent: CompilationUnitSyntax unit } => [.. unit.Members.OfType<GlobalStatementSyntax>().Select(global => global.Statement)],
        _ => [],
    };
}
