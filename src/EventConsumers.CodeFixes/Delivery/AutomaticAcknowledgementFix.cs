using System.Collections.Immutable;
using System.Composition;
using EventConsumers.Analyzers.Messaging;
using EventConsumers.Analyzers.Rules.Delivery;
using EventConsumers.Analyzers.Rules.FlowControl;
using EventConsumers.Analyzers.Rules.Scaling;
using EventConsumers.CodeFixes.FlowControl;
using EventConsumers.CodeFixes.Scaling;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace EventConsumers.CodeFixes.Delivery;

/// <summary>EVC1002: settles each message after it was handled.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class AutomaticAcknowledgementFix : RuleCodeFixProvider
{
    private const string Key = "SettleManually";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create("EVC1002");

    /// <summary>
    /// A message that is settled by hand can fail, and has to be refused then; an unlimited number of them waits to be settled; and its work
    /// can be given up at shutdown, as the message comes again.
    /// </summary>
    internal override IReadOnlyList<FollowUp> FollowUps { get; } =
    [
        new(new FailureLeavesMessageUnsettled(), new FailureLeavesMessageUnsettledFix()),
        new(new PrefetchNotLimited(), new PrefetchNotLimitedFix()),
        new(new HandlerIgnoresCancellation(), new HandlerIgnoresCancellationFix()),
    ];

    /// <inheritdoc/>
    internal override async Task<IEnumerable<Fix>> FixesAsync(FixContext context)
    {
        var editor = new SyntaxEditor(context.Root, context.Document.Project.Solution.Workspace.Services);
        if (Write(editor, context) is not { } title)
            return [];

        return [new Fix(title, Key, await LaidOut.AsTheFileIsAsync(context, editor.GetChangedRoot()).ConfigureAwait(false))];
    }

    private static string? Write(SyntaxEditor editor, FixContext context)
    {
        if (context.FactsAt(context.Node) is not { } facts)
            return null;

        return context.Node.FirstAncestorOrSelf<SyntaxNode>(node => node is ArgumentSyntax or AssignmentExpressionSyntax) switch
        {
            ArgumentSyntax flag => WriteFlag(editor, flag, facts, context),
            AssignmentExpressionSyntax option => ManualOption.Write(editor, option, facts, context),
            _ => null,
        };
    }

    /// <summary>Writes the repair for a flag of a call; null where there is none.</summary>
    internal static string? WriteFlag(SyntaxEditor editor, ArgumentSyntax flag, BodyFacts facts, FixContext context)
    {
        if (!flag.Expression.IsKind(SyntaxKind.TrueLiteralExpression)
            || facts.Calls.FirstOrDefault(call => call.Operation.Syntax == flag.Parent?.Parent) is not { Meaning.AutomaticSettlement: { } parameter } call)
        {
            return null;
        }

        var title = call.Verb == Verb.Subscribe ? ManualSubscription.Write(editor, call, facts, context) : ManualReceive.Write(editor, call, facts, context);
        if (title is not null)
            editor.ReplaceNode(flag, Off(flag, parameter));
        return title;
    }

    // Older languages want named arguments at the end.
    private static ArgumentSyntax Off(ArgumentSyntax flag, string parameter)
    {
        var off = flag.WithExpression(SyntaxFactory.LiteralExpression(SyntaxKind.FalseLiteralExpression).WithTriviaFrom(flag.Expression));
        return flag.NameColon is null && ((CSharpParseOptions)flag.SyntaxTree.Options).LanguageVersion >= LanguageVersion.CSharp7_2
            ? off.WithExpression(off.Expression.WithoutLeadingTrivia())
                .WithNameColon(SyntaxFactory.NameColon(SyntaxFactory.IdentifierName(parameter), SyntaxFactory.Token(SyntaxKind.ColonToken).WithTrailingTrivia(SyntaxFactory.Space)))
                .WithLeadingTrivia(flag.GetLeadingTrivia())
            : off;
    }
}
