using System.Collections.Immutable;
using System.Composition;
using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.CodeFixes.Delivery;

/// <summary>EVC1024: takes out the acknowledgement, which the pump sends after the handler.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class SettledBesidePumpFix : RuleCodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create("EVC1024");

    internal override async Task<IEnumerable<Fix>> FixesAsync(FixContext context)
    {
        // What stands in a catch clause is about a message that has failed, which the pump has to be told otherwise.
        if (context.Node.FirstAncestorOrSelf<InvocationExpressionSyntax>() is not { } call
            || context.Operation(call) is not IInvocationOperation { TargetMethod: var method }
            || context.Catalog.MeaningOf(method) is not { Verb: Verb.Settle or Verb.SettleMany }
            || StatementOf(call) is not { Parent: BlockSyntax } statement
            || statement.Ancestors().FirstOrDefault(node => node is CatchClauseSyntax or FinallyClauseSyntax || IsFunction(node)) is not { } function
            || !IsFunction(function)
            || IsOnlyAwait(statement, function))
        {
            return [];
        }

        var editor = new SyntaxEditor(context.Root, context.Document.Project.Solution.Workspace.Services);
        if (RemovedStatement.Next(statement) is not null)
            RemovedStatement.Remove(editor, statement);
        else
            editor.RemoveNode(statement, SyntaxRemoveOptions.KeepNoTrivia);

        var root = await LaidOut.AsTheFileIsAsync(context, editor.GetChangedRoot()).ConfigureAwait(false);
        return [new Fix($"Remove '{method.Name}': the pump settles", "LeaveSettlingToPump", root)];
    }

    private static bool IsFunction(SyntaxNode node) => node is AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax or MemberDeclarationSyntax;

    // Without it the async function would await nothing.
    private static bool IsOnlyAwait(ExpressionStatementSyntax statement, SyntaxNode function) =>
        statement.Expression is AwaitExpressionSyntax
        && function.DescendantNodes().OfType<AwaitExpressionSyntax>().Count() == 1;

    private static ExpressionStatementSyntax? StatementOf(SyntaxNode call)
    {
        var current = call.Parent;
        while (current is AwaitExpressionSyntax or InvocationExpressionSyntax or MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ConfigureAwait" })
            current = current.Parent;
        return current as ExpressionStatementSyntax;
    }
}
