using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Formatting;

namespace EventConsumers.CodeFixes.Delivery;

/// <summary>Rewrites a try so that the message is settled where its work succeeds, and refused where it fails.</summary>
internal sealed class SuccessOnly(
    SyntaxEditor editor, TryStatementSyntax @try, CatchClauseSyntax? catchAll, SettleStatement settle, SettleSite site, Refusal refusal, BodyFacts facts, SemanticModel model)
{
    /// <summary>The settle call stands in the finally block: it moves to every successful way out of the try.</summary>
    public bool FromFinally()
    {
        if (@try.Finally is not { } last || settle.Statement.Parent != last.Block || WaysOut.Of(@try.Block.Statements, model) is not { } success)
            return false;

        success.Precede(editor, settle.Copy);
        if (success.IsEndReachable)
            Append(@try.Block, settle.Moved());

        foreach (var clause in @try.Catches)
        {
            // What a specific clause handles was meant to be settled.
            if (!Finish(clause, clause == catchAll ? Refuse : settle.Copy))
                return false;
        }

        if (last.Block.Statements.Count > 1)
            editor.RemoveNode(settle.Statement, SyntaxRemoveOptions.KeepNoTrivia);
        else if (catchAll is null && refusal.Idiom is null && @try.Catches.Count == 0)
            return false;

        editor.ReplaceNode(@try, (current, _) => WithCatchAll((TryStatementSyntax)current, last.Block.Statements.Count == 1));
        return true;
    }

    /// <summary>The settle call stands behind the try, at once or with nothing between that uses the message.</summary>
    public bool FromBehind()
    {
        var siblings = @try.Siblings();
        var index = siblings.IndexOf(@try);
        var behind = siblings.IndexOf(settle.Statement);
        if (index < 0 || behind <= index || catchAll is null || WaysOut.Of(@try.Block.Statements, model) is not { } success
            || siblings.Skip(index + 1).Take(behind - index - 1).Any(UsesMessage))
        {
            return false;
        }

        if (success.IsEndReachable)
            Append(@try.Block, settle.Moved());
        foreach (var clause in @try.Catches)
        {
            if (WaysOut.Of(clause.Block.Statements, model) is not { } ways)
                return false;
            if (!ways.IsEndReachable)
                continue;
            if (clause != catchAll)
                Append(clause.Block, settle.Copy());
            else if (refusal.Idiom is not null)
                Append(clause.Block, Refuse()!);
        }

        editor.RemoveNode(settle.Statement, SyntaxRemoveOptions.KeepNoTrivia);
        return true;
    }

    /// <summary>The settle call stands in the catch-all: a refusal takes its place.</summary>
    public bool InCatch()
    {
        if (refusal.Idiom is not null)
        {
            editor.ReplaceNode(settle.Statement, Refuse()!.WithTriviaFrom(settle.Statement));
            return true;
        }

        // Not settling is refusing only if success settles.
        if (settle.Statement.Parent is not BlockSyntax block || !facts.Settles.Any(other => other != site && other.Message.Symbols.Any(site.Message.Symbols.Contains)))
            return false;

        editor.ReplaceNode(block, (current, _) => ((BlockSyntax)current)
            .WithStatements(((BlockSyntax)current).Statements.RemoveAt(block.Statements.IndexOf(settle.Statement)))
            .WithAdditionalAnnotations(SettleFixCheck.Mark));
        return true;
    }

    private StatementSyntax? Refuse() => refusal.Idiom is { } idiom ? settle.Refusal(idiom, model) : null;

    private bool Finish(CatchClauseSyntax clause, Func<StatementSyntax?> statement)
    {
        if (WaysOut.Of(clause.Block.Statements, model) is not { } ways)
            return false;

        if (statement() is null)
            return true;

        ways.Precede(editor, () => statement()!);
        foreach (var rethrow in clause.Block.Statements.NodesInFunction().OfType<ThrowStatementSyntax>().Where(_ => clause == catchAll))
        {
            if (rethrow.Parent is not BlockSyntax)
                return false;
            editor.InsertBefore(rethrow, statement()!.WithLeadingTrivia(rethrow.GetLeadingTrivia()));
            editor.ReplaceNode(rethrow, (current, _) => current.WithLeadingTrivia(SyntaxFactory.ElasticMarker).WithAdditionalAnnotations(Formatter.Annotation));
        }

        if (ways.IsEndReachable)
            Append(clause.Block, statement()!);
        return true;
    }

    private TryStatementSyntax WithCatchAll(TryStatementSyntax changed, bool dropsFinally)
    {
        if (catchAll is null && Refuse() is { } refuse)
        {
            var rethrow = SyntaxFactory.ThrowStatement().WithAdditionalAnnotations(Formatter.Annotation);
            changed = changed.AddCatches(SyntaxFactory.CatchClause().WithBlock(SyntaxFactory.Block(refuse, rethrow)).WithAdditionalAnnotations(Formatter.Annotation));
        }

        return dropsFinally ? changed.WithFinally(null).WithTrailingTrivia(@try.GetTrailingTrivia()) : changed;
    }

    private bool UsesMessage(StatementSyntax statement) =>
        facts.Invocations.Any(call => statement.Span.Contains(call.Syntax.Span) && site.Message.Taint.Reaches(call) && Effects.Of(call.TargetMethod) is Effect.Work)
        || WaysOut.Of([statement], model) is not { Jumps.Count: 0, IsEndReachable: true };

    private void Append(BlockSyntax block, StatementSyntax statement)
    {
        if (block.Statements.Count > 0)
            editor.InsertAfter(block.Statements[block.Statements.Count - 1], statement);
        else
            editor.ReplaceNode(block, (current, _) => ((BlockSyntax)current).AddStatements(statement).WithAdditionalAnnotations(Formatter.Annotation));
    }
}
