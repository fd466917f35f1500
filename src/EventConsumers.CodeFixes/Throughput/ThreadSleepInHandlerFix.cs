using System.Collections.Immutable;
using System.Composition;
using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.CodeFixes.Throughput;

/// <summary>EVC2001: awaits a delay instead of sleeping, where the code round it can be async.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class ThreadSleepInHandlerFix : RuleCodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create("EVC2001");

    internal override async Task<IEnumerable<Fix>> FixesAsync(FixContext context)
    {
        if (context.Node.FirstAncestorOrSelf<InvocationExpressionSyntax>() is not { Parent: ExpressionStatementSyntax or LambdaExpressionSyntax or ArrowExpressionClauseSyntax } sleep
            || context.Operation(sleep) is not IInvocationOperation operation
            || BlockingCall.At(operation) is not { Kind: BlockingKind.Sleep }
            || Delay(sleep, operation) is not { } delay)
        {
            return [];
        }

        if (delay.ArgumentList.Arguments.Count == 1 && TokenInScope.At(sleep, context.Model) is { } token)
            delay = delay.AddArgumentListArguments(SyntaxFactory.Argument(SyntaxFactory.ParseExpression(token)));

        var wait = SyntaxFactory.AwaitExpression(delay.WithoutTrivia()).WithTriviaFrom(sleep).WithAdditionalAnnotations(Formatter.Annotation);
        if (AsyncConversion.Of(sleep, context) is not { } conversion)
            return [];

        var document = await LaidOut.AsTheFileIsAsync(context, conversion.Apply(context.Root, sleep, wait)).ConfigureAwait(false);
        return [new Fix($"Await 'Task.Delay' instead of calling '{operation.TargetMethod.Name}'", "AwaitDelay", document)];
    }

    // The call of Task.Delay that is to be awaited: made from the sleep's argument, or the one that is waited for.
    private static InvocationExpressionSyntax? Delay(InvocationExpressionSyntax sleep, IInvocationOperation operation)
    {
        switch (operation.TargetMethod.Name)
        {
            case "Sleep" when sleep.ArgumentList.Arguments.Count == 1:
                return SyntaxFactory.InvocationExpression(
                    SyntaxFactory.MemberAccessExpression(SyntaxKind.SimpleMemberAccessExpression, FixedDocument.Type("System.Threading.Tasks.Task"), SyntaxFactory.IdentifierName("Delay")),
                    SyntaxFactory.ArgumentList(SyntaxFactory.SingletonSeparatedList(sleep.ArgumentList.Arguments[0].WithNameColon(null))));

            case "Wait" when operation.Instance?.Syntax is InvocationExpressionSyntax delay:
                return operation.Arguments.Length == 0
                    ? delay
                    : operation.Arguments.Length == 1 && operation.Arguments[0].Value.Type.IsCancellationToken() && delay.ArgumentList.Arguments.Count == 1
                        ? delay.AddArgumentListArguments(sleep.ArgumentList.Arguments[0].WithNameColon(null))
                        : null;

            case "GetResult":
                return sleep.DescendantNodes().OfType<InvocationExpressionSyntax>().FirstOrDefault(call => call.Expression is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Delay" });

            default:
                return null;
        }
    }
}
