using System.Collections.Concurrent;
using EventConsumers.Analyzers.Clients;
using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;

namespace EventConsumers.Analyzers;

/// <summary>
/// Recognises tests and benchmarks by the attributes of their frameworks, the helpers of a test project by its name, programs that
/// serve tests by the directory they stand in, and fakes by their namespace.
/// </summary>
/// <param name="catalog">What the compilation references.</param>
/// <param name="projectDirectory">Where the project is; null where that is not known.</param>
internal sealed class TestCode(ClientCatalog catalog, string? projectDirectory)
{
    private static readonly string[] Projects = ["Test", "Testing", "Benchmark", "Performance", "LoadTest", "LoadTesting"];
    private static readonly string[] LoadTests = ["LoadTest", "LoadTests", "LoadTesting"];
    private static readonly HashSet<string> Directories = new(["test", "tests", "testing", "IntegrationTests", "benchmarks"], StringComparer.OrdinalIgnoreCase);
    private static readonly string[] Namespaces = ["Mock", "Mocks", "Fakes", "Testing"];

    private readonly bool _isAmongTests = IsAmongTests(projectDirectory);
    private readonly ConcurrentDictionary<INamedTypeSymbol, bool> _types = new(SymbolEqualityComparer.Default);

    /// <summary>The symbol, a type round it, or a method of such a type is marked as a test, or it stands where tests and fakes do.</summary>
    public bool Covers(ISymbol symbol)
    {
        var assembly = symbol.ContainingAssembly.Name;
        if (_isAmongTests || IsLoadTest(assembly) || catalog.HasTestFramework && IsTestProject(assembly))
            return true;

        for (var type = symbol as INamedTypeSymbol ?? symbol.ContainingType; type is not null; type = type.ContainingType)
        {
            if (_types.GetOrAdd(type, type => IsInTestNamespace(type) || catalog.HasTestFramework && IsMarked(type)))
                return true;
        }

        return false;
    }

    // Orders.IntegrationTests, Orders.Tests.Performance: what stands beside the tests serves them.
    private static bool IsTestProject(string assembly) =>
        Array.Exists(assembly.Split('.'), part => Array.IndexOf(Projects, part) >= 0 || part.EndsWith("Tests", StringComparison.Ordinal) || part.EndsWith("Benchmarks", StringComparison.Ordinal));

    // Orders.LoadTesting: a program that makes load refers to no framework.
    private static bool IsLoadTest(string assembly) =>
        assembly.IndexOf("LoadTest", StringComparison.Ordinal) >= 0 && Array.Exists(assembly.Split('.'), part => Array.IndexOf(LoadTests, part) >= 0);

    // tests/IntegrationTests/Orders.Producer/: the two directories round the project's own. Further up may be anybody's, and a
    // project that is itself called so need not be one of tests.
    private static bool IsAmongTests(string? projectDirectory)
    {
        var path = (projectDirectory ?? "").Split(['/', '\\'], StringSplitOptions.RemoveEmptyEntries);
        return path.Take(path.Length - 1).Reverse().Take(2).Any(Directories.Contains);
    }

    // Orders.Mocks: what stands in for the real thing, also where a library ships it.
    private static bool IsInTestNamespace(INamedTypeSymbol type)
    {
        for (var part = type.ContainingNamespace; part is { IsGlobalNamespace: false }; part = part.ContainingNamespace)
        {
            if (Array.IndexOf(Namespaces, part.Name) >= 0)
                return true;
        }

        return false;
    }

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
