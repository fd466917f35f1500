using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Text;

namespace EventConsumers.CodeFixes;

/// <summary>
/// The base of every fix: computes a fix before it offers it, drops one that would not compile, and repairs all findings of
/// a document one after the other.
/// </summary>
public abstract class RuleCodeFixProvider : CodeFixProvider
{
    /// <inheritdoc/>
    public sealed override FixAllProvider GetFixAllProvider() => new DocumentFixAllProvider(this);

    /// <inheritdoc/>
    public sealed override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        // 'dotnet format' asks with whatever its analyzer has found first, and ours finds for many rules.
        foreach (var diagnostic in context.Diagnostics.Where(diagnostic => FixableDiagnosticIds.Contains(diagnostic.Id)))
        {
            foreach (var fix in await ComputeAsync(context.Document, diagnostic, context.CancellationToken).ConfigureAwait(false))
            {
                context.RegisterCodeFix(CodeAction.Create(fix.Title, _ => Task.FromResult(fix.Document), fix.Key), diagnostic);
            }
        }
    }

    /// <summary>The repairs of one finding, the best first; empty where none is sure.</summary>
    internal abstract Task<IEnumerable<Fix>> FixesAsync(FixContext context);

    /// <summary>What a repair of this kind may bring up, and what repairs that.</summary>
    internal virtual IReadOnlyList<FollowUp> FollowUps => [];

    /// <summary>The repairs of one finding that compile, the best first.</summary>
    internal async Task<IReadOnlyList<Fix>> ComputeAsync(Document document, Diagnostic diagnostic, CancellationToken cancellationToken)
    {
        var tracked = await TrackedFindings.InAsync(document, new[] { diagnostic }, cancellationToken).ConfigureAwait(false);
        return tracked is null ? [] : await ComputeAsync(tracked, document, diagnostic, cancellationToken).ConfigureAwait(false);
    }

    private async Task<IReadOnlyList<Fix>> ComputeAsync(
        TrackedFindings tracked, Document document, Diagnostic diagnostic, CancellationToken cancellationToken)
    {
        if (await tracked.ContextAsync(document, diagnostic, cancellationToken).ConfigureAwait(false) is not { } context)
            return [];

        var before = context.Model.GetDiagnostics(cancellationToken: cancellationToken);
        var good = new List<Fix>();
        foreach (var fix in await FixesAsync(context).ConfigureAwait(false))
        {
            var after = await DiagnosticsAsync(fix.Document, cancellationToken).ConfigureAwait(false);
            if (Errors(after) <= Errors(before)
                && await FollowedUpAsync(context.Document, fix.Document, cancellationToken).ConfigureAwait(false) is { } followedUp)
            {
                if (!ReferenceEquals(followedUp, fix.Document))
                    after = await DiagnosticsAsync(followedUp, cancellationToken).ConfigureAwait(false);
                good.Add(fix with { Document = await UnusedImports.RemoveAsync(followedUp, after, before, cancellationToken).ConfigureAwait(false) });
            }
        }

        return good;
    }

    private async Task<Document?> FollowedUpAsync(Document before, Document after, CancellationToken cancellationToken)
    {
        Document? result = after;
        foreach (var followUp in FollowUps)
            result = result is null ? null : await followUp.ApplyAsync(before, result, cancellationToken).ConfigureAwait(false);
        return result;
    }

    private static async Task<ImmutableArray<Diagnostic>> DiagnosticsAsync(Document document, CancellationToken cancellationToken) =>
        await document.GetSemanticModelAsync(cancellationToken).ConfigureAwait(false) is { } model
            ? model.GetDiagnostics(cancellationToken: cancellationToken)
            : ImmutableArray<Diagnostic>.Empty;

    private static int Errors(ImmutableArray<Diagnostic> diagnostics) => diagnostics.Count(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);

    private sealed class DocumentFixAllProvider(RuleCodeFixProvider provider) : DocumentBasedFixAllProvider
    {
        protected override async Task<Document?> FixAllAsync(FixAllContext context, Document document, ImmutableArray<Diagnostic> diagnostics)
        {
            if (await TrackedFindings.InAsync(document, diagnostics, context.CancellationToken).ConfigureAwait(false) is not { } tracked)
                return document;

            var current = tracked.Document;
            foreach (var diagnostic in diagnostics.OrderBy(diagnostic => diagnostic.Location.SourceSpan.Start))
            {
                var fixes = await provider.ComputeAsync(tracked, current, diagnostic, context.CancellationToken).ConfigureAwait(false);
                current = fixes.FirstOrDefault(fix => IsAskedFor(fix, context))?.Document ?? current;
            }

            // Annotations alone are no change.
            return ReferenceEquals(current, tracked.Document) ? document : current;
        }

        // Without a key, as 'dotnet format' asks when it was offered nothing: the best fix of each finding.
        private static bool IsAskedFor(Fix fix, FixAllContext context) => context.CodeActionEquivalenceKey is null || fix.Key == context.CodeActionEquivalenceKey;
    }

    /// <summary>Follows the places of findings through the repairs of others, by annotations on their nodes.</summary>
    private sealed class TrackedFindings(Document document, IReadOnlyDictionary<(Diagnostic, int), SyntaxAnnotation> annotations)
    {
        public Document Document { get; } = document;

        public static async Task<TrackedFindings?> InAsync(Document document, IReadOnlyCollection<Diagnostic> diagnostics, CancellationToken cancellationToken)
        {
            if (await document.GetSyntaxRootAsync(cancellationToken).ConfigureAwait(false) is not { } root)
                return null;

            var annotations = new Dictionary<(Diagnostic, int), SyntaxAnnotation>();
            var byNode = new Dictionary<SyntaxNode, List<SyntaxAnnotation>>();
            foreach (var diagnostic in diagnostics)
            {
                var index = 0;
                foreach (var location in new[] { diagnostic.Location }.Concat(diagnostic.AdditionalLocations))
                {
                    if (location.SourceTree == root.SyntaxTree || location.SourceTree?.FilePath == document.FilePath && root.FullSpan.Contains(location.SourceSpan))
                    {
                        var node = root.FindNode(location.SourceSpan, getInnermostNodeForTie: true);
                        var annotation = new SyntaxAnnotation();
                        annotations[(diagnostic, index)] = annotation;
                        if (!byNode.TryGetValue(node, out var list))
                            byNode.Add(node, list = []);
                        list.Add(annotation);
                    }

                    index++;
                }
            }

            root = root.ReplaceNodes(byNode.Keys, (original, current) => current.WithAdditionalAnnotations(byNode[original]));
            return new TrackedFindings(document.WithSyntaxRoot(root), annotations);
        }

        public async Task<FixContext?> ContextAsync(Document current, Diagnostic diagnostic, CancellationToken cancellationToken)
        {
            // A single fix starts from the annotated document; a fix-all hands in the one that the last repair left.
            var root = await current.GetSyntaxRootAsync(cancellationToken).ConfigureAwait(false);
            if (Node(root, diagnostic, 0) is null)
            {
                current = Document;
                root = await current.GetSyntaxRootAsync(cancellationToken).ConfigureAwait(false);
            }

            var model = await current.GetSemanticModelAsync(cancellationToken).ConfigureAwait(false);
            if (root is null || model is null || Node(root, diagnostic, 0) is not { } node)
                return null;

            var others = new List<SyntaxNode>();
            for (var i = 1; i <= diagnostic.AdditionalLocations.Count; i++)
            {
                if (Node(root, diagnostic, i) is { } other)
                    others.Add(other);
            }

            return new FixContext(current, root, model, diagnostic, node, others, cancellationToken);
        }

        private SyntaxNode? Node(SyntaxNode? root, Diagnostic diagnostic, int index) =>
            root is not null && annotations.TryGetValue((diagnostic, index), out var annotation)
                ? root.GetAnnotatedNodes(annotation).FirstOrDefault()
                : null;
    }
}
