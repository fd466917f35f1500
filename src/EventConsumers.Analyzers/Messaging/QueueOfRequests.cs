using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Messaging;

/// <summary>Recognises queues through which a server gets requests: what is in them when it ends, its callers have given up.</summary>
internal static class QueueOfRequests
{
    /// <summary>The queue that a call declares takes requests, by its exchange or by what its consumer does.</summary>
    public static bool IsDeclaredBy(MessagingCall declaration, BodyFacts facts) =>
        facts.Calls.Any(bind => bind.Verb == Verb.Bind && IsOfRequests(bind, facts) && Concerns(bind, declaration, facts)) || IsAnswered(declaration, facts);

    private static bool IsOfRequests(MessagingCall bind, BodyFacts facts) =>
        NameOf(bind) is { } exchange && facts.Calls.Any(call =>
            call.Meaning.ExchangeKind is { } kind && NameOf(call) == exchange
            && Constants.Of(call.Argument(kind.Parameter)) is string type && kind.OfRequests.Contains(type));

    private static string? NameOf(MessagingCall call) =>
        call.Meaning.Exchange is { } parameter && call.Argument(parameter) is { } exchange ? Constants.Of(exchange) as string ?? exchange.ReferencedSymbol()?.Name : null;

    // The one subscription of the body reads the queue, and the one handler sends to where its message says.
    private static bool IsAnswered(MessagingCall declaration, BodyFacts facts) =>
        facts.Handlers.Count == 1
        && facts.Calls.Where(call => call.Verb == Verb.Subscribe).Take(2).ToList() is { Count: 1 } subscriptions && Concerns(subscriptions[0], declaration, facts)
        && facts.Calls.Any(send => send.Verb == Verb.Send && facts.Handlers[0].Contains(send.Operation) && GoesToSender(send, facts.Handlers[0]));

    private static bool GoesToSender(MessagingCall send, Handler handler) =>
        send.Operation is IInvocationOperation { Arguments: var arguments }
        && arguments.Any(argument => IsReplyAddress(argument.Value.Unwrapped(), handler) || IsReplyAddress(Constants.InitializerOf(argument.Value)?.Unwrapped(), handler));

    private static bool IsReplyAddress(IOperation? value, Handler handler) =>
        value is IPropertyReferenceOperation { Property.Name: var name } && name.StartsWith("ReplyTo", StringComparison.Ordinal) && handler.Taint.Covers(value);

    private static bool Concerns(MessagingCall call, MessagingCall declaration, BodyFacts facts) =>
        ConsumedQueue.Of(call, facts)?.Declarations.Any(other => other.Operation.Syntax == declaration.Operation.Syntax) == true;
}
