using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Messaging;

/// <summary>
/// What becomes of an object that code makes: followed forwards from its creation through locals, private fields, parameters
/// of the compilation's own methods, fluent calls and private methods that return it.
/// </summary>
internal sealed class ObjectUses
{
    private const int MostHolders = 12;

    private readonly SourceCode _source;
    private readonly Func<IArgumentOperation, bool> _isConsumed;
    private readonly bool _followsFactories;
    private readonly CancellationToken _cancellationToken;
    private readonly HashSet<ISymbol> _holders = new(SymbolEqualityComparer.Default);
    private readonly HashSet<SyntaxNode> _traced = [];
    private readonly Queue<ISymbol> _pending = new();
    private readonly List<IOperation> _references = [];

    private ObjectUses(SourceCode source, Func<IArgumentOperation, bool> isConsumed, bool followsFactories, CancellationToken cancellationToken)
    {
        _source = source;
        _isConsumed = isConsumed;
        _followsFactories = followsFactories;
        _cancellationToken = cancellationToken;
    }

    /// <summary>Locals, parameters, fields and properties that hold the object.</summary>
    public IReadOnlyCollection<ISymbol> Holders => _holders;

    /// <summary>The expressions whose value is the object, its creation first.</summary>
    public IReadOnlyList<IOperation> References => _references;

    /// <summary>Code that cannot be seen may have the object too.</summary>
    public bool Escapes { get; private set; }

    /// <summary>A variable that holds the object may hold another one instead.</summary>
    public bool IsMixed { get; private set; }

    /// <summary>All that is done with the object can be seen.</summary>
    public bool AreKnown => !Escapes && !IsMixed;

    /// <summary>Members that are called on the object.</summary>
    public IEnumerable<IInvocationOperation> Calls =>
        from reference in _references.Select(Outermost)
        let call = reference.Parent as IInvocationOperation
        where call is not null && ReferenceEquals(call.Instance, reference)
        select call;

    /// <summary>The declaration, statement or call that disposes of the object; null where nothing does.</summary>
    public IOperation? Disposal => _references.Select(UsingRound).FirstOrDefault(disposal => disposal is not null)
        ?? Calls.FirstOrDefault(call => call.TargetMethod is { Name: "Dispose" or "DisposeAsync", Parameters.IsEmpty: true });

