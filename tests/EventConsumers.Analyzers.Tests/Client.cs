namespace EventConsumers.Analyzers.Tests;

/// <summary>Client libraries that are tested in two major versions.</summary>
public enum Client
{
    Kafka,
    RabbitMq,
    Sqs,
    Redis,
    Polly,
}
