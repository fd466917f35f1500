namespace EventConsumers;

/// <summary>What a <see cref="MessagePump{TMessage}"/> does with a message whose handler throws.</summary>
public enum FailureMode
{
    /// <summary>
    /// The pump stops: it takes nothing in any more, handles what it has but for messages of the failed one's key, and its
    /// <see cref="MessagePump{TMessage}.Completion"/> fails. The failed message stays unsettled and comes again after a restart.
    /// </summary>
    Stop,

    /// <summary>
    /// The message, and those behind it with its key that are already in the pump, are released: they stay unsettled, and the
    /// broker delivers them again. The pump goes on. Right where the broker counts deliveries and dead-letters by itself.
    /// </summary>
    Release,
}
