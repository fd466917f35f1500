using System.Reflection;

namespace EventConsumers.Performance;

/// <summary>A part of docs/performance.md that a measurement writes, between its markers.</summary>
internal static class MeasuredSection
{
    public static string Repository { get; } =
        typeof(MeasuredSection).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == "Repository").Value!;

    /// <summary>Puts what was measured in the place of what stood there before.</summary>
    /// <param name="name">The name in the markers.</param>
    /// <param name="measured">What was measured.</param>
    public static void Write(string name, string measured)
    {
        var path = Path.Combine(Repository, "docs", "performance.md");
        var (begin, end) = ($"<!-- {name}: begin -->", $"<!-- {name}: end -->");
        var page = File.ReadAllText(path);
        var (from, to) = (page.IndexOf(begin, StringComparison.Ordinal), page.IndexOf(end, StringComparison.Ordinal));
        if (from < 0 || to < from)
            throw new InvalidOperationException($"{path} has no '{begin}' and '{end}'.");
        File.WriteAllText(path, $"{page[..(from + begin.Length)]}\n\n{measured.ReplaceLineEndings("\n")}\n{page[to..]}");
        Console.WriteLine($"Written to {path}");
    }
}
