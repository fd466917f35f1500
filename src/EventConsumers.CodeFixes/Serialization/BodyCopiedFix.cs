using System.Collections.Immutable;
using System.Composition;
using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Simplification;

namespace EventConsumers.CodeFixes.Serialization;

/// <summary>EVC6003: hands over the body's span instead of a copy.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class BodyCopiedFix : RuleCodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create("EVC6003");

    /// <inheritdoc/>
    internal override async Task<IEnumerable<Fix>> FixesAsync(FixContext context)
    {
        if (context.Node.FirstAncestorOrSelf<InvocationExpressionSyntax>() is not { Expression: MemberAccessExpressionSyntax { Expression: var body } } copy
            || context.Others.Count == 0
            || context.Model.GetTypeInfo(body, context.CancellationToken).Type is not { } type)
        {
            return [];
        }

        var memory = type.Is("System", "BinaryData") ? Call(body, "ToMemory") : body.WithoutTrivia();
        var root = Equals(context.Others[0], copy)
            ? context.Root.ReplaceNode(copy, Given(copy, memory, context).WithTriviaFrom(copy))
            : WithLocal(copy, memory, context);
        return [new Fix("Hand over the body's span", "UseSpan", await LaidOut.AsTheFileIsAsync(context, root).ConfigureAwait(false))];
    }

    // var body = ea.Body.ToArray(); Read(body);  ->  var body = ea.Body; Read(body.Span);
    private static SyntaxNode WithLocal(InvocationExpressionSyntax copy, ExpressionSyntax memory, FixContext context)
    {
        var type = copy.FirstAncestorOrSelf<VariableDeclarationSyntax>()?.Type;
        var reads = context.Others.OfType<ExpressionSyntax>().ToList();
        IEnumerable<SyntaxNode> changed = reads.Append(copy);
        if (type is { IsVar: false })
            changed = changed.Append(type);
        return context.Root.ReplaceNodes(changed, (original, current) =>
            original == copy ? memory.WithTriviaFrom(copy)
            : original == type ? SyntaxFactory.ParseTypeName("System.ReadOnlyMemory<byte>").WithTriviaFrom(type).WithAdditionalAnnotations(Simplifier.Annotation)
            : Given((ExpressionSyntax)original, ((ExpressionSyntax)current).WithoutTrivia(), context).WithTriviaFrom(current));
    }

    private static ExpressionSyntax Given(ExpressionSyntax argument, ExpressionSyntax memory, FixContext context) =>
        context.Model.GetTypeInfo(argument, context.CancellationToken).ConvertedType.Is("System", "ReadOnlyMemory")
            ? memory
            : SyntaxFactory.MemberAccessExpression(SyntaxKind.SimpleMemberAccessExpression, memory, SyntaxFactory.IdentifierName("Span"));

    private static InvocationExpressionSyntax Call(ExpressionSyntax target, string method) => SyntaxFactory.InvocationExpression(
        SyntaxFactory.MemberAccessExpression(SyntaxKind.SimpleMemberAccessExpression, target.WithoutTrivia(), SyntaxFactory.IdentifierName(method)));
}
