// Trap: an ack in a catch-all, but only after the message has been published to the error exchange.
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace ValidCode.RabbitMq7;

public sealed class DeadLetterByPublish
{
    private readonly IChannel _channel;
    private readonly IInvoices _invoices;

    public DeadLetterByPublish(IChannel channel, IInvoices invoices)
    {
        _channel = channel;
        _invoices = invoices;
    }

    public interface IInvoices
    {
        Task BookAsync(ReadOnlyMemory<byte> invoice, CancellationToken cancellationToken);
    }

    public async Task HandleAsync(object sender, BasicDeliverEventArgs ea)
    {
        try
        {
            await _invoices.BookAsync(ea.Body, ea.CancellationToken);
        }
        catch (Exception exception)
        {
            var properties = new BasicProperties
            {
                MessageId = ea.BasicProperties.MessageId,
                Persistent = true,
                Headers = new Dictionary<string, object?> { ["exception"] = exception.GetType().FullName },
            };
            await _channel.BasicPublishAsync("invoices.error", ea.RoutingKey, mandatory: true, properties, ea.Body, ea.CancellationToken);
            await _channel.BasicAckAsync(ea.DeliveryTag, false, ea.CancellationToken);
            return;
        }

        await _channel.BasicAckAsync(ea.DeliveryTag, false, ea.CancellationToken);
    }
}
