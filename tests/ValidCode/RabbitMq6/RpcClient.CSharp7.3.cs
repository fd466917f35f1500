// Trap: replies go into a BlockingCollection without a bound, from a queue with automatic acknowledgement: one reply per call, the next call waits for it.
using System;
using System.Collections.Concurrent;
using System.Text;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace ValidCode.RabbitMq6
{
    public class RpcClient
    {
        private readonly IModel _channel;
        private readonly string _replyQueueName;
        private readonly BlockingCollection<string> _replies = new BlockingCollection<string>();
        private readonly IBasicProperties _properties;

        public RpcClient(IModel channel)
        {
            _channel = channel;
            _replyQueueName = _channel.QueueDeclare().QueueName;
            var correlationId = Guid.NewGuid().ToString();
            _properties = _channel.CreateBasicProperties();
            _properties.CorrelationId = correlationId;
            _properties.ReplyTo = _replyQueueName;

            var consumer = new EventingBasicConsumer(_channel);
            consumer.Received += (model, ea) =>
            {
                if (ea.BasicProperties.CorrelationId == correlationId)
                    _replies.Add(Encoding.UTF8.GetString(ea.Body.Span));
            };
            _channel.BasicConsume(consumer: consumer, queue: _replyQueueName, autoAck: true);
        }

        public string Call(string message)
        {
            _channel.BasicPublish("", "rpc_queue", _properties, Encoding.UTF8.GetBytes(message));
            return _replies.Take();
        }
    }
}
