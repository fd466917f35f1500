using Microsoft.CodeAnalysis.Text;

namespace EventConsumers.Analyzers.Messaging;

/// <summary>The words of one file: where those of a vocabulary stand, and which others may stand in it at all.</summary>
internal sealed class FileWords
{
    private const int FewestBits = 1 << 9;
    private const int MostBits = 1 << 17;

    private readonly int[] _places;
    private readonly uint[] _groups;

    // One bit for the hashes that share it: a small table, enough to pass over nearly all files that lack a word.
    private readonly ulong[] _bits;

    private FileWords(string text, List<(int Place, uint Groups)> positions, ulong[] bits)
    {
        Text = text;
        _places = [.. positions.Select(position => position.Place)];
        _groups = [.. positions.Select(position => position.Groups)];
        _bits = bits;
    }

    /// <summary>The whole file.</summary>
    public string Text { get; }

    public static FileWords In(string text, Dictionary<uint, List<(string Word, uint Groups)>> vocabulary)
    {
        var positions = new List<(int Place, uint Groups)>();
        var bits = new ulong[BitsFor(text.Length) / 64];
        var mask = (uint)bits.Length - 1;
        Identifiers.Visit(text, (hash, start, end) =>
        {
            bits[(hash >> 6) & mask] |= 1ul << (int)(hash & 63);
            if (vocabulary.TryGetValue(hash, out var bucket))
                Check(text, start, end, bucket, positions);
        });
        return new FileWords(text, positions, bits);
    }

    /// <summary>The groups of the vocabulary of which a word stands in this part of the file, one bit each.</summary>
    public uint GroupsIn(TextSpan span)
    {
        var index = Array.BinarySearch(_places, span.Start);
        if (index < 0)
            index = ~index;

        var groups = 0u;
        for (; index < _places.Length && _places[index] < span.End; index++)
            groups |= _groups[index];
        return groups;
    }

    /// <summary>A word of this hash may stand in the file; false is sure.</summary>
    public bool MayHave(uint hash) => (_bits[(hash >> 6) & ((uint)_bits.Length - 1)] & 1ul << (int)(hash & 63)) != 0;

    /// <summary>The word stands in this part of the file.</summary>
    public bool Has(string word, TextSpan span) => MayHave(Identifiers.HashOf(word)) && Identifiers.Has(Text, word, span.Start, span.End);

    // Several bits for each word that a file of the length is likely to have.
    private static int BitsFor(int length)
    {
        var bits = FewestBits;
        while (bits < length / 2 && bits < MostBits)
            bits *= 2;
        return bits;
    }

    private static void Check(string text, int start, int end, List<(string Word, uint Groups)> bucket, List<(int Place, uint Groups)> positions)
    {
        foreach (var (word, groups) in bucket)
        {
            if (word.Length == end - start && string.CompareOrdinal(word, 0, text, start, word.Length) == 0)
                positions.Add((start, groups));
        }
    }
}
