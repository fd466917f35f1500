using System.Collections.Immutable;
using EventConsumers.Analyzers.Clients;
using EventConsumers.Analyzers.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Messaging;

/// <summary>
/// What stands in one method, property or initializer, collected in one walk. Control-flow graphs are made only for rules
/// that ask.
/// </summary>
internal sealed class BodyFacts
{
    private readonly Func<IOperation, ControlFlowGraph> _makeGraph;
    private readonly MessagingClient? _wrapper;
    private readonly Dictionary<SyntaxNode, FlowGraph?> _graphs = [];
    private readonly List<MessagingCall> _calls = [];
    private readonly List<IInvocationOperation> _invocations = [];
    private readonly List<IObjectCreationOperation> _creations = [];
    private readonly List<IPropertyReferenceOperation> _results = [];
    private readonly List<ILoopOperation> _loops = [];
    private readonly List<ITryOperation> _tries = [];
    private readonly List<IAwaitOperation> _awaits = [];
    private readonly List<IOperation> _assignments = [];
    private readonly Dictionary<ISymbol, List<IOperation>> _references = new(SymbolEqualityComparer.Default);
    private readonly List<IConversionOperation> _conversions = [];
    private readonly List<IOperation> _functions = [];
    private readonly List<IEventAssignmentOperation> _eventAssignments = [];
    private ILookup<ISymbol, IOperation>? _values;
    private IInvocationOperation[]? _invocationsByPlace;
    private Dictionary<SyntaxNode, IInvocationOperation>? _invocationsByNode;
    private Dictionary<SyntaxNode, MessagingCall>? _callsByNode;
    private IReadOnlyList<Handler>? _handlers;
    private MethodBody? _code;
    private SentPayloads? _sent;
    private IReadOnlyList<SettleSite>? _settles;
    private IReadOnlyList<RetrySetting>? _retries;

    private BodyFacts(
        CompilationFacts compilation, ISymbol owner, ImmutableArray<IOperation> blocks,
        Func<IOperation, ControlFlowGraph> makeGraph, CancellationToken cancellationToken)
    {
        Compilation = compilation;
        Owner = owner;
        Blocks = blocks;
        _makeGraph = makeGraph;
        CancellationToken = cancellationToken;
        _wrapper = compilation.Catalog.WrapperOf(owner);
    }

    public CompilationFacts Compilation { get; }

    /// <summary>The method, property, event or field whose code this is.</summary>
    public ISymbol Owner { get; }

    public ImmutableArray<IOperation> Blocks { get; }

    public CancellationToken CancellationToken { get; }

    /// <summary>Calls of client libraries, in source order.</summary>
    public IReadOnlyList<MessagingCall> Calls => _calls;

    public IReadOnlyList<IInvocationOperation> Invocations => _invocations;

    /// <summary>The invocations within an operation, in source order; found without a look at all the others.</summary>
    public IEnumerable<IInvocationOperation> InvocationsIn(IOperation root)
    {
        var sorted = _invocationsByPlace ??= [.. _invocations.OrderBy(invocation => invocation.Syntax.SpanStart)];
        var (low, high) = (0, sorted.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (sorted[middle].Syntax.SpanStart < root.Syntax.SpanStart)
                low = middle + 1;
            else
                high = middle;
        }

        for (; low < sorted.Length && sorted[low].Syntax.SpanStart < root.Syntax.Span.End; low++)
        {
            if (sorted[low].IsWithin(root))
                yield return sorted[low];
        }
    }

    /// <summary>The invocation that stands at a node, also one that was met in a control-flow graph.</summary>
    public IInvocationOperation? InvocationAt(SyntaxNode node)
    {
        _invocationsByNode ??= _invocations.GroupBy(invocation => invocation.Syntax).ToDictionary(group => group.Key, group => group.First());
        return _invocationsByNode.TryGetValue(node, out var invocation) ? invocation : null;
    }

    public IReadOnlyList<IObjectCreationOperation> Creations => _creations;

    /// <summary>Conversions by an operator that a type declares.</summary>
    public IReadOnlyList<IConversionOperation> Conversions => _conversions;

    /// <summary>Reads of a task's result.</summary>
    public IReadOnlyList<IPropertyReferenceOperation> Results => _results;

    public IReadOnlyList<ILoopOperation> Loops => _loops;

    public IReadOnlyList<ITryOperation> Tries => _tries;

    public IReadOnlyList<IAwaitOperation> Awaits => _awaits;

