using System.Collections.Immutable;
using System.Composition;
using EventConsumers.Analyzers.Clients;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace EventConsumers.CodeFixes.FlowControl;

/// <summary>EVC4007: gives the options a limit.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class UnlimitedOutstandingConfirmsFix : RuleCodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create("EVC4007");

    /// <inheritdoc/>
    internal override async Task<IEnumerable<Fix>> FixesAsync(FixContext context)
    {
        var type = context.Node.FirstAncestorOrSelf<BaseObjectCreationExpressionSyntax>() is { } found ? context.Model.GetTypeInfo(found, context.CancellationToken).Type?.ToDisplayString() : null;
        var idiom = context.Catalog.Clients.Select(client => client.ConfirmLimit).FirstOrDefault(limit => limit?.Options == type);
        if (context.Node.FirstAncestorOrSelf<BaseObjectCreationExpressionSyntax>() is not { ArgumentList: { } list } creation || idiom is null)
            return [];

        var argument = SyntaxFactory.Argument(FixedDocument.Expression(idiom.Limiter))
            .WithNameColon(SyntaxFactory.NameColon(SyntaxFactory.IdentifierName(idiom.Limit), SyntaxFactory.Token(SyntaxKind.ColonToken).WithTrailingTrivia(SyntaxFactory.Space)));
        var root = context.Root.ReplaceNode(creation, creation.WithArgumentList(AppendedArgument.To(list, argument)));
        return [new Fix("Limit the unconfirmed messages", "LimitConfirms", await LaidOut.AsTheFileIsAsync(context, root).ConfigureAwait(false))];
    }
}
