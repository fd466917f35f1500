namespace EventConsumers.Analyzers.Messaging;

/// <summary>Takes names and texts apart: <c>userLoginEvents</c> and <c>user-login.events</c> are user, login and events.</summary>
internal static class NameWords
{
    /// <summary>One of the words stands in the text; words are in lower case.</summary>
    public static bool Has(string? text, ICollection<string> words) => Of(text).Any(word => words.Contains(word.ToLowerInvariant()));

    /// <summary>The words of a text, as they stand there.</summary>
    public static IEnumerable<string> Of(string? text)
    {
        var start = 0;
        for (var i = 0; i <= text?.Length; i++)
        {
            if (i < text!.Length && char.IsLetter(text[i]) && !StartsWord(text, i))
                continue;
            if (i > start)
                yield return text.Substring(start, i - start);
            start = i < text.Length && char.IsLetter(text[i]) ? i : i + 1;
        }
    }

    // An upper-case letter after a lower-case one, or the last of several before one: userId, SQSQueue.
    private static bool StartsWord(string text, int i) =>
        i > 0 && char.IsUpper(text[i]) && (!char.IsUpper(text[i - 1]) || i + 1 < text.Length && char.IsLower(text[i + 1]));
}
