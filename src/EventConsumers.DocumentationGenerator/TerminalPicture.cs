using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace EventConsumers.DocumentationGenerator;

/// <summary>Draws the output of a command as a terminal window in SVG.</summary>
internal static partial class TerminalPicture
{
    private const int Columns = 132;
    private const double CharacterWidth = 7.83;
    private const int LineHeight = 18;
    private const int Margin = 16;
    private const int TitleBar = 28;

    /// <summary>The picture of a command and of what it printed; long lines are wrapped as a terminal would.</summary>
    public static string Draw(string command, IEnumerable<string> output)
    {
        var lines = new List<string> { $"<tspan fill=\"#7ee787\">$</tspan> {WebUtility.HtmlEncode(command)}" };
        foreach (var line in output)
            lines.AddRange(Wrap(line).Select(Colour));

        var width = (int)Math.Ceiling(Columns * CharacterWidth) + 2 * Margin;
        var height = TitleBar + lines.Count * LineHeight + 2 * Margin;
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" role=\"img\" aria-label=\"{WebUtility.HtmlEncode(command)}\">\n");
        text.Append(CultureInfo.InvariantCulture, $"  <rect width=\"{width}\" height=\"{height}\" rx=\"8\" fill=\"#0d1117\"/>\n");
        text.Append("  <circle cx=\"18\" cy=\"15\" r=\"5\" fill=\"#ff5f56\"/><circle cx=\"36\" cy=\"15\" r=\"5\" fill=\"#ffbd2e\"/><circle cx=\"54\" cy=\"15\" r=\"5\" fill=\"#27c93f\"/>\n");
        text.Append("  <g font-family=\"ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace\" font-size=\"13\" fill=\"#c9d1d9\" xml:space=\"preserve\">\n");
        for (var i = 0; i < lines.Count; i++)
            text.Append(CultureInfo.InvariantCulture, $"    <text x=\"{Margin}\" y=\"{TitleBar + Margin + i * LineHeight}\">{lines[i]}</text>\n");
        return text.Append("  </g>\n</svg>\n").ToString();
    }

    private static IEnumerable<string> Wrap(string line)
    {
        while (line.Length > Columns)
        {
            var cut = line.LastIndexOf(' ', Columns - 1);
            if (cut < Columns / 2)
                cut = Columns - 1;
            yield return line[..(cut + 1)];
            line = "    " + line[(cut + 1)..];
        }

        yield return line;
    }

    private static string Colour(string line)
    {
        var escaped = WebUtility.HtmlEncode(line);
        escaped = WarningCode().Replace(escaped, match => $"<tspan fill=\"#d29922\">{match.Value}</tspan>");
        if (line.StartsWith('-'))
            return $"<tspan fill=\"#ff7b72\">{escaped}</tspan>";
        if (line.StartsWith('+'))
            return $"<tspan fill=\"#7ee787\">{escaped}</tspan>";
        return escaped;
    }

    [GeneratedRegex("warning EVC[0-9]{4}")]
    private static partial Regex WarningCode();
}
