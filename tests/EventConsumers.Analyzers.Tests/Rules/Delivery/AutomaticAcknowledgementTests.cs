using Microsoft.CodeAnalysis;

namespace EventConsumers.Analyzers.Tests.Rules.Delivery;

public class AutomaticAcknowledgementTests
{
    [Theory]
    [InlineData("""channel.BasicConsume("orders", {|EVC1002:true|}, consumer)""")]
    [InlineData("""channel.BasicConsume(queue: "orders", {|EVC1002:autoAck: true|}, consumer: consumer)""")]
    [InlineData("""channel.BasicConsume("orders", {|EVC1002:true|}, "tag", consumer)""")]
    [InlineData("""channel.BasicConsume("orders", {|EVC1002:true|}, "tag", new Dictionary<string, object>(), consumer)""")]
    [InlineData("""channel.BasicConsume("orders", {|EVC1002:true|}, "tag", false, false, null, consumer)""")]
    [InlineData("""channel.BasicConsume(consumer, "orders", {|EVC1002:autoAck: true|})""")]
    [InlineData("""channel.BasicConsume(consumer, "orders", {|EVC1002:Settings.AutoAck|})""")]
    public Task Every_way_to_consume_with_automatic_acknowledgement(string consume) =>
        Verify.FindsAsync(References.RabbitMq6, Consumer6(consume));

    [Theory]
    [InlineData("""channel.BasicConsume(consumer, "orders")""")]
    [InlineData("""channel.BasicConsume("orders", false, consumer)""")]
    [InlineData("""channel.BasicConsume(consumer, "orders", autoAck: false, exclusive: true)""")]
    [InlineData("""channel.BasicConsume("orders", _automatic, consumer)""")]
    public Task Manual_and_unknown_modes_are_fine(string consume) => Verify.SilentAsync(References.RabbitMq6, Consumer6(consume), "EVC1002");

    [Theory]
    [InlineData("""channel.BasicConsumeAsync("orders", {|EVC1002:true|}, consumer)""")]
    [InlineData("""channel.BasicConsumeAsync(queue: "orders", consumer: consumer, {|EVC1002:autoAck: true|})""")]
    [InlineData("""channel.BasicConsumeAsync("orders", {|EVC1002:true|}, "tag", false, false, null, consumer)""")]
    public Task Version_7_is_the_same(string consume) => Verify.FindsAsync(References.RabbitMq7, $$"""
        using RabbitMQ.Client;
        using RabbitMQ.Client.Events;

        interface IOrders { Task SaveAsync(byte[] order); }

        class Consumer
        {
            async Task StartAsync(IChannel channel, IOrders orders)
            {
                var consumer = new AsyncEventingBasicConsumer(channel);
                consumer.ReceivedAsync += async (_, ea) => await orders.SaveAsync(ea.Body.ToArray());
                await {{consume}};
            }
        }
        """);

    [Fact]
    public async Task Names_the_call()
    {
        var found = await Verify.FindsAsync(References.RabbitMq6, Consumer6("""channel.BasicConsume("orders", {|EVC1002:true|}, consumer)"""));
        Assert.Equal("'BasicConsume' acknowledges each message on delivery; a failure or crash in the handler loses it", found[0].GetMessage());
        Assert.Equal(DiagnosticSeverity.Warning, found[0].Severity);
    }

    [Theory]
    [InlineData("consumer.Received += OnReceived;")]
    [InlineData("consumer.Received += (sender, ea) => OnReceived(sender, ea);")]
    [InlineData("consumer.Received += delegate(object? sender, BasicDeliverEventArgs ea) { OnReceived(sender, ea); };")]
    [InlineData("Attach(consumer);")]
    [InlineData("")]
    public Task A_handler_elsewhere_counts_too(string attach) => Verify.FindsAsync(References.RabbitMq6, $$"""
        using RabbitMQ.Client;
        using RabbitMQ.Client.Events;

        interface IOrders { void Save(byte[] order); }

        class Consumer
        {
            private readonly IOrders _orders = null!;

            void Start(IModel channel)
            {
                var consumer = new EventingBasicConsumer(channel);
                {{attach}}
                channel.BasicConsume("orders", {|EVC1002:autoAck: true|}, consumer);
            }

            static void Attach(object consumer) { }

            void OnReceived(object? sender, BasicDeliverEventArgs ea) => Save(ea);

            void Save(BasicDeliverEventArgs ea) => _orders.Save(ea.Body.ToArray());
        }
        """);

