using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace EventConsumers.Testing;

/// <summary>The files of a test project and the diagnostics that are expected in them.</summary>
public sealed class TestState
{
    /// <summary>C# sources, with markup.</summary>
    public SourceFileList Sources { get; } = new("/0/Test", ".cs");

    /// <summary>AdditionalFiles, with markup.</summary>
    public SourceFileList AdditionalFiles { get; } = new("/0/Additional", ".txt");

    /// <summary>Contents of <c>.editorconfig</c> and <c>.globalconfig</c> files.</summary>
    public SourceFileList AnalyzerConfigFiles { get; } = new("/", ".editorconfig");

    /// <summary>Expected diagnostics, beside those that stand as markup in the sources.</summary>
    public List<DiagnosticResult> ExpectedDiagnostics { get; } = [];

    internal ParsedState Parse(string? idOfBareMarkup, Func<string, DiagnosticDescriptor?> descriptor)
    {
        var sources = Sources.Select(file => (file.Path, Markup: Markup.Parse(file.Content))).ToImmutableArray();
        var additionalFiles = AdditionalFiles.Select(file => (file.Path, Markup: Markup.Parse(file.Content))).ToImmutableArray();
        var files = sources.AddRange(additionalFiles);
        var expected = ImmutableArray.CreateBuilder<DiagnosticResult>();
        foreach (var (path, markup) in files)
        {
            foreach (var (id, span) in markup.Diagnostics)
            {
                expected.Add(new DiagnosticResult(id ?? idOfBareMarkup ?? throw new VerificationException(
                    "'[|…|]' is ambiguous because the analyzer has several rules: write '{|ID:…|}', or name the one rule in OnlyDiagnostics."))
                    .At(path, span));
            }
        }

        foreach (var result in ExpectedDiagnostics)
            expected.Add(Complete(Locate(result, files), descriptor));

        return new(Codes(sources), Codes(additionalFiles), expected.ToImmutable());

        static ImmutableArray<(string Path, string Code)> Codes(ImmutableArray<(string Path, Markup Markup)> files) =>
            [.. files.Select(file => (file.Path, file.Markup.Code))];
    }

    private static DiagnosticResult Locate(DiagnosticResult result, ImmutableArray<(string Path, Markup Markup)> sources)
    {
        if (result.MarkupKey is { } key)
        {
            var (path, markup) = sources.FirstOrDefault(source => source.Markup.Places.ContainsKey(key));
            return markup is null ? throw new VerificationException($"No source has the markup '{{|#{key}:…|}}'.") : result.At(path, markup.Places[key]);
        }

        if (result.Lines is not { } lines)
            return result;

        var file = sources.FirstOrDefault(source => result.Path is null || source.Path.EndsWith(result.Path, StringComparison.Ordinal));
        return file.Markup is null
            ? throw new VerificationException($"There is no source '{result.Path}'.")
            : result.At(file.Path, SourceText.From(file.Markup.Code).Lines.GetTextSpan(lines));
    }

    private static DiagnosticResult Complete(DiagnosticResult result, Func<string, DiagnosticDescriptor?> descriptor)
    {
        if (result.Arguments.IsEmpty)
            return result;

        var rule = descriptor(result.Id) ?? throw new VerificationException($"The analyzer has no rule {result.Id}: give its message, not its arguments.");
        return result.WithMessage(string.Format(CultureInfo.InvariantCulture, rule.MessageFormat.ToString(CultureInfo.InvariantCulture), [.. result.Arguments]));
    }
}

/// <summary>The files of a test without their markup, and what the markup expects.</summary>
internal sealed record ParsedState(
    ImmutableArray<(string Path, string Code)> Sources, ImmutableArray<(string Path, string Code)> AdditionalFiles, ImmutableArray<DiagnosticResult> Expected)
{
    public IEnumerable<(string Path, string Code)> Files => Sources.Concat(AdditionalFiles);
}