    /// <summary>Whatever can hand a value on to a symbol: declarators, assignments, patterns, loops, calls.</summary>
    public IReadOnlyList<IOperation> Assignments => _assignments;

    /// <summary>What declarations and assignments put into a variable, field or property, in source order.</summary>
    public IEnumerable<IOperation> ValuesPutInto(ISymbol symbol)
    {
        _values ??= _assignments.SelectMany(Values).ToLookup(pair => pair.Symbol, pair => pair.Value, SymbolEqualityComparer.Default);
        return _values[symbol];

        static IEnumerable<(ISymbol Symbol, IOperation Value)> Values(IOperation assignment)
        {
            if (assignment is IVariableDeclaratorOperation declarator && declarator.GetVariableInitializer() is { } initializer)
                yield return (declarator.Symbol, initializer.Value);
            else if (assignment is IAssignmentOperation { Target: var target, Value: var value } && target.ReferencedSymbol() is { } symbol)
                yield return (symbol, value);
        }
    }

    /// <summary>Lambdas and local functions, outer ones first.</summary>
    public IReadOnlyList<IOperation> Functions => _functions;

    public IReadOnlyList<IEventAssignmentOperation> EventAssignments => _eventAssignments;

    /// <summary>The message handlers in this body.</summary>
    public IReadOnlyList<Handler> Handlers => _handlers ??= HandlerDiscovery.In(this);

    /// <summary>Where this body settles messages of which it can be told where they come from.</summary>
    public IReadOnlyList<SettleSite> Settles => _settles ??= [.. SettleSite.In(this)];

    /// <summary>Where this body says how often a failed message is tried again.</summary>
    public IReadOnlyList<RetrySetting> Retries => _retries ??= [.. RetrySettings.In(this)];

    /// <summary>The body's calls and variables.</summary>
    public MethodBody Code => _code ??= new MethodBody(Owner, Blocks);

    /// <summary>What the messages that the body sends are made of.</summary>
    public SentPayloads Sent => _sent ??= SentPayloads.Of(this);

    public static BodyFacts Collect(
        CompilationFacts compilation, ISymbol owner, ImmutableArray<IOperation> blocks,
        Func<IOperation, ControlFlowGraph> makeGraph, CancellationToken cancellationToken)
    {
        var facts = new BodyFacts(compilation, owner, blocks, makeGraph, cancellationToken);
        foreach (var block in blocks)
        {
            foreach (var operation in block.DescendantsAndSelf())
                facts.Note(operation);
        }

        return facts;
    }

    /// <summary>The facts of another method of the compilation, to follow a message into it; null where it has no body.</summary>
    public BodyFacts? Of(IMethodSymbol method) => Of(method, Compilation, CancellationToken);

    /// <inheritdoc cref="Of(IMethodSymbol)"/>
    public static BodyFacts? Of(IMethodSymbol method, CompilationFacts compilation, CancellationToken cancellationToken)
    {
        method = (method.ReducedFrom ?? method).OriginalDefinition;
        method = method.PartialImplementationPart ?? method;
        foreach (var reference in method.DeclaringSyntaxReferences)
        {
            if (compilation.OperationAt(reference.GetSyntax(cancellationToken), cancellationToken) is { } body)
                return Collect(compilation, method, ImmutableArray.Create(BlockOf(body)), code => ControlFlowOf(code, cancellationToken), cancellationToken);
        }

        return null;
    }

    /// <summary>What the other methods of the type do, and those of its base types, as far as they stand in the compilation.</summary>
    public IEnumerable<MethodSummary> RestOfType => OtherMethods.Select(method => Compilation.Summaries.Direct(method, CancellationToken)).OfType<MethodSummary>();

    private IEnumerable<IMethodSymbol> OtherMethods
    {
        get
        {
            for (var type = Owner.ContainingType; type is not null && !type.DeclaringSyntaxReferences.IsEmpty; type = type.BaseType)
            {
                foreach (var member in type.GetMembers())
                {
                    if (member is IMethodSymbol method && !SymbolEqualityComparer.Default.Equals(method, Owner))
                        yield return method;
                }
            }
        }
    }