    [Fact]
    public Task A_consumer_class_is_looked_into() => Verify.FindsAsync(References.RabbitMq6, """
        using RabbitMQ.Client;

        interface IOrders { void Save(byte[] order); }

        class OrderConsumer : DefaultBasicConsumer
        {
            private readonly IOrders _orders;

            public OrderConsumer(IModel channel, IOrders orders) : base(channel) => _orders = orders;

            public override void HandleBasicDeliver(
                string consumerTag, ulong deliveryTag, bool redelivered, string exchange, string routingKey, IBasicProperties properties, ReadOnlyMemory<byte> body) =>
                _orders.Save(body.ToArray());
        }

        class LoggingConsumer : DefaultBasicConsumer
        {
            public override void HandleBasicDeliver(
                string consumerTag, ulong deliveryTag, bool redelivered, string exchange, string routingKey, IBasicProperties properties, ReadOnlyMemory<byte> body) =>
                System.Diagnostics.Trace.WriteLine(routingKey);
        }

        class Program
        {
            void Start(IModel channel, IOrders orders)
            {
                channel.BasicConsume("orders", {|EVC1002:true|}, new OrderConsumer(channel, orders));
                channel.BasicConsume("orders", true, new LoggingConsumer());
            }
        }
        """);

    [Theory]
    [InlineData("System.Diagnostics.Trace.WriteLine(ea.RoutingKey);")]
    [InlineData("var text = Encoding.UTF8.GetString(ea.Body.ToArray()); _logger.Information(text);")]
    [InlineData("Note(ea);")]
    [InlineData("")]
    public Task A_message_that_is_only_logged_may_get_lost(string handle) => Verify.SilentAsync(References.RabbitMq6, $$"""
        using System.Text;
        using RabbitMQ.Client;
        using RabbitMQ.Client.Events;

        interface ILogger { void Information(string text); }

        class Consumer
        {
            private readonly ILogger _logger = null!;
            private EventingBasicConsumer _consumer = null!;

            void Attach() => _consumer.Received += (_, ea) => { {{handle}} };

            void Start(IModel channel) => channel.BasicConsume("orders", autoAck: true, _consumer);

            void Note(BasicDeliverEventArgs ea) => _logger.Information(ea.RoutingKey);
        }
        """, "EVC1002");

    [Fact]
    public async Task A_message_that_is_only_printed_is_a_suggestion()
    {
        var found = await Verify.FindsAsync(References.RabbitMq7, """
            using System.Text;
            using RabbitMQ.Client;
            using RabbitMQ.Client.Events;

            var connection = await new ConnectionFactory().CreateConnectionAsync();
            var channel = await connection.CreateChannelAsync();
            var consumer = new AsyncEventingBasicConsumer(channel);
            consumer.ReceivedAsync += (_, ea) =>
            {
                Console.WriteLine(Encoding.UTF8.GetString(ea.Body.ToArray()));
                return Task.CompletedTask;
            };
            await channel.BasicConsumeAsync("orders", {|EVC1002:autoAck: true|}, consumer);
            """);
        Assert.Equal(DiagnosticSeverity.Info, Assert.Single(found).Severity);
    }

