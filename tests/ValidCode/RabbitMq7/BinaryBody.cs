// Trap: the body is copied and read field by field: a binary format, no text and no JSON.
using System.Buffers.Binary;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace ValidCode.RabbitMq7;

public readonly record struct Reading(int Sensor, double Value);

public interface IReadingStore
{
    ValueTask AddAsync(Reading reading);
}

public static class BinaryBody
{
    public static AsyncEventHandler<BasicDeliverEventArgs> Handler(IChannel channel, IReadingStore store) => async (_, ea) =>
    {
        if (ea.Body.Length != 12)
        {
            await channel.BasicRejectAsync(ea.DeliveryTag, requeue: false);
            return;
        }

        await store.AddAsync(Read(ea.Body.Span));
        await channel.BasicAckAsync(ea.DeliveryTag, multiple: false);
    };

    private static Reading Read(ReadOnlySpan<byte> body) =>
        new(BinaryPrimitives.ReadInt32LittleEndian(body), BinaryPrimitives.ReadDoubleLittleEndian(body[4..]));
}
