using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace EventConsumers.Analyzers.Configuration;

/// <summary>Reads a description line by line. What it cannot read it notes, and goes on.</summary>
internal sealed class DescriptionReader
{
    // A file that has more is something else.
    private const int MostProblems = 50;

    private static readonly char[] Blanks = [' ', '\t', '\u00a0', '\ufeff', '\0'];

    private readonly List<DescribedMember> _members = [];
    private readonly List<DescriptionProblem> _problems = [];
    private readonly Dictionary<string, int> _lines = [];
    private string? _name;
    private (string, TextSpan)? _like;

    private DescriptionReader()
    {
    }

    public static DescriptionFile Read(SourceText text)
    {
        var reader = new DescriptionReader();
        foreach (var line in text.Lines)
        {
            if (reader._problems.Count == MostProblems)
                break;

            var code = text.ToString(line.Span);
            var comment = code.IndexOf('#');
            reader.Read(new LinePart(comment < 0 ? code : code.Substring(0, comment), line.Start).Trimmed(), line.LineNumber + 1);
        }

        return new DescriptionFile { Source = text, Name = reader._name, Like = reader._like, Members = reader._members, Problems = reader._problems };
    }

    private void Read(LinePart line, int number)
    {
        if (line.Text.Length == 0)
            return;

        var end = line.Text.IndexOfAny(Blanks);
        var word = end < 0 ? line : line.Part(0, end);
        var rest = (end < 0 ? line.Part(line.Text.Length) : line.Part(end)).Trimmed();
        switch (word.Text)
        {
            case "name" or "like" when rest.Text.Length == 0:
                Note(word, word.Text == "name" ? "is followed by no name; write what messages are to call the library" : "is followed by no client; write the name of one, such as RabbitMQ");
                break;
            case "name":
                _name = rest.Text;
                break;
            case "like":
                _like = (rest.Text, rest.Place);
                break;
            default:
                if (DescriptionWord.Of(word.Text) is { } known)
                    ReadMember(known, word, rest, number);
                else
                    Note(word, $"is no word that a line begins with; use one of {string.Join(", ", DescriptionWord.All)}, name, like");
                break;
        }
    }

    private void ReadMember(DescriptionWord word, LinePart start, LinePart rest, int number)
    {
        if (rest.Text.Length == 0)
        {
            Note(start, "is followed by no name; write Namespace.Type.Member after it, or Namespace.Type for a type");
            return;
        }

        var open = rest.Text.IndexOf('(');
        var name = (open < 0 ? rest : rest.Part(0, open)).Trimmed();
        if (DescribedPath.Read(name.Text, name.Place) is not { } path)
        {
            Note(name, "is no name of the form Namespace.Type.Member");
            return;
        }

        if (ParametersOf(word, open < 0 ? null : rest.Part(open)) is not { } parameters)
            return;

        if (_lines.TryGetValue(path.Text, out var earlier))
        {
            Note(name, $"is described in line {earlier} already; keep one of the two");
            return;
        }

        _lines.Add(path.Text, number);
        _members.Add(new DescribedMember(word, path, parameters));
    }

    // (message), (message, requeue: putBack)
    private List<DescribedParameter>? ParametersOf(DescriptionWord word, LinePart? list)
    {
        if (list is not { } written)
            return [];

        if (written.Text[written.Text.Length - 1] != ')')
        {
            Note(written, "does not end with ')'");
            return null;
        }

        var parameters = new List<DescribedParameter>();
        for (var start = 1; start < written.Text.Length; )
        {
            var end = written.Text.IndexOfAny([',', ')'], start);
            var item = written.Part(start, end - start).Trimmed();
            if (Parameter(word, item) is not { } parameter)
                return null;

            parameters.Add(parameter);
            start = end + 1;
        }

        return parameters;
    }

    private DescribedParameter? Parameter(DescriptionWord word, LinePart item)
    {
        var colon = item.Text.IndexOf(':');
        var role = colon < 0 ? null : item.Part(0, colon).Trimmed().Text;
        var name = item.Part(colon + 1).Trimmed();
        if (!SyntaxFacts.IsValidIdentifier(name.Text))
            Note(item, "is no parameter; write the names of parameters between the parentheses, not their types");
        else if (role is not null && !word.Roles.Contains(role))
            Note(item, $"gives a parameter of '{word.Text}' a role that it cannot have{(word.Roles.Length == 0 ? "" : "; it can have " + string.Join(" or ", word.Roles))}");
        else if (role is null && !word.NamesMessage)
            Note(item, $"names a message, but '{word.Text}' is given none{(word.Roles.Length == 0 ? "" : "; write " + string.Join(" or ", word.Roles.Select(possible => $"{possible}: {name.Text}")))}");
        else
            return new DescribedParameter(role, name.Text, name.Place);

        return null;
    }

    private void Note(LinePart place, string problem) => _problems.Add(new DescriptionProblem(place.Place, place.Text, problem));

    /// <summary>A part of a line, and where it starts in the file.</summary>
    private readonly record struct LinePart(string Text, int Start)
    {
        public TextSpan Place => new(Start, Text.Length);

        public LinePart Part(int start) => new(Text.Substring(start), Start + start);

        public LinePart Part(int start, int length) => new(Text.Substring(start, length), Start + start);

        public LinePart Trimmed()
        {
            var start = Text.Length - Text.TrimStart(Blanks).Length;
            return new(Text.Trim(Blanks), Start + start);
        }
    }
}
