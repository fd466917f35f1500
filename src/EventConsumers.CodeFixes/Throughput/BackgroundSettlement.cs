using EventConsumers.Analyzers.Clients;
using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.CodeFixes.Throughput;

/// <summary>
/// Only notes that a message is done, and has the client's background settle: possible where the consumer's configuration
/// is written out in the same document.
/// </summary>
/// <param name="Member">The member that notes the message.</param>
/// <param name="Root">The tree with the call and the configuration rewritten.</param>
internal sealed record BackgroundSettlement(string Member, SyntaxNode Root)
{
    /// <summary>The rewritten tree; null where the client settles in no background, or the result would not be sure.</summary>
    public static BackgroundSettlement? Of(InvocationExpressionSyntax settle, MessagingCall call, FixContext context)
    {
        if (call.Client.BackgroundSettlement is not { } idiom
            || idiom.Single != call.Method.Name
            || settle is not { Expression: MemberAccessExpressionSyntax access, Parent: ExpressionStatementSyntax statement }
            || Noted(settle, call, context) is not { } message
            || Configuration(idiom, context) is not { } configuration)
        {
            return null;
        }

        var note = settle
            .WithExpression(access.WithName(SyntaxFactory.IdentifierName(idiom.Member).WithTriviaFrom(access.Name)))
            .WithArgumentList(SyntaxFactory.ArgumentList(SyntaxFactory.SingletonSeparatedList(SyntaxFactory.Argument(message))).WithTriviaFrom(settle.ArgumentList));
        var tracked = context.Root.TrackNodes(statement, settle, configuration);
        tracked = IsNotedBeside(statement, note)
            ? tracked.RemoveNode(tracked.GetCurrentNode(statement)!, HasComment(statement) ? SyntaxRemoveOptions.KeepExteriorTrivia : SyntaxRemoveOptions.KeepNoTrivia)!
            : tracked.ReplaceNode(tracked.GetCurrentNode(settle)!, note);
        return new BackgroundSettlement(idiom.Member, tracked.ReplaceNode(tracked.GetCurrentNode(configuration)!, Configured(tracked.GetCurrentNode(configuration)!, idiom)));
    }

    // The message as the noting member takes it: the same argument, or the one element of the list that was settled.
    private static ExpressionSyntax? Noted(InvocationExpressionSyntax settle, MessagingCall call, FixContext context)
    {
        if (call.Message is not { } message)
            return null;

        return message.Unwrapped() switch
        {
            IArrayCreationOperation { Initializer.ElementValues: { Length: 1 } elements } => elements[0].Syntax as ExpressionSyntax,
            IObjectCreationOperation { Initializer.Initializers: { Length: 1 } added } => added[0] is IInvocationOperation { Arguments: { Length: 1 } arguments } ? arguments[0].Value.Syntax as ExpressionSyntax : null,
            var value when (value.Type as INamedTypeSymbol)?.AllInterfaces.Any(contract => contract.SpecialType == SpecialType.System_Collections_IEnumerable) == true => null,
            _ => settle.ArgumentList.Arguments.Count == 1 ? settle.ArgumentList.Arguments[0].Expression : null,
        };
    }

    // The only configuration in the document, written out, and left alone afterwards.
    private static BaseObjectCreationExpressionSyntax? Configuration(BackgroundSettlementIdiom idiom, FixContext context)
    {
        var created = context.Root.DescendantNodes().OfType<BaseObjectCreationExpressionSyntax>()
            .Where(creation => context.Model.GetTypeInfo(creation).Type?.ToDisplayString() == idiom.Configuration)
            .ToList();
        if (created.Count != 1 || created[0].ArgumentList?.Arguments.Count > 0)
            return null;

        var settings = idiom.On.Concat(idiom.Off).ToList();
        var written = context.Root.DescendantNodes().OfType<AssignmentExpressionSyntax>()
            .Where(assignment => settings.Contains(WrittenOption.NameOf(assignment.Left)))
            .ToList();
        return written.All(assignment => assignment.Parent == created[0].Initializer && assignment.Right is LiteralExpressionSyntax) ? created[0] : null;
    }

    private static BaseObjectCreationExpressionSyntax Configured(BaseObjectCreationExpressionSyntax creation, BackgroundSettlementIdiom idiom)
    {
        // On by default: nothing need be added.
        foreach (var setting in idiom.On.Where(setting => creation.Initializer?.Expressions.OfType<AssignmentExpressionSyntax>().Any(written => WrittenOption.NameOf(written.Left) == setting) == true))
            creation = WrittenOption.With(creation, setting, WrittenOption.Literal(true));
        foreach (var setting in idiom.Off)
            creation = WrittenOption.With(creation, setting, WrittenOption.Literal(false));
        return creation;
    }

    private static bool HasComment(SyntaxNode node) => node.GetLeadingTrivia().Concat(node.GetTrailingTrivia()).Any(IsComment);

    private static bool IsComment(SyntaxTrivia trivia) => !trivia.IsKind(SyntaxKind.WhitespaceTrivia) && !trivia.IsKind(SyntaxKind.EndOfLineTrivia);

    // consumer.StoreOffset(result); consumer.Commit(result);
    private static bool IsNotedBeside(ExpressionStatementSyntax statement, InvocationExpressionSyntax note) =>
        statement.Parent is BlockSyntax { Statements: var statements } && statements.IndexOf(statement) is var index
        && new[] { index - 1, index + 1 }.Any(beside => beside >= 0 && beside < statements.Count
            && statements[beside] is ExpressionStatementSyntax { Expression: var expression } && SyntaxFactory.AreEquivalent(expression, note));
}
