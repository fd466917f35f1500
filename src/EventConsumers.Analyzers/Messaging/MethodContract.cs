using Microsoft.CodeAnalysis;

namespace EventConsumers.Analyzers.Messaging;

/// <summary>Whether a method is free to change.</summary>
internal static class MethodContract
{
    /// <summary>The signature is that of a base class or an interface outside the compilation, so it cannot be declared otherwise.</summary>
    public static bool IsGivenByContract(this IMethodSymbol method)
    {
        if (method.MethodKind is MethodKind.LocalFunction or MethodKind.AnonymousFunction || method.ContainingType is not { } type)
            return false;

        for (var overridden = method.OverriddenMethod; overridden is not null; overridden = overridden.OverriddenMethod)
        {
            if (overridden.DeclaringSyntaxReferences.IsEmpty)
                return true;
        }

        return type.AllInterfaces
            .Where(contract => contract.DeclaringSyntaxReferences.IsEmpty)
            .SelectMany(contract => contract.GetMembers().OfType<IMethodSymbol>())
            .Any(member => SymbolEqualityComparer.Default.Equals(type.FindImplementationForInterfaceMember(member), method));
    }
}
