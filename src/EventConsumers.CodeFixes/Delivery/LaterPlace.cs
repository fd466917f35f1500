using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.CodeFixes.Delivery;

/// <summary>
/// Where a message can be settled once it has been processed: behind a statement beside the settle call, or inside a try
/// beside it that swallows failures. The ways out on the way there settle too; such a try refuses what failed.
/// </summary>
internal sealed class LaterPlace
{
    private readonly List<WaysOut> _waysOut = [];
    private readonly List<(BlockSyntax Clause, WaysOut WaysOut)> _failures = [];
    private readonly FixContext _context;
    private readonly BodyFacts _facts;
    private readonly Refusal _refusal;
    private StatementSyntax? _last;

    private LaterPlace(FixContext context, BodyFacts facts, SettleSite site, IOperation work)
    {
        _context = context;
        _facts = facts;
        _refusal = Refusal.Of(site);
        Work = work;
    }

    /// <summary>The last work before the place.</summary>
    public IOperation Work { get; }

    /// <summary>The place for a statement; null where none is sure.</summary>
    public static LaterPlace? Of(SettleStatement settle, IReadOnlyList<IOperation> work, SettleSite site, BodyFacts facts, FixContext context)
    {
        var siblings = settle.Statement.Siblings();
        var index = siblings.IndexOf(settle.Statement);
        if (index < 0 || work.Count == 0 || work.Any(part => siblings.IndexOfHolder(part.Syntax) <= index))
            return null;

        var place = new LaterPlace(context, facts, site, work.OrderBy(part => part.Syntax.SpanStart).Last());
        var isSure = place.Follow([.. siblings.Skip(index + 1)], [.. work.Select(part => part.Syntax)])
            && !place.IsLeftRunning(work)
            && !place.Changes(settle.Statement, siblings[index + 1]);
        return isSure ? place : null;
    }

    /// <summary>Writes the move.</summary>
    public void Move(SyntaxEditor editor, SettleStatement settle)
    {
        var siblings = settle.Statement.Siblings();
        if (siblings.IndexOf(settle.Statement) == 0)
            editor.ReplaceNode(siblings[1], (current, _) => WithoutBlankLines(current));
        editor.InsertAfter(_last!, settle.Moved());
        editor.RemoveNode(settle.Statement, SyntaxRemoveOptions.KeepNoTrivia);

        foreach (var ways in _waysOut)
            ways.Precede(editor, settle.Copy);

        foreach (var (clause, ways) in _failures)
        {
            ways.Precede(editor, Refuse);
            if (ways.IsEndReachable)
                editor.ReplaceNode(clause, (current, _) => ((BlockSyntax)current).AddStatements(Refuse()).WithAdditionalAnnotations(Formatter.Annotation));
        }

        StatementSyntax Refuse() => settle.Refusal(_refusal.Idiom!, _context.Model);
    }

    // Goes to the last statement that works, and into it if it is a try that swallows what fails.
    private bool Follow(IReadOnlyList<StatementSyntax> statements, IReadOnlyList<SyntaxNode> work)
    {
        var last = work.Max(statements.IndexOfHolder);
        var passed = statements.Take(last + 1).ToList();
        var swallowing = passed.NodesInFunction().OfType<TryStatementSyntax>()
            .Where(@try => Swallows(@try) && work.Any(part => @try.Block.Span.Contains(part.Span)))
            .ToList();

        if (swallowing.Count == 0)
        {
            _last = passed[last];
            return Precede(passed) && _last is not LocalFunctionStatementSyntax;
        }

        var inner = swallowing[0];
        return passed[last] == inner
            && swallowing.TrueForAll(@try => inner.Span.Contains(@try.Span))
            && Precede([.. passed.Take(last)])
            && inner.Catches.All(Refuses)
            && work.Where(part => inner.Span.Contains(part.Span)).All(part => inner.Block.Span.Contains(part.Span))
            && Follow(inner.Block.Statements, [.. work.Where(part => inner.Span.Contains(part.Span))]);
    }

    private bool Precede(IReadOnlyList<StatementSyntax> statements)
    {
        if (WaysOut.Of(statements, _context.Model) is not { } ways)
            return false;

        _waysOut.Add(ways);
        return true;
    }

    // A clause that does something with the failed message is left alone if that ends the message, and not understood otherwise.
    private bool Refuses(CatchClauseSyntax clause)
    {
        var calls = _facts.Invocations.Where(invocation => clause.Block.Span.Contains(invocation.Syntax.Span)).ToList();
        if (calls.Exists(call => _facts.CallAt(call)?.EndsMessage == true))
            return true;

        if (!_refusal.IsSure || calls.Exists(call => Effects.Of(call.TargetMethod) == Effect.Work) || WaysOut.Of(clause.Block.Statements, _context.Model) is not { } ways)
            return false;

        if (_refusal.Idiom is not null)
            _failures.Add((clause.Block, ways));
        return true;
    }

    private bool Swallows(TryStatementSyntax @try) => @try.Catches.Any(clause =>
        clause.Filter is null
        && (clause.Declaration is null || _context.Model.GetTypeInfo(clause.Declaration.Type).Type.Is("System", "Exception"))
        && (WaysOut.Of(clause.Block.Statements, _context.Model) is not { } ways || ways.IsEndReachable || ways.Jumps.Count > 0));

    // Work that is started and not waited for may be running still at any later place.
    private bool IsLeftRunning(IReadOnlyList<IOperation> work) => _facts.Invocations.Any(call =>
        call.Type.IsTask()
        && work.Any(part => call.Syntax.Span.Contains(part.Syntax.Span))
        && (call.Parent is IExpressionStatementOperation or ISimpleAssignmentOperation { Target: IDiscardOperation }
            || call.Parent is IVariableInitializerOperation && !work.Any(part => part is IAwaitOperation)));

    // What the settle call reads must still be the same.
    private bool Changes(StatementSyntax settle, StatementSyntax next)
    {
        var siblings = settle.Siblings();
        var end = siblings[siblings.IndexOfHolder(_last!)];
        return _context.Model.AnalyzeDataFlow(next, end) is not { Succeeded: true } passed
            || _context.Model.AnalyzeDataFlow(settle) is not { Succeeded: true } own
            || own.ReadInside.Intersect(passed.WrittenInside, SymbolEqualityComparer.Default).Any();
    }

    private static SyntaxNode WithoutBlankLines(SyntaxNode statement)
    {
        var trivia = statement.GetLeadingTrivia();
        var blank = trivia.TakeWhile(part => part.IsKind(SyntaxKind.WhitespaceTrivia) || part.IsKind(SyntaxKind.EndOfLineTrivia)).ToList();
        var lines = blank.FindLastIndex(part => part.IsKind(SyntaxKind.EndOfLineTrivia)) + 1;
        return statement.WithLeadingTrivia(trivia.Skip(lines));
    }
}
