namespace EventConsumers.Analyzers.Tests;

/// <summary>The major versions of a client library that are tested, the oldest first.</summary>
internal static class ClientVersions
{
    public static References[] Of(Client client) => client switch
    {
        Client.Kafka => [References.Kafka19, References.Kafka2],
        Client.RabbitMq => [References.RabbitMq6, References.RabbitMq7],
        Client.Sqs => [References.Sqs3, References.Sqs4],
        Client.Redis => [References.Redis2, References.Redis3],
        Client.Polly => [References.Polly7, References.Polly8],
        _ => throw new ArgumentOutOfRangeException(nameof(client)),
    };
}
