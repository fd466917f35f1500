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
    private readonly Lazy<Dictionary<SyntaxNode, IOperation>> _work;

    private EarlySettle(SettleSite site, BodyFacts facts)
    {
        _site = site;
        _facts = facts;
        _work = new Lazy<Dictionary<SyntaxNode, IOperation>>(() => Work(_ => true).GroupBy(work => work.Syntax).ToDictionary(group => group.Key, group => group.First()));
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
        if (Work(operation => operation.Syntax.SpanStart > settle.Syntax.SpanStart || !ReferenceEquals(operation.Function(), settle.Function())).Any())
            return true;

        return (settle.EnclosingLoop() is { } loop && !_site.Messages.All(message => IsDeclaredIn(message, loop))
                || _facts.Blocks.Any(block => block.Syntax.DescendantNodes().Any(node => node is GotoStatementSyntax)))
            && _work.Value.Count > 0;

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
        if (_work.Value.TryGetValue(operation.Syntax, out var work) && work.Kind == operation.Kind)
            return [work];

        // A lambda that is handed to a call runs, as far as can be told, when the call does.
        return operation is IFlowAnonymousFunctionOperation && operation.Syntax.Parent is ArgumentSyntax
            ? _work.Value.Values.Where(inner => operation.Syntax.Span.Contains(inner.Syntax.Span))
            : [];
    }

    private IEnumerable<IOperation> Work(Func<IOperation, bool> isAsked)
    {
        foreach (var invocation in _facts.Invocations)
        {
            if (isAsked(invocation) && Processes(invocation) && !invocation.IsInFinally())
                yield return invocation;
        }

        foreach (var wait in _facts.Awaits)
        {
            if (isAsked(wait) && wait.Operation.Unwrapped() is ILocalReferenceOperation task && TaskWork(task.Local))
                yield return wait;
        }
    }

    private bool Processes(IInvocationOperation invocation)
    {
        if (ReferenceEquals(invocation, _site.Operation))
            return false;

        if (MessageWork.Is(invocation, _site.Content, _facts))
            return !_facts.Compilation.Summaries.Settles(invocation.TargetMethod, _facts.CancellationToken);

        return invocation.TargetMethod.MethodKind == MethodKind.LocalFunction
            && _facts.Functions.FirstOrDefault(function => SymbolEqualityComparer.Default.Equals(function.FunctionSymbol(), invocation.TargetMethod)) is { } local
            && !_site.Operation.IsWithin(local)
            && !_facts.Calls.Any(call => call.EndsMessage && call.Operation.IsWithin(local))
            && MessageWork.In(local, _site.Content, _facts).Any();
    }

    // The local is a task of work that was started earlier: var task = SaveAsync(message).
    private bool TaskWork(ILocalSymbol local) =>
        local.Type.IsTask()
        && _facts.Assignments.Any(assignment =>
            assignment is IVariableDeclaratorOperation declarator && SymbolEqualityComparer.Default.Equals(declarator.Symbol, local)
            && declarator.GetVariableInitializer()?.Value.Unwrapped() is IInvocationOperation start && Processes(start));
}
