namespace EventConsumers.Analyzers.Clients;

/// <summary>What keeps the messages of a client back until the work that they tell of is done.</summary>
internal enum OutboxMode
{
    /// <summary>Nothing, unless it is configured.</summary>
    Configured,

    /// <summary>What a handler sends goes out only once it has succeeded.</summary>
    InHandlers,

    /// <summary>All messages are stored first, and sent from there.</summary>
    Always,
}
