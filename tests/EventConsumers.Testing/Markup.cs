using System.Collections.Immutable;
using System.Text;
using Microsoft.CodeAnalysis.Text;

namespace EventConsumers.Testing;

/// <summary>
/// A test source with its markup taken out: <c>[|…|]</c> marks a diagnostic of the rule under test, <c>{|EVC1001:…|}</c> one of
/// that rule, <c>{|#0:…|}</c> a place that the test's expected diagnostics name.
/// </summary>
internal sealed record Markup(string Code, ImmutableArray<(string? Id, TextSpan Span)> Diagnostics, ImmutableDictionary<int, TextSpan> Places)
{
    public static Markup Parse(string source)
    {
        var code = new StringBuilder();
        var open = new Stack<(string? Name, int Start, string Close)>();
        var diagnostics = ImmutableArray.CreateBuilder<(string? Id, TextSpan Span)>();
        var places = ImmutableDictionary.CreateBuilder<int, TextSpan>();

        for (var i = 0; i < source.Length;)
        {
            if (Stands("[|"))
            {
                open.Push((null, code.Length, "|]"));
                i += 2;
            }
            else if (Stands("{|") && source.IndexOf(':', i) is var colon and > 0 && IsName(source.AsSpan(i + 2, colon - i - 2)))
            {
                open.Push((source[(i + 2)..colon], code.Length, "|}"));
                i = colon + 1;
            }
            else if (open.Count > 0 && Stands(open.Peek().Close))
            {
                var (name, start, _) = open.Pop();
                var span = TextSpan.FromBounds(start, code.Length);
                if (name is ['#', .. var key])
                    places.Add(int.Parse(key, System.Globalization.CultureInfo.InvariantCulture), span);
                else
                    diagnostics.Add((name, span));
                i += 2;
            }
            else
            {
                code.Append(source[i++]);
            }

            bool Stands(string token) => string.CompareOrdinal(source, i, token, 0, token.Length) == 0;
        }

        if (open.Count > 0)
            throw new VerificationException($"The markup '{open.Peek().Name}' that starts at '{Excerpt(code, open.Peek().Start)}' is not closed.");

        return new(code.ToString(), diagnostics.ToImmutable(), places.ToImmutable());
    }

    /// <summary>The source with these spans marked.</summary>
    public static string Insert(string code, IEnumerable<(string Id, TextSpan Span)> diagnostics)
    {
        var marked = new StringBuilder(code);
        var insertions = diagnostics
            .SelectMany(diagnostic => new[]
            {
                (Position: diagnostic.Span.Start, Order: 1, Text: $"{{|{diagnostic.Id}:"),
                (Position: diagnostic.Span.End, Order: diagnostic.Span.IsEmpty ? 2 : 0, Text: "|}"),
            })
            .OrderByDescending(insertion => insertion.Position)
            .ThenByDescending(insertion => insertion.Order);
        foreach (var (position, _, text) in insertions)
            marked.Insert(position, text);
        return marked.ToString();
    }

    private static bool IsName(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty)
            return false;

        foreach (var c in text)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('#' or '_'))
                return false;
        }

        return true;
    }

    private static string Excerpt(StringBuilder code, int start) => code.ToString(start, Math.Min(40, code.Length - start));
}
