using EventConsumers.Analyzers.Clients;
using EventConsumers.Analyzers.Messaging;
using EventConsumers.CodeFixes.Throughput;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.CodeFixes;

/// <summary>
/// A poll loop that hands its messages to a pump of the runtime library, which handles several at a time, up to a limit, and
/// settles each behind its own work. Only where the project references the library.
/// </summary>
internal sealed class PumpedLoop
{
    private readonly FixContext _context;
    private readonly StatementSyntax _poll;
    private readonly ILocalSymbol _message;
    private readonly IReadOnlyList<StatementSyntax> _work;
    private readonly string? _token;

    private PumpedLoop(StatementSyntax poll, ILocalSymbol message, IReadOnlyList<StatementSyntax> work, FixContext context) =>
        (_poll, _message, _work, _context, _token) = (poll, message, work, context, TokenInScope.OwnAt(poll, context.Model));

    /// <summary>The tree in which a statement of a poll loop writes its message to a pump; null where the result would not be sure.</summary>
    /// <param name="turn">What deals with one message: it gives way to the call of the pump.</param>
    /// <param name="message">The message.</param>
    /// <param name="work">What is done with the message, its settling included.</param>
    /// <param name="context">The finding.</param>
    public static SyntaxNode? Of(StatementSyntax turn, ILocalSymbol message, IReadOnlyList<StatementSyntax> work, FixContext context)
    {
        if (context.Model.Compilation.GetTypeByMetadataName("EventConsumers.MessagePump`1") is null
            || turn.Ancestors().TakeWhile(node => !IsFunction(node)).OfType<StatementSyntax>().LastOrDefault(IsPoll) is not { Parent: BlockSyntax } poll
            || turn.Ancestors().First(IsFunction) is not { } function || !IsAsync(function))
        {
            return null;
        }

        var loop = new PumpedLoop(poll, message, work, context);
        return loop.StandsAlone() && loop.NamesOneToken() && loop.SettleStatement() is { } settle && loop.Handler(settle) is { } handler
            ? loop.Rewritten(turn, settle, handler)
            : null;
    }

    private static bool IsPoll(StatementSyntax statement) => statement is WhileStatementSyntax or DoStatementSyntax or ForStatementSyntax;

    private static bool IsFunction(SyntaxNode node) =>
        node is AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax or MemberDeclarationSyntax and not GlobalStatementSyntax;

    private static bool IsAsync(SyntaxNode function) => function switch
    {
        MethodDeclarationSyntax method => method.Modifiers.Any(SyntaxKind.AsyncKeyword),
        LocalFunctionStatementSyntax local => local.Modifiers.Any(SyntaxKind.AsyncKeyword),
        AnonymousFunctionExpressionSyntax lambda => lambda.Modifiers.Any(SyntaxKind.AsyncKeyword),
        _ => false,
    };

    // Of what the loop declares or changes, the work uses the message alone, and it goes from its start to its end.
    private bool StandsAlone()
    {
        var changed = _context.Model.AnalyzeDataFlow(_poll) is { Succeeded: true } flow ? flow.WrittenInside : default;
        if (changed.IsDefault)
            return false;

        foreach (var node in _work.SelectMany(statement => statement.DescendantNodesAndSelf()))
        {
            switch (node)
            {
                case ReturnStatementSyntax or GotoStatementSyntax or YieldStatementSyntax when !IsInInner(node, IsFunction):
                case BreakStatementSyntax or ContinueStatementSyntax when !IsInInner(node, part => IsPoll(part as StatementSyntax ?? _poll) && part != _poll || part is CommonForEachStatementSyntax or SwitchStatementSyntax):
                    return false;

                case IdentifierNameSyntax name when _context.Model.GetSymbolInfo(name).Symbol is ILocalSymbol or IParameterSymbol:
                    var symbol = _context.Model.GetSymbolInfo(name).Symbol!;
                    var place = symbol.Locations[0].SourceSpan;
                    if (!SymbolEqualityComparer.Default.Equals(symbol, _message) && !_work.Any(statement => statement.Span.Contains(place))
                        && (changed.Contains(symbol, SymbolEqualityComparer.Default) || _poll.Span.Contains(place)))
                    {
                        return false;
                    }

                    break;
            }
        }

        return true;
    }

    // What reads like the token that the loop listens to is that token, and not an inner one of its name.
    private bool NamesOneToken()
    {
        if (_token is null)
            return true;

        var token = _context.Model.GetSpeculativeSymbolInfo(_poll.SpanStart, SyntaxFactory.ParseExpression(_token), SpeculativeBindingOption.BindAsExpression).Symbol;
        return _work.SelectMany(NamesOfToken).All(name => SymbolEqualityComparer.Default.Equals(_context.Model.GetSymbolInfo(name).Symbol, token));
    }

    private IEnumerable<ExpressionSyntax> NamesOfToken(SyntaxNode node) =>
        node.DescendantNodesAndSelf().OfType<ExpressionSyntax>().Where(part => part.ToString() == _token && part.Parent is not MemberAccessExpressionSyntax);

    private bool IsInInner(SyntaxNode node, Func<SyntaxNode, bool> isWanted) =>
        node.Ancestors().TakeWhile(ancestor => _work.Any(statement => statement.Span.Contains(ancestor.Span))).Any(isWanted);

