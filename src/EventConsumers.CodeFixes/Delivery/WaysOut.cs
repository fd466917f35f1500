using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Formatting;

namespace EventConsumers.CodeFixes.Delivery;

/// <summary>The ways in which a run of statements is left other than by an exception.</summary>
internal sealed class WaysOut
{
    private WaysOut(IReadOnlyList<StatementSyntax> jumps, bool isEndReachable)
    {
        Jumps = jumps;
        IsEndReachable = isEndReachable;
    }

    /// <summary>The jumps out of the statements.</summary>
    public IReadOnlyList<StatementSyntax> Jumps { get; }

    /// <summary>Control can come to the end of the last statement.</summary>
    public bool IsEndReachable { get; }

    /// <summary>The ways out of neighbouring statements; null where a statement cannot be put before each of them for sure.</summary>
    public static WaysOut? Of(IReadOnlyList<StatementSyntax> statements, SemanticModel model)
    {
        if (statements.Count == 0)
            return new WaysOut([], isEndReachable: true);

        if (model.AnalyzeControlFlow(statements[0], statements[statements.Count - 1]) is not { Succeeded: true } flow)
            return null;

        var jumps = flow.ExitPoints.OfType<StatementSyntax>().ToList();
        return jumps.Count == flow.ExitPoints.Length && jumps.TrueForAll(jump => CanBePreceded(jump, statements))
            ? new WaysOut(jumps, flow.EndPointIsReachable)
            : null;
    }

    /// <summary>Has a statement run before each jump.</summary>
    public void Precede(SyntaxEditor editor, Func<StatementSyntax> statement)
    {
        foreach (var jump in Jumps)
        {
            if (jump.Parent is BlockSyntax or SwitchSectionSyntax)
            {
                editor.InsertBefore(jump, statement().WithLeadingTrivia(jump.GetLeadingTrivia()));
                editor.ReplaceNode(jump, (current, _) => current.WithLeadingTrivia(SyntaxFactory.ElasticMarker).WithAdditionalAnnotations(Formatter.Annotation));
            }
            else
            {
                editor.ReplaceNode(jump, (current, _) => SyntaxFactory.Block(statement(), (StatementSyntax)current).WithAdditionalAnnotations(Formatter.Annotation));
            }
        }
    }

    // What is returned may itself be work; inside an inner try, what is put before the jump would be caught.
    private static bool CanBePreceded(StatementSyntax jump, IReadOnlyList<StatementSyntax> statements)
    {
        if (jump is not (ReturnStatementSyntax { Expression: null or LiteralExpressionSyntax or IdentifierNameSyntax or MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax } }
            or ContinueStatementSyntax or BreakStatementSyntax))
        {
            return false;
        }

        return !jump.AncestorsAndSelf().TakeWhile(node => node != statements[0].Parent).Any(node => node is TryStatementSyntax);
    }
}
