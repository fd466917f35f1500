// Trap: a tool gets messages one by one and acknowledges each after it has been published again; the loop ends when the queue is empty.
using RabbitMQ.Client;

var factory = new ConnectionFactory { Uri = new Uri(args is [var uri, ..] ? uri : "amqp://localhost") };
await using var connection = await factory.CreateConnectionAsync();
await using var channel = await connection.CreateChannelAsync(new CreateChannelOptions(
    publisherConfirmationsEnabled: true,
    publisherConfirmationTrackingEnabled: true,
    outstandingPublisherConfirmationsRateLimiter: new ThrottlingRateLimiter(64)));

var moved = 0;
while (await channel.BasicGetAsync("orders.dead", autoAck: false) is { } dead)
{
    await channel.BasicPublishAsync("orders", dead.RoutingKey, mandatory: true, new BasicProperties(dead.BasicProperties), dead.Body);
    await channel.BasicAckAsync(dead.DeliveryTag, multiple: false);
    moved++;
}

Console.WriteLine($"{moved} messages moved back.");
