using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;

namespace EventConsumers.Analyzers.Rules.Scaling;

/// <summary>A class that keeps the handlers of each kind of event in a dictionary and calls them when one is published.</summary>
internal static class DelegateBus
{
    private static readonly string[] Subscribing = ["Subscribe", "Register", "On", "AddHandler", "AddListener", "AddSubscriber", "Listen", "Attach"];
    private static readonly string[] Publishing = ["Publish", "Raise", "Emit", "Dispatch", "Notify", "Send", "Trigger", "Broadcast", "Post", "Fire"];

    /// <summary>The field is a dictionary from types or topics to several delegates each.</summary>
    public static bool IsHandlerTable(ISymbol member) => TypeOf(member) is INamedTypeSymbol
        {
            Name: "Dictionary" or "IDictionary" or "ConcurrentDictionary" or "ImmutableDictionary" or "IReadOnlyDictionary", TypeArguments.Length: 2,
        } table
        && (table.TypeArguments[0].Is("System", "Type") || table.TypeArguments[0].SpecialType == SpecialType.System_String)
        && HoldsDelegates(table.TypeArguments[1]);

    /// <summary>The class of the field has public methods to subscribe and to publish, which both use the field, and no broker.</summary>
    public static bool IsBus(ISymbol table, CompilationFacts compilation, CancellationToken cancellationToken)
    {
        var type = table.ContainingType;
        if (!Methods(type, Subscribing).Any(method => method.Parameters.Any(parameter => parameter.Type.TypeKind == TypeKind.Delegate))
            || !Methods(type, Publishing).Any(method => method.Parameters.Length > 0))
        {
            return false;
        }

        var users = new HashSet<string>(compilation.Source.UsesOf(table, cancellationToken)
            .Select(use => compilation.Source.MemberRound(use.Syntax, cancellationToken)?.Name).OfType<string>());
        return Methods(type, Subscribing).Any(method => users.Contains(method.Name))
            && Methods(type, Publishing).Any(method => users.Contains(method.Name) && !IsCalledOnlyWithin(type, method, compilation, cancellationToken))
            && !BrokerClass.Is(type, compilation, cancellationToken);
    }

    // What the class itself publishes comes from elsewhere: over a connection, as for a client of a push service.
    private static bool IsCalledOnlyWithin(INamedTypeSymbol type, IMethodSymbol method, CompilationFacts compilation, CancellationToken cancellationToken)
    {
        var calls = SourceCode.WithContracts(method).SelectMany(contract => compilation.Source.NamesOf(contract, cancellationToken)).ToList();
        return calls.Count > 0 && calls.TrueForAll(call =>
            SymbolEqualityComparer.Default.Equals(compilation.Source.MemberRound(call, cancellationToken)?.ContainingType, type));
    }

    private static bool HoldsDelegates(ITypeSymbol value) =>
        value.SpecialType == SpecialType.System_Delegate || value.Is("System", "MulticastDelegate")
        || value is IArrayTypeSymbol { ElementType: var element } && IsDelegate(element)
        || value is INamedTypeSymbol { TypeArguments.Length: >= 1 } collection && collection.TypeKind != TypeKind.Delegate && collection.TypeArguments.Any(IsDelegate);

    private static bool IsDelegate(ITypeSymbol type) => type.TypeKind == TypeKind.Delegate || type.SpecialType == SpecialType.System_Delegate;

    private static IEnumerable<IMethodSymbol> Methods(INamedTypeSymbol type, string[] verbs) => type.GetMembers().OfType<IMethodSymbol>()
        .Where(method => method is { MethodKind: MethodKind.Ordinary, DeclaredAccessibility: Accessibility.Public or Accessibility.Internal }
            && Array.Exists(verbs, verb => StartsWithWord(method.Name, verb)));

    // On, OnEvent, Publish, PublishAsync; not Once, Register... of Registered.
    private static bool StartsWithWord(string name, string word) =>
        name.StartsWith(word, StringComparison.Ordinal) && (name.Length == word.Length || char.IsUpper(name[word.Length]));

    private static ITypeSymbol? TypeOf(ISymbol member) => member switch
    {
        IFieldSymbol { IsImplicitlyDeclared: false } field => field.Type,
        IPropertySymbol property => property.Type,
        _ => null,
    };
}
