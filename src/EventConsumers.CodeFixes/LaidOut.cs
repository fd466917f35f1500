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
        var lineEnd = context.Root.DescendantTrivia().FirstOrDefault(trivia => trivia.IsKind(SyntaxKind.EndOfLineTrivia));
        if (lineEnd.IsKind(SyntaxKind.EndOfLineTrivia))
        {
            var written = root.DescendantTrivia().Where(trivia => trivia.IsKind(SyntaxKind.EndOfLineTrivia) && trivia.HasAnnotation(SyntaxAnnotation.ElasticAnnotation));
            root = root.ReplaceTrivia(written, (_, _) => SyntaxFactory.ElasticEndOfLine(lineEnd.ToString()));
            options = options.WithChangedOption(FormattingOptions.NewLine, LanguageNames.CSharp, lineEnd.ToString());
        }

        var document = await ImportAdder.AddImportsAsync(context.Document.WithSyntaxRoot(root), Simplifier.AddImportsAnnotation, options, token).ConfigureAwait(false);
        document = await Simplifier.ReduceAsync(document, Simplifier.Annotation, options, token).ConfigureAwait(false);
        return await Formatter.FormatAsync(document, Formatter.Annotation, options, token).ConfigureAwait(false);
    }
}
