using EventConsumers.CodeFixes.Delivery;

namespace EventConsumers.Analyzers.Tests.Rules.Delivery;

public class DeliveryResultIgnoredTests
{
    [Theory, EachVersionOf(Client.Kafka)]
    public async Task Kafka(References kafka)
    {
        var found = await Verify.FindsAsync(kafka, """
            using Confluent.Kafka;

            public class Publisher
            {
                public async Task Publish(IProducer<string, string> producer, Message<string, string> message)
                {
                    _ = producer.{|EVC1019:ProduceAsync("orders", message)|};
                    producer.{|EVC1019:Produce("orders", message)|};
                    producer.{|EVC1019:Produce("orders", message, null)|};
                    producer.Produce("orders", message, report => Console.WriteLine(report.Error));
                    await producer.ProduceAsync("orders", message);
                    await Task.WhenAll(producer.ProduceAsync("orders", message));
                    var task = producer.ProduceAsync("orders", message);
                    await task;
                }
            }
            """);
        Assert.Equal("'ProduceAsync' is not awaited; if it fails, the message is lost and nobody learns of it", found[0].GetMessage());
        Assert.Equal("'Produce' is given no delivery handler; if it fails, the message is lost and nobody learns of it", found[1].GetMessage());
    }

    [Theory, EachVersionOf(Client.Kafka)]
    public Task A_transaction_has_an_outcome_of_its_own(References kafka) => Verify.SilentAsync(kafka, """
        using Confluent.Kafka;

        public class Publisher
        {
            public void Publish(IProducer<string, string> producer, Message<string, string> message)
            {
                producer.BeginTransaction();
                producer.Produce("orders", message);
                producer.CommitTransaction();
            }
        }
        """, "EVC1019");

    [Theory, EachVersionOf(Client.Sqs)]
    public async Task Sqs(References sqs)
    {
        var found = await Verify.FindsAsync(sqs, """
            using Amazon.SQS;

            public class Queue
            {
                public void Run(IAmazonSQS client, string queue)
                {
                    _ = client.{|EVC1019:SendMessageAsync(queue, "text")|};
                    _ = client.{|EVC1019:DeleteMessageAsync(queue, "handle")|};
                    client.SendMessageAsync(queue, "text").Wait();
                }
            }
            """);
        Assert.EndsWith("the message comes again and nobody learns why", found[1].GetMessage(), StringComparison.Ordinal);
    }

    [Fact]
    public Task RabbitMq() => Verify.FindsAsync(References.RabbitMq7, """
        using RabbitMQ.Client;

        public class Publisher
        {
            public async Task Publish(IChannel channel, byte[] body)
            {
                _ = channel.{|EVC1019:BasicPublishAsync("", "orders", body)|};
                await channel.BasicPublishAsync("", "orders", body);
            }
        }
        """);

    [Theory, EachVersionOf(Client.Redis)]
    public Task What_is_sent_off_later_or_meant_to_be_forgotten(References redis) => Verify.FindsAsync(redis, """
        using StackExchange.Redis;

        public class Publisher
        {
            public void Publish(IDatabase database)
            {
                var batch = database.CreateBatch();
                _ = batch.StreamAddAsync("orders", "id", 1);
                batch.Execute();
                _ = database.StreamAddAsync("orders", "id", 1, flags: CommandFlags.FireAndForget);
                _ = database.{|EVC1019:StreamAddAsync("orders", "id", 1)|};
            }
        }
        """);

    [Fact]
    public Task Libraries_that_report_it_themselves() => Verify.SilentAsync(References.MassTransit | References.MediatR, """
        public class Publisher
        {
            public void Publish(MassTransit.IBus bus, MediatR.IMediator mediator)
            {
                _ = bus.Publish(new object());
                _ = mediator.Publish(new object());
            }
        }
        """, "EVC1019");

    [Fact]
    public Task The_fix_awaits() => Verify.FixesAsync<DeliveryResultIgnoredFix>(References.RabbitMq7, """
        using RabbitMQ.Client;

        public class Publisher
        {
            public Task Publish(IChannel channel, byte[] body)
            {
                _ = channel.{|EVC1019:BasicPublishAsync("", "orders", body)|}; // sent
                return Task.CompletedTask;
            }
        }
        """, """
        using RabbitMQ.Client;

        public class Publisher
        {
            public async Task Publish(IChannel channel, byte[] body)
            {
                await channel.BasicPublishAsync("", "orders", body); // sent
            }
        }
        """, "Await 'BasicPublishAsync'");

    [Theory, EachVersionOf(Client.Kafka)]
    public Task The_fix_logs(References kafka) => Verify.FixesAsync<DeliveryResultIgnoredFix>(kafka | References.Hosting, """
        using Confluent.Kafka;
        using Microsoft.Extensions.Logging;

        public class Publisher
        {
            private readonly ILogger<Publisher> _logger = null!;

            public void Publish(IProducer<string, string> producer, Message<string, string> message)
            {
                producer.{|EVC1019:Produce("orders", message)|}; // sent
                producer.{|EVC1019:Produce("orders", message, deliveryHandler: null)|};
            }
        }
        """, """
        using Confluent.Kafka;
        using Microsoft.Extensions.Logging;

        public class Publisher
        {
            private readonly ILogger<Publisher> _logger = null!;

            public void Publish(IProducer<string, string> producer, Message<string, string> message)
            {
                producer.Produce("orders", message, report =>
                {
                    if (report.Error.IsError)
                        _logger.LogError("Not delivered: {Reason}", report.Error.Reason);
                }); // sent
                producer.Produce("orders", message, deliveryHandler: report =>
                {
                    if (report.Error.IsError)
                        _logger.LogError("Not delivered: {Reason}", report.Error.Reason);
                });
            }
        }
        """, "Log failed deliveries");

    [Theory, EachVersionOf(Client.Kafka)]
    public Task No_fix_where_nobody_can_await_or_log(References kafka) => Verify.OffersNoFixAsync<DeliveryResultIgnoredFix>(kafka, """
        using Confluent.Kafka;

        public class Publisher
        {
            public void Publish(IProducer<string, string> producer, Message<string, string> message)
            {
                _ = producer.{|EVC1019:ProduceAsync("orders", message)|};
                producer.{|EVC1019:Produce("orders", message)|};
            }
        }
        """);
}
