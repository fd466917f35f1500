using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace EventConsumers.Analyzers.Messaging;

/// <summary>
/// Which methods of a compilation name which others, by the text alone: gone through once, so that no body need be bound to find
/// out that no call leads from it to somewhere. Methods of one name are one here, and names are known by their hashes.
/// </summary>
internal sealed class NameGraph
{
    private readonly List<(SyntaxTree Tree, TextSpan Span, uint Name)> _methods = [];
    private readonly Dictionary<uint, HashSet<uint>> _callers = [];
    private readonly Vocabulary _vocabulary;

    private NameGraph(Vocabulary vocabulary) => _vocabulary = vocabulary;

    public static NameGraph Of(Compilation compilation, Vocabulary vocabulary, CancellationToken cancellationToken)
    {
        var graph = new NameGraph(vocabulary);
        foreach (var tree in compilation.SyntaxTrees)
        {
            foreach (var node in tree.GetRoot(cancellationToken).DescendantNodes(node => node is CompilationUnitSyntax or BaseNamespaceDeclarationSyntax or TypeDeclarationSyntax))
            {
                if (node is MethodDeclarationSyntax method)
                    graph._methods.Add((tree, method.Span, Identifiers.HashOf(method.Identifier.ValueText)));
            }
        }

        foreach (var (_, _, name) in graph._methods)
            graph._callers[name] = [];
        foreach (var (tree, span, name) in graph._methods)
        {
            Identifiers.Visit(vocabulary.TextOf(tree, cancellationToken), span.Start, span.End, (hash, _, _) =>
            {
                if (graph._callers.TryGetValue(hash, out var callers))
                    callers.Add(name);
            });
        }

        return graph;
    }

    /// <summary>The names of the methods in whose code a word of each set stands.</summary>
    public IEnumerable<uint> With(IReadOnlyCollection<string>[] words, CancellationToken cancellationToken) => _methods
        .Where(method => Array.TrueForAll(words, set => set.Any(word => _vocabulary.StandsIn(method.Tree, method.Span, word, cancellationToken))))
        .Select(method => method.Name);

    /// <summary>Adds the names from which calls lead to one of the names.</summary>
    /// <param name="names">The names, which are added to.</param>
    /// <param name="calls">How many calls may lie between.</param>
    public void AddCallers(HashSet<uint> names, int calls)
    {
        var level = names.ToList();
        for (; calls > 0 && level.Count > 0; calls--)
        {
            var next = new List<uint>();
            foreach (var name in level)
            {
                if (!_callers.TryGetValue(name, out var callers))
                    continue;

                foreach (var caller in callers)
                {
                    if (names.Add(caller))
                        next.Add(caller);
                }
            }

            level = next;
        }
    }
}
