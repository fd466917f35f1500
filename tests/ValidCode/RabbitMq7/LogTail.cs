// Trap: automatic acknowledgement with a handler, but the handler only prints: a tail of the log, where a lost line does no harm.
using System.Text;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

var factory = new ConnectionFactory { HostName = "localhost" };
using var connection = await factory.CreateConnectionAsync();
using var channel = await connection.CreateChannelAsync();

await channel.ExchangeDeclareAsync(exchange: "logs", type: ExchangeType.Fanout);
QueueDeclareOk declared = await channel.QueueDeclareAsync();
var queue = declared.QueueName;
await channel.QueueBindAsync(queue: queue, exchange: "logs", routingKey: string.Empty);

var consumer = new AsyncEventingBasicConsumer(channel);
consumer.ReceivedAsync += (model, ea) =>
{
    var line = Encoding.UTF8.GetString(ea.Body.Span);
    Console.WriteLine($" [x] {line}");
    return Task.CompletedTask;
};

await channel.BasicConsumeAsync(queue, autoAck: true, consumer: consumer);
Console.ReadLine();
