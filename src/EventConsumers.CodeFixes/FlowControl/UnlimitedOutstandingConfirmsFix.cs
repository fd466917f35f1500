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
        var idiom = ClientCatalog.For(context.Model.Compilation).Clients.Select(client => client.ConfirmLimit).FirstOrDefault(limit => limit?.Options == type);
        if (context.Node.FirstAncestorOrSelf<BaseObjectCreationExpressionSyntax>() is not { ArgumentList: { } list } creation || idiom is null)
            return [];

        var limiter = FixedDocument.Expression(idiom.Limiter);
        var names = list.Arguments.Select(argument => argument.NameColon?.Name.Identifier.ValueText).ToList();
        var given = names.IndexOf(idiom.Limit);
        if (given < 0 && names.Count > idiom.On.Length && names[idiom.On.Length] is null)
            given = idiom.On.Length;

        var argument = given >= 0
            ? list.Arguments[given].WithExpression(limiter.WithTriviaFrom(list.Arguments[given].Expression))
            : SyntaxFactory.Argument(limiter).WithNameColon(SyntaxFactory.NameColon(SyntaxFactory.IdentifierName(idiom.Limit), SyntaxFactory.Token(SyntaxKind.ColonToken).WithTrailingTrivia(SyntaxFactory.Space)));
        var arguments = given >= 0
            ? list.Arguments.Replace(list.Arguments[given], argument)
            : SyntaxFactory.SeparatedList(
                list.Arguments.Append(argument),
                list.Arguments.GetSeparators().Append(SyntaxFactory.Token(SyntaxKind.CommaToken).WithTrailingTrivia(SyntaxFactory.Space)));
        var root = context.Root.ReplaceNode(creation, creation.WithArgumentList(list.WithArguments(arguments)));
        return [new Fix("Limit the unconfirmed messages", "LimitConfirms", await context.WithRootAsync(root).ConfigureAwait(false))];
    }
}
