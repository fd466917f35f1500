using EventConsumers.Analyzers.Clients;
using EventConsumers.Analyzers.Messaging;
using EventConsumers.Analyzers.Rules.Throughput;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.CodeFixes.Throughput;

/// <summary>
/// Collects in a loop what was settled there one by one, and settles it by one call behind the loop. What was done before a
/// failure is settled too, as it was before.
/// </summary>
/// <param name="Member">The member that settles what was collected.</param>
/// <param name="Root">The tree with the loop rewritten.</param>
internal sealed record CollectedSettlement(string Member, SyntaxNode Root)
{
    /// <summary>The loop round a settle call, rewritten; null where the result would not be sure.</summary>
    public static CollectedSettlement? Of(InvocationExpressionSyntax settle, MessagingCall call, FixContext context)
    {
        if (call.Client.BatchSettlements.FirstOrDefault(batch => batch.Single == call.Method.Name) is not { } idiom
            || context.Others.Count == 0 || context.Others[0] is not ForEachStatementSyntax { AwaitKeyword.RawKind: 0, Parent: BlockSyntax } loop
            || idiom.IsLimited && !context.Diagnostic.Properties.ContainsKey(MessagesSettledOneByOne.OneReceive)
            || SettleSite.Of(settle, call, loop, context) is not { } site
            || idiom.EntryId is { } id && !HasProperty(context.Model.GetDeclaredSymbol(loop)?.Type, id)
            || LeavesFunction(loop))
        {
            return null;
        }

        var sites = site.Alike().ToList();
        if (!AreExclusive(sites))
            return null;

        var loggers = new LoggerInScope(loop, context);
        var canFail = CanFail(loop, sites, context);
        if (canFail && idiom.Failed is not null && loggers.Name is null || site.BatchCall(idiom, mustRun: canFail) is not { } arguments)
            return null;

        var names = new FreeNames(loop, context);
        var list = names.Next("settled");
        var entry = idiom.EntryId is null ? (Func<SettleSite, string>)(one => one.Tag.ToString()) : one => $"new {idiom.Entry}({loop.Identifier.ValueText}.{idiom.EntryId}, {one.Tag})";
        var rewritten = loop.ReplaceNodes(
            sites.Select(one => one.Statement),
            (original, _) => FixedDocument.Statement($"{list}.Add({entry(sites.Single(one => one.Statement == original))});").WithTriviaFrom(original));

        var after = After(idiom, site, arguments.Replace(SettleSite.Collected, idiom.IsArray ? list + ".ToArray()" : list), list, names, loggers);
        return new CollectedSettlement(idiom.Member, Replace(context.Root, loop, rewritten, FixedDocument.Statement($"var {list} = new System.Collections.Generic.List<{idiom.Entry}>();"), after, canFail));
    }

    // if (settled.Count > 0) { … }
    private static StatementSyntax After(BatchSettlementIdiom idiom, SettleSite site, string arguments, string list, FreeNames names, LoggerInScope logger)
    {
        var settle = $"{(site.IsAwaited ? "await " : "")}{site.Receiver}.{idiom.Member}({arguments})";
        if (idiom.Failed is null)
            return FixedDocument.Statement($"if ({list}.Count > 0)\n{settle}{site.Suffix};");

        var response = names.Next("settlement");
        var failed = $"{response}.{idiom.Failed}";
        var report = logger.Name is { } name
            ? $"{name}.LogError(\"{{Count}} messages could not be settled and will be received again\", {failed}.Count);"
            : $"throw new System.InvalidOperationException($\"{{{failed}.Count}} messages could not be settled: {{{failed}[0].Message}}\");";
        var hasFailed = site.AllowsPatterns ? $"{failed} is {{ Count: > 0 }}" : $"{failed} != null && {failed}.Count > 0";
        return FixedDocument.Statement($"if ({list}.Count > 0)\n{{\nvar {response} = {settle}{site.Suffix};\nif ({hasFailed})\n{report}\n}}");
    }

