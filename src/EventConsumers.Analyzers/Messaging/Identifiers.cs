namespace EventConsumers.Analyzers.Messaging;

/// <summary>Goes through the identifiers of a file by its text, without a look at its syntax; words in comments and strings count too.</summary>
internal static class Identifiers
{
    private const uint HashSeed = 2166136261;
    private const uint HashPrime = 16777619;

    /// <summary>The hash under which a word is met.</summary>
    public static uint HashOf(string word)
    {
        var hash = HashSeed;
        foreach (var character in word)
            hash = Add(hash, character);
        return hash;
    }

    /// <summary>The word stands in the text, not as a part of a longer one.</summary>
    public static bool Has(string text, string word) => Has(text, word, 0, text.Length);

    /// <summary>The same, in a part of the text.</summary>
    public static bool Has(string text, string word, int from, int to)
    {
        for (var at = text.IndexOf(word, from, to - from, StringComparison.Ordinal); at >= 0; at = text.IndexOf(word, at + 1, to - at - 1, StringComparison.Ordinal))
        {
            var end = at + word.Length;
            if ((at == 0 || !IsIdentifierPart(text[at - 1])) && (end == text.Length || !IsIdentifierPart(text[end])))
                return true;
        }

        return false;
    }

    /// <summary>Calls back with the hash, start and end of every word.</summary>
    public static void Visit(string text, Action<uint, int, int> visit) => Visit(text, 0, text.Length, visit);

    /// <summary>The same, in a part of the text that begins and ends between words.</summary>
    public static void Visit(string text, int from, int to, Action<uint, int, int> visit)
    {
        var start = -1;
        var hash = HashSeed;

        for (var i = from; i < to; i++)
        {
            var character = text[i];
            if (IsIdentifierPart(character))
            {
                if (start < 0)
                {
                    start = i;
                    hash = HashSeed;
                }

                hash = Add(hash, character);
            }
            else if (start >= 0)
            {
                visit(hash, start, i);
                start = -1;
            }
        }

        if (start >= 0)
            visit(hash, start, to);
    }

    private static uint Add(uint hash, char character) => (hash ^ character) * HashPrime;

    // What else an identifier may hold only has to keep two of them apart.
    private static bool IsIdentifierPart(char character) =>
        character is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '_' or > '\u007f';
}
