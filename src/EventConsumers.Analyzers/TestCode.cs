using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;

namespace EventConsumers.Analyzers;

/// <summary>Recognises test code by the attributes of test frameworks.</summary>
internal static class TestCode
{
    /// <summary>The symbol, a type round it, or a member of such a type is marked as a test.</summary>
    public static bool Covers(ISymbol symbol)
    {
        for (var current = symbol; current is not null and not INamespaceSymbol; current = current.ContainingSymbol)
        {
            if (HasTestAttribute(current) || current is INamedTypeSymbol type && type.GetMembers().Any(member => member is IMethodSymbol && HasTestAttribute(member)))
                return true;
        }

        return false;
    }

    private static bool HasTestAttribute(ISymbol symbol)
    {
        foreach (var attribute in symbol.GetAttributes())
        {
            for (var type = attribute.AttributeClass; type is not null; type = type.BaseType)
            {
                if (type.RootNamespace() is "Xunit" or "NUnit" or "TUnit" || type.ContainingNamespace.Is("Microsoft.VisualStudio.TestTools.UnitTesting"))
                    return true;
            }
        }

        return false;
    }
}
