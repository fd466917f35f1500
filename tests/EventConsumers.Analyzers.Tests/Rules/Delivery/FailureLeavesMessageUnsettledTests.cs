using EventConsumers.CodeFixes.Delivery;

namespace EventConsumers.Analyzers.Tests.Rules.Delivery;

public class FailureLeavesMessageUnsettledTests
{
    [Fact]
    public async Task An_ack_behind_the_work()
    {
        var found = await Verify.FindsAsync(References.RabbitMq7, Handler("""
            await orders.SaveAsync(ea.Body);
            await channel.{|EVC1007:BasicAckAsync(ea.DeliveryTag, false)|};
            """));
        Assert.Equal("'BasicAckAsync' is not reached when 'SaveAsync' fails; the message then stays unsettled until the connection ends", Assert.Single(found).GetMessage());
    }

    [Fact]
    public Task Methods_that_are_attached_and_consumer_classes() => Verify.FindsAsync(References.RabbitMq6, """
        using RabbitMQ.Client;
        using RabbitMQ.Client.Events;

        public interface IOrders { void Save(ReadOnlyMemory<byte> order); }

        public class Consumer
        {
            private readonly IOrders _orders = null!;
            private readonly IModel _channel = null!;

            public void Start() => new EventingBasicConsumer(_channel).Received += OnReceived;

            private void OnReceived(object? sender, BasicDeliverEventArgs ea)
            {
                _orders.Save(ea.Body);
                _channel.{|EVC1007:BasicAck(ea.DeliveryTag, false)|};
            }
        }

        public class OrderConsumer : DefaultBasicConsumer
        {
            private readonly IOrders _orders = null!;

            public override void HandleBasicDeliver(
                string consumerTag, ulong deliveryTag, bool redelivered, string exchange, string routingKey, IBasicProperties properties, ReadOnlyMemory<byte> body)
            {
                _orders.Save(body);
                Model.{|EVC1007:BasicAck(deliveryTag, false)|};
            }
        }
        """);

    [Theory]
    [InlineData("try { await orders.SaveAsync(ea.Body); await channel.BasicAckAsync(ea.DeliveryTag, false); } catch { await channel.BasicRejectAsync(ea.DeliveryTag, false); }")]
    [InlineData("try { await orders.SaveAsync(ea.Body); } catch (TimeoutException) { } await channel.BasicAckAsync(ea.DeliveryTag, false);")]
    [InlineData("try { await orders.SaveAsync(ea.Body); } finally { await channel.BasicAckAsync(ea.DeliveryTag, false); }")]
    [InlineData("Console.WriteLine(ea.RoutingKey); await channel.BasicAckAsync(ea.DeliveryTag, false);")]
    [InlineData("await channel.BasicAckAsync(ea.DeliveryTag, false); await orders.SaveAsync(ea.Body);")]
    [InlineData("await orders.SaveAsync(ea.Body);")]
    public Task Handlers_that_look_after_it_or_cannot_fail(string body) => Verify.SilentAsync(References.RabbitMq7, Handler(body), "EVC1007");

    [Fact]
    public Task A_finally_of_something_else() => Verify.FindsAsync(References.RabbitMq7, Handler("""
        try
        {
            await orders.SaveAsync(ea.Body);
            await channel.{|EVC1007:BasicAckAsync(ea.DeliveryTag, false)|};
        }
        finally
        {
            Console.WriteLine(ea.RoutingKey);
        }
        """));

    [Theory]
    [InlineData("var queue = channel.QueueDeclare().QueueName;", false)]
    [InlineData("var queue = channel.QueueDeclare().QueueName; channel.BasicQos(0, 10, false);", true)]
    [InlineData("var queue = \"orders\"; channel.QueueDeclare(queue, true, false, false, null);", true)]
    public Task A_queue_that_ends_with_its_consumer(string declare, bool isFound)
    {
        var source = $$"""
            using RabbitMQ.Client;
            using RabbitMQ.Client.Events;

            public interface IOrders { void Save(ReadOnlyMemory<byte> order); }

            public class Consumer
            {
                public void Start(IModel channel, IOrders orders)
                {
                    {{declare}}
                    var consumer = new EventingBasicConsumer(channel);
                    consumer.Received += (_, ea) =>
                    {
                        orders.Save(ea.Body);
                        channel.{|EVC1007:BasicAck(ea.DeliveryTag, false)|};
                    };
                    channel.BasicConsume(queue, autoAck: false, consumer);
                }
            }
            """;
        return isFound
            ? Verify.FindsAsync(References.RabbitMq6, source)
            : Verify.SilentAsync(References.RabbitMq6, source.Replace("{|EVC1007:", "").Replace("|}", ""), "EVC1007");
    }

    [Fact]
    public Task What_is_acknowledged_on_delivery_is_settled() =>
        Verify.SilentAsync(References.RabbitMq7, Handler("await orders.SaveAsync(ea.Body); await channel.BasicAckAsync(ea.DeliveryTag, false);", "channel.BasicConsumeAsync(\"orders\", autoAck: true, consumer);"), "EVC1007");

