using System.Globalization;
using Spectre.Console;

namespace UserActivity.LoadTest;

/// <summary>A figure over time, drawn with characters.</summary>
internal static class TerminalChart
{
    private const int Width = 66;
    private const int Height = 8;
    private static readonly (string Color, char Mark)[] Marks = [("red", '●'), ("green", '○'), ("blue", '◆')];

    public static void Write(IAnsiConsole console, Figure figure, IReadOnlyList<LoadRun> runs)
    {
        var time = runs.Max(run => run.TimeToDrain);
        var top = figure.Top(runs);
        var cells = new int?[Height, Width];
        // The later ones first: where two meet, the first is seen.
        for (var run = runs.Count - 1; run >= 0; run--)
        {
            foreach (var (value, column) in figure.Over(runs[run], time, Width).Select((value, column) => (value, column)))
            {
                if (value is { } found)
                    cells[Height - 1 - Math.Clamp((int)Math.Round(found / top * (Height - 1)), 0, Height - 1), column] = run;
            }
        }

        console.MarkupLine($"[bold]{figure.Name}[/] [grey]{figure.Unit}[/]");
        for (var row = 0; row < Height; row++)
        {
            var label = row == 0 ? top : row == Height - 1 ? 0 : (double?)null;
            console.Markup($"[grey]{label?.ToString("0.##", CultureInfo.InvariantCulture) ?? "",8} │[/]");
            for (var column = 0; column < Width; column++)
                console.Markup(cells[row, column] is { } run ? $"[{Marks[run].Color}]{Marks[run].Mark}[/]" : " ");
            console.WriteLine();
        }

        var end = time.TotalSeconds.ToString("0.0 s", CultureInfo.InvariantCulture);
        console.MarkupLine($"[grey]{"",8} └{new string('─', Width - 1)}[/]");
        console.MarkupLine($"[grey]{"",10}0{end.PadLeft(Width - 2)}[/]");
    }

    public static void WriteLegend(IAnsiConsole console, IReadOnlyList<LoadRun> runs) =>
        console.MarkupLine(string.Join("   ", runs.Select((run, index) => $"[{Marks[index].Color}]{Marks[index].Mark}[/] {run.Name.EscapeMarkup()}")));
}
