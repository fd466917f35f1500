using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace EventConsumers.Analyzers.Messaging;

/// <summary>Where to show a finding about a handler as a whole: handlers are long, so not all of it.</summary>
internal static class HandlerPlace
{
    /// <summary>The name of a method, the head of a lambda, the call that receives.</summary>
    public static Location Of(Handler handler) =>
        handler.Receives.Count > 0 ? CallName.LocationOf(handler.Receives[0].Operation.Syntax)
        : handler.Function.FunctionSymbol() is { Name.Length: > 0, Locations: { Length: > 0 } local } ? local[0]
        : handler.Kind == HandlerKind.Callback ? HeadOf(handler.Function.Syntax)
        : handler.Facts.Owner.Locations[0];

    /// <summary>The head of a lambda, up to its arrow.</summary>
    public static Location HeadOf(SyntaxNode lambda) => Location.Create(
        lambda.SyntaxTree,
        TextSpan.FromBounds(lambda.SpanStart, lambda switch
        {
            LambdaExpressionSyntax { ArrowToken.Span.End: var end } => end,
            AnonymousMethodExpressionSyntax { Block.SpanStart: var start } => start,
            _ => lambda.Span.End,
        }));
}
