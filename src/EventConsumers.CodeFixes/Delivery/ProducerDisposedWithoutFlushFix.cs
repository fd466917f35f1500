using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace EventConsumers.CodeFixes.Delivery;

/// <summary>EVC1018: waits for what is in the producer's buffer before it is disposed.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class ProducerDisposedWithoutFlushFix : RuleCodeFixProvider
{
    private const string Key = "Flush";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create("EVC1018");

    /// <inheritdoc/>
    internal override async Task<IEnumerable<Fix>> FixesAsync(FixContext context)
    {
        var editor = new SyntaxEditor(context.Root, context.Document.Project.Solution.Workspace.Services);
        if (context.Others.Count != 1 || !Write(editor, context))
            return [];

        return [new Fix("Call 'Flush' before it is disposed", Key, await LaidOut.AsTheFileIsAsync(context, editor.GetChangedRoot()).ConfigureAwait(false))];
    }

    private static bool Write(SyntaxEditor editor, FixContext context)
    {
        if (context.Node.FirstAncestorOrSelf<InvocationExpressionSyntax>() is not { Expression: MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax producer } } send)
            return false;

        var timeSpan = context.Model.LookupNamespacesAndTypes(send.SpanStart, name: "TimeSpan").IsEmpty ? "System.TimeSpan" : "TimeSpan";
        var flush = SettleCall.Statement($"{producer.Identifier.Text}.Flush({timeSpan}.FromSeconds(10));");
        switch (context.Others[0].FirstAncestorOrSelf<StatementSyntax>())
        {
            case ExpressionStatementSyntax { Parent: BlockSyntax } dispose when !dispose.DescendantNodes().Contains(send):
                editor.InsertBefore(dispose, flush);
                return true;

            case UsingStatementSyntax { Statement: BlockSyntax block }:
                return InsertAfterLastUse(editor, block.Statements, producer, flush, context);

            case LocalDeclarationStatementSyntax { Parent: BlockSyntax block } declaration:
                return InsertAfterLastUse(editor, block.Statements.Skip(block.Statements.IndexOf(declaration) + 1), producer, flush, context);

            default:
                return false;
        }
    }

    // Behind the statement that sends last, where control comes there.
    private static bool InsertAfterLastUse(SyntaxEditor editor, IEnumerable<StatementSyntax> statements, IdentifierNameSyntax producer, StatementSyntax flush, FixContext context)
    {
        var last = statements.LastOrDefault(statement => statement.DescendantNodes().OfType<IdentifierNameSyntax>().Any(name => name.Identifier.ValueText == producer.Identifier.ValueText));
        if (last is null || context.Model.AnalyzeControlFlow(last) is not { Succeeded: true, EndPointIsReachable: true, ReturnStatements.IsEmpty: true })
            return false;

        editor.InsertAfter(last, flush);
        return true;
    }
}
