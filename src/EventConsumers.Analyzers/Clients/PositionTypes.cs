using System.Collections.Concurrent;
using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;

namespace EventConsumers.Analyzers.Clients;

/// <summary>
/// Types whose values only say which message is meant: a client's positions, collections of them, and classes of the application
/// that hold a tag or position, how it is to be settled, and a promise to whoever asked for it.
/// </summary>
internal sealed class PositionTypes
{
    private static readonly string[] Words = ["DeliveryTag", "Offset", "Partition", "ReceiptHandle", "LockToken", "EntryId"];

    private readonly HashSet<ISymbol> _known = new(SymbolEqualityComparer.Default);
    private readonly ConcurrentDictionary<ITypeSymbol, bool> _types = new(SymbolEqualityComparer.Default);

    public void Add(INamedTypeSymbol type) => _known.Add(type);

    /// <summary>Values of the type say which message is meant, and nothing else.</summary>
    public bool Covers(ITypeSymbol? type) => type switch
    {
        null or IErrorTypeSymbol or ITypeParameterSymbol => false,
        IArrayTypeSymbol array => Covers(array.ElementType),
        INamedTypeSymbol { SpecialType: SpecialType.None or SpecialType.System_Collections_IEnumerable } or INamedTypeSymbol { IsGenericType: true } =>
            _types.GetOrAdd(type, Look),
        _ => false,
    };

    private bool Look(ITypeSymbol type)
    {
        if (_known.Contains(type.OriginalDefinition))
            return true;

        // Lists, dictionaries, nullables and groupings.
        if (type is INamedTypeSymbol { TypeArguments: { Length: > 0 } arguments } && IsContainer(type))
            return arguments.Any(Covers) && arguments.All(argument => Covers(argument) || IsNumber(argument));

        return !type.DeclaringSyntaxReferences.IsEmpty && type.TypeKind is TypeKind.Class or TypeKind.Struct && HoldsOnlyPosition(type);
    }

    private static bool IsContainer(ITypeSymbol type) => type.ContainingNamespace.Is("System.Collections.Generic")
        || type.ContainingNamespace.Is("System.Collections.Concurrent") || type.ContainingNamespace.Is("System.Collections.Immutable")
        || type.ContainingNamespace.Is("System.Linq") || type.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T;

    private bool HoldsOnlyPosition(ITypeSymbol type)
    {
        var names = false;
        for (var current = type; current is { SpecialType: not (SpecialType.System_Object or SpecialType.System_ValueType) }; current = current.BaseType)
        {
            if (current.DeclaringSyntaxReferences.IsEmpty)
                return false;

            foreach (var field in current.GetMembers().OfType<IFieldSymbol>())
            {
                if (field.IsStatic || field.IsConst)
                    continue;

                var name = (field.AssociatedSymbol ?? field).Name;
                if (NamesPosition(name) && (IsNumber(field.Type) || field.Type.SpecialType == SpecialType.System_String) || _known.Contains(field.Type.OriginalDefinition))
                    names = true;
                else if (!(field.Type.SpecialType == SpecialType.System_Boolean || field.Type.TypeKind == TypeKind.Enum || field.Type.Name == "TaskCompletionSource"))
                    return false;
            }
        }

        return names;
    }

    private static bool NamesPosition(string name) => Words.Any(word => name.EndsWith(word, StringComparison.OrdinalIgnoreCase));

    private static bool IsNumber(ITypeSymbol type) => type.SpecialType is >= SpecialType.System_SByte and <= SpecialType.System_UInt64;
}
