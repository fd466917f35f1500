using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace EventConsumers.CodeFixes.Delivery;

/// <summary>EVC1012: gives the message itself, or the offset after it.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class CommittedOffsetNotAdvancedFix : RuleCodeFixProvider
{
    private const string Key = "AdvanceOffset";

    // SyntaxKind.CollectionExpression, which the oldest supported Roslyn does not know.
    private const int CollectionExpression = 9076;

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create("EVC1012");

    /// <inheritdoc/>
    internal override async Task<IEnumerable<Fix>> FixesAsync(FixContext context)
    {
        var editor = new SyntaxEditor(context.Root, context.Document.Project.Solution.Workspace.Services);
        if (context.Node.FirstAncestorOrSelf<InvocationExpressionSyntax>() is not { } call
            || context.Others.Count == 0 || context.Others.Count < context.Diagnostic.AdditionalLocations.Count
            || Write(editor, call, context) is not { } title)
        {
            return [];
        }

        return [new Fix(title, Key, await LaidOut.AsTheFileIsAsync(context, editor.GetChangedRoot()).ConfigureAwait(false))];
    }

    private static string? Write(SyntaxEditor editor, InvocationExpressionSyntax call, FixContext context)
    {
        var positions = context.Others.OfType<ExpressionSyntax>().ToList();
        if (positions.Count == 1 && IsWhole(positions[0], context) && SoleArgument(call, positions[0]) is { } argument && MessageOf(positions[0]) is { } message)
        {
            editor.ReplaceNode(argument, SyntaxFactory.Argument(message.WithoutTrivia()));
            return $"Give '{message}' itself";
        }

        // What a local holds may be used for something else too.
        if (!positions.TrueForAll(position => call.Span.Contains(position.Span)))
            return null;

        foreach (var position in positions)
        {
            if (!IsWhole(position, context))
                editor.ReplaceNode(position, Next(position));
            else if (MessageOf(position) is { } whole && ManualReceive.IsPlain(whole) && context.Model.GetTypeInfo(position).Type is { } type)
                editor.ReplaceNode(position, SyntaxFactory.ParseExpression($"new {type.ToMinimalDisplayString(context.Model, position.SpanStart)}({whole}.TopicPartition, {whole}.Offset + 1)").WithTriviaFrom(position));
            else
                return null;
        }

        return "Commit the offset after it";
    }

    // The topic and partition too, not the offset alone.
    private static bool IsWhole(ExpressionSyntax position, FixContext context) =>
        context.Model.GetTypeInfo(position, context.CancellationToken).Type?.GetMembers("TopicPartition").Length > 0;

    private static ArgumentSyntax? SoleArgument(InvocationExpressionSyntax call, ExpressionSyntax position)
    {
        if (call.ArgumentList.Arguments is not { Count: 1 } arguments)
            return null;

        var given = arguments[0].Expression switch
        {
            ImplicitArrayCreationExpressionSyntax { Initializer.Expressions: { Count: 1 } elements } => elements[0],
            ArrayCreationExpressionSyntax { Initializer.Expressions: { Count: 1 } elements } => elements[0],
            BaseObjectCreationExpressionSyntax { Initializer.Expressions: { Count: 1 } elements, ArgumentList: null or { Arguments.Count: 0 } } => elements[0],
            { RawKind: CollectionExpression } list when list.ChildNodes().ToList() is { Count: 1 } elements => elements[0].ChildNodes().FirstOrDefault(),
            var expression => expression,
        };
        return given == position ? arguments[0] : null;
    }

    private static ExpressionSyntax? MessageOf(ExpressionSyntax position) => (position as MemberAccessExpressionSyntax)?.Expression;

    private static BinaryExpressionSyntax Next(ExpressionSyntax position) => SyntaxFactory.BinaryExpression(
        SyntaxKind.AddExpression,
        position.WithoutTrailingTrivia().WithTrailingTrivia(SyntaxFactory.Space),
        SyntaxFactory.Token(SyntaxKind.PlusToken).WithTrailingTrivia(SyntaxFactory.Space),
        SyntaxFactory.LiteralExpression(SyntaxKind.NumericLiteralExpression, SyntaxFactory.Literal(1)).WithTrailingTrivia(position.GetTrailingTrivia()));
}
