using System.Collections.Concurrent;
using System.Collections.Immutable;
using EventConsumers.Analyzers.Clients;
using EventConsumers.Analyzers.Messaging;
using EventConsumers.Analyzers.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace EventConsumers.Analyzers;

/// <summary>
/// Which rules are asked about a body: all where it names a client's member, type or event; only those that look for one of
/// its words where it does not.
/// </summary>
internal sealed class BodyRules
{
    /// <summary>The group of the vocabulary that holds the words of clients.</summary>
    public const uint ClientWords = 1;

    private readonly (BodyRule Rule, uint Groups)[] _rules;
    private readonly EnabledRules _enabled;
    private readonly bool _filesDiffer;
    private readonly ConcurrentDictionary<(SyntaxTree? Tree, uint Groups), BodyRule[]> _wanted = new();

    public BodyRules(IEnumerable<BodyRule> rules, ClientCatalog catalog, EnabledRules enabled)
    {
        var groups = new List<IReadOnlyCollection<string>> { catalog.Words };
        _enabled = enabled;
        _rules = [.. rules.Select(rule => (rule, GroupsOf(rule)))];
        _filesDiffer = Array.Exists(_rules, entry => enabled.Everywhere(entry.Rule, default) is null);
        Vocabulary = new Vocabulary([.. groups]);

        uint GroupsOf(BodyRule rule)
        {
            var words = rule.Words(catalog);
            if (words.Count == 0)
                return ClientWords;

            var group = groups.FindIndex(known => ReferenceEquals(known, words));
            if (group < 0)
            {
                group = groups.Count;
                groups.Add(words);
            }

            return ClientWords | 1u << group;
        }
    }

    public bool Any => _rules.Length > 0;

    /// <summary>The words that make a body worth a look.</summary>
    public Vocabulary Vocabulary { get; }

    /// <summary>The rules for a member's code, as far as its file wants them; none for most code.</summary>
    public IReadOnlyList<BodyRule> For(ImmutableArray<IOperation> blocks, CancellationToken cancellationToken)
    {
        var groups = 0u;
        foreach (var block in blocks)
        {
            // A block stands in its declaration, whose signature counts too: its types and attributes can make the body a handler.
            var declaration = block.Syntax.Parent is VariableDeclaratorSyntax { Parent: { } field } ? field : block.Syntax.Parent ?? block.Syntax;
            groups |= Vocabulary.GroupsIn(declaration.SyntaxTree, declaration.Span, cancellationToken);
        }

        if (groups == 0)
            return [];

        if ((groups & ClientWords) != 0)
            groups = ClientWords;
        var tree = blocks[0].Syntax.SyntaxTree;
        var key = (_filesDiffer ? tree : null, groups);
        if (!_wanted.TryGetValue(key, out var rules))
        {
            rules = [.. _rules.Where(entry => (entry.Groups & groups) != 0 && _enabled.In(tree, entry.Rule, cancellationToken)).Select(entry => entry.Rule)];
            _wanted.TryAdd(key, rules);
        }

        return rules;
    }
}
