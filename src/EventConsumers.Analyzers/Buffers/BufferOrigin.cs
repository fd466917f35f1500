using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Buffers;

/// <summary>
/// Where a buffer comes from: followed backwards from an expression through locals, fields, properties, dictionaries of
/// buffers, getters and helper methods to what creates it.
/// </summary>
internal sealed class BufferOrigin
{
    private const int MostSymbols = 16;

    private readonly SourceCode _source;
    private readonly CancellationToken _cancellationToken;
    private readonly Dictionary<ISymbol, bool> _symbols = new(SymbolEqualityComparer.Default);
    private readonly List<BufferCreation> _creations = [];

    private BufferOrigin(SourceCode source, CancellationToken cancellationToken)
    {
        _source = source;
        _cancellationToken = cancellationToken;
    }

    /// <summary>The locals, parameters, fields and properties on the way.</summary>
    public IReadOnlyCollection<ISymbol> Symbols => _symbols.Keys;

    /// <summary>Every expression that can have made the buffer, in the order of the source.</summary>
    public IReadOnlyList<BufferCreation> Creations => _creations;

    /// <summary>All creations were found.</summary>
    public bool IsKnown { get; private set; } = true;

    /// <summary>It is sure that the buffer has no bound.</summary>
    public bool IsUnbounded => IsKnown && _creations.Count > 0 && _creations.TrueForAll(creation => creation.IsBounded == false);

    public static BufferOrigin Of(IOperation buffer, SourceCode source, CancellationToken cancellationToken)
    {
        var origin = new BufferOrigin(source, cancellationToken);
        origin.Follow(buffer);
        return origin.Sorted();
    }

    /// <summary>The origin of what a field, property, local or parameter holds.</summary>
    public static BufferOrigin Of(ISymbol symbol, SourceCode source, CancellationToken cancellationToken)
    {
        var origin = new BufferOrigin(source, cancellationToken);
        origin.FollowSymbol(symbol, isContainer: false);
        return origin.Sorted();
    }

    /// <summary>The name under which the code knows what a creation makes; null if it has none.</summary>
    public static ISymbol? NameOf(BufferCreation creation, SourceCode source, CancellationToken cancellationToken)
    {
        for (var node = creation.Operation.Syntax; node is not null; node = node.Parent)
        {
            switch (node)
            {
                case VariableDeclaratorSyntax or PropertyDeclarationSyntax:
                    return source.Model(node.SyntaxTree).GetDeclaredSymbol(node, cancellationToken);
                case AssignmentExpressionSyntax assignment:
                    return source.Model(node.SyntaxTree).GetSymbolInfo(assignment.Left, cancellationToken).Symbol;
                case ArgumentSyntax or StatementSyntax:
                    return null;
            }
        }

        return null;
    }

    private BufferOrigin Sorted()
    {
        _creations.Sort((left, right) => Position(left).CompareTo(Position(right)));
        return this;

        static (string, int) Position(BufferCreation creation) => (creation.Operation.Syntax.SyntaxTree.FilePath, creation.Operation.Syntax.SpanStart);
    }

    private void Follow(IOperation operation)
    {
        operation = operation.Unwrapped();
        if (BufferCreation.At(operation) is { } creation)
        {
            if (!_creations.Exists(known => known.Operation.Syntax == creation.Operation.Syntax))
                _creations.Add(creation);
            return;
        }

        switch (operation)
        {
            case IPropertyReferenceOperation { Property.Name: "Writer" or "Reader", Instance: { } channel } when BufferTypes.KindOf(channel.Type) is BufferKind.Channel:
                Follow(channel);
                break;

            case IPropertyReferenceOperation { Property.IsIndexer: true, Instance: { } container }:
                FollowContainer(container);
                break;

            case IArrayElementReferenceOperation element:
                FollowContainer(element.ArrayReference);
                break;

            case IInvocationOperation { TargetMethod: { Name: "GetOrAdd" or "AddOrUpdate" or "GetValueOrDefault" }, Instance: { } container }:
                FollowContainer(container);
                break;

            case IInvocationOperation invocation:
                FollowAll(_source.ReturnsOf(invocation.TargetMethod, _cancellationToken));
                break;

            case IConditionalOperation { WhenFalse: { } whenFalse } conditional:
                Follow(conditional.WhenTrue);
                Follow(whenFalse);
                break;

            case ICoalesceOperation coalesce:
                Follow(coalesce.Value);
                Follow(coalesce.WhenNull);
                break;

            case ICoalesceAssignmentOperation assignment:
                Follow(assignment.Target);
                break;

            case IThrowOperation or { ConstantValue: { HasValue: true, Value: null } } or IDefaultValueOperation:
                break;

            default:
                if (operation.ReferencedSymbol() is { } symbol)
                    FollowSymbol(symbol, isContainer: false);
                else
                    IsKnown = false;
                break;
        }
    }

    private void FollowAll(IEnumerable<IOperation> values)
    {
        var any = false;
        foreach (var value in values)
        {
            any = true;
            Follow(value);
        }

        IsKnown &= any;
    }

    private void FollowContainer(IOperation container)
    {
        if (container.ReferencedSymbol() is { } symbol)
            FollowSymbol(symbol, isContainer: true);
        else
            IsKnown = false;
    }

