using EventConsumers.Analyzers.Clients;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Messaging;

/// <summary>Tells sends that wait for the broker from those that are only noted, to go out together with others or not at all.</summary>
internal static class WaitingSend
{
    /// <summary>Whoever waits for the call waits for the broker.</summary>
    public static bool Is(MessagingCall send, BodyFacts facts) =>
        !IsOnlyWritten(send, facts)
        && !IsPartOfHandler(send, facts)
        && !(send.Receiver?.Type is { } type && Array.IndexOf(send.Client.InProcessSenders, type.ToDisplayString()) >= 0);

    /// <summary>The call is done when the message is on its way, unless the channel was made to wait for confirmations.</summary>
    public static bool IsOnlyWritten(MessagingCall send, BodyFacts facts) => send.Meaning.WaitsIfConfirmed && !IsConfirmed(send, facts);

    /// <summary>The options have sending wait for the broker's confirmation.</summary>
    public static bool IsConfirmed(OptionLiteral options, ConfirmLimitIdiom idiom) =>
        Array.TrueForAll(idiom.On, setting => options[setting].Flag(unset: false) == true);

    // By the options that the channel was made with.
    private static bool IsConfirmed(MessagingCall send, BodyFacts facts)
    {
        var literals = facts.Compilation.Literals;
        return send.Client.ConfirmLimit is { } idiom
            && send.Receiver is { } channel
            && literals.ValueOf(channel, facts.CancellationToken) is IInvocationOperation creation
            && creation.Arguments.Select(argument => literals.At(argument.Value, facts.CancellationToken)).FirstOrDefault(options => options?.Creation.Type?.ToDisplayString() == idiom.Options) is { } given
            && IsConfirmed(given, idiom);
    }

    // What a handler sends, and what goes through an outbox or a transaction, waits for its end.
    private static bool IsPartOfHandler(MessagingCall send, BodyFacts facts) =>
        send.Meaning.SentTogetherBy is { } words
        && (facts.Handlers.Any(handler => handler.Settlement == SettlementMode.Framework && handler.Contains(send.Operation))
            || send.Client.OutsideContext is { Context: var context } && send.Receiver?.Type is { } type && type.AllInterfaces.Prepend(type).Any(contract => contract.ToDisplayString() == context)
            || Array.Exists(words, word => facts.Compilation.Mentions(word, facts.CancellationToken)));
}
