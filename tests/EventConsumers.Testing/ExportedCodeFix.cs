using System.Composition;
using System.Composition.Hosting;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;

namespace EventConsumers.Testing;

/// <summary>Creates a code fix provider as an editor does: through its MEF export.</summary>
internal static class ExportedCodeFix
{
    public static CodeFixProvider Create(Type type)
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
