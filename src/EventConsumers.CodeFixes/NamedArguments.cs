using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.CodeFixes;

/// <summary>Writes arguments of a call by the names of their parameters.</summary>
internal static class NamedArguments
{
    /// <summary>The call's arguments with one more, where the order of the parameters wants it, or with another value in place of one that is written.</summary>
    public static ArgumentListSyntax With(MessagingCall call, ArgumentListSyntax list, string parameter, ExpressionSyntax value)
    {
        if (call.ArgumentFor(parameter) is not { Parameter: { } target } argument)
            return list;

        if (argument is { ArgumentKind: ArgumentKind.Explicit, Syntax: ArgumentSyntax written })
        {
            var current = list.Arguments[((ArgumentListSyntax)written.Parent!).Arguments.IndexOf(written)];
            return list.ReplaceNode(current, current.WithExpression(value.WithTriviaFrom(current.Expression)));
        }

        var index = list.Arguments.LastIndexOf(other => OrdinalOf(other, call) <= target.Ordinal) + 1;
        var added = SyntaxFactory.Argument(value)
            .WithNameColon(SyntaxFactory.NameColon(SyntaxFactory.IdentifierName(parameter), SyntaxFactory.Token(SyntaxKind.ColonToken).WithTrailingTrivia(SyntaxFactory.Space)));
        var neighbour = list.Arguments.Count > 1 ? list.Arguments[Math.Min(index, list.Arguments.Count - 1)] : null;
        var arguments = list.Arguments.Insert(index, neighbour is null ? added : added.WithLeadingTrivia(neighbour.GetLeadingTrivia()));
        return list.WithArguments(SyntaxFactory.SeparatedList(arguments, Separators(list.Arguments, arguments.Count - 1, index)));
    }

    // A new comma as the others are: followed by a line's end where each argument has a line of its own.
    private static List<SyntaxToken> Separators(SeparatedSyntaxList<ArgumentSyntax> before, int count, int index)
    {
        var separators = before.GetSeparators().ToList();
        if (separators.Count < count)
        {
            var like = separators.Count > 0 ? separators[separators.Count - 1] : SyntaxFactory.Token(SyntaxKind.CommaToken).WithTrailingTrivia(SyntaxFactory.Space);
            separators.Insert(Math.Min(index, separators.Count), SyntaxFactory.Token(SyntaxKind.CommaToken).WithTrailingTrivia(like.TrailingTrivia));
        }

        return separators;
    }

    private static int OrdinalOf(ArgumentSyntax argument, MessagingCall call)
    {
        if (argument.NameColon is { Name.Identifier.ValueText: var name })
            return call.Method.Parameters.FirstOrDefault(parameter => parameter.Name == name)?.Ordinal ?? -1;

        return -1;
    }
}
