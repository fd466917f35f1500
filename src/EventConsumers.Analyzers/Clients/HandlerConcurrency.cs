namespace EventConsumers.Analyzers.Clients;

/// <summary>An option without which a consumer calls its handler for one message at a time.</summary>
/// <param name="Client">The client.</param>
/// <param name="Property">The option that says how many calls there may be.</param>
/// <param name="IsOfConsumer">The options belong to a consumer; else to a connection that may only be published on.</param>
internal sealed record HandlerConcurrency(MessagingClient Client, string Property, bool IsOfConsumer);
