using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;

namespace EventConsumers.Analyzers.Clients;

/// <summary>A framework's rule that finds handlers by the names of types and methods.</summary>
internal sealed record HandlerConvention(string[] TypeSuffixes, string[] Methods, HandlerMeaning Meaning)
{
    public bool Covers(IMethodSymbol method) =>
        method is { DeclaredAccessibility: Accessibility.Public, MethodKind: MethodKind.Ordinary, Parameters.Length: > 0 }
        && method.ContainingType is { DeclaredAccessibility: Accessibility.Public, TypeKind: TypeKind.Class, IsAbstract: false } type
        && Methods.Contains(method.Name)
        && TypeSuffixes.Any(suffix => type.Name.EndsWith(suffix, StringComparison.Ordinal))
        && IsMessage(method.Parameters[0].Type);

    // A message is a data type of the application, never an interface or a service.
    private static bool IsMessage(ITypeSymbol type) =>
        type is { TypeKind: TypeKind.Class or TypeKind.Struct, SpecialType: SpecialType.None, IsAbstract: false }
        && type.Locations.Any(location => location.IsInSource);
}