    [Theory]
    [InlineData("""var name = "amq.rabbitmq.reply-to";""", "name")]
    [InlineData("""const string Name = "amq.rabbitmq.reply-to";""", "Name")]
    [InlineData("var name = channel.QueueDeclare().QueueName;", "name")]
    [InlineData("var queue = channel.QueueDeclare();", "queue.QueueName")]
    [InlineData("""var queue = channel.QueueDeclare("", exclusive: false);""", "queue.QueueName")]
    [InlineData("var queue = channel.QueueDeclare(string.Empty, false, false, false); var name = queue.QueueName;", "name")]
    [InlineData("", "channel.QueueDeclare().QueueName")]
    [InlineData("""channel.QueueDeclare("mine");""", "\"mine\"")]
    [InlineData("""channel.QueueDeclare("mine", durable: true);""", "\"mine\"")]
    [InlineData("""channel.QueueDeclare("mine", false, true, false, null);""", "\"mine\"")]
    [InlineData("""channel.QueueDeclare("mine", durable: false, exclusive: false, autoDelete: true);""", "\"mine\"")]
    [InlineData("var name = Guid.NewGuid().ToString(); channel.QueueDeclare(name, exclusive: false);", "name")]
    [InlineData("""channel.QueueDeclare("mine", true, _exclusive, false, null);""", "\"mine\"")]
    [InlineData("", "\"order-replies\"")]
    [InlineData("var responseQueue = Environment.MachineName;", "responseQueue")]
    [InlineData("""var name = Environment.MachineName; var properties = channel.CreateBasicProperties(); properties.ReplyTo = name;""", "name")]
    [InlineData("", "_own")]
    [InlineData("", "_declared")]
    public Task Queues_of_one_consumer_alone_are_fine(string before, string queue) => Verify.SilentAsync(References.RabbitMq6, QueueConsumer(before, queue), "EVC1002");

    [Theory]
    [InlineData("""channel.QueueDeclare("orders", true, false, false, null);""", "\"orders\"")]
    [InlineData("""channel.QueueDeclare("orders", exclusive: false);""", "\"orders\"")]
    [InlineData("""var name = "orders"; channel.QueueDeclare(name, exclusive: false);""", "name")]
    [InlineData("""channel.QueueDeclare("other");""", "\"orders\"")]
    [InlineData("var replies = channel.QueueDeclare().QueueName;", "\"orders\"")]
    [InlineData("", "_shared")]
    [InlineData("", "Environment.MachineName")]
    public Task Queues_that_others_may_read_are_not(string before, string queue) =>
        Verify.FindsAsync(References.RabbitMq6, QueueConsumer(before, queue).Replace("autoAck: true", "{|EVC1002:autoAck: true|}"));

    [Fact]
    public Task Whoever_waits_for_an_answer_asks_again() => Verify.SilentAsync(References.RabbitMq7, """
        using System.Collections.Concurrent;
        using RabbitMQ.Client;
        using RabbitMQ.Client.Events;

        class RpcClient
        {
            private readonly ConcurrentDictionary<string, TaskCompletionSource<byte[]>> _waiting = new();

            async Task StartAsync(IChannel channel, string queue)
            {
                var consumer = new AsyncEventingBasicConsumer(channel);
                consumer.ReceivedAsync += (_, ea) =>
                {
                    if (_waiting.TryRemove(ea.BasicProperties.CorrelationId!, out var waiting))
                        waiting.TrySetResult(ea.Body.ToArray());
                    return Task.CompletedTask;
                };
                await channel.BasicConsumeAsync(queue, autoAck: true, consumer);
            }
        }
        """, "EVC1002");

    [Theory]
    [InlineData("orders.Save(result.Body.ToArray());")]
    [InlineData("channel.BasicPublish(\"\", \"copy\", null, result.Body);")]
    [InlineData("_last = result;")]
    [InlineData("_all.Add(result.Body.ToArray());")]
    public Task A_message_that_is_fetched_and_processed_can_get_lost(string work) => Verify.FindsAsync(References.RabbitMq6, $$"""
        using RabbitMQ.Client;

        interface IOrders { void Save(byte[] order); }

        class Poller
        {
            private readonly List<byte[]> _all = new();
            private BasicGetResult? _last;

            void Drain(IModel channel, IOrders orders)
            {
                while (channel.BasicGet("orders", {|EVC1002:true|}) is { } result)
                {
                    {{work}}
                }
            }
        }
        """);

