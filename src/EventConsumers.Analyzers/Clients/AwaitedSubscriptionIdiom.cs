namespace EventConsumers.Analyzers.Clients;

/// <summary>A subscription without a handler, whose result takes one that the client awaits.</summary>
/// <param name="Subscribe">The member that subscribes.</param>
/// <param name="SubscribeAsync">The member that does so asynchronously.</param>
/// <param name="Attach">The member of its result that takes the handler.</param>
/// <param name="Members">The members of the awaited handler's message that stand for the parameters of the other handler, in their order.</param>
internal sealed record AwaitedSubscriptionIdiom(string Subscribe, string SubscribeAsync, string Attach, string[] Members);
