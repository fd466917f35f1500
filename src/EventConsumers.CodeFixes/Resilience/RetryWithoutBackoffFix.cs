using System.Collections.Immutable;
using System.Composition;
using EventConsumers.Analyzers.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.CodeFixes.Resilience;

/// <summary>EVC3006: waits before each further attempt, twice as long each time.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class RetryWithoutBackoffFix : RuleCodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create("EVC3006");

    internal override async Task<IEnumerable<Fix>> FixesAsync(FixContext context)
    {
        var root = context.Node switch
        {
            StatementSyntax statement when context.Operation(statement) is ILoopOperation loop && RetryLoop.Bounded(loop) is { } retry => BackOffLoop.Of(retry, context),
            InvocationExpressionSyntax invocation when context.Operation(invocation) is IInvocationOperation operation => BoundedPolicy.WithBackOff(invocation, operation, context),
            { } node when node.FirstAncestorOrSelf<BaseObjectCreationExpressionSyntax>() is { } options => context.Root.ReplaceNode(options, WithBackOff(options)),
            _ => null,
        };
        return root is null
            ? []
            : [new Fix("Wait longer after each attempt", "BackOff", await LaidOut.AsTheFileIsAsync(context, root).ConfigureAwait(false))];
    }

    private static BaseObjectCreationExpressionSyntax WithBackOff(BaseObjectCreationExpressionSyntax options)
    {
        options = WrittenOption.With(options, "Delay", Written("global::System.TimeSpan.FromSeconds(1)"));
        options = WrittenOption.With(options, "BackoffType", Written("global::Polly.DelayBackoffType.Exponential"));
        return WrittenOption.With(options, "UseJitter", WrittenOption.Literal(true));
    }

    private static ExpressionSyntax Written(string code) => Rewriting.Shortened(SyntaxFactory.ParseExpression(code));
}
