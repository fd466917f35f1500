// Trap: an ack after a catch-all, but the caller gets its answer either way: failure is a reply.
using System.Text;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace ValidCode.RabbitMq6;

public sealed class RpcServer
{
    private readonly IModel _channel;
    private readonly Func<string, string> _price;

    public RpcServer(IModel channel, Func<string, string> price) => (_channel, _price) = (channel, price);

    public void Start()
    {
        _channel.BasicQos(0, 1, false);
        var consumer = new EventingBasicConsumer(_channel);
        consumer.Received += Answer;
        _channel.BasicConsume("prices", false, consumer);
    }

    private void Answer(object? sender, BasicDeliverEventArgs request)
    {
        var reply = _channel.CreateBasicProperties();
        reply.CorrelationId = request.BasicProperties.CorrelationId;
        try
        {
            var price = _price(Encoding.UTF8.GetString(request.Body.Span));
            _channel.BasicPublish("", request.BasicProperties.ReplyTo, reply, Encoding.UTF8.GetBytes(price));
        }
        catch (Exception exception)
        {
            reply.Type = "error";
            _channel.BasicPublish("", request.BasicProperties.ReplyTo, reply, Encoding.UTF8.GetBytes(exception.Message));
            _channel.BasicNack(request.DeliveryTag, false, requeue: false);
            return;
        }

        _channel.BasicAck(request.DeliveryTag, false);
    }
}
