using EventConsumers.Analyzers.Clients;

namespace EventConsumers.Analyzers.Messaging;

/// <summary>What makes a method of user code a message handler, and who settles its messages.</summary>
internal sealed record HandlerMeaning(MessagingClient Client, SettlementMode Settlement)
{
    /// <summary>The handler gets several messages at once.</summary>
    public bool IsBatch { get; init; }

    /// <summary>What runs the handler is seen to settle its message once it has finished.</summary>
    public bool IsSettledByRunner { get; init; }

    /// <summary>What reads for the handler goes on behind a message that fails: an exception does not bring it back.</summary>
    public bool PassesOverFailures { get; init; }
}
