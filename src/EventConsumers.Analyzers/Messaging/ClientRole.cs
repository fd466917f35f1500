namespace EventConsumers.Analyzers.Messaging;

/// <summary>What a client object is for.</summary>
internal enum ClientRole
{
    /// <summary>Both, or neither: a connection, a channel.</summary>
    Other,

    /// <summary>It receives messages.</summary>
    Consumer,

    /// <summary>It sends messages.</summary>
    Producer,
}