    /// <param name="creation">The expression that makes the object.</param>
    /// <param name="source">The compilation's code.</param>
    /// <param name="isConsumed">Whether a method that is given the object does with it no more than is known.</param>
    /// <param name="followsFactories">A method that others may call too is followed to the calls that can be seen: each makes an object of its own.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    public static ObjectUses Of(
        IOperation creation, SourceCode source, Func<IArgumentOperation, bool> isConsumed, bool followsFactories, CancellationToken cancellationToken)
    {
        var uses = new ObjectUses(source, isConsumed, followsFactories, cancellationToken);
        uses.Trace(creation);
        while (uses._pending.Count > 0 && !uses.Escapes)
            uses.TraceHolder(uses._pending.Dequeue());
        return uses;
    }

    private static IOperation? UsingRound(IOperation reference)
    {
        var current = reference.Parent;
        while (current is IConversionOperation or IVariableInitializerOperation or IVariableDeclaratorOperation or IVariableDeclarationOperation or IVariableDeclarationGroupOperation)
            current = current.Parent;
        return current is IUsingDeclarationOperation || current is IUsingOperation @using && reference.IsWithin(@using.Resources) ? current : null;
    }

    private void TraceHolder(ISymbol holder)
    {
        foreach (var use in _source.UsesOf(holder, _cancellationToken))
        {
            if (use.Parent is IAssignmentOperation assignment && ReferenceEquals(assignment.Target, use))
                IsMixed |= !_traced.Contains(assignment.Value.Unwrapped().Syntax) && !IsNothing(assignment.Value);
            else
                Trace(use);
        }
    }

    private void Trace(IOperation reference)
    {
        if (!_traced.Add(reference.Syntax))
            return;

        _cancellationToken.ThrowIfCancellationRequested();
        _references.Add(reference);
        var value = Outermost(reference);
        switch (value.Parent)
        {
            case IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator }:
                Hold(declarator.Symbol);
                break;

            case IVariableInitializerOperation { Parent: IVariableDeclarationOperation declaration }:
                foreach (var declarator in declaration.Declarators)
                    Hold(declarator.Symbol);
                break;

            case IFieldInitializerOperation field:
                foreach (var initialized in field.InitializedFields)
                    Hold(initialized);
                break;

            case IPropertyInitializerOperation property:
                foreach (var initialized in property.InitializedProperties)
                    Hold(initialized);
                break;

            case IAssignmentOperation assignment:
                Assign(assignment, value);
                break;

            case IMemberReferenceOperation member when ReferenceEquals(member.Instance, value):
                break;

            case IInvocationOperation invocation when ReferenceEquals(invocation.Instance, value):
                if (IsFluent(invocation.TargetMethod, value))
                    Trace(invocation);
                break;

            case IConditionalAccessOperation access when ReferenceEquals(access.Operation, value):
                if (access.WhenNotNull.DescendantsAndSelf().OfType<IConditionalAccessInstanceOperation>().FirstOrDefault() is { } instance)
                    Trace(instance);
                break;

            case IArgumentOperation argument:
                Pass(argument, value);
                break;

            case IReturnOperation:
                Return(value);
                break;

            case ICoalesceOperation or IConditionalOperation:
                IsMixed = true;
                Trace(value.Parent);
                break;

            case IIsPatternOperation { Pattern: var pattern }:
                if (NameIn(pattern) is { } name)
                    Hold(name);
                break;

            case IBinaryOperation or IIsTypeOperation or IUsingOperation or ILockOperation or IExpressionStatementOperation or IInterpolationOperation or INameOfOperation:
                break;

            default:
                Escapes = true;
                break;
        }
    }

    private void Assign(IAssignmentOperation assignment, IOperation value)
    {
        if (!ReferenceEquals(assignment.Value, value))
            return;

        switch (assignment.Target)
        {
            case ILocalReferenceOperation local:
                Hold(local.Local);
                break;
            case IMemberReferenceOperation { Instance: null or IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ContainingTypeInstance } } member
                when member is IFieldReferenceOperation or IPropertyReferenceOperation:
                Hold(member.Member);
                break;
            case IDiscardOperation:
                break;
            default:
                Escapes = true;
                break;
        }
    }

    private void Pass(IArgumentOperation argument, IOperation value)
    {
        var method = argument.Parent switch
        {
            IInvocationOperation invocation => invocation.TargetMethod,
            IObjectCreationOperation creation => creation.Constructor,
            _ => null,
        };
        if (method is null || argument.Parameter is not { RefKind: RefKind.None } parameter)
            Escapes = true;
        else if (_isConsumed(argument) || Effects.Of(method) is Effect.Observation || method.Name is "ThrowIfNull" or "ReferenceEquals" or "SuppressFinalize")
            TraceFluent(argument, method, value);
        else if (IsSeen(method) && _source.BodyOf(method, _cancellationToken) is not null)
            Hold((method.ReducedFrom ?? method).OriginalDefinition.Parameters[IndexOf(parameter, method)]);
        else
            Escapes = true;
    }

    // config.WithDefaults() of the client's own.
    private void TraceFluent(IArgumentOperation argument, IMethodSymbol method, IOperation value)
    {
        if (argument.Parent is IInvocationOperation invocation && method.IsExtensionMethod && IsFluent(method, value))
            Trace(invocation);
    }

    private void Return(IOperation value)
    {
        var function = value.Function().FunctionSymbol() ?? _source.MemberRound(value.Syntax, _cancellationToken);
        if (function is not IMethodSymbol { MethodKind: MethodKind.Ordinary or MethodKind.LocalFunction } method)
        {
            Escapes = true;
            return;
        }

        var isOpen = method.MethodKind == MethodKind.Ordinary && method.DeclaredAccessibility != Accessibility.Private;
        var calls = isOpen && !IsFactory(method) ? [] : CallsOf(method).ToList();
        Escapes |= isOpen && calls.Count == 0;
        foreach (var call in calls)
            Trace(call);
    }

    // What it returns it has just made: a field would be shared by all who call it.
    private bool IsFactory(IMethodSymbol method) =>
        _followsFactories && !method.IsVirtual && !method.IsAbstract && !method.IsOverride
        && !_holders.Any(holder => holder is IFieldSymbol or IPropertySymbol);

    private IEnumerable<IOperation> CallsOf(IMethodSymbol method)
    {
        foreach (var use in SourceCode.WithContracts(method.OriginalDefinition).SelectMany(member => _source.UsesOf(member, _cancellationToken)))
        {
            if (use is IInvocationOperation)
                yield return use;
            else if (use.Parent is not INameOfOperation)
                Escapes = true;
        }
    }

    private void Hold(ISymbol symbol)
    {
        symbol = symbol.OriginalDefinition;
        if (symbol is IFieldSymbol or IPropertySymbol && symbol.DeclaredAccessibility is not (Accessibility.Private or Accessibility.NotApplicable)
            || _holders.Count == MostHolders)
        {
            Escapes = true;
        }
        else if (_holders.Add(symbol))
        {
            _pending.Enqueue(symbol);
        }
    }

    // What may be overridden or implemented elsewhere may do something else.
    private bool IsSeen(IMethodSymbol method) =>
        _source.Declares((method.ReducedFrom ?? method).OriginalDefinition) && !method.IsVirtual && !method.IsAbstract && !method.IsOverride;

    private static int IndexOf(IParameterSymbol parameter, IMethodSymbol method) =>
        method.ReducedFrom is not null ? parameter.Ordinal + 1 : parameter.Ordinal;

    private static bool IsFluent(IMethodSymbol method, IOperation receiver) =>
        method.ReturnType.SpecialType != SpecialType.System_Object && receiver.Type is { } type && SymbolEqualityComparer.Default.Equals(method.ReturnType, type);

    // is { IsOpen: true } channel, is not IChannel channel.
    private static ISymbol? NameIn(IPatternOperation pattern) => pattern switch
    {
        INegatedPatternOperation negated => NameIn(negated.Pattern),
        IDeclarationPatternOperation declaration => declaration.DeclaredSymbol,
        IRecursivePatternOperation recursive => recursive.DeclaredSymbol,
        _ => null,
    };

    private static bool IsNothing(IOperation value) =>
        value.Unwrapped() is IDefaultValueOperation or { ConstantValue: { HasValue: true, Value: null } };

    // The conversions, parentheses and awaits round a value.
    private static IOperation Outermost(IOperation operation)
    {
        while (true)
        {
            if (operation.Parent is IConversionOperation or IParenthesizedOperation or IAwaitOperation)
                operation = operation.Parent;
            else if ((operation.Parent is IArgumentOperation ? operation.Parent.Parent : operation.Parent) is IInvocationOperation outer && outer.ConfiguredTask() == operation)
                operation = outer;
            else
                return operation;
        }
    }
}
