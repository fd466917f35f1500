using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace EventConsumers.CodeFixes;

/// <summary>Takes the using directives out of a file that a repair has left without a use. Others, the user has to judge.</summary>
internal static class UnusedImports
{
    /// <summary>The compiler's hidden diagnostic of a using directive that nothing needs; silent where documentation comments are not parsed.</summary>
    private const string Unused = "CS8019";

    /// <summary>The document without the directives that were needed before and are not any more.</summary>
    /// <param name="after">The repaired document.</param>
    /// <param name="found">What the compiler says of it.</param>
    /// <param name="foundBefore">What it said before the repair.</param>
    /// <param name="cancellationToken">Stops the repair.</param>
    public static async Task<Document> RemoveAsync(
        Document after, IEnumerable<Diagnostic> found, IEnumerable<Diagnostic> foundBefore, CancellationToken cancellationToken)
    {
        var unused = In(found);
        if (unused.Count == 0 || await after.GetSyntaxRootAsync(cancellationToken).ConfigureAwait(false) is not CompilationUnitSyntax root || HasCodeForOtherBuilds(root))
            return after;

        var before = new HashSet<string>(In(foundBefore).Select(directive => directive.ToString()));
        var superfluous = unused.FindAll(directive => !before.Contains(directive.ToString()) && directive.Parent == root && !IsStillNamed(directive, root));
        if (superfluous.Count == 0)
            return after;

        var isWhole = superfluous.Count == root.Usings.Count;
        var kept = root.RemoveNodes(superfluous.Where(HasComment), SyntaxRemoveOptions.KeepLeadingTrivia)!;
        kept = kept.RemoveNodes(kept.Usings.Where(directive => superfluous.Exists(other => other.IsEquivalentTo(directive) && !HasComment(other))), SyntaxRemoveOptions.KeepNoTrivia)!;
        if (isWhole && kept.GetFirstToken(includeZeroWidth: true) is var first)
            kept = kept.ReplaceToken(first, first.WithLeadingTrivia(first.LeadingTrivia.SkipWhile(trivia => trivia.IsKind(SyntaxKind.EndOfLineTrivia))));
        return after.WithSyntaxRoot(kept);
    }

    private static List<UsingDirectiveSyntax> In(IEnumerable<Diagnostic> found) =>
    [
        .. found.Where(diagnostic => diagnostic.Id == Unused)
            .Select(diagnostic => diagnostic.Location.SourceTree?.GetRoot().FindNode(diagnostic.Location.SourceSpan).FirstAncestorOrSelf<UsingDirectiveSyntax>())
            .OfType<UsingDirectiveSyntax>(),
    ];

    // A name that the repair wrote in full is shortened afterwards, and then needs its directive.
    private static bool IsStillNamed(UsingDirectiveSyntax directive, CompilationUnitSyntax root)
    {
        var name = directive.Name?.ToString();
        return directive.Alias is not null || name is null || root.Members.Any(member => member.DescendantNodes(node => node is not UsingDirectiveSyntax).Any(node => IsName(node, name)));

        static bool IsName(SyntaxNode node, string name) => node switch
        {
            QualifiedNameSyntax qualified => qualified.Left.ToString() == name,
            MemberAccessExpressionSyntax access => access.Expression.ToString() == name,
            _ => false,
        };
    }

    // What an #if leaves out here may need the directive elsewhere.
    private static bool HasCodeForOtherBuilds(SyntaxNode root) =>
        root.ContainsDirectives && root.DescendantTrivia().Any(trivia => trivia.IsKind(SyntaxKind.DisabledTextTrivia));

    private static bool HasComment(UsingDirectiveSyntax directive) =>
        directive.GetLeadingTrivia().Any(trivia => !trivia.IsKind(SyntaxKind.WhitespaceTrivia) && !trivia.IsKind(SyntaxKind.EndOfLineTrivia));
}
