using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace EventConsumers.Analyzers.Configuration;

/// <summary>The name of a type or member as a description writes it: <c>Contoso.Messaging.IHandler`1.HandleAsync</c>.</summary>
/// <param name="Text">The name as it stands there.</param>
/// <param name="Place">Where it stands.</param>
/// <param name="Parts">The name's parts, each with its number of type parameters; null where that is not said.</param>
internal sealed record DescribedPath(string Text, TextSpan Place, IReadOnlyList<(string Name, int? Arity)> Parts)
{
    private const int MostTypeParameters = 100;

    /// <summary>Reads a name; null if it is none. Nested types come after a dot or a plus sign, type parameters as <c>`1</c> or <c>&lt;T&gt;</c>.</summary>
    public static DescribedPath? Read(string text, TextSpan place)
    {
        var parts = new List<(string, int?)>();
        for (var position = 0; ; position++)
        {
            var start = position < text.Length && text[position] == '@' ? ++position : position;
            while (position < text.Length && SyntaxFacts.IsIdentifierPartCharacter(text[position]))
                position++;
            var name = text.Substring(start, position - start);
            if (!SyntaxFacts.IsValidIdentifier(name) || !TakeArity(text, ref position, out var arity))
                return null;

            parts.Add((name, arity));
            if (position == text.Length)
                return new DescribedPath(text, place, parts);
            if (text[position] is not ('.' or '+'))
                return null;
        }
    }

    private static bool TakeArity(string text, ref int position, out int? arity)
    {
        arity = null;
        if (position == text.Length || text[position] is not ('`' or '<'))
            return true;

        var count = 0;
        if (text[position] == '<')
        {
            var depth = 0;
            do
            {
                if (position == text.Length)
                    return false;
                depth += text[position] switch { '<' => 1, '>' => -1, _ => 0 };
                count += depth == 1 && text[position] is '<' or ',' ? 1 : 0;
                position++;
            }
            while (depth > 0);
        }
        else
        {
            while (position < text.Length && text[position] == '`')
                position++;
            var digits = position;
            for (; position < text.Length && text[position] is >= '0' and <= '9' && count <= MostTypeParameters; position++)
                count = count * 10 + text[position] - '0';
            if (position == digits)
                return false;
        }

        arity = count;
        return count is > 0 and <= MostTypeParameters;
    }
}
