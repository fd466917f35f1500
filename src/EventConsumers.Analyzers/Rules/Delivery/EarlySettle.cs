using EventConsumers.Analyzers.Flow;
using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Rules.Delivery;

/// <summary>Finds the processing of a message that can run after the message has been settled.</summary>
internal sealed class EarlySettle
{
    private readonly SettleSite _site;
    private readonly BodyFacts _facts;

    private EarlySettle(SettleSite site, BodyFacts facts)
    {
        _site = site;
        _facts = facts;
    }

    /// <summary>The work on the settled message that can come after the settle call: what stands behind it first.</summary>
    public static IReadOnlyList<IOperation> WorkAfter(SettleSite site, BodyFacts facts)
    {
        if (site.Operation.Enclosing<ICatchClauseOperation>() is not null || site.Operation.IsInFinally() || IsTransactional(facts))
            return [];

        var search = new EarlySettle(site, facts);
        if (!search.MayFind() || facts.GraphOf(site.Operation) is not { } graph)
            return [];

        var found = new HashSet<IOperation>();
        graph.SearchAfter(site.Operation.Syntax, OperationKind.Invocation, operation =>
        {
            if (search.EndsMessage(operation))
                return Step.Leave;

            found.UnionWith(search.WorkAt(operation));
            return Step.Continue;
        });
        var settled = site.Operation.Syntax.SpanStart;
        return [.. found.OrderBy(work => work.Syntax.SpanStart < settled).ThenBy(work => work.Syntax.SpanStart)];
    }

    /// <summary>Settling and work in one transaction happen together, in whatever order they are written.</summary>
    public static bool IsTransactional(BodyFacts facts) =>
        facts.Calls.Any(call => call.Verb == Verb.BeginTransaction)
        || facts.Creations.Any(creation => creation.Type.Is("System.Transactions", "TransactionScope"));

    // Asked before a graph is made, and before helpers are looked into that run before the settle call. What stands before the call
    // comes after it only where a loop goes round with the same message.
    private bool MayFind()
    {
        var settle = _site.Operation;
        var function = settle.Function();
        if (_site.Message.Processing.Where(operation => operation.Syntax.SpanStart > settle.Syntax.SpanStart || !ReferenceEquals(operation.Function(), function)).Any(Counts))
            return true;

        return (settle.EnclosingLoop() is { } loop && !_site.Message.Symbols.All(message => IsDeclaredIn(message, loop))
                || _facts.Blocks.Any(block => block.Syntax.DescendantNodes().Any(node => node is GotoStatementSyntax)))
            && _site.Message.Processing.All.Any(Counts);

        static bool IsDeclaredIn(ISymbol symbol, ILoopOperation loop)
        {
            var turn = loop is IForLoopOperation ? loop.Body.Syntax : loop.Syntax;
            return symbol is ILocalSymbol && symbol.DeclaringSyntaxReferences.Any(reference => reference.SyntaxTree == turn.SyntaxTree && turn.Span.Contains(reference.Span));
        }
    }

    private bool EndsMessage(IOperation operation) => operation switch
    {
        IInvocationOperation invocation => _facts.CallAt(invocation) is { Verb: Verb.Receive or Verb.ReceiveBatch } receive && receive.Client.MayBe(_site.Call.Client),
        _ => FlowWrites.Of(operation).Any(_site.IsNamedBy),
    };

    private IEnumerable<IOperation> WorkAt(IOperation operation)
    {
        if (_site.Message.Processing.At(operation.Syntax) is { } work && work.Operation.Kind == operation.Kind && Counts(work))
            return [work.Operation];

        // A lambda that is handed to a call runs, as far as can be told, when the call does.
        return operation is IFlowAnonymousFunctionOperation && operation.Syntax.Parent is ArgumentSyntax
            ? _site.Message.Processing.All.Where(inner => Counts(inner) && operation.Syntax.Span.Contains(inner.Operation.Syntax.Span)).Select(inner => inner.Operation)
            : [];
    }

    // A function that settles by itself what it works on is no work after this settle call.
    private bool Counts(MessageProcessing.Part part) =>
        !ReferenceEquals(part.Call, _site.Operation) && (part.Function is null || !_site.Operation.IsWithin(part.Function));
}
