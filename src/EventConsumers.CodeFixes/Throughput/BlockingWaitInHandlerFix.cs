using System.Collections.Immutable;
using System.Composition;
using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;

namespace EventConsumers.CodeFixes.Throughput;

/// <summary>EVC2002: awaits the task, where the code round it can be async.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class BlockingWaitInHandlerFix : RuleCodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create("EVC2002");

    internal override async Task<IEnumerable<Fix>> FixesAsync(FixContext context)
    {
        if (context.Node.AncestorsAndSelf().OfType<ExpressionSyntax>().FirstOrDefault(node => node is InvocationExpressionSyntax or MemberAccessExpressionSyntax && Blocks(node, context)) is not { } wait
            || Task(wait, context) is not { } task
            || CatchesAggregate(wait, context)
            || AsyncConversion.Of(wait, context) is not { } conversion)
        {
            return [];
        }

        var awaited = Awaited(task.WithoutTrivia(), wait).WithTriviaFrom(wait).WithAdditionalAnnotations(Formatter.Annotation);
        var document = await LaidOut.AsTheFileIsAsync(context, conversion.Apply(context.Root, wait, awaited)).ConfigureAwait(false);
        return [new Fix($"Await {Quoted(task)}", "AwaitTask", document)];
    }

    private static bool Blocks(ExpressionSyntax node, FixContext context) =>
        context.Operation(node) is { } operation && BlockingCall.At(operation) is { Kind: BlockingKind.TaskWait };

    // The expression to be awaited; null where a time limit or a token would be lost.
    private static ExpressionSyntax? Task(ExpressionSyntax wait, FixContext context)
    {
        switch (wait)
        {
            case MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Result", Expression: var task }:
                return task;

            case InvocationExpressionSyntax { ArgumentList.Arguments.Count: 0, Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Wait", Expression: var task } }:
                return task;

            case InvocationExpressionSyntax
            {
                Expression: MemberAccessExpressionSyntax
                {
                    Name.Identifier.ValueText: "GetResult",
                    Expression: InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "GetAwaiter", Expression: var task } },
                },
            }:
                return task;

            case InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "WaitAll" } access } all
                when context.Model.GetSymbolInfo(all, context.CancellationToken).Symbol is IMethodSymbol { Parameters.Length: 1 }:
                return all.WithExpression(access.WithName(SyntaxFactory.IdentifierName("WhenAll")));

            default:
                return null;
        }
    }

    private static ExpressionSyntax Awaited(ExpressionSyntax task, ExpressionSyntax wait)
    {
        while (task is ParenthesizedExpressionSyntax { Expression: var inner })
            task = inner;
        if (task is not (InvocationExpressionSyntax or MemberAccessExpressionSyntax or IdentifierNameSyntax or ElementAccessExpressionSyntax or ObjectCreationExpressionSyntax))
            task = SyntaxFactory.ParenthesizedExpression(task);

        ExpressionSyntax awaited = SyntaxFactory.AwaitExpression(task.WithoutTrivia());
        return wait.Parent is MemberAccessExpressionSyntax or ElementAccessExpressionSyntax or ConditionalAccessExpressionSyntax or PostfixUnaryExpressionSyntax or InvocationExpressionSyntax
            ? SyntaxFactory.ParenthesizedExpression(awaited)
            : awaited;
    }

    // An await throws what the task has failed with, without the exception that blocking puts round it.
    private static bool CatchesAggregate(ExpressionSyntax wait, FixContext context) =>
        wait.Ancestors().OfType<TryStatementSyntax>()
            .Where(@try => @try.Block.Span.Contains(wait.Span))
            .SelectMany(@try => @try.Catches)
            .Any(clause => clause.Declaration is { Type: { } type } && context.Model.GetTypeInfo(type, context.CancellationToken).Type.Is("System", "AggregateException"));

    private static string Quoted(ExpressionSyntax task)
    {
        while (task is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ConfigureAwait", Expression: var inner } })
            task = inner;
        return task switch
        {
            InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax access } => $"'{access.Name.Identifier.ValueText}'",
            InvocationExpressionSyntax { Expression: SimpleNameSyntax name } => $"'{name.Identifier.ValueText}'",
            IdentifierNameSyntax name => $"'{name.Identifier.ValueText}'",
            _ => "the task",
        };
    }
}
