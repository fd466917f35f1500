namespace EventConsumers.Analyzers.Clients;

/// <summary>How code written by a fix settles a message and refuses it, in one of the forms that a client has.</summary>
/// <param name="Settle">The member that settles one message: <c>BasicAck</c>.</param>
internal sealed record SettlementIdiom(string Settle)
{
    /// <summary>The settle call is awaited.</summary>
    public bool IsAsync { get; init; }

    /// <summary>The member of the message that is given to the call: <c>DeliveryTag</c>; null where the message itself is.</summary>
    public string? Tag { get; init; }

    /// <summary>What a settle call is given after the message, as C#: <c>multiple: false</c>; null where nothing is needed.</summary>
    public string? Arguments { get; init; }

    /// <summary>Parameters of the receive call whose arguments the settle call repeats before the message: <c>key</c>.</summary>
    public string[] Repeated { get; init; } = [];

    /// <summary>The call takes the tags of all messages that were received together, as an array.</summary>
    public bool TakesMany { get; init; }

    /// <summary>The member, on the same object, that refuses a message for good or dead-letters it; null where the client has none.</summary>
    public string? Reject { get; init; }

    /// <summary>What the refusal is given besides the arguments of the settle call, as C#: <c>requeue: false</c>.</summary>
    public string? RejectArguments { get; init; }
}
