using System.Collections.Concurrent;
using EventConsumers.Analyzers.Clients;
using EventConsumers.Analyzers.Configuration;
using EventConsumers.Analyzers.Databases;
using Microsoft.CodeAnalysis;

namespace EventConsumers.Analyzers.Messaging;

/// <summary>What the bodies of one compilation share: clients, vocabulary, summaries of methods, options.</summary>
internal sealed class CompilationFacts
{
    private readonly ConcurrentDictionary<MessagingClient, bool> _redeliveryLimited = new();
    private readonly ConcurrentDictionary<object, IReadOnlyCollection<string>> _names = new();
    private readonly ConcurrentDictionary<string, bool> _mentioned = new();
    private readonly ConcurrentDictionary<string, bool> _referenced = new();
    private readonly Lazy<bool> _hasGeneratedJson;

    public CompilationFacts(Compilation compilation, ClientCatalog catalog, Vocabulary vocabulary, RuleOptions options)
    {
        Compilation = compilation;
        Catalog = catalog;
        Vocabulary = vocabulary;
        Options = options;
        TestCode = new TestCode(catalog, options.ProjectDirectory);
        Source = new SourceCode(compilation, vocabulary);
        Literals = new OptionLiterals(catalog, Source);
        Bodies = new MethodBodies(Source);
        Summaries = new MethodSummaries(this);
        Databases = new DatabaseWrites(this);
        _hasGeneratedJson = new(() => compilation.SourceModule.ReferencedAssemblySymbols.Any(assembly =>
            assembly.Name == "System.Text.Json" && assembly.GetTypeByMetadataName("System.Text.Json.Serialization.JsonSerializerContext") is not null));
    }

    public Compilation Compilation { get; }

    public ClientCatalog Catalog { get; }

    public Vocabulary Vocabulary { get; }

    public RuleOptions Options { get; }

    public TestCode TestCode { get; }

    /// <summary>The compilation's own code, beyond the body at hand.</summary>
    public SourceCode Source { get; }

    /// <summary>Options objects of clients that are written out in the code.</summary>
    public OptionLiterals Literals { get; }

    /// <summary>The bodies of methods that are called.</summary>
    public MethodBodies Bodies { get; }

    public MethodSummaries Summaries { get; }

    /// <summary>Writes to databases in methods that are called.</summary>
    public DatabaseWrites Databases { get; }

    /// <summary>The compilation references a System.Text.Json (6 or later) that can do without reflection.</summary>
    public bool HasGeneratedJson => _hasGeneratedJson.Value;

    /// <summary>The name of a client's member of a kind stands in a method's code: without one it makes no such call, and need not be bound to find that out.</summary>
    /// <param name="method">The method.</param>
    /// <param name="kind">The kind; one object for every question of its kind.</param>
    public bool NamesCall(IMethodSymbol method, Func<MemberMeaning, bool> kind, CancellationToken cancellationToken)
    {
        if (method.DeclaringSyntaxReferences.IsEmpty)
            return false;

        if (!_names.TryGetValue(kind, out var names))
            _names.TryAdd(kind, names = Catalog.NamesOf(kind));
        return method.DeclaringSyntaxReferences.Any(code => names.Any(name => Vocabulary.StandsIn(code.SyntaxTree, code.Span, name, cancellationToken)));
    }

    /// <summary>The operation of code in any file, such as a helper that a handler calls; bound when it is asked for.</summary>
    public IOperation? OperationAt(SyntaxNode code, CancellationToken cancellationToken) => Source.Operation(code, cancellationToken);

    /// <summary>A queue or policy of this compilation has the broker limit how often a message is delivered.</summary>
    public bool LimitsRedelivery(MessagingClient client, CancellationToken cancellationToken)
    {
        if (!_redeliveryLimited.TryGetValue(client, out var isLimited))
        {
            isLimited = client.RedeliveryLimits.Length > 0 && Compilation.SyntaxTrees.Any(tree => Names(Vocabulary.TextOf(tree, cancellationToken)));
            _redeliveryLimited.TryAdd(client, isLimited);
        }

        return isLimited;

        bool Names(string text) => Array.Exists(client.RedeliveryLimits, limit => text.IndexOf(limit, StringComparison.OrdinalIgnoreCase) >= 0);
    }

    /// <summary>The compilation references an assembly whose name begins so.</summary>
    public bool References(string name)
    {
        if (!_referenced.TryGetValue(name, out var isReferenced))
        {
            isReferenced = Compilation.SourceModule.ReferencedAssemblies.Any(assembly => assembly.Name.StartsWith(name, StringComparison.Ordinal));
            _referenced.TryAdd(name, isReferenced);
        }

        return isReferenced;
    }

    /// <summary>A word, such as the name of a setting, stands somewhere in the compilation's code.</summary>
    public bool Mentions(string word, CancellationToken cancellationToken)
    {
        if (!_mentioned.TryGetValue(word, out var isMentioned))
        {
            isMentioned = Compilation.SyntaxTrees.Any(tree => Vocabulary.TextOf(tree, cancellationToken).IndexOf(word, StringComparison.Ordinal) >= 0);
            _mentioned.TryAdd(word, isMentioned);
        }

        return isMentioned;
    }
}
