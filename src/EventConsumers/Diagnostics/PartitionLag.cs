namespace EventConsumers;

/// <summary>How far a consumer is behind in one partition.</summary>
/// <param name="PartitionId">The partition, as the broker names it.</param>
/// <param name="Lag">How many messages of the partition have not been handled.</param>
public readonly record struct PartitionLag(string PartitionId, long Lag);
