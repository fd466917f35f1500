using EventConsumers;
using System.Buffers.Binary;
using System.Globalization;
using EventConsumers.RabbitMQ;
using RabbitMQ.Client;

// Consumes a queue until it is killed, and writes down each message that it has handled: port, queue, prefetch, file.
var (port, queue, prefetch, path) = (int.Parse(args[0], CultureInfo.InvariantCulture), args[1], int.Parse(args[2], CultureInfo.InvariantCulture), args[3]);

// Unbuffered: what has been written stays when the process is killed.
using var handled = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.Read, bufferSize: 0);
await using var consumer = new RabbitMqConsumer(
    new ConnectionFactory { HostName = "127.0.0.1", Port = port },
    queue,
    async (delivery, _) =>
    {
        if (delivery.DeliveryTag % 16 == 0)
            await Task.Yield();

        lock (handled)
            handled.Write(delivery.Body.Span);
    },
    new RabbitMqConsumerOptions
    {
        Concurrency = 8,
        Prefetch = prefetch,
        Order = MessageOrder.ByKey<RabbitMqDelivery, int>(delivery => BinaryPrimitives.ReadInt32LittleEndian(delivery.Body.Span)),
    });
await consumer.RunAsync();
