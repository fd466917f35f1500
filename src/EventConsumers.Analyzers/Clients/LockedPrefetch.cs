namespace EventConsumers.Analyzers.Clients;

/// <summary>Options by which a consumer takes messages ahead of its handlers, each with a lock that runs out.</summary>
/// <param name="Prefetch">How many messages are taken ahead.</param>
/// <param name="Concurrency">How many are handled at a time.</param>
/// <param name="DefaultConcurrency">How many are handled at a time where nothing is set.</param>
/// <param name="Mode">The option that says whether messages are locked.</param>
/// <param name="Unlocked">The value of it with which they are not.</param>
internal sealed record LockedPrefetch(string Prefetch, string Concurrency, int DefaultConcurrency, string Mode, string Unlocked);
