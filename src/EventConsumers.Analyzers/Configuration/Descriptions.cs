using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace EventConsumers.Analyzers.Configuration;

/// <summary>The descriptions among a project's additional files. The others are looked at by their names only.</summary>
internal static class Descriptions
{
    /// <summary>Reads a description for an analysis, which remembers it as long as the text does not change.</summary>
    public static SourceTextValueProvider<DescriptionFile> Reader { get; } = new(DescriptionReader.Read);

    /// <summary>The descriptions of a project, each with the file that it stands in.</summary>
    public static IReadOnlyCollection<(AdditionalText File, DescriptionFile Description)> In(
        ImmutableArray<AdditionalText> files, Func<SourceText, DescriptionFile> read, CancellationToken cancellationToken)
    {
        List<(AdditionalText, DescriptionFile)>? found = null;
        foreach (var file in files)
        {
            // A file that cannot be opened has no text; the compiler says so. One that is listed twice counts once.
            if (DescriptionFile.IsOne(file) && found?.Exists(other => other.Item1.Path == file.Path) != true && file.GetText(cancellationToken) is { } text)
                (found ??= []).Add((file, read(text)));
        }

        return found is null ? [] : found;
    }
}
