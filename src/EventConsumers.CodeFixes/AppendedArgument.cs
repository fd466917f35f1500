using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace EventConsumers.CodeFixes;

/// <summary>Puts an argument behind those of a call.</summary>
internal static class AppendedArgument
{
    /// <summary>The arguments with one more, on a line of its own where the others are.</summary>
    public static ArgumentListSyntax To(ArgumentListSyntax list, ArgumentSyntax argument)
    {
        var arguments = list.Arguments;
        if (arguments.Count == 0)
            return list.WithArguments(arguments.Add(argument));

        var last = arguments[arguments.Count - 1];
        var before = last.GetFirstToken().GetPreviousToken();
        var comma = SyntaxFactory.Token(SyntaxKind.CommaToken).WithTrailingTrivia(SyntaxFactory.Space);
        if (EndsLine(before.TrailingTrivia))
        {
            comma = comma.WithTrailingTrivia(before.TrailingTrivia.SkipWhile(trivia => !trivia.IsKind(SyntaxKind.EndOfLineTrivia)));
            argument = argument.WithLeadingTrivia(last.GetLeadingTrivia().Reverse().TakeWhile(trivia => trivia.IsKind(SyntaxKind.WhitespaceTrivia)))
                .WithTrailingTrivia(last.GetTrailingTrivia().Where(trivia => trivia.IsKind(SyntaxKind.EndOfLineTrivia)));
            if (EndsLine(last.GetTrailingTrivia()))
            {
                comma = comma.WithTrailingTrivia(last.GetTrailingTrivia());
                arguments = arguments.Replace(last, last.WithoutTrailingTrivia());
            }
        }

        return list.WithArguments(SyntaxFactory.SeparatedList(arguments.Append(argument), arguments.GetSeparators().Append(comma)));
    }

    private static bool EndsLine(SyntaxTriviaList trivia) => trivia.Any(part => part.IsKind(SyntaxKind.EndOfLineTrivia));
}
