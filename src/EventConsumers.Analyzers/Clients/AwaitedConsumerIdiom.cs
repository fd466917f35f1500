namespace EventConsumers.Analyzers.Clients;

/// <summary>A consumer class that awaits its handlers, in place of one that does not.</summary>
/// <param name="Consumer">The full name of the class that does not await: <c>EventingBasicConsumer</c>.</param>
/// <param name="Awaited">The name of the class, in the same namespace and with the same events, that does.</param>
/// <param name="Factory">The full name of the type with the option that has messages dispatched to such consumers.</param>
/// <param name="Option">The option, off by default: without it the handler never runs.</param>
internal sealed record AwaitedConsumerIdiom(string Consumer, string Awaited, string Factory, string Option)
{
    /// <summary>Other classes and interfaces of consumers that the option leaves without messages.</summary>
    public string[] Excluded { get; init; } = [];
}