    private void FollowSymbol(ISymbol symbol, bool isContainer)
    {
        symbol = symbol.OriginalDefinition;
        if (_symbols.ContainsKey(symbol))
            return;

        if (_symbols.Count == MostSymbols || !_source.Declares(symbol))
        {
            IsKnown = false;
            return;
        }

        _symbols.Add(symbol, isContainer);
        if (symbol is IPropertySymbol { IsAbstract: true } or IPropertySymbol { ContainingType.TypeKind: TypeKind.Interface })
        {
            if (_source.SoleImplementationOf(symbol) is { } implementation)
                FollowSymbol(implementation, isContainer);
            else
                IsKnown = false;
            return;
        }

        var before = _creations.Count;
        var values = isContainer
            ? ContainedIn(symbol)
            : Initializers(symbol).Concat(Assigned(symbol));
        FollowAll(values);
    }

    // What the declaration says: an initializer, a getter, the collection of a foreach, or the arguments for a parameter.
    private IEnumerable<IOperation> Initializers(ISymbol symbol)
    {
        foreach (var reference in symbol.DeclaringSyntaxReferences)
        {
            var node = reference.GetSyntax(_cancellationToken);
            var value = node switch
            {
                VariableDeclaratorSyntax { Initializer.Value: var initial } => initial,
                PropertyDeclarationSyntax { Initializer.Value: var initial } => initial,
                _ => null,
            };
            if (value is not null && _source.Operation(value, _cancellationToken) is { } operation)
                yield return operation;
        }

        if (symbol is IPropertySymbol { GetMethod: { } getter })
        {
            foreach (var returned in _source.ReturnsOf(getter, _cancellationToken))
                yield return returned;
        }

        if (symbol is IParameterSymbol { ContainingSymbol: IMethodSymbol method } parameter)
        {
            foreach (var argument in Arguments(method, parameter))
                yield return argument;
        }
    }

    private IEnumerable<IOperation> Assigned(ISymbol symbol)
    {
        foreach (var use in _source.WritesOf(symbol, _cancellationToken))
        {
            switch (use.Parent)
            {
                case ISimpleAssignmentOperation assignment when assignment.Target == use:
                    yield return assignment.Value;
                    break;
                case ICoalesceAssignmentOperation coalesce when coalesce.Target == use:
                    yield return coalesce.Value;
                    break;
                case IArgumentOperation { Parameter.RefKind: RefKind.Out, Parent: IInvocationOperation { TargetMethod.Name: "TryGetValue", Instance: { } container } }:
                    FollowContainer(container);
                    break;
                case IArgumentOperation { Parameter.RefKind: RefKind.Ref, Parent: IInvocationOperation { TargetMethod: { Name: "Exchange" } method } exchange }
                    when method.ContainingType.Is("System.Threading", "Interlocked"):
                    yield return exchange.Arguments[1].Value;
                    break;
                case IDeclarationExpressionOperation { Parent: IArgumentOperation { Parent: IInvocationOperation { TargetMethod.Name: "TryGetValue", Instance: { } container } } }:
                    FollowContainer(container);
                    break;
            }
        }
    }

    // Arguments of the calls in this compilation; for what a container injects, the registration of that type.
    private IEnumerable<IOperation> Arguments(IMethodSymbol method, IParameterSymbol parameter)
    {
        var any = false;
        foreach (var name in _source.NamesOf(method.MethodKind == MethodKind.Constructor ? method.ContainingType : method, _cancellationToken))
        {
            SyntaxNode node = name.Parent is MemberAccessExpressionSyntax access ? access : name;
            if (node.Parent is not (ObjectCreationExpressionSyntax or InvocationExpressionSyntax))
                continue;

            var arguments = _source.Operation(node.Parent, _cancellationToken) switch
            {
                IObjectCreationOperation creation => creation.Arguments,
                IInvocationOperation invocation => invocation.Arguments,
                _ => default,
            };
            if (arguments.IsDefault)
                continue;

            any = true;
            foreach (var argument in arguments)
            {
                if (argument.Parameter?.Name == parameter.Name)
                    yield return argument.Value;
            }
        }

        if (!any && method.MethodKind == MethodKind.Constructor)
        {
            foreach (var creation in Registrations.CreationsOf(parameter.Type, _source, _cancellationToken))
                yield return creation;
        }
    }

    private IEnumerable<IOperation> ContainedIn(ISymbol container)
    {
        foreach (var use in _source.UsesOf(container, _cancellationToken))
        {
            switch (use.Parent)
            {
                case IInvocationOperation { TargetMethod.Name: "Add" or "TryAdd" or "GetOrAdd" or "AddOrUpdate" or "Enqueue" or "Insert" } call when call.Instance == use:
                    foreach (var argument in call.Arguments.Where(argument => argument.Parameter?.Name is "value" or "item" or "valueFactory" or "addValue" or "addValueFactory"))
                    {
                        if (argument.Value is IDelegateCreationOperation { Target: IAnonymousFunctionOperation lambda })
                        {
                            foreach (var returned in SourceCode.ReturnsIn(lambda.Body))
                                yield return returned;
                        }
                        else
                        {
                            yield return argument.Value;
                        }
                    }

                    break;

                case IPropertyReferenceOperation { Property.IsIndexer: true, Parent: ISimpleAssignmentOperation assignment } element when assignment.Target == element:
                    yield return assignment.Value;
                    break;

                case IArrayElementReferenceOperation { Parent: ISimpleAssignmentOperation assignment } element when assignment.Target == element:
                    yield return assignment.Value;
                    break;
            }
        }
    }
}
