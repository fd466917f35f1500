using EventConsumers.Analyzers.Clients;
using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.CodeFixes.Delivery;

/// <summary>Turns a subscription with automatic acknowledgement into one whose handler settles.</summary>
internal static class ManualSubscription
{
    /// <summary>Writes the repair; null where the handler cannot be seen or has no sure place to settle.</summary>
    public static string? Write(SyntaxEditor editor, MessagingCall subscription, BodyFacts facts, FixContext context)
    {
        if (SubscribedHandler.Of(subscription, facts, context) is not { } handler)
            return null;

        if (handler.Settles)
            return "Settle in the handler only";

        return handler.Message is { } message
            && CallFor(subscription, handler, message, context) is { } call
            && SettlingFunction.Write(editor, handler.Function, handler.Symbol, call, handler.Facts, context)
                ? SettleTitle.Of(call, handler.Function, handler.Facts)
                : null;
    }

    private static SettleCall? CallFor(MessagingCall subscription, SubscribedHandler handler, IParameterSymbol message, FixContext context)
    {
        foreach (var idiom in subscription.Client.Settlements)
        {
            if (Channels(subscription, handler, idiom, context).FirstOrDefault() is { } channel)
                return new SettleCall(idiom, channel, message.Name);
        }

        return null;
    }

    // What to settle on, the plainest first: the channel that the subscription is made on, or the consumer's own.
    private static IEnumerable<string> Channels(MessagingCall subscription, SubscribedHandler handler, SettlementIdiom idiom, FixContext context)
    {
        if (subscription.Receiver?.Unwrapped() is ILocalReferenceOperation or IParameterReferenceOperation or IFieldReferenceOperation { Instance: null or IInstanceReferenceOperation }
            && SettleCall.Has(subscription.Receiver.Type, idiom)
            && IsInScope(subscription.Receiver.ReferencedSymbol()!, subscription.Receiver.Syntax.ToString(), handler, context))
        {
            yield return subscription.Receiver.Syntax.ToString();
        }

        if (PropertyOf(handler.ConsumerType, idiom) is not { } property)
            yield break;

        if (IsInScope(handler.Consumer, handler.Consumer.Name, handler, context))
            yield return $"{handler.Consumer.Name}.{property.Name}";

        if (handler.Symbol.Parameters.FirstOrDefault() is { IsDiscard: false, Type.SpecialType: SpecialType.System_Object } sender)
        {
            var type = handler.ConsumerType.ToMinimalDisplayString(context.Model, NullableFlowState.NotNull, handler.Function.SpanStart);
            var forgiveness = sender.NullableAnnotation == NullableAnnotation.Annotated ? "!" : "";
            yield return $"(({type}){sender.Name}{forgiveness}).{property.Name}";
        }
    }

    private static bool IsInScope(ISymbol symbol, string text, SubscribedHandler handler, FixContext context)
    {
        if (symbol is ILocalSymbol && symbol.DeclaringSyntaxReferences.Any(reference => reference.Span.Start > handler.Function.SpanStart))
            return false;

        var body = SettlingFunction.BodyOf(handler.Function)!;
        var position = body is BlockSyntax block ? block.OpenBraceToken.Span.End : body.SpanStart;
        var bound = context.Model.GetSpeculativeSymbolInfo(position, SyntaxFactory.ParseExpression(text), SpeculativeBindingOption.BindAsExpression).Symbol;
        return SymbolEqualityComparer.Default.Equals(bound, symbol);
    }

    private static IPropertySymbol? PropertyOf(ITypeSymbol type, SettlementIdiom idiom)
    {
        for (ITypeSymbol? current = type; current is not null; current = current.BaseType)
        {
            if (current.GetMembers().OfType<IPropertySymbol>().FirstOrDefault(property =>
                property is { DeclaredAccessibility: Accessibility.Public, IsStatic: false } && SettleCall.Has(property.Type, idiom)) is { } found)
            {
                return found;
            }
        }

        return null;
    }
}
