using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace EventConsumers.CodeFixes.Delivery;

/// <summary>EVC1010: attaches the handler where the client awaits it.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class AsyncVoidHandlerFix : RuleCodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create("EVC1010");

    /// <inheritdoc/>
    internal override async Task<IEnumerable<Fix>> FixesAsync(FixContext context)
    {
        var handler = context.Node.FirstAncestorOrSelf<ExpressionSyntax>(node => node.Parent is ArgumentSyntax or AssignmentExpressionSyntax);
        if (handler is null || context.FactsAt(handler) is not { } facts)
            return [];

        var editor = new SyntaxEditor(context.Root, context.Document.Project.Solution.Workspace.Services);
        var (title, key) = handler.Parent switch
        {
            AssignmentExpressionSyntax attachment when attachment.IsKind(SyntaxKind.AddAssignmentExpression) =>
                (AwaitedConsumer.Write(editor, attachment, facts, context), "AwaitedConsumer"),
            ArgumentSyntax argument => (AwaitedSubscription.Write(editor, argument, facts, context), "AwaitedSubscription"),
            _ => (null, ""),
        };
        return title is null ? [] : [new Fix(title, key, await LaidOut.AsTheFileIsAsync(context, editor.GetChangedRoot()).ConfigureAwait(false))];
    }
}
