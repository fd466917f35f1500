using EventConsumers.Analyzers.Clients;
using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.CodeFixes.Serialization;

/// <summary>How code can say the bytes that were decoded, as an array or a span, without a copy.</summary>
internal sealed class BodyBytes
{
    private BodyBytes(ExpressionSyntax expression, bool isArray)
    {
        Expression = expression;
        IsArray = isArray;
    }

    /// <summary>The bytes, as an argument of type <c>byte[]</c> or <c>ReadOnlySpan&lt;byte&gt;</c>.</summary>
    public ExpressionSyntax Expression { get; }

    /// <summary>The bytes are an array of the application's own, not a view of the client's memory.</summary>
    public bool IsArray { get; }

    /// <summary>The expression means the same further down.</summary>
    public bool CanMove { get; private set; }

    /// <summary>The declaration of a local that held a copy, which nothing else reads; null if there is none.</summary>
    public LocalDeclarationStatementSyntax? Copy { get; private set; }

    public static BodyBytes? Of(IOperation decoding, IOperation bytes, MethodBody code, ClientCatalog catalog)
    {
        if (decoding is IInvocationOperation { Arguments: { Length: > 1 } arguments } && !IsWhole(arguments[0].Value, arguments[1].Value, arguments[2].Value))
            return null;

        bytes = WithoutConversions(bytes);
        if (bytes is ILocalReferenceOperation local && CopyOf(local, code) is var (statement, original))
        {
            var viewed = View(original, catalog);
            if (viewed is { IsArray: false } && IsPath(original.Syntax))
            {
                viewed.Copy = statement;
                viewed.CanMove = true;
                return viewed;
            }
        }

        if (View(bytes, catalog) is not { } view)
            return null;

        view.CanMove = IsPath(bytes.Syntax);
        return view;
    }

    private static BodyBytes? View(IOperation bytes, ClientCatalog catalog)
    {
        bytes = WithoutConversions(bytes);
        if (bytes is IInvocationOperation { TargetMethod.Name: "ToArray" or "ToMemory", Arguments.Length: 0, Instance: { } source })
            return View(source, catalog);

        if (bytes.Syntax is not ExpressionSyntax syntax)
            return null;

        var expression = syntax.WithoutTrivia();
        return bytes.Type switch
        {
            IArrayTypeSymbol => new BodyBytes(expression, isArray: true),
            { Name: "ReadOnlySpan" or "Span" } => new BodyBytes(expression, isArray: false),
            { Name: "ReadOnlyMemory" or "Memory" } => new BodyBytes(Member(expression, "Span"), isArray: false),
            { Name: "BinaryData" } => new BodyBytes(Member(SyntaxFactory.InvocationExpression(Member(expression, "ToMemory")), "Span"), isArray: false),
            { } type when catalog.HoldsBody(type) => new BodyBytes(
                Member(SyntaxFactory.ParenthesizedExpression(SyntaxFactory.CastExpression(SyntaxFactory.ParseTypeName("System.ReadOnlyMemory<byte>"), expression)), "Span"),
                isArray: false),
            _ => null,
        };
    }

    // var body = ea.Body.ToArray(); with nothing but the decoding to read it.
    private static (LocalDeclarationStatementSyntax, IOperation)? CopyOf(ILocalReferenceOperation local, MethodBody code) =>
        code.WritesOf(local.Local) is { Count: 1 } writes
        && code.ReadsOf(local.Local).Count == 1
        && ByteReading.Local(writes[0]) is var (_, statement)
            ? (statement, writes[0])
            : null;

    // GetString(body, 0, body.Length) decodes all of it.
    private static bool IsWhole(IOperation bytes, IOperation index, IOperation count) =>
        index.ConstantValue is { HasValue: true, Value: 0 }
        && count is IPropertyReferenceOperation { Property.Name: "Length", Instance: { } counted }
        && SyntaxFactory.AreEquivalent(counted.Syntax, bytes.Syntax);

    private static IOperation WithoutConversions(IOperation bytes)
    {
        while (bytes is IConversionOperation or IParenthesizedOperation)
            bytes = bytes is IConversionOperation conversion ? conversion.Operand : ((IParenthesizedOperation)bytes).Operand;
        return bytes;
    }

    // Variables and their members, copied or not: nothing is computed anew and nothing waited for.
    private static bool IsPath(SyntaxNode syntax) => syntax switch
    {
        IdentifierNameSyntax or ThisExpressionSyntax => true,
        MemberAccessExpressionSyntax member => IsPath(member.Expression),
        ParenthesizedExpressionSyntax parenthesized => IsPath(parenthesized.Expression),
        CastExpressionSyntax cast => IsPath(cast.Expression),
        PostfixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.SuppressNullableWarningExpression } suppressed => IsPath(suppressed.Operand),
        ElementAccessExpressionSyntax { ArgumentList.Arguments.Count: 1 } element =>
            element.ArgumentList.Arguments[0].Expression is LiteralExpressionSyntax && IsPath(element.Expression),
        InvocationExpressionSyntax { ArgumentList.Arguments.Count: 0, Expression: MemberAccessExpressionSyntax { Name.Identifier.Text: "ToArray" or "ToMemory" } member } =>
            IsPath(member.Expression),
        _ => false,
    };

    private static MemberAccessExpressionSyntax Member(ExpressionSyntax expression, string name) =>
        SyntaxFactory.MemberAccessExpression(SyntaxKind.SimpleMemberAccessExpression, expression, SyntaxFactory.IdentifierName(name));
}
