using System.Collections.Immutable;
using System.Composition;
using EventConsumers.Analyzers.Messaging;
using EventConsumers.CodeFixes.Throughput;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;

namespace EventConsumers.CodeFixes.Delivery;

/// <summary>EVC1009: awaits the work.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class ProcessingNotAwaitedFix : RuleCodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create("EVC1009");

    /// <inheritdoc/>
    internal override async Task<IEnumerable<Fix>> FixesAsync(FixContext context)
    {
        if (AwaitedStatement.Of(context) is not var (call, replaced) || AsyncConversion.Of(replaced, context) is not { } conversion)
            return [];

        // Task.Factory.StartNew knows nothing of async lambdas: its task is done at their first await.
        var started = call.WithoutTrivia();
        if (context.Model.GetTypeInfo(call, context.CancellationToken).Type is INamedTypeSymbol { TypeArguments: { Length: 1 } results } && results[0].IsTask())
            started = SyntaxFactory.InvocationExpression(SyntaxFactory.MemberAccessExpression(SyntaxKind.SimpleMemberAccessExpression, started, SyntaxFactory.IdentifierName("Unwrap")));

        var wait = SyntaxFactory.AwaitExpression(started).WithTriviaFrom(replaced).WithAdditionalAnnotations(Formatter.Annotation);
        var document = await LaidOut.AsTheFileIsAsync(context, conversion.Apply(context.Root, replaced, wait)).ConfigureAwait(false);
        return [new Fix($"Await '{AwaitedStatement.NameOf(call)}'", "Await", document)];
    }
}
