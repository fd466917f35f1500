using System.Globalization;
using System.Text;

namespace UserActivity.LoadTest;

/// <summary>The figures over time as an SVG file that reads on a light and on a dark page.</summary>
internal static class SvgChart
{
    private const int Width = 720;
    private const int PanelHeight = 150;
    private const int Left = 60;
    private const int Right = 20;
    private const int Head = 50;
    private const int Moments = 300;
    private static readonly string[] Colors = ["#d1495b", "#2a9d8f", "#4059ad"];

    public static string Draw(IReadOnlyList<LoadRun> runs)
    {
        var time = runs.Max(run => run.TimeToDrain);
        var height = Head + Figure.All.Count * PanelHeight + 30;
        var svg = new StringBuilder();
        Add($"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {height}\" font-family=\"sans-serif\" font-size=\"12\" role=\"img\" aria-label=\"Queue depth, consumer lag and processing time under a burst of logins\">");
        Add($"<rect width=\"{Width}\" height=\"{height}\" rx=\"6\" fill=\"#ffffff\"/>");
        for (var run = 0; run < runs.Count; run++)
        {
            Add($"<rect x=\"{Left + run * 320}\" y=\"16\" width=\"14\" height=\"4\" fill=\"{Colors[run]}\"/>");
            Add($"<text x=\"{Left + 20 + run * 320}\" y=\"22\" fill=\"#333333\">{Escape(runs[run].Name)}: {runs[run].TimeToDrain.TotalSeconds:0.0} s</text>");
        }

        for (var panel = 0; panel < Figure.All.Count; panel++)
            DrawPanel(Figure.All[panel], Head + panel * PanelHeight);

        var bottom = Head + Figure.All.Count * PanelHeight - 30;
        Add($"<text x=\"{Left}\" y=\"{bottom + 18}\" fill=\"#777777\">0</text>");
        Add($"<text x=\"{Width - Right}\" y=\"{bottom + 18}\" fill=\"#777777\" text-anchor=\"end\">{time.TotalSeconds:0.0} s</text>");
        Add($"</svg>");
        return svg.ToString();

        void DrawPanel(Figure figure, int y)
        {
            var top = figure.Top(runs);
            var plot = PanelHeight - 45;
            Add($"<text x=\"{Left}\" y=\"{y}\" fill=\"#333333\"><tspan font-weight=\"bold\">{Escape(figure.Name)}</tspan><tspan fill=\"#777777\" dx=\"6\">{Escape(figure.Unit)}</tspan></text>");
            Add($"<path d=\"M{Left} {y + 10}V{y + 10 + plot}H{Width - Right}\" fill=\"none\" stroke=\"#bbbbbb\"/>");
            Add($"<text x=\"{Left - 6}\" y=\"{y + 18}\" fill=\"#777777\" text-anchor=\"end\">{top:0.##}</text>");
            Add($"<text x=\"{Left - 6}\" y=\"{y + 10 + plot}\" fill=\"#777777\" text-anchor=\"end\">0</text>");
            for (var run = 0; run < runs.Count; run++)
            {
                var points = figure.Over(runs[run], time, Moments)
                    .Select((value, moment) => (value, x: Left + (double)(Width - Left - Right) * moment / (Moments - 1)))
                    .Where(point => point.value is not null)
                    .Select(point => FormattableString.Invariant($"{point.x:0.0},{y + 10 + plot - point.value / top * plot:0.0}"));
                Add($"<polyline points=\"{string.Join(' ', points)}\" fill=\"none\" stroke=\"{Colors[run]}\" stroke-width=\"2\"/>");
            }
        }

        void Add(FormattableString line) => svg.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
    }

    private static string Escape(string text) => System.Security.SecurityElement.Escape(text);
}
