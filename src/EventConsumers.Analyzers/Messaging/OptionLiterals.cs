using System.Collections.Concurrent;
using System.Collections.Immutable;
using EventConsumers.Analyzers.Clients;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Messaging;

/// <summary>Finds the options objects that stand in a compilation's code, each read once, when a rule asks for it.</summary>
internal sealed class OptionLiterals(ClientCatalog catalog, SourceCode source)
{
    private const int MostCopies = 3;

    private readonly ConcurrentDictionary<SyntaxNode, OptionLiteral?> _literals = new();

    /// <summary>The options objects of some types that a body makes; those of other types are not read.</summary>
    public IEnumerable<OptionLiteral> In(BodyFacts facts, Func<ITypeSymbol?, bool> isAsked)
    {
        foreach (var creation in facts.Creations)
        {
            if (catalog.IsOptions(creation.Type) && isAsked(creation.Type) && Of(creation, facts.CancellationToken) is { } literal)
                yield return literal;
        }
    }

    /// <summary>The options object that a creation makes; null where it stands in another compilation's code.</summary>
    public OptionLiteral? Of(IObjectCreationOperation creation, CancellationToken cancellationToken) => Of(creation, MostCopies, cancellationToken);

    /// <summary>The options object that a value is, or that the local or field that it reads was given once; null where it cannot be told.</summary>
    public OptionLiteral? At(IOperation? value, CancellationToken cancellationToken) => At(value, MostCopies, cancellationToken);

    /// <summary>
    /// The options object that a client's call is given, or that the object was made with on which it is called:
    /// <c>new Builder(options).Set(…).Build()</c>. Null where it cannot be told.
    /// </summary>
    public OptionLiteral? GivenTo(IOperation call, CancellationToken cancellationToken)
    {
        for (var current = call; current is not null;)
        {
            foreach (var argument in ArgumentsOf(current))
            {
                if (IsSettings(argument.Value.Unwrapped().Type) && At(argument.Value, cancellationToken) is { } literal)
                    return literal;
            }

            current = (current as IInvocationOperation)?.Instance?.Unwrapped() is { } instance ? MadeBy(instance, cancellationToken) ?? instance : null;
        }

        return null;
    }

    /// <summary>The options object that a property belongs to, in its initializer or later; null where it cannot be told.</summary>
    public OptionLiteral? Holding(IPropertyReferenceOperation option, CancellationToken cancellationToken)
    {
        if (option.Instance is not IInstanceReferenceOperation)
            return At(option.Instance, cancellationToken);

        IOperation? current = option;
        while (current is not (null or IObjectCreationOperation))
            current = current.Parent;
        return current is IObjectCreationOperation creation ? Of(creation, cancellationToken) : null;
    }

    /// <summary>What becomes of a client object that an expression makes.</summary>
    public ObjectUses UsesOf(IOperation creation, CancellationToken cancellationToken, bool followsFactories = false) =>
        ObjectUses.Of(source.Operation(creation.Syntax, cancellationToken) ?? creation, source, IsConsumed, followsFactories, cancellationToken);

    /// <summary>What the local or field that a value reads was given once and for all; null where it cannot be told.</summary>
    public IOperation? ValueOf(IOperation value, CancellationToken cancellationToken) => MadeBy(value.Unwrapped(), cancellationToken);

    private OptionLiteral? Of(IObjectCreationOperation creation, int copies, CancellationToken cancellationToken)
    {
        if (!_literals.TryGetValue(creation.Syntax, out var literal))
            _literals.TryAdd(creation.Syntax, literal = Read(creation, copies, taker: null, cancellationToken));
        return literal;
    }

    private OptionLiteral? At(IOperation? value, int copies, CancellationToken cancellationToken) =>
        value is not null && copies > 0 && CreationOf(value, cancellationToken) is { } creation && IsSettings(creation.Type)
            ? Of(creation, copies, cancellationToken)
            : null;

    /// <param name="creation">The expression that makes the object.</param>
    /// <param name="copies">How many objects more may stand behind it.</param>
    /// <param name="taker">What makes another options object of it, where that is the one asked about.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    private OptionLiteral? Read(IObjectCreationOperation creation, int copies, SyntaxNode? taker, CancellationToken cancellationToken)
    {
        if (creation.Constructor is null || source.Operation(creation.Syntax, cancellationToken) is not IObjectCreationOperation bound)
            return null;

        var bases = bound.Arguments.Where(argument => argument.ArgumentKind == ArgumentKind.Explicit && IsSettings(argument.Parameter?.Type)).ToList();
        var copied = bases.Count == 1 ? CopiedBy(bound, bases[0].Value, copies - 1, cancellationToken) : null;
        var uses = ObjectUses.Of(bound, source, argument => argument.Parent?.Syntax == taker || IsConsumed(argument), followsFactories: false, cancellationToken);
        return new OptionLiteral(
            bound, uses, catalog.SettingName, copied, isOpen: bases.Count > 0 && copied is null, isText: !catalog.IsOptions(bound.Type));
    }

