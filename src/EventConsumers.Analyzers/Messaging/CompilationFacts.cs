using System.Collections.Concurrent;
using EventConsumers.Analyzers.Clients;
using EventConsumers.Analyzers.Configuration;
using Microsoft.CodeAnalysis;

namespace EventConsumers.Analyzers.Messaging;

/// <summary>What the bodies of one compilation share: clients, vocabulary, summaries of methods, options.</summary>
internal sealed class CompilationFacts
{
    private readonly ConcurrentDictionary<SyntaxTree, SemanticModel> _models = new();
    private readonly ConcurrentDictionary<MessagingClient, bool> _redeliveryLimited = new();

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

    /// <summary>The operation of code in any file, such as a helper that a handler calls; bound when it is asked for.</summary>
#pragma warning disable RS1030 // The code may stand in another file than the body that is analysed.
    public IOperation? OperationAt(SyntaxNode code, CancellationToken cancellationToken) =>
        _models.GetOrAdd(code.SyntaxTree, tree => Compilation.GetSemanticModel(tree)).GetOperation(code, cancellationToken);
#pragma warning restore RS1030

    /// <summary>A queue or policy of this compilation has the broker limit how often a message is delivered.</summary>
    public bool LimitsRedelivery(MessagingClient client, CancellationToken cancellationToken)
    {
        if (!_redeliveryLimited.TryGetValue(client, out var isLimited))
        {
            isLimited = client.RedeliveryLimits.Length > 0 && Compilation.SyntaxTrees.Any(tree => Names(tree.GetText(cancellationToken).ToString()));
            _redeliveryLimited.TryAdd(client, isLimited);
        }

        return isLimited;

        bool Names(string text) => Array.Exists(client.RedeliveryLimits, limit => text.IndexOf(limit, StringComparison.OrdinalIgnoreCase) >= 0);
    }
}
