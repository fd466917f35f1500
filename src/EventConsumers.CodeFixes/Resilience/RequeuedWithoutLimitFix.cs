using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace EventConsumers.CodeFixes.Resilience;

/// <summary>EVC3002: refuses the failed message for good, or gives it one more chance.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class RequeuedWithoutLimitFix : RuleCodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create("EVC3002");

    /// <summary>What is no longer put back is dropped where there is no dead-letter queue.</summary>
    internal override IReadOnlyList<FollowUp> FollowUps { get; } = [RejectedMessageDroppedFix.AfterRefusal];

    internal override Task<IEnumerable<Fix>> FixesAsync(FixContext context) => Task.FromResult(Fixes(context));

    private static IEnumerable<Fix> Fixes(FixContext context)
    {
        if (context.Others.Count == 0 || context.Others[0].FirstAncestorOrSelf<ExpressionSyntax>() is not { Parent: ArgumentSyntax } requeue || !MayBeTrue(requeue))
            yield break;

        yield return new Fix(
            "Refuse with 'requeue: false', which dead-letters the message",
            "Refuse",
            With(context, requeue, SyntaxFactory.LiteralExpression(SyntaxKind.FalseLiteralExpression)));

        if (Redelivered(context, requeue) is { } redelivered)
            yield return new Fix($"Requeue only if not '{redelivered}'", "RequeueOnce", With(context, requeue, SyntaxFactory.ParseExpression("!" + redelivered)));
    }

    // true, or a variable or call that says so
    private static bool MayBeTrue(ExpressionSyntax requeue) => requeue is not LiteralExpressionSyntax literal || literal.IsKind(SyntaxKind.TrueLiteralExpression);

    private static Document With(FixContext context, ExpressionSyntax requeue, ExpressionSyntax value) =>
        context.Document.WithSyntaxRoot(context.Root.ReplaceNode(requeue, value.WithTriviaFrom(requeue)));

    // delivery.DeliveryTag stands among the arguments: the delivery itself says whether it is the first one.
    private static string? Redelivered(FixContext context, ExpressionSyntax requeue)
    {
        foreach (var argument in requeue.FirstAncestorOrSelf<ArgumentListSyntax>()?.Arguments ?? [])
        {
            if (argument.Expression is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "DeliveryTag", Expression: { } delivery }
                && context.Model.GetTypeInfo(delivery, context.CancellationToken).Type is { } type
                && type.GetMembers("Redelivered").Any(member => member is IPropertySymbol or IFieldSymbol))
            {
                return $"{delivery.WithoutTrivia()}.Redelivered";
            }
        }

        return null;
    }
}
