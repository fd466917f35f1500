namespace EventConsumers.Analyzers.Configuration;

/// <summary>Tells a mistyped name from another one.</summary>
internal static class NearName
{
    /// <summary>
    /// The names differ only in case, or inside by one letter that is missing, too many, another, or exchanged with its neighbour.
    /// Queue, IQueue and Queues are names of different things.
    /// </summary>
    public static bool IsTypo(string written, string meant)
    {
        if (written.Equals(meant, StringComparison.OrdinalIgnoreCase))
            return true;

        var start = 0;
        while (start < Math.Min(written.Length, meant.Length) && written[start] == meant[start])
            start++;

        var end = 0;
        while (end < Math.Min(written.Length, meant.Length) - start && written[written.Length - 1 - end] == meant[meant.Length - 1 - end])
            end++;

        var (inWritten, inMeant) = (written.Length - start - end, meant.Length - start - end);
        return start > 0 && end > 0 && start + end >= 3
            && (Math.Max(inWritten, inMeant) == 1
                || inWritten == 2 && inMeant == 2 && written[start] == meant[start + 1] && written[start + 1] == meant[start]);
    }
}
