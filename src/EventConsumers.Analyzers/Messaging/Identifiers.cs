using Microsoft.CodeAnalysis.Text;

namespace EventConsumers.Analyzers.Messaging;

/// <summary>Goes through the identifiers of a file by its text, without a look at its syntax; words in comments and strings count too.</summary>
internal static class Identifiers
{
    private const uint HashSeed = 2166136261;
    private const uint HashPrime = 16777619;
    private const int BufferSize = 8192;

    /// <summary>The hash under which a word is met.</summary>
    public static uint HashOf(string word)
    {
        var hash = HashSeed;
        foreach (var character in word)
            hash = Add(hash, character);
        return hash;
    }

    /// <summary>The word stands in the text, not as a part of a longer one.</summary>
    public static bool Has(string text, string word)
    {
        for (var at = text.IndexOf(word, StringComparison.Ordinal); at >= 0; at = text.IndexOf(word, at + 1, StringComparison.Ordinal))
        {
            var end = at + word.Length;
            if ((at == 0 || !IsIdentifierPart(text[at - 1])) && (end == text.Length || !IsIdentifierPart(text[end])))
                return true;
        }

        return false;
    }

    /// <summary>Calls back with the hash, start and end of every word.</summary>
    public static void Visit(SourceText text, Action<uint, int, int> visit)
    {
        var buffer = new char[Math.Min(text.Length, BufferSize)];
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

                    hash = Add(hash, character);
                }
                else if (start >= 0)
                {
                    visit(hash, start, offset + i);
                    start = -1;
                }
            }
        }

        if (start >= 0)
            visit(hash, start, text.Length);
    }

    private static uint Add(uint hash, char character) => (hash ^ character) * HashPrime;

    // What else an identifier may hold only has to keep two of them apart.
    private static bool IsIdentifierPart(char character) =>
        character is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '_' or > '\u007f';
}
