using System.Collections.Concurrent;
using EventConsumers.Analyzers.Clients;
using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;

namespace EventConsumers.Analyzers;

/// <summary>Recognises tests and benchmarks by the attributes of their frameworks, and the helpers of a test project by its name.</summary>
internal sealed class TestCode(ClientCatalog catalog)
{
    private readonly ConcurrentDictionary<INamedTypeSymbol, bool> _types = new(SymbolEqualityComparer.Default);

    /// <summary>The symbol, a type round it, or a method of such a type is marked as a test.</summary>
    public bool Covers(ISymbol symbol)
    {
        if (!catalog.HasTestFramework)
            return false;

        if (IsTestProject(symbol.ContainingAssembly.Name))
            return true;

        for (var type = symbol as INamedTypeSymbol ?? symbol.ContainingType; type is not null; type = type.ContainingType)
        {
            if (_types.GetOrAdd(type, IsMarked))
                return true;
        }

        return false;
    }

    // Orders.Tests, Orders.IntegrationTests: what stands beside the tests serves them.
    private static bool IsTestProject(string assembly) =>
        assembly.EndsWith("Tests", StringComparison.Ordinal) || assembly.EndsWith(".Test", StringComparison.Ordinal);

    private static bool IsMarked(INamedTypeSymbol type)
    {
        if (HasTestAttribute(type))
            return true;

        foreach (var member in type.GetMembers())
        {
            if (member is IMethodSymbol { MethodKind: MethodKind.Ordinary } && HasTestAttribute(member))
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
                if (type.RootNamespace() is "Xunit" or "NUnit" or "TUnit" or "BenchmarkDotNet" || type.ContainingNamespace.Is("Microsoft.VisualStudio.TestTools.UnitTesting"))
                    return true;
            }
        }

        return false;
    }
}
