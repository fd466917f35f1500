using System.Collections.Immutable;
using System.Composition;
using EventConsumers.Analyzers.Messaging;
using EventConsumers.Analyzers.Rules.FlowControl;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace EventConsumers.CodeFixes.FlowControl;

/// <summary>EVC4001: gives the buffer a bound, and makes those who write to it wait while it is full.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class UnboundedBufferFix : RuleCodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create("EVC4001");

    internal override async Task<IEnumerable<Fix>> FixesAsync(FixContext context)
    {
        if (!context.Diagnostic.Properties.ContainsKey(UnboundedBuffer.CanBeBounded))
            return [];

        var changes = new Dictionary<SyntaxNode, SyntaxNode>();
        foreach (var place in context.Others.Prepend(context.Node))
        {
            if (Changed(place, context) is not var (from, to))
                return [];
            changes[from] = to.WithTriviaFrom(from).WithAdditionalAnnotations(Formatter.Annotation);
        }

        var document = await LaidOut.AsTheFileIsAsync(context, context.Root.ReplaceNodes(changes.Keys, (node, _) => changes[node])).ConfigureAwait(false);
        return [new Fix($"Bound the buffer at {BoundedCreation.Capacity} messages, writers wait while it is full", "Bound", document)];
    }

    private static (SyntaxNode From, SyntaxNode To)? Changed(SyntaxNode place, FixContext context)
    {
        if (place.FirstAncestorOrSelf<ExpressionSyntax>() is not { } expression)
            return null;

        if (WaitingCall(expression, context) is { } waiting)
            return waiting;

        return BoundedCreation.Of(expression, context) is { } creation ? (expression, creation) : null;
    }

    // writer.TryWrite(x); → await writer.WriteAsync(x, token);
    private static (SyntaxNode From, SyntaxNode To)? WaitingCall(ExpressionSyntax expression, FixContext context)
    {
        if (expression is not InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax access } call
            || call.FirstAncestorOrSelf<ExpressionStatementSyntax>() is not { } statement)
        {
            return null;
        }

        var name = access.Name.Identifier.ValueText switch
        {
            "TryWrite" => "WriteAsync",
            "Post" => "SendAsync",
            "TryAdd" => "Add",
            _ => null,
        };
        if (name is null)
            return null;

        var arguments = call.ArgumentList;
        if (name != "Add" && Token(call, context) is { } token)
            arguments = arguments.AddArguments(Argument(IdentifierName(token)));

        ExpressionSyntax changed = call.WithExpression(access.WithName(IdentifierName(name))).WithArgumentList(arguments).WithoutTrivia();
        return (statement, statement.WithExpression(name == "Add" ? changed : AwaitExpression(changed)));
    }

    private static string? Token(SyntaxNode place, FixContext context) => context.Model.LookupSymbols(place.SpanStart)
        .Where(symbol => symbol is IParameterSymbol parameter && parameter.Type.IsCancellationToken()
            || symbol is ILocalSymbol local && local.Type.IsCancellationToken() && local.Locations[0].SourceSpan.Start < place.SpanStart)
        .OrderByDescending(symbol => symbol.Locations[0].SourceSpan.Start)
        .FirstOrDefault()?.Name;
}
