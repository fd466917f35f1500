using System.Collections.Immutable;
using System.Composition;
using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.CodeFixes.Resilience;

/// <summary>EVC3007: has the broker deliver the message again later, where it is seen that the broker can.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class RetryHoldsMessageFix : RuleCodeFixProvider
{
    private const string Held = "UseMessageRetry";
    private const string Redelivered = "UseDelayedRedelivery";

    // RabbitMQ delays nothing without a plug-in, and code that has it says so.
    private static readonly string[] Delaying = ["UsingAzureServiceBus", "CreateUsingAzureServiceBus", "UseDelayedMessageScheduler"];
    private static readonly string[] Limited = ["UsingAmazonSqs", "CreateUsingAmazonSqs"];
    private static readonly string[] Unable = ["UsingRabbitMq", "CreateUsingRabbitMq"];

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create("EVC3007");

    internal override Task<IEnumerable<Fix>> FixesAsync(FixContext context) => Task.FromResult(Fixes(context));

    private static IEnumerable<Fix> Fixes(FixContext context)
    {
        if (context.Node is not InvocationExpressionSyntax setting
            || context.Operation(setting) is not IInvocationOperation operation
            || operation.Function() is not IAnonymousFunctionOperation lambda
            || Waiting.CallTaking(lambda) is not { TargetMethod.Name: Held, Syntax: InvocationExpressionSyntax { ArgumentList.Arguments.Count: 1, Expression: MemberAccessExpressionSyntax { Name: IdentifierNameSyntax name } access } } given
            || context.FactsAt(setting) is not { } facts
            || !CanDelay(facts)
            || facts.Invocations.Any(other => other.TargetMethod.Name == Redelivered && IsSameTarget(other, access))
            || !StandsFirst(given))
        {
            return [];
        }

        var root = context.Root.ReplaceNode(name, SyntaxFactory.IdentifierName(Redelivered).WithTriviaFrom(name));
        return [new Fix($"Have the message redelivered later: '{Redelivered}'", "Redeliver", context.Document.WithSyntaxRoot(root))];
    }

    private static bool CanDelay(BodyFacts facts)
    {
        bool Names(string[] words) => Array.Exists(words, word => facts.Compilation.Mentions(word, facts.CancellationToken));
        return Names(Delaying) && !Names(Limited) && (!Names(Unable) || facts.Compilation.Mentions("UseDelayedMessageScheduler", facts.CancellationToken));
    }

    private static bool IsSameTarget(IInvocationOperation other, MemberAccessExpressionSyntax access) =>
        other.Syntax is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax target } && SyntaxFactory.AreEquivalent(target.Expression, access.Expression);

    // Redelivery stands before the outbox and other retries, which would not see the failure otherwise.
    private static bool StandsFirst(IInvocationOperation given) =>
        given.Parent is not IExpressionStatementOperation { Parent: IBlockOperation block } statement
        || !block.Operations.TakeWhile(other => !ReferenceEquals(other, statement)).SelectMany(other => other.DescendantsAndSelf())
            .Any(part => part is IInvocationOperation { TargetMethod.Name: Held or "UseInMemoryOutbox" or "UseEntityFrameworkOutbox" });
}