    // The one call that settles the message, behind all work on it: the last statement, or the last of the try that ends the turn.
    private ExpressionStatementSyntax? SettleStatement()
    {
        var settles = _work.SelectMany(statement => statement.DescendantNodes()).OfType<InvocationExpressionSyntax>().Where(Ends).ToList();
        var last = _work.Count == 0 ? null
            : _work[_work.Count - 1] is TryStatementSyntax { Finally: null } attempt ? attempt.Block.Statements.LastOrDefault()
            : _work[_work.Count - 1];
        return settles.Count == 1 && last is ExpressionStatementSyntax { Expression: AwaitExpressionSyntax } statement && statement.Span.Contains(settles[0].Span)
            && _context.Model.GetSymbolInfo(settles[0]).Symbol is IMethodSymbol method && _context.Catalog.MeaningOf(method) is { Verb: Verb.Settle }
                ? statement
                : null;
    }

    private bool Ends(InvocationExpressionSyntax call) =>
        _context.Model.GetSymbolInfo(call).Symbol is IMethodSymbol method
        && (_context.Catalog.MeaningOf(method) is { } meaning
            ? meaning.EndsMessage
            : _context.FactsAt(call)?.Compilation.Summaries is { } summaries && (summaries.Settles(method, _context.CancellationToken) || summaries.Rejects(method, _context.CancellationToken)));

    // The work without its settling. What a catch clause keeps to itself would settle a failed message: it tells the pump.
    private List<StatementSyntax>? Handler(ExpressionStatementSyntax settle)
    {
        var statements = _work.Where(statement => statement != settle).ToList();
        if (_work[_work.Count - 1] is not TryStatementSyntax attempt || !attempt.Block.Statements.Contains(settle))
            return statements;

        if (attempt.Catches.Any(clause => clause.Block.Statements.LastOrDefault() is ReturnStatementSyntax or BreakStatementSyntax or ContinueStatementSyntax))
            return null;

        var clauses = attempt.Catches.Select(clause => clause.Block.Statements.LastOrDefault() is ThrowStatementSyntax
            ? clause
            : clause.WithBlock(clause.Block.AddStatements(FixedDocument.Statement("throw;"))));
        statements[statements.Count - 1] = attempt
            .WithBlock(attempt.Block.WithStatements(attempt.Block.Statements.Remove(settle)))
            .WithCatches(SyntaxFactory.List(clauses));
        return statements;
    }

    private SyntaxNode Rewritten(StatementSyntax turn, ExpressionStatementSyntax settle, List<StatementSyntax> handler)
    {
        var names = new FreeNames(_poll, _context);
        var pump = names.Next("pump");
        var cancellation = names.Next("cancellation");
        var type = _message.Type.WithNullableAnnotation(NullableAnnotation.NotAnnotated).ToDisplayString();
        var logger = new LoggerInScope(_poll, _context).Name is { } name ? $", Logger = {name}" : "";
        var indentation = string.Concat(_poll.GetLeadingTrivia().Reverse().TakeWhile(trivia => trivia.IsKind(SyntaxKind.WhitespaceTrivia)));
        var parameters = $"async ({_message.Name}, {cancellation}) =>";
        var settled = Cancelled(((ExpressionStatementSyntax)settle.WithoutTrivia()).Expression, cancellation);
        var made = FixedDocument.Statement($$"""
            await using var {{pump}} = new EventConsumers.MessagePump<{{type}}>(
                {{parameters}}
                {
                },
                EventConsumers.Settlements.Each<{{type}}>({{parameters}} {{settled}}),
                new EventConsumers.MessagePumpOptions<{{type}}> { WhenHandlerFails = EventConsumers.FailureMode.Release{{logger}} });
            """.Replace("\r\n", "\n").Replace("\n", "\n" + indentation));
        var lineEnd = LaidOut.LineEndOf(_context.Root) ?? "\n";
        made = made.ReplaceTrivia(made.DescendantTrivia().Where(trivia => trivia.IsKind(SyntaxKind.EndOfLineTrivia)), (_, _) => SyntaxFactory.EndOfLine(lineEnd));
        var empty = made.DescendantNodes().OfType<BlockSyntax>().First();
        made = made.ReplaceNode(empty, empty.WithStatements(SyntaxFactory.List(handler.Select(statement => Cancelled(statement, cancellation)))));

        var write = FixedDocument.Statement($"await {pump}.WriteAsync({_message.Name}{(_token is null ? "" : ", " + _token)});").WithTriviaFrom(turn);
        var replaced = turn is BlockSyntax block ? block.WithStatements(SyntaxFactory.SingletonList(write.WithTriviaFrom(block.Statements[0]))) : write;
        var root = _context.Root.TrackNodes(_poll, turn);
        root = root.ReplaceNode(root.GetCurrentNode(turn)!, replaced);
        var poll = root.GetCurrentNode(_poll)!;
        return root.ReplaceNode(
            poll,
            [
                made.WithLeadingTrivia(poll.GetLeadingTrivia()).WithTrailingTrivia(SyntaxFactory.ElasticCarriageReturnLineFeed),
                poll.WithLeadingTrivia(SyntaxFactory.Whitespace(indentation)),
            ]);
    }

    // The pump's token: it lets what has been received be finished when the loop is told to stop.
    private T Cancelled<T>(T node, string cancellation)
        where T : SyntaxNode => _token is null
            ? node
            : node.ReplaceNodes(NamesOfToken(node), (name, _) => SyntaxFactory.IdentifierName(cancellation).WithTriviaFrom(name));
}
