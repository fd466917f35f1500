// Trap: an anonymous method of the old kind on a synchronous consumer; ack after the work, nack without requeue.
using System;
using System.Collections.Generic;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace ValidCode.RabbitMq6
{
    public interface ILetterWriter
    {
        void Write(byte[] letter);
    }

    public class ClassicConsumer : IDisposable
    {
        private readonly IConnection connection;
        private readonly IModel channel;
        private readonly ILetterWriter writer;

        public ClassicConsumer(ILetterWriter writer)
        {
            this.writer = writer;
            var factory = new ConnectionFactory() { HostName = "localhost", ConsumerDispatchConcurrency = 1 };
            connection = factory.CreateConnection();
            channel = connection.CreateModel();
            var arguments = new Dictionary<string, object>();
            arguments.Add("x-dead-letter-exchange", "letters.dead");
            channel.QueueDeclare("letters", true, false, false, arguments);
            channel.BasicQos(0, 10, false);
        }

        public void Start()
        {
            var consumer = new EventingBasicConsumer(channel);
            consumer.Received += delegate (object sender, BasicDeliverEventArgs e)
            {
                try
                {
                    writer.Write(e.Body.ToArray());
                    channel.BasicAck(e.DeliveryTag, false);
                }
                catch (Exception ex)
                {
                    Console.WriteLine(ex.Message);
                    channel.BasicNack(e.DeliveryTag, false, false);
                }
            };
            channel.BasicConsume("letters", false, consumer);
        }

        public void Dispose()
        {
            channel.Dispose();
            connection.Dispose();
        }
    }
}
