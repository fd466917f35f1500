using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace EventConsumers.CodeFixes;

/// <summary>Passes a cancellation token to a call.</summary>
internal static class TokenArgument
{
    /// <summary>The call with the token: in place of the one that it is given, or behind its arguments.</summary>
    public static InvocationExpressionSyntax Pass(InvocationExpressionSyntax call, string token, FixContext context)
    {
        var value = SyntaxFactory.ParseExpression(token);
        var given = call.ArgumentList.Arguments.FirstOrDefault(argument => context.Model.GetTypeInfo(argument.Expression, context.CancellationToken).ConvertedType.IsCancellationToken());
        if (given is not null)
            return call.ReplaceNode(given, given.WithExpression(value.WithTriviaFrom(given.Expression)));

        var argument = SyntaxFactory.Argument(value);
        if (!IsNext(call, context) && NameOf(call, context) is { } name)
            argument = argument.WithNameColon(SyntaxFactory.NameColon(SyntaxFactory.IdentifierName(name), SyntaxFactory.Token(SyntaxKind.ColonToken).WithTrailingTrivia(SyntaxFactory.Space)));

        return call.WithArgumentList(AppendedArgument.To(call.ArgumentList, argument));
    }

    // The token comes right behind what is given; otherwise it must be named.
    private static bool IsNext(InvocationExpressionSyntax call, FixContext context) =>
        Called(call, context) is not { } method
        || !call.ArgumentList.Arguments.Any(argument => argument.NameColon is not null)
            && (Token(method) is not { } token || token.Ordinal == call.ArgumentList.Arguments.Count);

    private static string? NameOf(InvocationExpressionSyntax call, FixContext context) =>
        Called(call, context) is not { } method ? null : Token(method)?.Name ?? "cancellationToken";

    private static IMethodSymbol? Called(InvocationExpressionSyntax call, FixContext context) => context.Model.GetSymbolInfo(call, context.CancellationToken).Symbol as IMethodSymbol;

    private static IParameterSymbol? Token(IMethodSymbol method) => method.Parameters.FirstOrDefault(parameter => parameter.Type.IsCancellationToken());
}
