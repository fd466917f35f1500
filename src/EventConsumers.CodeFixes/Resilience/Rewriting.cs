using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Simplification;

namespace EventConsumers.CodeFixes.Resilience;

/// <summary>What the retry fixes write.</summary>
internal static class Rewriting
{
    private static readonly string[] CounterNames = ["attempt", "retryAttempt", "attemptNumber"];

    /// <summary>The time to wait after an attempt: twice as long each time, and at random a little longer, so that instances do not go in step.</summary>
    public static ExpressionSyntax BackOff(string attempt, Compilation compilation, int? longest = null)
    {
        var seconds = $"global::System.Math.Pow(2, {attempt})";
        var text = $"global::System.TimeSpan.FromSeconds({(longest is { } most ? $"global::System.Math.Min({seconds}, {most})" : seconds)})";
        if (compilation.GetTypeByMetadataName("System.Random")?.GetMembers("Shared").IsEmpty == false)
            text += " + global::System.TimeSpan.FromMilliseconds(global::System.Random.Shared.Next(0, 1000))";
        return Shortened(SyntaxFactory.ParseExpression(text));
    }

    /// <summary>Code with full names, to be written as short as the file allows.</summary>
    public static T Shortened<T>(T code)
        where T : SyntaxNode => code
        .ReplaceNodes(code.DescendantNodesAndSelf().OfType<MemberAccessExpressionSyntax>(), (_, name) => name.WithAdditionalAnnotations(Simplifier.Annotation))
        .WithAdditionalAnnotations(Formatter.Annotation);

    /// <summary>A name for the counter of attempts that nothing near uses; null where all are taken.</summary>
    public static string? CounterName(SyntaxNode near)
    {
        var member = near.FirstAncestorOrSelf<MemberDeclarationSyntax>(node => node is not GlobalStatementSyntax) ?? near.SyntaxTree.GetRoot();
        var taken = new HashSet<string>(member.DescendantTokens().Where(token => token.IsKind(SyntaxKind.IdentifierToken)).Select(token => token.ValueText));
        return Array.Find(CounterNames, name => !taken.Contains(name));
    }
}
