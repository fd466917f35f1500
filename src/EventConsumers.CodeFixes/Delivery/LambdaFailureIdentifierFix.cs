using System.Collections.Immutable;
using System.Composition;
using EventConsumers.Analyzers.Clients;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.CodeFixes.Delivery;

/// <summary>EVC1016: names the failure by the ID of its message.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class LambdaFailureIdentifierFix : RuleCodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create("EVC1016");

    internal override async Task<IEnumerable<Fix>> FixesAsync(FixContext context)
    {
        if (context.Node.FirstAncestorOrSelf<AssignmentExpressionSyntax>() is not { } assignment
            || context.Operation(assignment) is not ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property: var identifier } }
            || context.Catalog.BatchResponseNaming(identifier) is not { } response
            || (MessageIn(assignment.Right, response, context) ?? MessageInScope(assignment, response, context)) is not { } message)
        {
            return [];
        }

        var id = SyntaxFactory.ParseExpression($"{message}.{response.Id.Name}").WithTriviaFrom(assignment.Right);
        var root = context.Root.ReplaceNode(assignment.Right, id);
        return [new Fix($"Set '{identifier.Name}' to '{id.WithoutTrivia()}'", "NameMessage", await LaidOut.AsTheFileIsAsync(context, root).ConfigureAwait(false))];
    }

    // The message that the identifier is taken from now: record.ReceiptHandle.
    private static string? MessageIn(ExpressionSyntax value, BatchResponse response, FixContext context) =>
        value.DescendantNodesAndSelf().OfType<MemberAccessExpressionSyntax>()
            .FirstOrDefault(access => IsMessage(context.Model.GetTypeInfo(access.Expression).Type, response))?.Expression.WithoutTrivia().ToString();

    private static string? MessageInScope(SyntaxNode place, BatchResponse response, FixContext context)
    {
        var messages = context.Model.LookupSymbols(place.SpanStart)
            .Where(symbol => symbol switch
            {
                ILocalSymbol local => IsMessage(local.Type, response) && local.Locations[0].SourceSpan.Start < place.SpanStart,
                IParameterSymbol parameter => IsMessage(parameter.Type, response),
                _ => false,
            })
            .ToList();
        return messages.Count == 1 ? messages[0].Name : null;
    }

    private static bool IsMessage(ITypeSymbol? type, BatchResponse response) => SymbolEqualityComparer.Default.Equals(type, response.Message);
}
