using Microsoft.CodeAnalysis;

namespace EventConsumers.Analyzers.Messaging;

/// <summary>Recognises framework types by name, without looking them up in any assembly.</summary>
internal static class SymbolNames
{
    /// <summary>The type has this name and stands in this namespace; constructed types count by their definition.</summary>
    public static bool Is(this ITypeSymbol? type, string @namespace, string name) =>
        type is not null && type.Name == name && type.ContainingType is null && type.ContainingNamespace.Is(@namespace);

    /// <summary>The method is this member of this type.</summary>
    public static bool Is(this IMethodSymbol method, string @namespace, string type, string name) =>
        method.Name == name && method.ContainingType.Is(@namespace, type);

    /// <summary>The namespace has this full name.</summary>
    public static bool Is(this INamespaceSymbol? symbol, string fullName)
    {
        var end = fullName.Length;
        for (; symbol is { IsGlobalNamespace: false }; symbol = symbol.ContainingNamespace)
        {
            var name = symbol.Name;
            var start = end - name.Length;
            if (start < 0 || string.CompareOrdinal(fullName, start, name, 0, name.Length) != 0)
                return false;

            if (start == 0)
                return symbol.ContainingNamespace is { IsGlobalNamespace: true };

            if (fullName[start - 1] != '.')
                return false;

            end = start - 1;
        }

        return false;
    }

    /// <summary>The outermost namespace of a symbol, such as <c>System</c>.</summary>
    public static string RootNamespace(this ISymbol symbol)
    {
        var current = symbol.ContainingNamespace;
        while (current is { IsGlobalNamespace: false, ContainingNamespace: { IsGlobalNamespace: false } outer })
            current = outer;
        return current is { IsGlobalNamespace: false } ? current.Name : "";
    }

    /// <summary>A Task or ValueTask, generic or not.</summary>
    public static bool IsTask(this ITypeSymbol? type) =>
        type is { Name: "Task" or "ValueTask" } && type.ContainingNamespace.Is("System.Threading.Tasks");

    public static bool IsCancellationToken(this ITypeSymbol? type) => type.Is("System.Threading", "CancellationToken");

    /// <summary>The type itself or one of its bases.</summary>
    public static bool IsOrDerivesFrom(this ITypeSymbol? type, string @namespace, string name)
    {
        for (; type is not null; type = type.BaseType)
        {
            if (type.Is(@namespace, name))
                return true;
        }

        return false;
    }
}
