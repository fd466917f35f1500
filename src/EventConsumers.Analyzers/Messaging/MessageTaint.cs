using EventConsumers.Analyzers.Clients;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Messaging;

/// <summary>
/// The symbols that hold a handler's message or a value computed from it. Flow-insensitive: a fixpoint over the
/// assignments of the whole body, lambdas included.
/// </summary>
internal sealed class MessageTaint
{
    private readonly HashSet<ISymbol> _symbols = new(SymbolEqualityComparer.Default);
    private readonly HashSet<IOperation> _covered = [];
    private readonly HashSet<SyntaxNode> _sources = [];
    private readonly Queue<ISymbol> _pending = new();

    private readonly SemanticModel? _model;
    private readonly ClientCatalog _catalog;
    private readonly ClientCatalog? _metadata;

    private MessageTaint(SemanticModel? model, ClientCatalog catalog, ClientCatalog? metadata)
    {
        _model = model;
        _catalog = catalog;
        _metadata = metadata;
    }

    /// <summary>The tainted locals and parameters.</summary>
    public IReadOnlyCollection<ISymbol> Symbols => _symbols;

    public static MessageTaint Of(Handler handler) =>
        From(handler.Facts, handler.Messages, handler.Receives.Select(receive => receive.Operation));

    /// <summary>What is computed from the given symbols and expressions in a body.</summary>
    public static MessageTaint From(BodyFacts facts, IEnumerable<ISymbol> seeds, IEnumerable<IOperation> sources) =>
        From(facts, seeds, sources, metadata: null);

    /// <summary>What is computed from the content of the given messages; what only tells messages apart is left out.</summary>
    public static MessageTaint OfContent(BodyFacts facts, IEnumerable<ISymbol> seeds) => From(facts, seeds, [], facts.Compilation.Catalog);

    private static MessageTaint From(BodyFacts facts, IEnumerable<ISymbol> seeds, IEnumerable<IOperation> sources, ClientCatalog? metadata)
    {
        var taint = new MessageTaint(facts.Blocks[0].SemanticModel, facts.Compilation.Catalog, metadata);
        foreach (var seed in seeds)
            taint.Add(seed);

        foreach (var source in sources)
        {
            taint._sources.Add(source.Syntax);
            taint.Cover(source);
        }

        // From each reference upwards, and no further than where another reference came by: linear in the size of the body.
        while (taint._pending.Count > 0)
        {
            foreach (var reference in facts.ReferencesTo(taint._pending.Dequeue()))
                taint.Cover(reference);
        }

        return taint;
    }

    public bool Holds(ISymbol symbol) => _symbols.Contains(symbol);

    /// <summary>The expression reads the message or a value computed from it.</summary>
    public bool Covers(IOperation? operation)
    {
        if (operation is null)
            return false;

        if (_covered.Contains(operation))
            return true;

        // Operations of a control-flow graph, and of a tree bound a second time, are other objects.
        return !ReferenceEquals(operation.SemanticModel, _model) && CoversByReference(operation);
    }

    /// <summary>The invocation is given the message or a value computed from it, as an argument or as its receiver.</summary>
    public bool Reaches(IInvocationOperation invocation)
    {
        if (Covers(invocation.Instance))
            return true;

        foreach (var argument in invocation.Arguments)
        {
            if (Covers(argument.Value))
                return true;
        }

        return false;
    }

    private bool CoversByReference(IOperation operation)
    {
        foreach (var part in operation.DescendantsAndSelf())
        {
            switch (part)
            {
                case ILocalReferenceOperation local when _symbols.Contains(local.Local) && Carries(part, operation):
                case IParameterReferenceOperation parameter when _symbols.Contains(parameter.Parameter) && Carries(part, operation):
                case IInvocationOperation when _sources.Contains(part.Syntax):
                    return true;
            }
        }

        return false;
    }

    // Nothing between the part and the whole leaves the message behind.
    private bool Carries(IOperation part, IOperation whole)
    {
        for (var current = part; current is not null; current = current.Parent)
        {
            if (IsBeside(current))
                return false;
            if (ReferenceEquals(current, whole))
                return true;
        }

        return true;
    }

    private void Add(ISymbol symbol)
    {
        if (_symbols.Add(symbol))
            _pending.Enqueue(symbol);
    }