    [Fact]
    public Task A_message_that_is_returned_can_get_lost() => Verify.FindsAsync(References.RabbitMq7, """
        using RabbitMQ.Client;

        class Poller
        {
            async Task<byte[]?> NextAsync(IChannel channel)
            {
                var result = await channel.BasicGetAsync("orders", {|EVC1002:autoAck: true|});
                return result?.Body.ToArray();
            }
        }
        """);

    [Theory]
    [InlineData("while (channel.BasicGet(\"orders\", true) is not null) { }")]
    [InlineData("channel.BasicGet(\"orders\", autoAck: true);")]
    [InlineData("var count = 0; while (channel.BasicGet(\"orders\", true) is { } result) { count++; System.Diagnostics.Trace.WriteLine(result.RoutingKey); }")]
    [InlineData("var result = channel.BasicGet(\"orders\", false); channel.BasicAck(result.DeliveryTag, false);")]
    public Task Emptying_a_queue_is_fine(string body) => Verify.SilentAsync(References.RabbitMq6, $$"""
        using RabbitMQ.Client;

        class Purge
        {
            void Run(IModel channel)
            {
                {{body}}
            }
        }
        """, "EVC1002");

    [Theory, EachVersionOf(Client.Redis)]
    public Task Redis_groups_can_be_read_without_acknowledgement(References redis) => Verify.FindsAsync(redis, """
        using StackExchange.Redis;

        interface IOrders { Task SaveAsync(StreamEntry order); }

        class Reader
        {
            private readonly IOrders _orders = null!;

            async Task RunAsync(IDatabase database)
            {
                while (true)
                {
                    foreach (var entry in await database.StreamReadGroupAsync("orders", "group", "me", ">", count: 10, {|EVC1002:noAck: true|}))
                        await _orders.SaveAsync(entry);

                    var entries = database.StreamReadGroup("orders", "group", "me", ">", 10, {|EVC1002:true|});
                    foreach (var entry in entries)
                        await _orders.SaveAsync(entry);

                    foreach (var entry in database.StreamReadGroup("orders", "group", "me", ">", 10))
                        await _orders.SaveAsync(entry);
                    foreach (var entry in database.StreamReadGroup("heartbeats", "group", "me", ">", 10, true))
                        System.Diagnostics.Trace.WriteLine(entry.Id);
                }
            }
        }
        """);

    [Theory]
    [InlineData("client.CreateProcessor(\"orders\", new ServiceBusProcessorOptions { MaxConcurrentCalls = 4, {|EVC1002:ReceiveMode = ServiceBusReceiveMode.ReceiveAndDelete|} })")]
    [InlineData("client.CreateSessionProcessor(\"orders\", new ServiceBusSessionProcessorOptions { {|EVC1002:ReceiveMode = ServiceBusReceiveMode.ReceiveAndDelete|} })")]
    [InlineData("client.CreateReceiver(\"orders\", new ServiceBusReceiverOptions { {|EVC1002:ReceiveMode = ServiceBusReceiveMode.ReceiveAndDelete|} })")]
    [InlineData("client.AcceptNextSessionAsync(\"orders\", new ServiceBusSessionReceiverOptions { {|EVC1002:ReceiveMode = ServiceBusReceiveMode.ReceiveAndDelete|} })")]
    public async Task Service_bus_can_delete_on_receipt(string create)
    {
        var found = await Verify.FindsAsync(References.ServiceBus, $$"""
            using Azure.Messaging.ServiceBus;

            class Factory
            {
                object Create(ServiceBusClient client) => {{create}};
            }
            """);
        Assert.StartsWith("'ReceiveMode.ReceiveAndDelete' acknowledges", found[0].GetMessage(), StringComparison.Ordinal);
    }

