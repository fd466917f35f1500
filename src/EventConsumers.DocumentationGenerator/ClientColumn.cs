namespace EventConsumers.DocumentationGenerator;

/// <summary>A column of the table of rules and clients.</summary>
/// <param name="Name">The client, as its users know it.</param>
/// <param name="Key">The client's name in the tests, where it is tested in several versions.</param>
/// <param name="Sets">The reference sets of the tests, with what their version is called; no version where there is but one.</param>
internal sealed record ClientColumn(string Name, string? Key, params (string References, string Version)[] Sets)
{
    public static IReadOnlyList<ClientColumn> All { get; } =
    [
        new("Kafka", "Kafka", ("Kafka19", "1.x"), ("Kafka2", "2.x")),
        new("RabbitMQ", "RabbitMq", ("RabbitMq6", "6.x"), ("RabbitMq7", "7.x")),
        new("SQS", "Sqs", ("Sqs3", "3.x"), ("Sqs4", "4.x")),
        new("Service Bus", null, ("ServiceBus", "")),
        new("Redis", "Redis", ("Redis2", "2.x"), ("Redis3", "3.x")),
        new("MassTransit", null, ("MassTransit", "")),
        new("NServiceBus", null, ("NServiceBus", "")),
        new("Rebus", null, ("Rebus", "")),
        new("Wolverine", null, ("Wolverine", "")),
        new("Brighter", null, ("Brighter", "")),
        new("KafkaFlow", null, ("KafkaFlow", "")),
        new("CAP", null, ("Cap", "")),
        new("Lambda", null, ("Lambda", "")),
        new("Functions", null, ("FunctionsIsolated", "isolated"), ("FunctionsInProcess", "in-process")),
        new("MediatR", null, ("MediatR", "")),
    ];

    /// <summary>The reference sets that a theory over each version of a client runs against.</summary>
    public static IEnumerable<string> Versions(string key) => All.Where(column => column.Key == key).SelectMany(column => column.Sets.Select(set => set.References));

    /// <summary>What the cell of a rule holds: a tick, the versions if only some are tested, or nothing.</summary>
    public string Cell(Func<string, bool> isTested)
    {
        var tested = Sets.Where(set => isTested(set.References)).ToList();
        return tested.Count == 0 ? "" : tested.Count == Sets.Length ? "✓" : string.Join(", ", tested.Select(set => set.Version));
    }
}
