using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace EventConsumers.Analyzers.Messaging;

/// <summary>
/// Finds the bodies that can concern messaging by their text alone: a body that names no member, type or event of a
/// referenced client is never bound for our sake.
/// </summary>
internal sealed class Vocabulary
{
    private const uint HashSeed = 2166136261;
    private const uint HashPrime = 16777619;

    private readonly Lazy<Dictionary<uint, List<string>>> _words;
    private readonly ConcurrentDictionary<SyntaxTree, int[]> _positions = new();

    public Vocabulary(IEnumerable<string> words) => _words = new Lazy<Dictionary<uint, List<string>>>(() => ByHash(words));

    /// <summary>A word of the vocabulary stands in this part of the file.</summary>
    public bool StandsIn(SyntaxTree tree, TextSpan span, CancellationToken cancellationToken)
    {
        if (!_positions.TryGetValue(tree, out var positions))
            positions = _positions.GetOrAdd(tree, Positions(tree.GetText(cancellationToken)));
        var index = Array.BinarySearch(positions, span.Start);
        if (index < 0)
            index = ~index;
        return index < positions.Length && positions[index] < span.End;
    }

    private static Dictionary<uint, List<string>> ByHash(IEnumerable<string> words)
    {
        var byHash = new Dictionary<uint, List<string>>();
        foreach (var word in words)
        {
            var hash = HashSeed;
            foreach (var character in word)
                hash = (hash ^ character) * HashPrime;

            if (!byHash.TryGetValue(hash, out var bucket))
                byHash.Add(hash, bucket = []);
            if (!bucket.Contains(word))
                bucket.Add(word);
        }

        return byHash;
    }

    private int[] Positions(SourceText text)
    {
        var positions = new List<int>();
        var buffer = new char[Math.Min(text.Length, 8192)];
        var start = -1;
        var hash = HashSeed;

        for (var offset = 0; offset < text.Length; offset += buffer.Length)
        {
            var count = Math.Min(buffer.Length, text.Length - offset);
            text.CopyTo(offset, buffer, 0, count);
            for (var i = 0; i < count; i++)
            {
                var character = buffer[i];
                if (IsIdentifierPart(character))
                {
                    if (start < 0)
                    {
                        start = offset + i;
                        hash = HashSeed;
                    }

                    hash = (hash ^ character) * HashPrime;
                }
                else if (start >= 0)
                {
                    Check(text, start, offset + i, hash, positions);
                    start = -1;
                }
            }
        }

        if (start >= 0)
            Check(text, start, text.Length, hash, positions);
        return [.. positions];
    }

    private void Check(SourceText text, int start, int end, uint hash, List<int> positions)
    {
        if (_words.Value.TryGetValue(hash, out var bucket) && bucket.Contains(text.ToString(TextSpan.FromBounds(start, end))))
            positions.Add(start);
    }

    // The words are plain ASCII; what else an identifier may hold only has to keep two of them apart.
    private static bool IsIdentifierPart(char character) =>
        character is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '_' or > '\u007f';
}