    [Fact]
    public Task Service_bus_handlers_are_looked_into() => Verify.FindsAsync(References.ServiceBus, """
        using Azure.Messaging.ServiceBus;

        interface IOrders { Task SaveAsync(BinaryData order); }

        class Worker
        {
            private readonly IOrders _orders = null!;
            private ServiceBusProcessor _orderProcessor = null!;
            private ServiceBusProcessor _heartbeatProcessor = null!;

            void Start(ServiceBusClient client)
            {
                var options = new ServiceBusProcessorOptions();
                {|EVC1002:options.ReceiveMode = ServiceBusReceiveMode.ReceiveAndDelete|};
                _orderProcessor = client.CreateProcessor("orders", options);
                _heartbeatProcessor = client.CreateProcessor("heartbeats", new ServiceBusProcessorOptions { ReceiveMode = ServiceBusReceiveMode.ReceiveAndDelete });
                _heartbeatProcessor.ProcessMessageAsync += Note;
                Attach();
            }

            void Attach() => _orderProcessor.ProcessMessageAsync += args => _orders.SaveAsync(args.Message.Body);

            Task Note(ProcessMessageEventArgs args)
            {
                System.Diagnostics.Trace.WriteLine(args.Message.MessageId);
                return Task.CompletedTask;
            }
        }
        """);

    [Fact]
    public Task Service_bus_peek_lock_and_purges_are_fine() => Verify.SilentAsync(References.ServiceBus, """
        using Azure.Messaging.ServiceBus;

        class Purge
        {
            async Task RunAsync(ServiceBusClient client, ServiceBusReceiveMode mode)
            {
                var one = client.CreateReceiver("orders", new ServiceBusReceiverOptions { ReceiveMode = ServiceBusReceiveMode.PeekLock });
                var other = client.CreateReceiver("orders", new ServiceBusReceiverOptions { ReceiveMode = mode });
                var purge = client.CreateReceiver("orders", new ServiceBusReceiverOptions { ReceiveMode = ServiceBusReceiveMode.ReceiveAndDelete });
                while (true)
                {
                    var messages = await purge.ReceiveMessagesAsync(100, TimeSpan.FromSeconds(2));
                    if (!messages.Any())
                        break;
                }
            }
        }
        """, "EVC1002");

    private static string Consumer6(string consume) => $$"""
        using RabbitMQ.Client;
        using RabbitMQ.Client.Events;

        interface IOrders { void Save(byte[] order); }

        static class Settings { public const bool AutoAck = true; }

        class Consumer
        {
            private readonly bool _automatic = true;

            void Start(IModel channel, IOrders orders)
            {
                var consumer = new EventingBasicConsumer(channel);
                consumer.Received += (_, ea) => orders.Save(ea.Body.ToArray());
                {{consume}};
            }
        }
        """;

    private static string QueueConsumer(string before, string queue) => $$"""
        using RabbitMQ.Client;
        using RabbitMQ.Client.Events;

        interface IOrders { void Save(byte[] order); }

        class Consumer
        {
            private readonly bool _exclusive = true;
            private readonly string _declared = "mine";
            private readonly string _shared = "orders";
            private string _own = "";

            void Declare(IModel channel)
            {
                _own = channel.QueueDeclare().QueueName;
                channel.QueueDeclare(_declared, durable: true, exclusive: true);
                channel.QueueDeclare(_shared, exclusive: false);
            }

            void Start(IModel channel, IOrders orders)
            {
                var consumer = new EventingBasicConsumer(channel);
                consumer.Received += (_, ea) => orders.Save(ea.Body.ToArray());
                {{before}}
                channel.BasicConsume({{queue}}, autoAck: true, consumer);
            }
        }
        """;
}
