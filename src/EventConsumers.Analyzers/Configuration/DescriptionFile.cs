using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace EventConsumers.Analyzers.Configuration;

/// <summary>A parameter that a line names: the message if it has no role.</summary>
internal sealed record DescribedParameter(string? Role, string Name, TextSpan Place)
{
    /// <summary>What stands for the object that the method is called on.</summary>
    public const string This = "this";
}

/// <summary>A line of a description that says what a type or member is.</summary>
internal sealed record DescribedMember(DescriptionWord Word, DescribedPath Path, IReadOnlyList<DescribedParameter> Parameters);

/// <summary>Something in a description that cannot be used.</summary>
/// <param name="Place">Where it stands.</param>
/// <param name="Text">What stands there.</param>
/// <param name="Problem">What is wrong with it, and what to do.</param>
internal sealed record DescriptionProblem(TextSpan Place, string Text, string Problem)
{
    private const int LongestQuote = 60;

    /// <summary>The text, shortened if somebody gave us something that was never meant to be read.</summary>
    public string Quote => Text.Length <= LongestQuote ? Text : Text.Substring(0, LongestQuote) + "…";
}

/// <summary>A file in which a team says what the members of its own messaging library mean.</summary>
internal sealed class DescriptionFile
{
    /// <summary>What the names of such files end with.</summary>
    public const string Suffix = ".messaging.txt";

    /// <summary>The text that was read.</summary>
    public required SourceText Source { get; init; }

    /// <summary>What messages call the library; null if the file does not say so.</summary>
    public string? Name { get; init; }

    /// <summary>The known client that the library behaves like, and where the file says so; null if it says nothing.</summary>
    public (string Name, TextSpan Place)? Like { get; init; }

    /// <summary>The lines that could be read.</summary>
    public IReadOnlyList<DescribedMember> Members { get; init; } = [];

    /// <summary>What could not.</summary>
    public IReadOnlyList<DescriptionProblem> Problems { get; init; } = [];

    /// <summary>The file is a description, judged by its name.</summary>
    public static bool IsOne(AdditionalText file) => file.Path?.EndsWith(Suffix, StringComparison.OrdinalIgnoreCase) == true;

    /// <summary>The library's name if the file says none: that of the file.</summary>
    public static string NameOf(string path)
    {
        var start = path.LastIndexOfAny(['/', '\\']) + 1;
        var name = path.Substring(start, Math.Max(0, path.Length - Suffix.Length - start));
        return name.Length > 0 ? name : "the described library";
    }
}
