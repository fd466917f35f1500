using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Options;
using Microsoft.CodeAnalysis.Simplification;

namespace EventConsumers.CodeFixes;

/// <summary>Finishes what a fix wrote: imports its namespaces, shortens its names and lays it out in the style of the file.</summary>
internal static class LaidOut
{
    /// <summary>The context's document with a new root, new lines ending as the others of the file do.</summary>
    public static async Task<Document> AsTheFileIsAsync(FixContext context, SyntaxNode root)
    {
        var token = context.CancellationToken;
        OptionSet options = await context.Document.GetOptionsAsync(token).ConfigureAwait(false);
        if (LineEndOf(context.Root) is { } lineEnd)
        {
            var written = root.DescendantTrivia().Where(trivia => trivia.IsKind(SyntaxKind.EndOfLineTrivia) && trivia.HasAnnotation(SyntaxAnnotation.ElasticAnnotation));
            root = root.ReplaceTrivia(written, (_, _) => SyntaxFactory.ElasticEndOfLine(lineEnd));
            options = options.WithChangedOption(FormattingOptions.NewLine, LanguageNames.CSharp, lineEnd);
        }

        var document = await ImportAdder.AddImportsAsync(context.Document.WithSyntaxRoot(root), Simplifier.AddImportsAnnotation, options, token).ConfigureAwait(false);
        document = await Simplifier.ReduceAsync(document, Simplifier.Annotation, options, token).ConfigureAwait(false);
        return await Formatter.FormatAsync(document, Formatter.Annotation, options, token).ConfigureAwait(false);
    }

    /// <summary>How the lines of a file end, judged by its first; null if it has one line.</summary>
    public static string? LineEndOf(SyntaxNode root) =>
        root.DescendantTrivia().Where(trivia => trivia.IsKind(SyntaxKind.EndOfLineTrivia)).Select(trivia => trivia.ToString()).FirstOrDefault();
}
