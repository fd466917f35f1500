using EventConsumers.Analyzers.Clients;
using EventConsumers.Analyzers.Configuration;
using Microsoft.CodeAnalysis;

namespace EventConsumers.Analyzers.Messaging;

/// <summary>What the bodies of one compilation share: clients, vocabulary, summaries of methods, options.</summary>
internal sealed class CompilationFacts
{
    public CompilationFacts(Compilation compilation, ClientCatalog catalog, Vocabulary vocabulary, RuleOptions options)
    {
        Compilation = compilation;
        Catalog = catalog;
        Vocabulary = vocabulary;
        Options = options;
        TestCode = new TestCode(catalog);
        Summaries = new MethodSummaries(this);
    }

    public Compilation Compilation { get; }

    public ClientCatalog Catalog { get; }

    public Vocabulary Vocabulary { get; }

    public RuleOptions Options { get; }

    public TestCode TestCode { get; }

    public MethodSummaries Summaries { get; }
}
