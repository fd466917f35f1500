using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Buffers;

/// <summary>
/// What the compilation does with a buffer: followed forwards from the symbols that hold it, through assignments, arguments
/// and returned values.
/// </summary>
internal sealed class BufferUses
{
    private const int MostSymbols = 24;

    private readonly SourceCode _source;
    private readonly CancellationToken _cancellationToken;
    private readonly HashSet<ISymbol> _seen = new(SymbolEqualityComparer.Default);
    private readonly Queue<ISymbol> _pending = new();
    private readonly List<BufferCall> _calls = [];

    private BufferUses(SourceCode source, CancellationToken cancellationToken)
    {
        _source = source;
        _cancellationToken = cancellationToken;
    }

    /// <summary>Writes, takes and trims.</summary>
    public IReadOnlyList<BufferCall> Calls => _calls;

    /// <summary>The buffer's size is compared with something other than empty, or the buffer is asked for its bound.</summary>
    public bool IsMeasured { get; private set; }

    /// <summary>The buffer is exchanged for a new one in the course of time.</summary>
    public bool IsReplaced { get; private set; }

    /// <summary>The buffer is handed to code that cannot be seen.</summary>
    public bool Escapes { get; private set; }

    /// <summary>Something takes from the buffer, or may.</summary>
    public bool IsDrained => Escapes || _calls.Exists(call => call.Action == BufferAction.Take);

    public static BufferUses Of(BufferOrigin origin, SourceCode source, CancellationToken cancellationToken)
    {
        var uses = new BufferUses(source, cancellationToken);
        foreach (var symbol in origin.Symbols)
            uses.Enqueue(symbol);

        foreach (var creation in origin.Creations)
        {
            if (creation.Type is null || !Registrations.IsSingleton(creation.Operation.Syntax, source, cancellationToken))
                continue;

            foreach (var parameter in Registrations.ParametersFor(creation.Type, source, cancellationToken))
                uses.Enqueue(parameter);
        }

        while (uses._pending.Count > 0)
            uses.Collect(uses._pending.Dequeue());
        return uses;
    }

    private void Enqueue(ISymbol symbol)
    {
        foreach (var member in SourceCode.WithContracts(symbol.OriginalDefinition))
        {
            if (!_source.Declares(member) || _seen.Count == MostSymbols)
                Escapes = true;
            else if (_seen.Add(member.OriginalDefinition))
                _pending.Enqueue(member.OriginalDefinition);
        }
    }

    private void Collect(ISymbol symbol)
    {
        foreach (var use in _source.UsesOf(symbol, _cancellationToken))
        {
            _cancellationToken.ThrowIfCancellationRequested();
            if (use is not IMethodReferenceOperation)
                Follow(use);
        }

        if (symbol is IFieldSymbol or IPropertySymbol or ILocalSymbol)
            IsReplaced |= Replaces(symbol);
    }

