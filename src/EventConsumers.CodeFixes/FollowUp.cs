using EventConsumers.Analyzers;
using EventConsumers.Analyzers.Messaging;
using EventConsumers.Analyzers.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace EventConsumers.CodeFixes;

/// <summary>
/// Repairs at once what a repair brings up: a finding of another rule that is about the code as it is now written. A rule that
/// the file does not want to hear is left alone.
/// </summary>
/// <param name="Rule">The rule that may speak afterwards.</param>
/// <param name="Repair">Its fix.</param>
/// <param name="IsRequired">The first repair is not offered where what it brings up cannot be repaired.</param>
/// <param name="IsOffered">A rule that is off by default counts too, unless it was turned off.</param>
internal sealed record FollowUp(BodyRule Rule, RuleCodeFixProvider Repair, bool IsRequired = false, bool IsOffered = false)
{
    private const int MostRepairs = 10;

    /// <summary>
    /// The document after a repair, with what the repair brought up repaired as well, as far as that is sure; null if it is not, and
    /// is required.
    /// </summary>
    public async Task<Document?> ApplyAsync(Document before, Document after, CancellationToken cancellationToken)
    {
        var left = await FindingsAsync(after, cancellationToken).ConfigureAwait(false);
        if (left.Count == 0)
            return after;

        var known = (await FindingsAsync(before, cancellationToken).ConfigureAwait(false)).ConvertAll(TextOf);
        left = New(left, known);
        for (var repairs = 0; left.Count > 0 && repairs < MostRepairs; repairs++)
        {
            if (await RepairedAsync(after, left, cancellationToken).ConfigureAwait(false) is not { } repaired)
                break;

            after = repaired;
            left = New(await FindingsAsync(after, cancellationToken).ConfigureAwait(false), known);
        }

        return IsRequired && left.Count > 0 ? null : after;
    }

    // The first that can be repaired: by then, the others stand elsewhere.
    private async Task<Document?> RepairedAsync(Document document, List<Diagnostic> findings, CancellationToken cancellationToken)
    {
        foreach (var finding in findings)
        {
            var fixes = await Repair.ComputeAsync(document, finding, cancellationToken).ConfigureAwait(false);
            if (fixes.Count > 0)
                return fixes[0].Document;
        }

        return null;
    }

    private static List<Diagnostic> New(List<Diagnostic> findings, IEnumerable<string> known)
    {
        var old = known.ToList();
        return findings.FindAll(finding => !old.Remove(TextOf(finding)));
    }

    private async Task<List<Diagnostic>> FindingsAsync(Document document, CancellationToken cancellationToken)
    {
        var findings = new List<Diagnostic>();
        if (await document.GetSyntaxRootAsync(cancellationToken).ConfigureAwait(false) is not { } root
            || await document.GetSemanticModelAsync(cancellationToken).ConfigureAwait(false) is not { } model
            || !IsWanted(root.SyntaxTree, new EnabledRules(model.Compilation), cancellationToken))
        {
            return findings;
        }

        foreach (var body in root.DescendantNodes().Where(IsBody))
        {
            var report = new Reporter(findings.Add, (_, place) => !findings.Exists(finding => finding.Location == place));
            if (FixFacts.Of(document, model, body, cancellationToken) is { } facts)
                Rule.Analyze(facts, report);
        }

        return findings;
    }

    private bool IsWanted(SyntaxTree tree, EnabledRules enabled, CancellationToken cancellationToken) =>
        IsOffered ? !enabled.IsTurnedOffIn(tree, Rule, cancellationToken) : enabled.In(tree, Rule, cancellationToken);

    private static bool IsBody(SyntaxNode node) => node switch
    {
        BlockSyntax or ArrowExpressionClauseSyntax => node.Parent is BaseMethodDeclarationSyntax or AccessorDeclarationSyntax or PropertyDeclarationSyntax,
        GlobalStatementSyntax global => global.Parent is CompilationUnitSyntax unit && unit.Members.OfType<GlobalStatementSyntax>().First() == global,
        _ => false,
    };

    private static string TextOf(Diagnostic finding) => finding.Location.SourceTree!.GetText().ToString(finding.Location.SourceSpan);
}