    private static SyntaxNode Replace(SyntaxNode root, ForEachStatementSyntax loop, ForEachStatementSyntax rewritten, StatementSyntax before, StatementSyntax after, bool canFail)
    {
        var blankLines = loop.GetLeadingTrivia().TakeWhile(trivia => trivia.IsKind(SyntaxKind.EndOfLineTrivia)).ToList();
        var rest = loop.GetLeadingTrivia().Skip(blankLines.Count);
        var lineEnd = root.DescendantTrivia().FirstOrDefault(trivia => trivia.IsKind(SyntaxKind.EndOfLineTrivia));
        before = before.WithLeadingTrivia(blankLines).WithTrailingTrivia(lineEnd);

        StatementSyntax[] statements = canFail
            ?
            [
                before,
                SyntaxFactory.TryStatement(
                    SyntaxFactory.Block(rewritten.WithoutTrivia()),
                    default,
                    SyntaxFactory.FinallyClause(SyntaxFactory.Block(after))).WithLeadingTrivia(rest).WithTrailingTrivia(loop.GetTrailingTrivia()).WithAdditionalAnnotations(Formatter.Annotation),
            ]
            :
            [
                before,
                rewritten.WithLeadingTrivia(rest),
                after.WithLeadingTrivia(SyntaxFactory.ElasticCarriageReturnLineFeed).WithTrailingTrivia(lineEnd),
            ];
        return root.ReplaceNode(loop, statements);
    }

    // Something in the loop may throw past it: what was settled until then must stay settled.
    private static bool CanFail(ForEachStatementSyntax loop, List<SettleSite> sites, FixContext context) =>
        loop.Statement.DescendantNodes().Any(node => node switch
        {
            ThrowStatementSyntax or ThrowExpressionSyntax => !IsCaught(node, loop),
            InvocationExpressionSyntax call => !sites.Any(site => site.Statement.Span.Contains(call.Span)) && !IsHarmless(call, context) && !IsCaught(call, loop),
            _ => false,
        });

    private static bool IsHarmless(InvocationExpressionSyntax call, FixContext context) =>
        call.Expression is IdentifierNameSyntax { Identifier.ValueText: "nameof" }
        || context.Model.GetSymbolInfo(call).Symbol is IMethodSymbol method && Effects.Of(method) == Effect.Observation;

    private static bool IsCaught(SyntaxNode node, ForEachStatementSyntax loop)
    {
        for (var (inner, outer) = (node, node.Parent); outer is not null && inner != loop; (inner, outer) = (outer, outer.Parent))
        {
            if (outer is TryStatementSyntax @try && @try.Block == inner && @try.Catches.Any(clause => IsCatchAll(clause)))
                return true;
        }

        return false;
    }

    private static bool IsCatchAll(CatchClauseSyntax clause) =>
        clause.Filter is null
        && (clause.Declaration is null || clause.Declaration.Type.ToString() is "Exception" or "System.Exception")
        && !clause.Block.DescendantNodes().Any(node => node is ThrowStatementSyntax or ThrowExpressionSyntax);

    // Jumps that would pass by the call behind the loop.
    private static bool LeavesFunction(ForEachStatementSyntax loop) =>
        loop.Statement.DescendantNodes(node => node is not (AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax))
            .Any(node => node is ReturnStatementSyntax or GotoStatementSyntax or YieldStatementSyntax);

    // One message is collected once: behind every place but the last, the turn ends.
    private static bool AreExclusive(List<SettleSite> sites) => sites.Take(sites.Count - 1).All(site =>
        site.Statement.Parent is BlockSyntax { Statements: var statements } && statements.IndexOf(site.Statement) is var index
        && statements.Skip(index + 1).Any(next => next is ContinueStatementSyntax or BreakStatementSyntax or ThrowStatementSyntax));

    private static bool HasProperty(ITypeSymbol? type, string name) => type?.GetMembers(name).Any(member => member is IPropertySymbol) == true;
}
