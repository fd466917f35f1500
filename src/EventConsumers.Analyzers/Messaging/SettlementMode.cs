namespace EventConsumers.Analyzers.Messaging;

/// <summary>Who tells the broker that a handler's message is done.</summary>
internal enum SettlementMode
{
    /// <summary>It cannot be told from the code at hand.</summary>
    Unknown,

    /// <summary>The handler's own code does, by a call.</summary>
    Manual,

    /// <summary>The framework does, when the handler returns; an exception means failure.</summary>
    Framework,

    /// <summary>Nobody does: in-process notifications.</summary>
    None,
}
