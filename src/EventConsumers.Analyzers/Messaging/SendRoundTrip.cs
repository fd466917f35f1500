using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Messaging;

/// <summary>Round trips to the broker that a body makes in the same turn as it sends: next to one, what the message is made of costs nothing.</summary>
internal static class SendRoundTrip
{
    /// <summary>A queue or an exchange is declared, or a client is made and let go of, each time that a message is sent.</summary>
    public static bool IsToSetUp(BodyFacts facts) => facts.Calls.Any(call => call.Verb switch
    {
        Verb.Declare => facts.Calls.Any(send => IsSend(send) && AreOfOneTurn(call, send)),
        Verb.CreateClient => ShortLivedClient.Of(call.Operation, facts) is { } client && client.Calls.Any(send => IsSend(send) && AreOfOneTurn(call, send)),
        _ => false,
    });

    /// <summary>What was sent is waited for each time that a message is sent.</summary>
    public static bool IsToFlush(BodyFacts facts) => facts.Calls.Any(flush =>
        flush.Verb == Verb.Flush && !IsOnlyALook(flush) && facts.Calls.Any(send => IsSend(send) && Precedes(send, flush)));

    /// <summary>The flush waits for nothing: <c>producer.Flush(TimeSpan.Zero)</c>.</summary>
    public static bool IsOnlyALook(MessagingCall flush) =>
        flush.Operation is IInvocationOperation { Arguments: var arguments }
        && arguments.Any(argument => argument.Value.Unwrapped() is IFieldReferenceOperation { Field: { Name: "Zero", IsStatic: true } });

    /// <summary>The send stands before the other call, in the same turn.</summary>
    public static bool Precedes(MessagingCall send, MessagingCall other) =>
        send.Operation.Syntax.SpanStart < other.Operation.Syntax.SpanStart && AreOfOneTurn(send, other);

    private static bool IsSend(MessagingCall call) => call.Verb is Verb.Send or Verb.SendMany;

    private static bool AreOfOneTurn(MessagingCall first, MessagingCall second) =>
        ReferenceEquals(first.Operation.EnclosingLoop(), second.Operation.EnclosingLoop())
        && ReferenceEquals(first.Operation.Function(), second.Operation.Function());
}
