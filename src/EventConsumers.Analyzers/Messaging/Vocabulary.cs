using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace EventConsumers.Analyzers.Messaging;

/// <summary>
/// Finds the bodies that can concern messaging by their text alone: a body that names no member, type or event of a
/// referenced client is never bound for our sake, nor is one that names a word of another rule bound for a rule.
/// </summary>
internal sealed class Vocabulary
{
    private readonly Lazy<Dictionary<uint, List<(string Word, uint Groups)>>> _words;
    private readonly ConcurrentDictionary<SyntaxTree, (int[] Places, uint[] Groups)> _positions = new();

    /// <param name="groups">Words that belong together; no more than 32 groups.</param>
    public Vocabulary(params IReadOnlyCollection<string>[] groups) => _words = new Lazy<Dictionary<uint, List<(string, uint)>>>(() => ByHash(groups));

    /// <summary>The groups of which a word stands in this part of the file: one bit each, in the order that they were given.</summary>
    public uint GroupsIn(SyntaxTree tree, TextSpan span, CancellationToken cancellationToken)
    {
        if (!_positions.TryGetValue(tree, out var positions))
            positions = _positions.GetOrAdd(tree, Positions(tree.GetText(cancellationToken)));
        var index = Array.BinarySearch(positions.Places, span.Start);
        if (index < 0)
            index = ~index;

        var groups = 0u;
        for (; index < positions.Places.Length && positions.Places[index] < span.End; index++)
            groups |= positions.Groups[index];
        return groups;
    }

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

    private (int[] Places, uint[] Groups) Positions(SourceText text)
    {
        var positions = new List<(int Place, uint Groups)>();
        var words = _words.Value;
        Identifiers.Visit(text, (hash, start, end) =>
        {
            if (words.TryGetValue(hash, out var bucket))
                Check(text, start, end, bucket, positions);
        });
        return (positions.ConvertAll(position => position.Place).ToArray(), positions.ConvertAll(position => position.Groups).ToArray());
    }

    private static void Check(SourceText text, int start, int end, List<(string Word, uint Groups)> bucket, List<(int Place, uint Groups)> positions)
    {
        var identifier = text.ToString(TextSpan.FromBounds(start, end));
        foreach (var (word, groups) in bucket)
        {
            if (word == identifier)
                positions.Add((start, groups));
        }
    }
}
