namespace EventConsumers.Analyzers.Clients;

/// <summary>
/// How a message that is sent says which entity it is about: messages with one key keep their order, those with different keys
/// are handled side by side.
/// </summary>
/// <param name="Properties">Properties of the message of which one holds the key.</param>
/// <param name="Content">The property, or constructor parameter, that holds the content.</param>
internal sealed record MessageKey(string[] Properties, string Content)
{
    /// <summary>Every broker of the client spreads messages without a key at random.</summary>
    public bool IsAlwaysNeeded { get; init; }

    /// <summary>Members that have the code choose partitions by itself.</summary>
    public string[] ReplacedBy { get; init; } = [];

    /// <summary>The property that only messages have which go to a queue that keeps their order.</summary>
    public string? OrderedBy { get; init; }

    /// <summary>Properties by which a message asks for an answer, or is one: its group is what the two are matched by.</summary>
    public string[] Correlating { get; init; } = [];

    /// <summary>The property that says to which queue the message goes.</summary>
    public string? Queue { get; init; }
}