    [Fact]
    public Task A_method_that_others_call_may_be_guarded() => Verify.SilentAsync(References.RabbitMq7, """
        using RabbitMQ.Client;
        using RabbitMQ.Client.Events;

        public interface IOrders { Task SaveAsync(ReadOnlyMemory<byte> order); }

        public class Consumer
        {
            private readonly IOrders _orders = null!;

            public void Start(IChannel channel, AsyncEventingBasicConsumer consumer) => consumer.ReceivedAsync += async (_, ea) =>
            {
                try
                {
                    await HandleAsync(channel, ea);
                }
                catch (Exception)
                {
                    await channel.BasicRejectAsync(ea.DeliveryTag, false);
                }
            };

            private async Task HandleAsync(IChannel channel, BasicDeliverEventArgs ea)
            {
                await _orders.SaveAsync(ea.Body);
                await channel.BasicAckAsync(ea.DeliveryTag, false);
            }

            public async Task UnknownCallersAsync(IChannel channel, BasicDeliverEventArgs ea)
            {
                await _orders.SaveAsync(ea.Body);
                await channel.BasicAckAsync(ea.DeliveryTag, false);
            }

            public void Register(Action<Func<BasicDeliverEventArgs, Task>> wrap, IChannel channel) => wrap(async ea =>
            {
                await _orders.SaveAsync(ea.Body);
                await channel.BasicAckAsync(ea.DeliveryTag, false);
            });
        }
        """, "EVC1007");

    [Theory, EachVersionOf(Client.Kafka)]
    public Task Clients_that_deliver_again(References kafka) => Verify.SilentAsync(kafka | References.ServiceBus, """
        using Azure.Messaging.ServiceBus;

        public class Reader
        {
            public void Start(ServiceBusProcessor processor, Func<BinaryData, Task> save) => processor.ProcessMessageAsync += async args =>
            {
                await save(args.Message.Body);
                await args.CompleteMessageAsync(args.Message);
            };
        }
        """, "EVC1007");

    [Fact]
    public Task The_fix_refuses_the_message() => Verify.FixesAsync<FailureLeavesMessageUnsettledFix>(References.RabbitMq7, Handler("""
        // Save it
        await orders.SaveAsync(ea.Body);
        await channel.{|EVC1007:BasicAckAsync(ea.DeliveryTag, false)|}; // done
        """), Handler("""
        try
        {
            // Save it
            await orders.SaveAsync(ea.Body);
            await channel.BasicAckAsync(ea.DeliveryTag, false); // done
        }
        catch (Exception) when (!ea.CancellationToken.IsCancellationRequested)
        {
            await channel.BasicNackAsync(ea.DeliveryTag, false, requeue: false);
            throw;
        }
        """), "Refuse the message with 'BasicNackAsync' when its handler fails");

    [Fact]
    public Task The_fix_logs_where_it_can() => Verify.FixesAsync<FailureLeavesMessageUnsettledFix>(References.RabbitMq6 | References.Hosting, """
        using Microsoft.Extensions.Logging;
        using RabbitMQ.Client;
        using RabbitMQ.Client.Events;

        public class Consumer
        {
            private readonly ILogger<Consumer> _logger = null!;

            public void Start(EventingBasicConsumer consumer, Action<ReadOnlyMemory<byte>> save)
            {
                consumer.Received += (sender, ea) =>
                {
                    var channel = ((EventingBasicConsumer)sender!).Model;
                    save(ea.Body);
                    channel.{|EVC1007:BasicAck(ea.DeliveryTag, multiple: false)|};
                };
            }
        }
        """, """
        using Microsoft.Extensions.Logging;
        using RabbitMQ.Client;
        using RabbitMQ.Client.Events;

        public class Consumer
        {
            private readonly ILogger<Consumer> _logger = null!;

            public void Start(EventingBasicConsumer consumer, Action<ReadOnlyMemory<byte>> save)
            {
                consumer.Received += (sender, ea) =>
                {
                    var channel = ((EventingBasicConsumer)sender!).Model;
                    try
                    {
                        save(ea.Body);
                        channel.BasicAck(ea.DeliveryTag, multiple: false);
                    }
                    catch (Exception exception)
                    {
                        _logger.LogError(exception, "The message could not be handled");
                        channel.BasicNack(ea.DeliveryTag, multiple: false, requeue: false);
                    }
                };
            }
        }
        """);

    [Fact]
    public Task No_fix_for_an_ack_of_several() => Verify.OffersNoFixAsync<FailureLeavesMessageUnsettledFix>(References.RabbitMq7, Handler("""
        await orders.SaveAsync(ea.Body);
        await channel.{|EVC1007:BasicAckAsync(ea.DeliveryTag, multiple: true)|};
        """));

    private static string Handler(string body, string subscribe = "") => $$"""
        using RabbitMQ.Client;
        using RabbitMQ.Client.Events;

        public interface IOrders { Task SaveAsync(ReadOnlyMemory<byte> order); }

        public class Consumer
        {
            public void Start(IChannel channel, IOrders orders)
            {
                var consumer = new AsyncEventingBasicConsumer(channel);
                consumer.ReceivedAsync += async (_, ea) =>
                {
        {{string.Join("\n", body.Split('\n').Select(line => "            " + line))}}
                };
                {{subscribe}}
            }
        }
        """;
}
