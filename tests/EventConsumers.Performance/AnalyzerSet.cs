using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.Loader;
using EventConsumers.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace EventConsumers.Performance;

/// <summary>The analyzers of one package.</summary>
internal sealed class AnalyzerSet(string name, string version, ImmutableArray<DiagnosticAnalyzer> analyzers)
{
    public string Name { get; } = name;

    public string Version { get; } = version;

    public ImmutableArray<DiagnosticAnalyzer> Analyzers { get; } = analyzers;

    /// <summary>Every rule, those that are off by default too: all of them are turned on.</summary>
    public ImmutableArray<string> RuleIds { get; } = [.. analyzers.SelectMany(analyzer => analyzer.SupportedDiagnostics).Select(rule => rule.Id).Distinct()];

    public int Rules => RuleIds.Length;

    public bool IsOwn => Analyzers is [EventConsumerAnalyzer];

    public bool IsAvailable => !Analyzers.IsEmpty;

    /// <summary>Ours, and those of the other packages by name.</summary>
    public static IReadOnlyList<AnalyzerSet> All()
    {
        var own = typeof(EventConsumerAnalyzer).Assembly;
        var others = typeof(AnalyzerSet).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Select(attribute => (Key: attribute.Key.Split('|'), Folder: attribute.Value!))
            .Where(other => other.Key is ["Analyzers", _, _]);
        return
        [
            new("EventConsumers", own.GetName().Version!.ToString(3), [new EventConsumerAnalyzer()]),
            .. others.Select(other => new AnalyzerSet(other.Key[1], other.Key[2], Load(other.Folder))),
        ];
    }

    private static ImmutableArray<DiagnosticAnalyzer> Load(string folder)
    {
        if (!Directory.Exists(folder))
            return [];

        var context = new PackageContext(folder);
        return
        [
            .. Directory.EnumerateFiles(folder, "*.dll")
                .Where(path => !Path.GetFileName(path).Contains("CodeFix", StringComparison.Ordinal))
                .SelectMany(path => context.LoadFromAssemblyPath(path).GetTypes())
                .Where(type => !type.IsAbstract && type.GetCustomAttribute<DiagnosticAnalyzerAttribute>()?.Languages.Contains(LanguageNames.CSharp) == true)
                .OrderBy(type => type.FullName, StringComparer.Ordinal)
                .Select(type => (DiagnosticAnalyzer)Activator.CreateInstance(type)!),
        ];
    }

    // Each package with its own helpers; Roslyn is the one that this process runs.
    private sealed class PackageContext(string folder) : AssemblyLoadContext
    {
        protected override Assembly? Load(AssemblyName assemblyName)
        {
            var path = Path.Combine(folder, assemblyName.Name + ".dll");
            return File.Exists(path) ? LoadFromAssemblyPath(path) : null;
        }
    }
}
