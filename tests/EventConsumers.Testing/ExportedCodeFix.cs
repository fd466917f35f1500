using System.Collections.Immutable;
using System.Composition;
using System.Composition.Hosting;
using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;

namespace EventConsumers.Testing;

/// <summary>Creates code fix providers as an editor does: through their MEF exports.</summary>
public static class ExportedCodeFix
{
    /// <summary>Those of an assembly. One that is not exported properly fails the test.</summary>
    public static ImmutableArray<CodeFixProvider> In(Assembly assembly) =>
        [.. assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(CodeFixProvider)) && !type.IsAbstract).Select(Create)];

    internal static CodeFixProvider Create(Type type)
    {
        if (!type.IsDefined(typeof(SharedAttribute), inherit: false))
            throw new VerificationException($"{type.Name} has no [Shared]: an editor would create it anew for each use.");

        using var container = new ContainerConfiguration().WithPart(type).CreateContainer();
        var export = container.GetExports<Lazy<CodeFixProvider, Metadata>>().SingleOrDefault()
            ?? throw new VerificationException($"{type.Name} has no [ExportCodeFixProvider]: no editor would find it.");
        if (!export.Metadata.Languages.Contains(LanguageNames.CSharp))
            throw new VerificationException($"{type.Name} is not exported for {LanguageNames.CSharp}.");
        return export.Value;
    }

    private sealed class Metadata
    {
        public string[] Languages { get; set; } = [];
    }
}
