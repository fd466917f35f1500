using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Messaging;

/// <summary>
/// A channel that the compilation makes itself: followed backwards from where it is used, through variables and methods, to the
/// calls that make it, and forwards to whoever else is given it.
/// </summary>
internal sealed class OwnChannel
{
    private const int MostValues = 24;

    private readonly BodyFacts _facts;
    private readonly HashSet<ISymbol> _holders = new(SymbolEqualityComparer.Default);
    private readonly HashSet<ISymbol> _types = new(SymbolEqualityComparer.Default);
    private readonly HashSet<SyntaxNode> _traced = [];

    private OwnChannel(BodyFacts facts) => _facts = facts;

    private SourceCode Source => _facts.Compilation.Source;

    /// <summary>The channel that a call is made on; null where it comes from outside, or may.</summary>
    public static OwnChannel? Of(MessagingCall call, BodyFacts facts)
    {
        var channel = new OwnChannel(facts);
        channel.NoteType(facts.Owner.ContainingType);
        return call.Receiver is { } receiver && channel.IsMade(receiver) ? channel : null;
    }

    /// <summary>
    /// A call is made on the channel, or may be: it stands in a type that makes or has the channel, or in a method that is given
    /// it, or the channel is given to code that cannot be seen.
    /// </summary>
    /// <param name="kind">The kind of call; one object for every question of its kind.</param>
    /// <param name="isWanted">What the call must be besides.</param>
    public bool MayHave(Func<MemberMeaning, bool> kind, Func<MessagingCall, bool> isWanted)
    {
        var isGivenAway = _holders.ToList().Exists(holder => Source.UsesOf(holder, _facts.CancellationToken).Any(use => IsGivenAway(use, kind, isWanted)));
        return isGivenAway
            || _facts.Compilation.Catalog.NamesOf(kind).SelectMany(name => Source.Named(name, _facts.CancellationToken))
                .Select(CallAt).OfType<MessagingCall>().Any(call => kind(call.Meaning) && IsOfOwners(call) && isWanted(call));
    }

    private bool IsMade(IOperation operation)
    {
        var value = operation.Unwrapped();
        if (!_traced.Add(value.Syntax))
            return true;
        if (_traced.Count > MostValues)
            return false;

        return value switch
        {
            IInvocationOperation call => IsMadeBy(call.TargetMethod),
            IConditionalAccessOperation access => IsMade(access.WhenNotNull),
            ICoalesceOperation either => IsMade(either.Value) && IsMade(either.WhenNull),
            ICoalesceAssignmentOperation either => IsMade(either.Target) && IsMade(either.Value),
            IConditionalOperation { WhenFalse: { } otherwise } either => IsMade(either.WhenTrue) && IsMade(otherwise),
            ISimpleAssignmentOperation assignment => IsMade(assignment.Value),
            IPropertyReferenceOperation { Property.GetMethod: { } getter } property when Source.BodyOf(getter, _facts.CancellationToken) is not null =>
                Hold(property.Property) && IsMadeBy(getter),
            _ => value.ReferencedSymbol() is { } symbol && Source.Declares(symbol) && Hold(symbol) && AllAreMade(symbol),
        };
    }

    // By the client, or by a method of this compilation that gets it from there.
    private bool IsMadeBy(IMethodSymbol method)
    {
        if (_facts.Compilation.Catalog.MeaningOf(method) is { } meaning)
            return meaning.Verb == Verb.CreateClient;

        if (Source.BodyOf(method, _facts.CancellationToken) is null && method.IsAbstract && Source.SoleImplementationOf(method.OriginalDefinition) is IMethodSymbol sole)
            method = sole;

        NoteType(method.ContainingType);
        var body = Source.BodyOf(method, _facts.CancellationToken);
        var returns = body is null ? [] : SourceCode.ReturnsIn(body).Where(IsSomething).ToList();
        return returns.Count > 0 && returns.TrueForAll(IsMade);
    }

    // Every value that the symbol is given.
    private bool AllAreMade(ISymbol symbol)
    {
        var count = 0;
        foreach (var value in ValuesOf(symbol))
        {
            count++;
            if (value is null || !IsMade(value))
                return false;
        }

        return count > 0;
    }

