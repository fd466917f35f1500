using RabbitMQ.Client;

namespace UserActivity;

/// <summary>Where RabbitMQ puts what a consumer has rejected.</summary>
internal static class DeadLetterExchange
{
    public const string Name = "user-activity.dead-letter";

    public static async Task DeclareAsync(IChannel channel, CancellationToken cancellationToken)
    {
        await channel.ExchangeDeclareAsync(Name, ExchangeType.Fanout, durable: true, cancellationToken: cancellationToken);
        await channel.QueueDeclareAsync(Name, durable: true, exclusive: false, autoDelete: false, cancellationToken: cancellationToken);
        await channel.QueueBindAsync(Name, Name, routingKey: "", cancellationToken: cancellationToken);
    }
}
