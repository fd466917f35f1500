using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace EventConsumers.Testing;

/// <summary>Compares the diagnostics that were reported with those that were expected.</summary>
internal static class DiagnosticReport
{
    /// <summary>Throws with a readable report unless both are the same.</summary>
    public static void Compare(string what, ParsedState state, IReadOnlyCollection<Diagnostic> actual)
    {
        var unexpected = actual.ToList();
        var missing = new List<DiagnosticResult>();
        // The most exactly described go first: a loosely described one must not take their match.
        foreach (var expected in state.Expected.OrderByDescending(Exactness))
        {
            var match = unexpected.FindIndex(diagnostic => Matches(expected, diagnostic));
            if (match < 0)
                missing.Add(expected);
            else
                unexpected.RemoveAt(match);
        }

        if (missing.Count + unexpected.Count > 0)
            throw new VerificationException(Describe(what, state, missing, unexpected, actual));
    }

    public static string Describe(Diagnostic diagnostic) => string.Create(
        CultureInfo.InvariantCulture,
        $"{Position(diagnostic)} {diagnostic.Severity.ToString().ToLowerInvariant()} {diagnostic.Id}: {diagnostic.GetMessage(CultureInfo.InvariantCulture)}");

    private static int Exactness(DiagnosticResult result) => (result.Span is null ? 0 : 2) + (result.Message is null ? 0 : 1);

    private static bool Matches(DiagnosticResult expected, Diagnostic actual) =>
        actual.Id == expected.Id
        && (expected.Span is not { } span || actual.Location.SourceSpan == span && PathOf(actual) == expected.Path)
        && (expected.Severity is not { } severity || actual.Severity == severity)
        && (expected.Message is not { } message || actual.GetMessage(CultureInfo.InvariantCulture) == message);

    private static string Describe(
        string what, ParsedState state, List<DiagnosticResult> missing, List<Diagnostic> unexpected, IReadOnlyCollection<Diagnostic> actual)
    {
        var report = new StringBuilder();
        report.Append(CultureInfo.InvariantCulture, $"{what}: {missing.Count} missing, {unexpected.Count} unexpected.\n");
        foreach (var result in missing)
            report.Append(CultureInfo.InvariantCulture, $"\nMissing     {Describe(result, state)}");
        foreach (var diagnostic in unexpected)
            report.Append(CultureInfo.InvariantCulture, $"\nUnexpected  {Describe(diagnostic)}");

        foreach (var (path, code) in state.Files)
        {
            var here = actual
                .Where(diagnostic => PathOf(diagnostic) == path)
                .Select(diagnostic => (diagnostic.Id, diagnostic.Location.SourceSpan));
            report.Append(CultureInfo.InvariantCulture, $"\n\n{path} with what was reported:\n\n{Markup.Insert(code, here)}");
        }

        return report.ToString();
    }

    private static string Describe(DiagnosticResult result, ParsedState state)
    {
        var text = new StringBuilder();
        if (result is { Path: { } path, Span: { } span })
        {
            var code = SourceText.From(state.Files.First(source => source.Path == path).Code);
            text.Append(CultureInfo.InvariantCulture, $"{Position(path, code.Lines.GetLinePositionSpan(span))} ");
            text.Append(CultureInfo.InvariantCulture, $"{result.Severity?.ToString().ToLowerInvariant()} {result.Id} at '{Shorten(code.ToString(span))}'");
        }
        else
        {
            text.Append(CultureInfo.InvariantCulture, $"{result.Severity?.ToString().ToLowerInvariant()} {result.Id} anywhere");
        }

        return result.Message is null ? text.ToString() : $"{text}: {result.Message}";
    }

    private static string Position(Diagnostic diagnostic) =>
        PathOf(diagnostic) is { } path ? Position(path, diagnostic.Location.GetLineSpan().Span) : "(no location)";

    // A source, or an additional file.
    private static string? PathOf(Diagnostic diagnostic) =>
        diagnostic.Location.SourceTree?.FilePath ?? (diagnostic.Location.Kind == LocationKind.ExternalFile ? diagnostic.Location.GetLineSpan().Path : null);

    private static string Position(string path, LinePositionSpan lines) => string.Create(
        CultureInfo.InvariantCulture,
        $"{path}({lines.Start.Line + 1},{lines.Start.Character + 1})-({lines.End.Line + 1},{lines.End.Character + 1})");

    private static string Shorten(string code)
    {
        var line = string.Join(' ', code.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return line.Length <= 60 ? line : line[..59] + '…';
    }
}
