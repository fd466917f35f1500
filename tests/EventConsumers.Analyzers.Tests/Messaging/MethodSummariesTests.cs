using System.Collections.Immutable;
using EventConsumers.Analyzers.Clients;
using EventConsumers.Analyzers.Configuration;
using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace EventConsumers.Analyzers.Tests.Messaging;

public sealed class MethodSummariesTests
{
    // In an editor, a referenced project is a compilation with source of its own, not an assembly.
    [Fact]
    public void A_method_of_a_referenced_project_is_unknown()
    {
        var library = Compile("""
            public static class Library
            {
                public static void Handle(string message) => System.Console.WriteLine(message);
            }
            """);
        var compilation = Compile("""public static class Own { public static void Handle(string message) => Library.Handle(message); }""", library.ToMetadataReference());
        var facts = new CompilationFacts(
            compilation, ClientCatalog.For(compilation), new Vocabulary(ClientCatalog.For(compilation).Words), new RuleOptions(new AnalyzerOptions([]).AnalyzerConfigOptionsProvider));

        Assert.NotNull(facts.Summaries.Direct(Method(compilation, "Own"), default));
        Assert.Null(facts.Summaries.Direct(Method(compilation, "Library"), default));
    }

    private static IMethodSymbol Method(Compilation compilation, string type) =>
        compilation.GetTypeByMetadataName(type)!.GetMembers("Handle").OfType<IMethodSymbol>().Single();

    private static CSharpCompilation Compile(string source, params MetadataReference[] references) => CSharpCompilation.Create(
        "Compilation" + references.Length,
        [CSharpSyntaxTree.ParseText(source)],
        References.None.Metadata.Concat(references),
        new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
}
