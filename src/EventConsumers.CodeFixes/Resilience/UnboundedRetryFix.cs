using System.Collections.Immutable;
using System.Composition;
using EventConsumers.Analyzers.Configuration;
using EventConsumers.Analyzers.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.CodeFixes.Resilience;

/// <summary>EVC3001: lets the last of a few attempts fail, and waits longer before each.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class UnboundedRetryFix : RuleCodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create("EVC3001");

    internal override async Task<IEnumerable<Fix>> FixesAsync(FixContext context)
    {
        var attempts = new RuleOptions(context.Document.Project.AnalyzerOptions.AnalyzerConfigOptionsProvider).MaxRetryAttempts(context.Root.SyntaxTree);
        var root = context.Node switch
        {
            StatementSyntax statement when context.Operation(statement) is ILoopOperation loop && RetryLoop.Unbounded(loop) is { } retry =>
                BoundedLoop.Of(retry, attempts, context),
            InvocationExpressionSyntax invocation when context.Operation(invocation) is IInvocationOperation operation =>
                BoundedPolicy.Of(invocation, operation, attempts, context) ?? LimitNumber.Set(context, attempts),
            _ => LimitNumber.Set(context, attempts),
        };
        if (root is null)
            return [];

        var title = attempts == 1 ? "Give up after 1 attempt" : $"Give up after {attempts} attempts";
        return [new Fix(title, "BoundRetry", await LaidOut.AsTheFileIsAsync(context, root).ConfigureAwait(false))];
    }
}