    // Null stands for a value that cannot be seen.
    private IEnumerable<IOperation?> ValuesOf(ISymbol symbol)
    {
        if (symbol is IParameterSymbol parameter)
            return Arguments(parameter);

        var initial = symbol.DeclaringSyntaxReferences.Select(reference => reference.GetSyntax(_facts.CancellationToken) switch
        {
            VariableDeclaratorSyntax { Initializer.Value: var value } => Source.Operation(value, _facts.CancellationToken),
            PropertyDeclarationSyntax { Initializer.Value: var value } => Source.Operation(value, _facts.CancellationToken),
            _ => null,
        }).OfType<IOperation>();
        var later = Source.WritesOf(symbol, _facts.CancellationToken).Where(IsWritten).Select(use => use.Parent is IAssignmentOperation assignment ? assignment.Value : null);
        return initial.Concat(later).Where(value => value is null || IsSomething(value));
    }

    // A method that only this type calls is given what it says there.
    private IEnumerable<IOperation?> Arguments(IParameterSymbol parameter)
    {
        if (parameter.ContainingSymbol is not IMethodSymbol { MethodKind: MethodKind.Ordinary or MethodKind.LocalFunction } method
            || method.MethodKind == MethodKind.Ordinary && method.DeclaredAccessibility != Accessibility.Private)
        {
            return [null];
        }

        return Source.UsesOf(method, _facts.CancellationToken)
            .Select(use => (use as IInvocationOperation)?.Arguments.FirstOrDefault(argument => argument.Parameter?.Ordinal == parameter.Ordinal)?.Value);
    }

    private bool Hold(ISymbol symbol)
    {
        _holders.Add(symbol.OriginalDefinition);
        NoteType(symbol.ContainingType);
        return true;
    }

    private void NoteType(INamedTypeSymbol? type)
    {
        for (; type is not null && Source.Declares(type); type = type.BaseType)
            _types.Add(type.OriginalDefinition);
    }

    private bool IsGivenAway(IOperation use, Func<MemberMeaning, bool> kind, Func<MessagingCall, bool> isWanted)
    {
        var current = use;
        while (current.Parent is IConversionOperation or IParenthesizedOperation)
            current = current.Parent;
        if (current.Parent is not IArgumentOperation argument)
            return false;

        switch (argument.Parent)
        {
            case IObjectCreationOperation { Constructor: { } constructor } when Source.Declares(constructor.ContainingType):
                NoteType(constructor.ContainingType);
                return false;
            case IObjectCreationOperation creation:
                return !Clients.ClientCatalog.IsOfClient(creation.Constructor);
            case IInvocationOperation { TargetMethod: var method }:
                if (Clients.ClientCatalog.IsOfClient(method) || Effects.Of(method) == Effect.Observation)
                    return false;
                var called = method.IsAbstract ? Source.SoleImplementationOf(method.OriginalDefinition) as IMethodSymbol : method;
                return called is null || !Source.Declares((called.ReducedFrom ?? called).OriginalDefinition)
                    || _facts.Compilation.Summaries.Calls(called, kind, _facts.CancellationToken).Any(reached => isWanted(reached.Call));
            default:
                return true;
        }
    }

    private MessagingCall? CallAt(SimpleNameSyntax name) =>
        name.FirstAncestorOrSelf<InvocationExpressionSyntax>() is { } syntax
        && Source.Operation(syntax, _facts.CancellationToken) is IInvocationOperation call
        && _facts.Compilation.Catalog.MeaningOf(call.TargetMethod) is { } meaning
            ? new MessagingCall(call, call.TargetMethod, meaning)
            : null;

    // It stands in a type that makes or has the channel, or is made on what such a type gives out.
    private bool IsOfOwners(MessagingCall call)
    {
        var giver = call.Receiver?.Unwrapped() switch
        {
            IInvocationOperation invocation => invocation.TargetMethod.ContainingType,
            var receiver => receiver.ReferencedSymbol()?.ContainingType,
        };
        return giver is not null && _types.Contains(giver.OriginalDefinition)
            || Source.MemberRound(call.Operation.Syntax, _facts.CancellationToken)?.ContainingType is { } type && _types.Contains(type.OriginalDefinition);
    }

    private static bool IsWritten(IOperation use) => use.Parent switch
    {
        IAssignmentOperation assignment => ReferenceEquals(assignment.Target, use),
        IArgumentOperation argument => argument.Parameter?.RefKind is RefKind.Ref or RefKind.Out,
        ITupleOperation { Parent: IDeconstructionAssignmentOperation } => true,
        _ => false,
    };

    private static bool IsSomething(IOperation? value) =>
        value is not null && value.Unwrapped() is not (IDefaultValueOperation or { ConstantValue: { HasValue: true, Value: null } });
}