    private void Cover(IOperation reference)
    {
        IOperation? part = null;
        for (var current = reference; current is not null; part = current, current = current.Parent)
        {
            if (IsBeside(current))
                return;

            var isNew = _covered.Add(current);
            Follow(current, part);
            if (!isNew)
                return;
        }
    }

    // What comes with a message, or stands for it, but is not of it: its cancellation token, what the broker answers to settling
    // it and, where only content counts, its tag and position.
    private bool IsBeside(IOperation? operation) => operation switch
    {
        IMemberReferenceOperation member when member.Type.IsCancellationToken() || _metadata?.IsMetadata(member.Member) == true => true,
        IInvocationOperation invocation when !_sources.Contains(invocation.Syntax) && EndsOrHolds(invocation) => true,
        { Type: { } type } => _metadata?.IsPosition(type) == true,
        _ => false,
    };

    private bool EndsOrHolds(IInvocationOperation invocation) =>
        _catalog.MeaningOf(invocation.TargetMethod)?.Verb is Verb.Settle or Verb.SettleMany or Verb.Reject or Verb.DeadLetter or Verb.Abandon or Verb.Hold;

    // part: what of the operation the reference stands in.
    private void Follow(IOperation operation, IOperation? part)
    {
        switch (operation)
        {
            case IVariableDeclaratorOperation declarator when Covers(declarator.GetVariableInitializer()?.Value):
                Add(declarator.Symbol);
                break;

            case IAssignmentOperation assignment when Covers(assignment.Value):
                AddTarget(assignment.Target);
                break;

            case IForEachLoopOperation loop when Covers(loop.Collection):
                foreach (var local in loop.Locals)
                    Add(local);
                break;

            case IIsPatternOperation match when Covers(match.Value):
                AddPattern(match.Pattern);
                break;

            case ISwitchOperation @switch when ReferenceEquals(part, @switch.Value):
                foreach (var clause in @switch.Cases.SelectMany(section => section.Clauses).OfType<IPatternCaseClauseOperation>())
                    AddPattern(clause.Pattern);
                break;

            case ISwitchExpressionOperation @switch when ReferenceEquals(part, @switch.Value):
                foreach (var arm in @switch.Arms)
                    AddPattern(arm.Pattern);
                break;

            case IInvocationOperation invocation when Reaches(invocation):
                FollowInvocation(invocation);
                break;
        }
    }

    // out variables, lambda parameters of LINQ and ForEach calls, and collections that the message is put into.
    private void FollowInvocation(IInvocationOperation invocation)
    {
        foreach (var argument in invocation.Arguments)
        {
            if (argument.Parameter?.RefKind is RefKind.Out or RefKind.Ref)
            {
                AddTarget(argument.Value);
            }
            else if (argument.Value is IDelegateCreationOperation { Target: IAnonymousFunctionOperation lambda } && IsCollectionMethod(invocation))
            {
                foreach (var parameter in lambda.Symbol.Parameters)
                    Add(parameter);
            }
        }

        if (invocation.TargetMethod.Name is "Add" or "AddRange" or "Enqueue" or "Push" or "Insert" or "TryAdd"
            && invocation.Instance is ILocalReferenceOperation collection)
        {
            Add(collection.Local);
        }
    }

    private static bool IsCollectionMethod(IInvocationOperation invocation) =>
        invocation.TargetMethod.ContainingNamespace.Is("System.Linq")
        || invocation.TargetMethod.Name is "ForEach" or "ForEachAsync" or "ConvertAll";

    private void AddTarget(IOperation target)
    {
        switch (target)
        {
            case ILocalReferenceOperation local:
                Add(local.Local);
                break;
            case IParameterReferenceOperation parameter:
                Add(parameter.Parameter);
                break;
            case IDeclarationExpressionOperation declaration:
                AddTarget(declaration.Expression);
                break;
            case ITupleOperation tuple:
                foreach (var element in tuple.Elements)
                    AddTarget(element);
                break;
        }
    }

    private void AddPattern(IPatternOperation pattern)
    {
        foreach (var part in pattern.DescendantsAndSelf())
        {
            if (part is IDeclarationPatternOperation { DeclaredSymbol: { } declared })
                Add(declared);
            else if (part is IRecursivePatternOperation { DeclaredSymbol: { } recursive })
                Add(recursive);
        }
    }
}
