using System.Collections.Immutable;
using System.Composition;
using EventConsumers.Analyzers.Messaging;
using EventConsumers.CodeFixes.Resilience;
using EventConsumers.CodeFixes.Throughput;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;

namespace EventConsumers.CodeFixes.Delivery;

/// <summary>EVC1007: rejects the message when its handler fails.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class FailureLeavesMessageUnsettledFix : RuleCodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create("EVC1007");

    /// <summary>What is refused is dropped where there is no dead-letter queue.</summary>
    internal override IReadOnlyList<FollowUp> FollowUps { get; } = [RejectedMessageDroppedFix.AfterRefusal];

    /// <inheritdoc/>
    internal override async Task<IEnumerable<Fix>> FixesAsync(FixContext context)
    {
        if (context.Node.FirstAncestorOrSelf<InvocationExpressionSyntax>() is not { } call
            || context.FactsAt(call) is not { } facts
            || facts.Settles.FirstOrDefault(site => site.Operation.Syntax == call) is not { } site
            || Refusal.Of(site) is not { IsSure: true, Idiom: { Reject: { } reject } idiom }
            || SettleStatement.Round(call).FirstOrDefault() is not { } settle
            || facts.Handlers.FirstOrDefault(handler => handler.Contains(site.Operation)) is not { } handler
            || BodyOf(handler.Body.Syntax) is not { } body)
        {
            return [];
        }

        var statements = body.Statements;
        var kept = Shared(statements, settle.Statement, context);
        var token = TokenInScope.At(call, context.Model) is { } name && name.EndsWith(".CancellationToken", StringComparison.Ordinal) ? name : null;
        var guarded = Try(statements.Skip(kept), settle.Refusal(idiom, context.Model), token, new LoggerInScope(call, context).Name, new FreeNames(call, context).Next("exception"));
        var root = context.Root.ReplaceNode(body, body.WithStatements(SyntaxFactory.List(statements.Take(kept).Append(guarded))));
        return [new Fix($"Refuse the message with '{reject}' when its handler fails", "RefuseOnFailure", await LaidOut.AsTheFileIsAsync(context, root).ConfigureAwait(false))];
    }

    private static BlockSyntax? BodyOf(SyntaxNode handler) => handler switch
    {
        BlockSyntax block => block,
        AnonymousFunctionExpressionSyntax { Block: { } block } => block,
        LocalFunctionStatementSyntax { Body: { } block } => block,
        _ => null,
    };

    // Declarations in front that the refusal needs as well: var channel = ((AsyncEventingBasicConsumer)sender).Channel.
    private static int Shared(SyntaxList<StatementSyntax> statements, StatementSyntax settle, FixContext context)
    {
        var needed = settle.DescendantNodes().OfType<IdentifierNameSyntax>()
            .Select(name => context.Model.GetSymbolInfo(name, context.CancellationToken).Symbol).OfType<ILocalSymbol>()
            .SelectMany(local => local.DeclaringSyntaxReferences).Select(reference => reference.Span)
            .ToList();
        var last = statements.LastIndexOf(statement => statement is LocalDeclarationStatementSyntax && needed.Exists(statement.Span.Contains));
        return statements.Take(last + 1).All(statement => statement is LocalDeclarationStatementSyntax && !statement.DescendantNodes().Any(node => node is InvocationExpressionSyntax or AwaitExpressionSyntax))
            ? last + 1
            : 0;
    }

    private static TryStatementSyntax Try(IEnumerable<StatementSyntax> statements, StatementSyntax refusal, string? token, string? logger, string exception)
    {
        var caught = new List<StatementSyntax>();
        if (logger is not null)
            caught.Add(SettleCall.Statement($"{logger}.LogError({exception}, \"The message could not be handled\");"));
        caught.Add(refusal.WithTrailingTrivia(SyntaxFactory.ElasticCarriageReturnLineFeed));

        // Nobody would learn of the failure otherwise.
        if (logger is null)
            caught.Add(SyntaxFactory.ThrowStatement().WithAdditionalAnnotations(Formatter.Annotation));

        var declaration = SyntaxFactory.CatchDeclaration(FixedDocument.Type("System.Exception"));
        if (logger is not null)
            declaration = declaration.WithIdentifier(SyntaxFactory.Identifier(exception));
        var filter = token is null ? null : SyntaxFactory.CatchFilterClause(SyntaxFactory.ParseExpression($"!{token}.IsCancellationRequested"));
        return SyntaxFactory.TryStatement(
                SyntaxFactory.Block(statements),
                SyntaxFactory.SingletonList(SyntaxFactory.CatchClause(declaration, filter, SyntaxFactory.Block(caught))),
                null)
            .WithTrailingTrivia(SyntaxFactory.ElasticCarriageReturnLineFeed)
            .WithAdditionalAnnotations(Formatter.Annotation);
    }
}
