using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.CodeFixes.Throughput;

/// <summary>Sets an option of a receive call, in the request that it is given or in one that it is given instead of a queue's name.</summary>
internal static class ReceiveRequest
{
    /// <summary>The tree with the option set; null where the request is made elsewhere.</summary>
    public static SyntaxNode? With(ReceiveLoop loop, string option, int value, FixContext context)
    {
        if (loop.Receive.Operation.Syntax is not InvocationExpressionSyntax call)
            return null;

        var number = SyntaxFactory.LiteralExpression(SyntaxKind.NumericLiteralExpression, SyntaxFactory.Literal(value));
        if (loop.Options is { } options)
        {
            var editor = new SyntaxEditor(context.Root, context.Document.Project.Solution.Workspace.Services);
            return WrittenOption.Set(editor, options, option, number, context) ? editor.GetChangedRoot() : null;
        }

        if (!loop.IsShortForm || loop.RequestOverload is not { Parameters: { Length: > 0 } parameters }
            || ((IInvocationOperation)loop.Receive.Operation).Arguments.FirstOrDefault(argument => argument.Parameter?.Ordinal == 0) is not { Syntax: ArgumentSyntax written, Parameter: { } queue }
            || parameters[0].Type.GetMembers().OfType<IPropertySymbol>().FirstOrDefault(property => string.Equals(property.Name, queue.Name, StringComparison.OrdinalIgnoreCase)) is not { } name)
        {
            return null;
        }

        var request = FixedDocument.Expression($"new {parameters[0].Type.ToDisplayString()} {{ {name.Name} = {written.Expression.WithoutTrivia()}, {option} = {value} }}");
        return context.Root.ReplaceNode(call, call.ReplaceNode(written, SyntaxFactory.Argument(request).WithTriviaFrom(written)));
    }

    /// <summary>The receive call that a finding is about.</summary>
    public static ReceiveLoop? At(FixContext context) =>
        context.Others.Count == 1 && context.Others[0].FirstAncestorOrSelf<InvocationExpressionSyntax>() is { } call && context.FactsAt(call) is { } facts
            ? ReceiveLoop.In(facts).Concat(ReceiveLoop.Behind(facts)).FirstOrDefault(loop => loop.Receive.Operation.Syntax.Span == call.Span)
            : null;
}