    private void Follow(IOperation use)
    {
        var current = use;
        while (true)
        {
            switch (current.Parent)
            {
                case IConversionOperation or IParenthesizedOperation or IAwaitOperation or ICoalesceOperation:
                    current = current.Parent;
                    continue;

                case IConditionalOperation choice when choice.Condition != current:
                    current = choice;
                    continue;

                case IConditionalAccessOperation access when access.Operation == current:
                    if (FirstOn(access.WhenNotNull) is not { } conditional)
                        return;
                    current = conditional;
                    continue;

                case IPropertyReferenceOperation property when property.Instance == current:
                    if (property.Property.IsIndexer || property.Property.Name is "Writer" or "Reader" or "Values")
                    {
                        current = property;
                        continue;
                    }

                    if (property.Property.Name is "Count" or "BoundedCapacity" or "Length")
                        IsMeasured |= IsLimit(property);
                    return;

                case IArrayElementReferenceOperation element when element.ArrayReference == current:
                    current = element;
                    continue;

                case IInvocationOperation invocation when invocation.Instance == current:
                    if (BufferCall.At(invocation) is { } call)
                        Add(call);
                    else if (invocation.TargetMethod.Name is "TryGetValue" && invocation.Arguments.Length > 1 && invocation.Arguments[1].Value.ReferencedSymbol() is { } found)
                        Enqueue(found);
                    else if (invocation.TargetMethod.Name is "GetOrAdd" or "AddOrUpdate" or "GetValueOrDefault")
                    {
                        current = invocation;
                        continue;
                    }

                    return;

                case IArgumentOperation { Parent: IInvocationOperation invocation } argument:
                    FollowArgument(argument, invocation, invocation.TargetMethod);
                    return;

                case IArgumentOperation { Parent: IObjectCreationOperation { Constructor: { } constructor } } argument:
                    FollowArgument(argument, null, constructor);
                    return;

                case IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator }:
                    Enqueue(declarator.Symbol);
                    return;

                case IAssignmentOperation assignment when assignment.Value == current:
                    if (assignment.Target.ReferencedSymbol() is { } target)
                        Enqueue(target);
                    return;

                case IForEachLoopOperation loop when loop.Collection == current:
                    foreach (var local in loop.Locals.Where(local => BufferTypes.KindOf(local.Type) is not null))
                        Enqueue(local);
                    return;

                case IReturnOperation:
                    FollowReturn(current);
                    return;

                default:
                    return;
            }
        }
    }

    private void Add(BufferCall call)
    {
        if (!_calls.Exists(known => known.Call.Syntax == call.Call.Syntax))
            _calls.Add(call);
    }

    private void FollowArgument(IArgumentOperation argument, IInvocationOperation? invocation, IMethodSymbol method)
    {
        if (invocation is not null && BufferCall.At(invocation) is { } call && call.Buffer.Syntax == argument.Value.Syntax)
        {
            Add(call);
            return;
        }

        if (invocation is { TargetMethod.Name: "Count" or "LongCount" } && method.ContainingNamespace.Is("System.Linq"))
        {
            IsMeasured |= IsLimit(invocation);
        }
        else if (argument.Parameter is { } parameter && _source.Declares(method.ReducedFrom ?? method))
        {
            Enqueue(parameter);
        }
        else if (method.RootNamespace() is not ("System" or "Microsoft"))
        {
            Escapes = true;
        }
    }

    // A getter or helper that hands the buffer out: its callers go on.
    private void FollowReturn(IOperation value)
    {
        var model = _source.Model(value.Syntax.SyntaxTree);
        switch (model.GetEnclosingSymbol(value.Syntax.SpanStart, _cancellationToken))
        {
            case IMethodSymbol { MethodKind: MethodKind.PropertyGet, AssociatedSymbol: { } property }:
                Enqueue(property);
                break;
            case IMethodSymbol { MethodKind: MethodKind.Ordinary or MethodKind.LocalFunction } method:
                Enqueue(method);
                break;
            case IPropertySymbol property:
                Enqueue(property);
                break;
        }
    }

    // queue?.Enqueue(x): the calls stand on the conditional access's instance.
    private static IOperation? FirstOn(IOperation whenNotNull) =>
        whenNotNull.DescendantsAndSelf().FirstOrDefault(operation => operation is IConditionalAccessInstanceOperation);

    // Count > 0 asks whether there is anything; Count >= limit is a bound or the size of a batch.
    private static bool IsLimit(IOperation size)
    {
        var current = size;
        while (current.Parent is IConversionOperation or IParenthesizedOperation)
            current = current.Parent;

        return current.Parent is IBinaryOperation binary
            ? (binary.LeftOperand == current ? binary.RightOperand : binary.LeftOperand).ConstantValue is not { HasValue: true, Value: 0 or 1 or 0L or 1L }
            : current.Parent is IIsPatternOperation or IArgumentOperation { Parent: IInvocationOperation { TargetMethod.Name: "CompareTo" or "Min" } };
    }

    private bool Replaces(ISymbol symbol)
    {
        var inMethods = false;
        var values = symbol.DeclaringSyntaxReferences.Any(reference => HasInitializer(reference.GetSyntax(_cancellationToken))) ? 1 : 0;
        foreach (var use in _source.WritesOf(symbol, _cancellationToken))
        {
            if (use.Parent is IArgumentOperation { Parameter.RefKind: RefKind.Ref, Parent: IInvocationOperation { TargetMethod.Name: "Exchange" or "CompareExchange" } })
                return true;

            if (use.Parent is ISimpleAssignmentOperation assignment && assignment.Target == use && !assignment.Value.ConstantValue.HasValue)
            {
                values++;
                inMethods |= _source.Model(use.Syntax.SyntaxTree).GetEnclosingSymbol(use.Syntax.SpanStart, _cancellationToken)
                    is not IMethodSymbol { MethodKind: MethodKind.Constructor or MethodKind.StaticConstructor };
            }
        }

        return values > 1 && inMethods;
    }

    private static bool HasInitializer(SyntaxNode node) =>
        node is VariableDeclaratorSyntax { Initializer: not null } or PropertyDeclarationSyntax { Initializer: not null };
}
