namespace EventConsumers.Analyzers.Clients;

/// <summary>How a queue is declared so that what is rejected goes to another queue.</summary>
/// <param name="Setting">The setting that names where it goes: <c>x-dead-letter-exchange</c>.</param>
internal sealed record DeadLetterIdiom(string Setting)
{
    /// <summary>What the setting is given so that <see cref="RoutingSetting"/> names a queue.</summary>
    public string Direct { get; init; } = "";

    /// <summary>The setting that names the queue.</summary>
    public string RoutingSetting { get; init; } = "";

    /// <summary>Settings of queues, with the value, of which nothing is ever dead-lettered.</summary>
    public (string Setting, string Value) Never { get; init; }
}