    private OptionLiteral? CopiedBy(IObjectCreationOperation taker, IOperation value, int copies, CancellationToken cancellationToken) =>
        copies > 0 && CreationOf(value, cancellationToken) is { } creation && IsSettings(creation.Type) ? Read(creation, copies, taker.Syntax, cancellationToken) : null;

    // Where the object is made: here, or in the one return of a method that only this code can call.
    private IObjectCreationOperation? CreationOf(IOperation value, CancellationToken cancellationToken)
    {
        var made = MadeBy(value.Unwrapped(), cancellationToken);
        if (made is IInvocationOperation { TargetMethod: { MethodKind: MethodKind.LocalFunction } or { DeclaredAccessibility: Accessibility.Private } } call)
        {
            var returns = source.ReturnsOf(call.TargetMethod, cancellationToken).Take(2).ToList();
            made = returns.Count == 1 ? MadeBy(returns[0].Unwrapped(), cancellationToken) : null;
        }

        return made as IObjectCreationOperation;
    }

    // What the value is made by: itself, or what its local or field is given once and for all.
    private IOperation? MadeBy(IOperation value, CancellationToken cancellationToken)
    {
        if (value is IObjectCreationOperation or IInvocationOperation)
            return value;

        if (value.ReferencedSymbol() is not { } symbol || symbol is IParameterSymbol || !source.Declares(symbol))
            return null;

        var given = new List<IOperation>();
        foreach (var reference in symbol.DeclaringSyntaxReferences)
        {
            var initial = reference.GetSyntax(cancellationToken) switch
            {
                VariableDeclaratorSyntax { Initializer.Value: var initializer } => initializer,
                PropertyDeclarationSyntax { Initializer.Value: var initializer } => initializer,
                _ => null,
            };
            if (initial is not null && source.Operation(initial, cancellationToken) is { } operation)
                given.Add(operation.Unwrapped());
        }

        foreach (var use in source.WritesOf(symbol, cancellationToken))
        {
            if (use.Parent is IAssignmentOperation assignment && ReferenceEquals(assignment.Target, use)
                && assignment.Value.Unwrapped() is not { ConstantValue: { HasValue: true, Value: null } })
            {
                given.Add(assignment.Value.Unwrapped());
            }
        }

        given.RemoveAll(operation => operation.ConstantValue is { HasValue: true, Value: null });
        return given.Count == 1 ? given[0] : null;
    }

    // Another options object made of this one has its settings from then on, and may share them.
    private bool IsConsumed(IArgumentOperation argument) => argument.Parent switch
    {
        IObjectCreationOperation creation => !(catalog.IsOptions(creation.Type) && catalog.IsOptions(argument.Value.Unwrapped().Type)) && ClientCatalog.IsOfClient(creation.Constructor),
        IInvocationOperation invocation => ClientCatalog.IsOfClient(invocation.TargetMethod),
        _ => false,
    };

    private bool IsSettings(ITypeSymbol? type) => catalog.IsOptions(type) || IsTextSettings(type);

    private static bool IsTextSettings(ITypeSymbol? type) =>
        type is INamedTypeSymbol named && named.SpecialType != SpecialType.System_String
        && (IsPairs(named) || named.AllInterfaces.Any(IsPairs));

    private static bool IsPairs(INamedTypeSymbol type) =>
        type.OriginalDefinition.SpecialType == SpecialType.System_Collections_Generic_IEnumerable_T
        && type.TypeArguments[0] is INamedTypeSymbol { Name: "KeyValuePair", TypeArguments: { Length: 2 } pair }
        && pair[0].SpecialType == SpecialType.System_String
        && pair[1].SpecialType is SpecialType.System_String or SpecialType.System_Object;

    private static ImmutableArray<IArgumentOperation> ArgumentsOf(IOperation operation) => operation switch
    {
        IInvocationOperation invocation => invocation.Arguments,
        IObjectCreationOperation creation => creation.Arguments,
        _ => ImmutableArray<IArgumentOperation>.Empty,
    };
}
