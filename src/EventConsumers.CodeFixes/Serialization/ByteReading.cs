using EventConsumers.Analyzers.Clients;
using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Operations;
using Microsoft.CodeAnalysis.Simplification;

namespace EventConsumers.CodeFixes.Serialization;

/// <summary>Hands the bytes of a body to the calls that read its text so far.</summary>
internal static class ByteReading
{
    /// <summary>The tree in which the calls read the bytes; null where that is not sure to be the same.</summary>
    public static SyntaxNode? Apply(FixContext context, MethodBody code, IOperation decoding, IOperation bytes, IReadOnlyList<JsonCall> readers, ClientCatalog catalog)
    {
        // A JsonDocument keeps the memory that it reads, which may be the client's pooled buffer.
        if (readers.Any(reader => reader.Operation.TargetMethod.ContainingType.Name == "JsonDocument" || reader.Input is null)
            || BodyBytes.Of(decoding, bytes, code, catalog) is not { } view)
        {
            return null;
        }

        var editor = new SyntaxEditor(context.Root, context.Document.Project.Solution.Workspace.Services);
        var superfluous = new List<StatementSyntax>();
        var texts = readers.Select(reader => reader.Input!.Syntax).ToList();
        if (readers.Count != 1 || !IsSame(texts[0], decoding.Syntax))
        {
            if (Local(decoding) is not { } text
                || !view.CanMove
                || code.WritesOf(text.Symbol).Count != 1
                || code.ReadsOf(text.Symbol) is not { Count: > 0 } reads
                || !reads.All(read => texts.Any(argument => IsSame(argument, read.Syntax)))
                || !readers.All(reader => RunsWith(reader.Operation, decoding, view)))
            {
                return null;
            }

            superfluous.Add(text.Statement);
        }

        if (view.Copy is { } copy)
            superfluous.Add(copy);
        RemovedStatement.Remove(editor, [.. superfluous]);
        foreach (var argument in texts.Select(Outermost))
            editor.ReplaceNode(argument, view.Expression.WithTriviaFrom(argument).WithAdditionalAnnotations(Simplifier.Annotation));
        return editor.GetChangedRoot();
    }

    /// <summary>The local that a value alone initializes, in a statement that declares nothing else.</summary>
    public static (ISymbol Symbol, LocalDeclarationStatementSyntax Statement)? Local(IOperation value)
    {
        while (value.Parent is IConversionOperation or IParenthesizedOperation)
            value = value.Parent;

        return value.Parent is IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator }
            && declarator.Syntax.FirstAncestorOrSelf<LocalDeclarationStatementSyntax>() is { Declaration.Variables.Count: 1 } statement
            && RemovedStatement.Next(statement) is not null
            ? (declarator.Symbol, statement)
            : null;
    }

    // Bytes need no null-forgiveness.
    private static SyntaxNode Outermost(SyntaxNode argument) =>
        argument.Parent is PostfixUnaryExpressionSyntax or ParenthesizedExpressionSyntax ? Outermost(argument.Parent) : argument;

    public static bool IsSame(SyntaxNode argument, SyntaxNode value)
    {
        while (argument is ParenthesizedExpressionSyntax or PostfixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.SuppressNullableWarningExpression })
            argument = argument is ParenthesizedExpressionSyntax parenthesized ? parenthesized.Expression : ((PostfixUnaryExpressionSyntax)argument).Operand;
        return argument == value || argument.Span == value.Span;
    }

    // The client may take its buffer back while the handler waits, and when it has returned.
    private static bool RunsWith(IOperation reader, IOperation decoding, BodyBytes view) =>
        view.IsArray
        || reader.Function().Syntax == decoding.Function().Syntax
            && !reader.Function().Syntax.DescendantNodes().Any(node =>
                node is AwaitExpressionSyntax && node.SpanStart > decoding.Syntax.Span.End && node.Span.End < reader.Syntax.SpanStart);
}
