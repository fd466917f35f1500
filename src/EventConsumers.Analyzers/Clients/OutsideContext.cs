namespace EventConsumers.Analyzers.Clients;

/// <summary>How a framework tells what a handler sends as part of the message that it handles from what it sends past it.</summary>
/// <param name="Context">The type of the handler's parameter by which it sends as part of the message.</param>
/// <param name="Senders">Types that send on their own account, whoever calls them.</param>
/// <param name="EndpointGetters">Their members that hand out an endpoint, which sends on their account too; the context has the same.</param>
internal sealed record OutsideContext(string Context, string[] Senders, string[] EndpointGetters);
