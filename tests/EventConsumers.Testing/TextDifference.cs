using System.Text;

namespace EventConsumers.Testing;

/// <summary>A difference of two texts by lines: <c>-</c> expected only, <c>+</c> found only.</summary>
internal static class TextDifference
{
    public static string Of(string expected, string actual)
    {
        var left = Lines(expected);
        var right = Lines(actual);
        var common = LengthsOfCommonTails(left, right);

        var difference = new StringBuilder();
        var (i, j) = (0, 0);
        while (i < left.Length || j < right.Length)
        {
            if (i < left.Length && j < right.Length && left[i] == right[j])
            {
                Line(' ', left[i++]);
                j++;
            }
            else if (j == right.Length || i < left.Length && common[i + 1, j] >= common[i, j + 1])
            {
                Line('-', left[i++]);
            }
            else
            {
                Line('+', right[j++]);
            }
        }

        return difference.ToString();

        void Line(char sign, string text) => difference.Append(sign).Append(' ').Append(Visible(sign, text)).Append('\n');
    }

    // Trailing blanks and carriage returns are shown where they make the difference.
    private static string Visible(char sign, string line) =>
        sign == ' ' ? line : line.TrimEnd() + line[line.TrimEnd().Length..].Replace(' ', '·').Replace('\t', '→').Replace("\r", "\\r");

    private static string[] Lines(string text) => text.Split('\n');

    private static int[,] LengthsOfCommonTails(string[] left, string[] right)
    {
        var lengths = new int[left.Length + 1, right.Length + 1];
        for (var i = left.Length - 1; i >= 0; i--)
        {
            for (var j = right.Length - 1; j >= 0; j--)
                lengths[i, j] = left[i] == right[j] ? lengths[i + 1, j + 1] + 1 : Math.Max(lengths[i + 1, j], lengths[i, j + 1]);
        }

        return lengths;
    }
}
