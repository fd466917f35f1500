using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace EventConsumers.Analyzers.Messaging;

/// <summary>
/// Finds the bodies that can concern messaging by their text alone: a body that names no member, type or event of a
/// referenced client is never bound for our sake, nor is one that names a word of another rule bound for a rule. A file is
/// gone through once for all questions.
/// </summary>
internal sealed class Vocabulary
{
    private readonly Lazy<Dictionary<uint, List<(string Word, uint Groups)>>> _words;
    private readonly ConcurrentDictionary<SyntaxTree, FileWords> _files = new();

    /// <param name="groups">Words that belong together; no more than 32 groups.</param>
    public Vocabulary(params IReadOnlyCollection<string>[] groups) => _words = new Lazy<Dictionary<uint, List<(string, uint)>>>(() => ByHash(groups));

    /// <summary>The groups of which a word stands in this part of the file: one bit each, in the order that they were given.</summary>
    public uint GroupsIn(SyntaxTree tree, TextSpan span, CancellationToken cancellationToken) => In(tree, cancellationToken).GroupsIn(span);

    /// <summary>A word, known by its hash, may stand in the file; false is sure.</summary>
    public bool MayStandIn(SyntaxTree tree, uint hash, CancellationToken cancellationToken) => In(tree, cancellationToken).MayHave(hash);

    /// <summary>A word stands in this part of the file.</summary>
    public bool StandsIn(SyntaxTree tree, TextSpan span, string word, CancellationToken cancellationToken) => In(tree, cancellationToken).Has(word, span);

    /// <summary>The text of a file, which is not to be put together again and again.</summary>
    public string TextOf(SyntaxTree tree, CancellationToken cancellationToken) => In(tree, cancellationToken).Text;

    private FileWords In(SyntaxTree tree, CancellationToken cancellationToken) =>
        _files.TryGetValue(tree, out var words) ? words : _files.GetOrAdd(tree, FileWords.In(tree.GetText(cancellationToken).ToString(), _words.Value));

    private static Dictionary<uint, List<(string Word, uint Groups)>> ByHash(IReadOnlyCollection<string>[] groups)
    {
        var byHash = new Dictionary<uint, List<(string Word, uint Groups)>>();
        for (var group = 0; group < groups.Length; group++)
        {
            foreach (var word in groups[group])
            {
                var hash = Identifiers.HashOf(word);
                if (!byHash.TryGetValue(hash, out var bucket))
                    byHash.Add(hash, bucket = []);
                var known = bucket.FindIndex(entry => entry.Word == word);
                if (known < 0)
                    bucket.Add((word, 1u << group));
                else
                    bucket[known] = (word, bucket[known].Groups | 1u << group);
            }
        }

        return byHash;
    }
}