    /// <summary>The calls of a kind in all methods of the type, in lambdas too, and in those of its base types as far as they can be seen.</summary>
    /// <param name="kind">The kind; one object for every question of its kind.</param>
    public IEnumerable<MessagingCall> CallsOfType(Func<MemberMeaning, bool> kind) => _calls.Concat(OtherMethods
            .Where(method => Compilation.NamesCall(method, kind, CancellationToken))
            .SelectMany(method => Compilation.Summaries.Direct(method, CancellationToken)?.Calls ?? ImmutableArray<MessagingCall>.Empty))
        .Where(call => kind(call.Meaning));

    /// <summary>The call that an operation is; null if it is no client's.</summary>
    public MessagingCall? CallAt(IOperation operation)
    {
        _callsByNode ??= _calls.GroupBy(call => call.Operation.Syntax).ToDictionary(group => group.Key, group => group.First());
        return _callsByNode.TryGetValue(operation.Syntax, out var call) ? call : null;
    }

    /// <summary>Where a local or parameter is read or written.</summary>
    public IReadOnlyList<IOperation> ReferencesTo(ISymbol symbol) => _references.TryGetValue(symbol, out var references) ? references : [];

    /// <summary>The control-flow graph of the function that holds the operation; null where none can be made.</summary>
    public FlowGraph? GraphOf(IOperation operation)
    {
        var function = operation is IAnonymousFunctionOperation or ILocalFunctionOperation ? operation : operation.Function();
        if (!_graphs.TryGetValue(function.Syntax, out var graph))
            _graphs.Add(function.Syntax, graph = FlowGraph.Of(function, GraphOfBlock, CancellationToken));
        return graph;
    }

    // The compiler gives the graph of a whole method for one of the blocks that it handed out, not for the operation round them.
    private ControlFlowGraph GraphOfBlock(IOperation root) => _makeGraph(Blocks.FirstOrDefault(block => block.IsWithin(root)) ?? root);

    private static IOperation BlockOf(IOperation body) => body switch
    {
        IMethodBodyBaseOperation method => method.BlockBody ?? method.ExpressionBody ?? body,
        ILocalFunctionOperation { Body: { } block } => block,
        _ => body,
    };

    private static ControlFlowGraph ControlFlowOf(IOperation code, CancellationToken cancellationToken) => code.Root() switch
    {
        IMethodBodyOperation method => ControlFlowGraph.Create(method, cancellationToken),
        IConstructorBodyOperation constructor => ControlFlowGraph.Create(constructor, cancellationToken),
        var root => ControlFlowGraph.Create((IBlockOperation)root, cancellationToken),
    };

    private void Note(IOperation operation)
    {
        switch (operation)
        {
            case IInvocationOperation invocation:
                _invocations.Add(invocation);
                _assignments.Add(invocation);
                // What a wrapper calls of its own is how it is made: one that completes many may complete each.
                if (Compilation.Catalog.MeaningOf(invocation.TargetMethod) is { } meaning && meaning.Client != _wrapper)
                    _calls.Add(new MessagingCall(invocation, invocation.TargetMethod, meaning));
                break;

            case IObjectCreationOperation creation:
                _creations.Add(creation);
                if (Compilation.Catalog.MeaningOf(creation.Constructor) is { } creationMeaning)
                    _calls.Add(new MessagingCall(creation, creation.Constructor!, creationMeaning));
                break;

            case IPropertyReferenceOperation { Property: { Name: "Result", ContainingType: var type } } result when type.IsTask():
                _results.Add(result);
                break;

            case IConversionOperation { OperatorMethod: not null } conversion:
                _conversions.Add(conversion);
                break;

            case ILoopOperation loop:
                _loops.Add(loop);
                _assignments.Add(loop);
                break;

            case IAwaitOperation wait:
                _awaits.Add(wait);
                break;

            case ITryOperation @try:
                _tries.Add(@try);
                break;

            case IAnonymousFunctionOperation or ILocalFunctionOperation:
                _functions.Add(operation);
                break;

            case IEventAssignmentOperation eventAssignment:
                _eventAssignments.Add(eventAssignment);
                break;

            case IVariableDeclaratorOperation or IAssignmentOperation or IIsPatternOperation or ISwitchOperation or ISwitchExpressionOperation:
                _assignments.Add(operation);
                break;

            case ILocalReferenceOperation local:
                NoteReference(local.Local, operation);
                break;

            case IParameterReferenceOperation parameter:
                NoteReference(parameter.Parameter, operation);
                break;
        }
    }

    private void NoteReference(ISymbol symbol, IOperation reference)
    {
        if (!_references.TryGetValue(symbol, out var references))
            _references.Add(symbol, references = []);
        references.Add(reference);
    }
}
