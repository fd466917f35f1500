using EventConsumers.CodeFixes.Delivery;
using Microsoft.CodeAnalysis;

namespace EventConsumers.Analyzers.Tests.Rules.Delivery;

public class AutomaticAcknowledgementTests
{
    [Fact]
    public Task Silent_where_the_handler_settles_as_well() => Verify.SilentAsync(References.RabbitMq6, """
        using RabbitMQ.Client;
        using RabbitMQ.Client.Events;

        class Consumer
        {
            private readonly IModel _channel = null!;

            void Start(Action<byte[]> save)
            {
                var consumer = new EventingBasicConsumer(_channel);
                consumer.Received += OnReceived;
                _channel.BasicConsume("orders", true, consumer);
                var message = _channel.BasicGet("invoices", true);
                save(message.Body.ToArray());
                _channel.BasicAck(message.DeliveryTag, false);
            }

            void OnReceived(object? sender, BasicDeliverEventArgs ea)
            {
                File.WriteAllBytes("order", ea.Body.ToArray());
                _channel.BasicAck(ea.DeliveryTag, false);
            }
        }
        """, "EVC1002");

    [Fact]
    public Task Another_handler_of_the_type_settles() => Verify.FindsAsync(References.RabbitMq6, """
        using RabbitMQ.Client;
        using RabbitMQ.Client.Events;

        class Consumer
        {
            private readonly IModel _channel = null!;

            void Start()
            {
                var orders = new EventingBasicConsumer(_channel);
                orders.Received += (_, ea) => File.WriteAllBytes("order", ea.Body.ToArray());
                _channel.BasicConsume("orders", {|EVC1002:true|}, orders);
                var invoices = new EventingBasicConsumer(_channel);
                invoices.Received += OnInvoice;
                _channel.BasicConsume("invoices", false, invoices);
            }

            void OnInvoice(object? sender, BasicDeliverEventArgs ea)
            {
                File.WriteAllBytes("invoice", ea.Body.ToArray());
                _channel.BasicAck(ea.DeliveryTag, false);
            }
        }
        """, "EVC1002");

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
    [InlineData("true", "break;", "Console.WriteLine(message.Body);")]
    [InlineData("{|EVC1002:true|}", "await Task.Delay(100);", "Console.WriteLine(message.Body);")]
    [InlineData("{|EVC1002:true|}", "break;", "await orders.SaveAsync(message.Body.ToArray());")]
    public Task What_is_shown_until_nothing_is_left(string autoAck, string nothing, string use) => Verify.ReportsAsync("EVC1002", References.RabbitMq7, $$"""
        using RabbitMQ.Client;

        interface IOrders { Task SaveAsync(byte[] order); }

        class Reader
        {
            async Task RunAsync(IChannel channel, IOrders orders)
            {
                while (true)
                {
                    var message = await channel.BasicGetAsync("orders", {{autoAck}});
                    if (message != null)
                    {
                        {{use}}
                    }
                    else
                    {
                        {{nothing}}
                    }
                }
            }
        }
        """);

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
    [InlineData("", "_answers")]
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

    [Fact]
    public Task Fix_settles_after_the_work() => FixesAsync(
        References.RabbitMq7,
        Handler7("""
            async (_, ea) =>
            {
                var order = ea.Body.ToArray();

                // the order is new
                await orders.SaveAsync(order);
            }
            """),
        Fixed7("""
            async (_, ea) =>
            {
                var order = ea.Body.ToArray();

                // the order is new
                await orders.SaveAsync(order);
                await channel.BasicAckAsync(ea.DeliveryTag, multiple: false);
            }
            """),
        title: "Settle with 'BasicAckAsync' after 'SaveAsync'");

    [Fact]
    public Task Fix_settles_on_every_way_out() => FixesAsync(
        References.RabbitMq7,
        Handler7("""
            async (_, ea) =>
            {
                if (ea.Body.IsEmpty)
                    return;

                if (ea.Redelivered)
                {
                    await orders.SaveAsync(ea.Body.ToArray());
                    return;
                }

                await Task.WhenAll(Enumerable.Range(0, 2).Select(async _ => { if (ea.Redelivered) return; await orders.SaveAsync(ea.Body.ToArray()); }));
            }
            """),
        Fixed7("""
            async (_, ea) =>
            {
                if (ea.Body.IsEmpty)
                {
                    await channel.BasicAckAsync(ea.DeliveryTag, multiple: false);
                    return;
                }

                if (ea.Redelivered)
                {
                    await orders.SaveAsync(ea.Body.ToArray());
                    await channel.BasicAckAsync(ea.DeliveryTag, multiple: false);
                    return;
                }

                await Task.WhenAll(Enumerable.Range(0, 2).Select(async _ => { if (ea.Redelivered) return; await orders.SaveAsync(ea.Body.ToArray()); }));
                await channel.BasicAckAsync(ea.DeliveryTag, multiple: false);
            }
            """));

    [Fact]
    public Task Fix_makes_a_handler_async() => FixesAsync(
        References.RabbitMq7,
        Handler7("""
            (_, ea) =>
            {
                if (ea.Body.IsEmpty)
                    return Task.CompletedTask;
                if (ea.Redelivered)
                    return orders.SaveAsync(ea.Body.ToArray());
                Trace.WriteLine("new");
                return orders.SaveAsync(ea.Body.ToArray());
            }
            """),
        Fixed7("""
            async (_, ea) =>
            {
                if (ea.Body.IsEmpty)
                {
                    await channel.BasicAckAsync(ea.DeliveryTag, multiple: false);
                    return;
                }
                if (ea.Redelivered)
                {
                    await orders.SaveAsync(ea.Body.ToArray());
                    await channel.BasicAckAsync(ea.DeliveryTag, multiple: false);
                    return;
                }
                Trace.WriteLine("new");
                await orders.SaveAsync(ea.Body.ToArray());
                await channel.BasicAckAsync(ea.DeliveryTag, multiple: false);
            }
            """));

    [Theory]
    [InlineData("(_, ea) => orders.SaveAsync(ea.Body.ToArray())")]
    [InlineData("async (_, ea) => await orders.SaveAsync(ea.Body.ToArray())")]
    public Task Fix_gives_an_expression_a_block(string handler) => FixesAsync(
        References.RabbitMq7,
        Handler7(handler),
        Fixed7("""
            async (_, ea) =>
            {
                await orders.SaveAsync(ea.Body.ToArray());
                await channel.BasicAckAsync(ea.DeliveryTag, multiple: false);
            }
            """));

    [Fact]
    public Task Fix_refuses_what_a_catch_all_swallows() => FixesAsync(
        References.RabbitMq7,
        Handler7("""
            async (_, ea) =>
            {
                using (new MemoryStream())
                {
                    try
                    {
                        await orders.SaveAsync(ea.Body.ToArray());
                        if (ea.Redelivered)
                            return;
                        Trace.WriteLine("saved");
                    }
                    catch (FormatException)
                    {
                        return;
                    }
                    catch (InvalidOperationException)
                    {
                        throw;
                    }
                    catch (Exception e)
                    {
                        Trace.WriteLine(e);
                    }
                }

                Trace.WriteLine("done");
            }
            """),
        Fixed7("""
            async (_, ea) =>
            {
                using (new MemoryStream())
                {
                    try
                    {
                        await orders.SaveAsync(ea.Body.ToArray());
                        if (ea.Redelivered)
                        {
                            await channel.BasicAckAsync(ea.DeliveryTag, multiple: false);
                            return;
                        }
                        Trace.WriteLine("saved");
                        await channel.BasicAckAsync(ea.DeliveryTag, multiple: false);
                    }
                    catch (FormatException)
                    {
                        await channel.BasicNackAsync(ea.DeliveryTag, multiple: false, requeue: false);
                        return;
                    }
                    catch (InvalidOperationException)
                    {
                        throw;
                    }
                    catch (Exception e)
                    {
                        Trace.WriteLine(e);
                        await channel.BasicNackAsync(ea.DeliveryTag, multiple: false, requeue: false);
                    }
                }

                Trace.WriteLine("done");
            }
            """));

    [Fact]
    public Task Fix_settles_in_a_method_on_the_consumers_channel() => FixesAsync(
        References.RabbitMq6,
        """
        using RabbitMQ.Client;
        using RabbitMQ.Client.Events;

        interface IOrders { void Save(byte[] order); }

        class Consumer
        {
            private readonly IOrders _orders = null!;
            private IConnection _connection = null!;

            void Start()
            {
                var channel = _connection.CreateModel();
                var consumer = new EventingBasicConsumer(channel);
                consumer.Received += OnReceived;
                channel.BasicConsume(queue: "orders", {|EVC1002:autoAck: true|}, consumer: consumer);
            }

            void OnReceived(object? sender, BasicDeliverEventArgs ea) => _orders.Save(ea.Body.ToArray());
        }
        """,
        """
        using RabbitMQ.Client;
        using RabbitMQ.Client.Events;

        interface IOrders { void Save(byte[] order); }

        class Consumer
        {
            private readonly IOrders _orders = null!;
            private IConnection _connection = null!;

            void Start()
            {
                var channel = _connection.CreateModel();
                var consumer = new EventingBasicConsumer(channel);
                consumer.Received += OnReceived;
                channel.BasicConsume(queue: "orders", autoAck: false, consumer: consumer);
            }

            void OnReceived(object? sender, BasicDeliverEventArgs ea)
            {
                _orders.Save(ea.Body.ToArray());
                ((EventingBasicConsumer)sender!).Model.BasicAck(ea.DeliveryTag, multiple: false);
            }
        }
        """);

    [Fact]
    public Task Fix_settles_on_the_field_that_holds_the_channel() => FixesAsync(
        References.RabbitMq6,
        """
        using RabbitMQ.Client;
        using RabbitMQ.Client.Events;

        interface IOrders { void Save(byte[] order); }

        class Consumer
        {
            private readonly IOrders _orders = null!;
            private IModel _channel = null!;
            private EventingBasicConsumer _consumer = null!;

            void Start() => _channel.BasicConsume("orders", {|EVC1002:true|}, _consumer);

            void Attach() => _consumer.Received += OnReceived;

            void OnReceived(object? sender, BasicDeliverEventArgs ea)
            {
                _orders.Save(ea.Body.ToArray());
            }
        }
        """,
        """
        using RabbitMQ.Client;
        using RabbitMQ.Client.Events;

        interface IOrders { void Save(byte[] order); }

        class Consumer
        {
            private readonly IOrders _orders = null!;
            private IModel _channel = null!;
            private EventingBasicConsumer _consumer = null!;

            void Start() => _channel.BasicConsume("orders", autoAck: false, _consumer);

            void Attach() => _consumer.Received += OnReceived;

            void OnReceived(object? sender, BasicDeliverEventArgs ea)
            {
                _orders.Save(ea.Body.ToArray());
                _channel.BasicAck(ea.DeliveryTag, multiple: false);
            }
        }
        """);

    [Fact]
    public Task Fix_settles_in_top_level_code() => FixesAsync(
        References.RabbitMq6,
        """
        using RabbitMQ.Client;
        using RabbitMQ.Client.Events;

        var channel = new ConnectionFactory().CreateConnection().CreateModel();
        var consumer = new EventingBasicConsumer(channel);
        consumer.Received += (model, ea) =>
        {
            Console.WriteLine(ea.RoutingKey);
        };
        channel.BasicConsume("orders", {|EVC1002:true|}, consumer);
        """,
        """
        using RabbitMQ.Client;
        using RabbitMQ.Client.Events;

        var channel = new ConnectionFactory().CreateConnection().CreateModel();
        var consumer = new EventingBasicConsumer(channel);
        consumer.Received += (model, ea) =>
        {
            Console.WriteLine(ea.RoutingKey);
            channel.BasicAck(ea.DeliveryTag, multiple: false);
        };
        channel.BasicConsume("orders", autoAck: false, consumer);
        """);

    [Fact]
    public Task Fix_all_repairs_each_subscription() => FixesAsync(
        References.RabbitMq6,
        """
        using RabbitMQ.Client;
        using RabbitMQ.Client.Events;

        interface IOrders { void Save(byte[] order); }

        class Consumers
        {
            void Start(IModel channel, IOrders orders)
            {
                var first = new EventingBasicConsumer(channel);
                first.Received += (_, ea) => orders.Save(ea.Body.ToArray());
                channel.BasicConsume("first", {|EVC1002:true|}, first);
                var second = new EventingBasicConsumer(channel);
                second.Received += (_, ea) => orders.Save(ea.Body.ToArray());
                channel.BasicConsume("second", {|EVC1002:true|}, second);
            }
        }
        """,
        """
        using RabbitMQ.Client;
        using RabbitMQ.Client.Events;

        interface IOrders { void Save(byte[] order); }

        class Consumers
        {
            void Start(IModel channel, IOrders orders)
            {
                var first = new EventingBasicConsumer(channel);
                first.Received += (_, ea) =>
                {
                    orders.Save(ea.Body.ToArray());
                    channel.BasicAck(ea.DeliveryTag, multiple: false);
                };
                channel.BasicConsume("first", autoAck: false, first);
                var second = new EventingBasicConsumer(channel);
                second.Received += (_, ea) =>
                {
                    orders.Save(ea.Body.ToArray());
                    channel.BasicAck(ea.DeliveryTag, multiple: false);
                };
                channel.BasicConsume("second", autoAck: false, second);
            }
        }
        """);

    [Fact]
    public Task Fix_limits_what_waits_and_refuses_what_fails() => Verify.FixesAsync<AutomaticAcknowledgementFix>(
        References.RabbitMq7,
        """
        using RabbitMQ.Client;
        using RabbitMQ.Client.Events;

        public interface IOrders { Task SaveAsync(byte[] order); }

        public class Consumer
        {
            private readonly IOrders _orders;

            public Consumer(IOrders orders) => _orders = orders;

            public async Task StartAsync(IConnection connection)
            {
                var channel = await connection.CreateChannelAsync();
                var consumer = new AsyncEventingBasicConsumer(channel);
                consumer.ReceivedAsync += async (_, ea) => await _orders.SaveAsync(ea.Body.ToArray());
                await channel.BasicConsumeAsync("orders", {|EVC1002:true|}, consumer);
            }
        }
        """,
        """
        using RabbitMQ.Client;
        using RabbitMQ.Client.Events;

        public interface IOrders { Task SaveAsync(byte[] order); }

        public class Consumer
        {
            private readonly IOrders _orders;

            public Consumer(IOrders orders) => _orders = orders;

            public async Task StartAsync(IConnection connection)
            {
                var channel = await connection.CreateChannelAsync();
                var consumer = new AsyncEventingBasicConsumer(channel);
                consumer.ReceivedAsync += async (_, ea) =>
                {
                    try
                    {
                        await _orders.SaveAsync(ea.Body.ToArray());
                        await channel.BasicAckAsync(ea.DeliveryTag, multiple: false);
                    }
                    catch (Exception) when (!ea.CancellationToken.IsCancellationRequested)
                    {
                        await channel.BasicNackAsync(ea.DeliveryTag, multiple: false, requeue: false);
                        throw;
                    }
                };
                await channel.BasicQosAsync(prefetchSize: 0, prefetchCount: 100, global: false);
                await channel.BasicConsumeAsync("orders", autoAck: false, consumer);
            }
        }
        """);

    [Theory]
    [InlineData("async (_, _) => await orders.SaveAsync(Array.Empty<byte>())")]
    [InlineData("async (_, ea) => { _ = orders.SaveAsync(ea.Body.ToArray()); await Task.Yield(); }")]
    [InlineData("async (_, ea) => { try { await orders.SaveAsync(ea.Body.ToArray()); } catch (Exception) { } await orders.SaveAsync(ea.Body.ToArray()); }")]
    [InlineData("async (_, ea) => { if (ea.Redelivered) { try { await orders.SaveAsync(ea.Body.ToArray()); } catch { } } }")]
    [InlineData("async (_, ea) => { try { await orders.SaveAsync(ea.Body.ToArray()); } catch { await orders.SaveAsync(ea.Body.ToArray()); } }")]
    [InlineData("async (_, ea) => { try { await orders.SaveAsync(ea.Body.ToArray()); } finally { await orders.SaveAsync(ea.Body.ToArray()); } }")]
    [InlineData("Handle")]
    [InlineData("Shared")]
    public Task No_fix_without_a_sure_place(string handler) => Verify.OffersNoFixAsync<AutomaticAcknowledgementFix>(References.RabbitMq7, Handler7(handler));

    [Fact]
    public Task Fix_settles_what_was_fetched() => FixesAsync(
        References.RabbitMq6,
        """
        using RabbitMQ.Client;

        interface IOrders { void Save(byte[] order); }

        class Poller
        {
            void Guarded(IModel channel, IOrders orders)
            {
                while (true)
                {
                    var result = channel.BasicGet("orders", {|EVC1002:true|});
                    if (result == null)
                    {
                        Thread.Sleep(1000);
                        continue;
                    }

                    if (result.Body.IsEmpty)
                        continue;
                    var order = result.Body.ToArray();
                    orders.Save(order);
                    GC.Collect();
                }
            }

            void Tested(IModel channel, IOrders orders)
            {
                while (true)
                {
                    BasicGetResult result;
                    result = channel.BasicGet(queue: "orders", {|EVC1002:autoAck: true|});
                    if (result is not null)
                    {
                        orders.Save(result.Body.ToArray());
                    }
                    else
                    {
                        Thread.Sleep(1000);
                    }
                }
            }

            void Matched(IModel channel, IOrders orders)
            {
                if (channel.BasicGet("orders", {|EVC1002:true|}) is { } result)
                {
                    orders.Save(result.Body.ToArray());
                }
            }
        }
        """,
        """
        using RabbitMQ.Client;

        interface IOrders { void Save(byte[] order); }

        class Poller
        {
            void Guarded(IModel channel, IOrders orders)
            {
                while (true)
                {
                    var result = channel.BasicGet("orders", autoAck: false);
                    if (result == null)
                    {
                        Thread.Sleep(1000);
                        continue;
                    }

                    if (result.Body.IsEmpty)
                    {
                        channel.BasicAck(result.DeliveryTag, multiple: false);
                        continue;
                    }
                    var order = result.Body.ToArray();
                    orders.Save(order);
                    channel.BasicAck(result.DeliveryTag, multiple: false);
                    GC.Collect();
                }
            }

            void Tested(IModel channel, IOrders orders)
            {
                while (true)
                {
                    BasicGetResult result;
                    result = channel.BasicGet(queue: "orders", autoAck: false);
                    if (result is not null)
                    {
                        orders.Save(result.Body.ToArray());
                        channel.BasicAck(result.DeliveryTag, multiple: false);
                    }
                    else
                    {
                        Thread.Sleep(1000);
                    }
                }
            }

            void Matched(IModel channel, IOrders orders)
            {
                if (channel.BasicGet("orders", autoAck: false) is { } result)
                {
                    orders.Save(result.Body.ToArray());
                    channel.BasicAck(result.DeliveryTag, multiple: false);
                }
            }
        }
        """,
        title: "Settle with 'BasicAck' after 'Save'");

    [Fact]
    public Task Fix_settles_each_message_that_a_queue_is_emptied_of() => FixesAsync(References.RabbitMq7, """
        using RabbitMQ.Client;

        interface IOrders { Task SaveAsync(byte[] order); }

        class Poller
        {
            async Task DrainAsync(IChannel channel, IOrders orders)
            {
                while (await channel.BasicGetAsync("orders", {|EVC1002:true|}) is { } result)
                {
                    await orders.SaveAsync(result.Body.ToArray());
                }
            }
        }
        """, """
        using RabbitMQ.Client;

        interface IOrders { Task SaveAsync(byte[] order); }

        class Poller
        {
            async Task DrainAsync(IChannel channel, IOrders orders)
            {
                while (await channel.BasicGetAsync("orders", autoAck: false) is { } result)
                {
                    await orders.SaveAsync(result.Body.ToArray());
                    await channel.BasicAckAsync(result.DeliveryTag, multiple: false);
                }
            }
        }
        """);

    [Theory]
    [InlineData("var result = channel.BasicGet(\"orders\", {|EVC1002:true|}); return result?.Body.ToArray();")]
    [InlineData("var result = channel.BasicGet(\"orders\", {|EVC1002:true|}); if (result == null) return null; return result.Body.ToArray();")]
    [InlineData("var result = channel.BasicGet(\"orders\", {|EVC1002:true|}); save(result.Body.ToArray()); return null;")]
    [InlineData("save(channel.BasicGet(\"orders\", {|EVC1002:true|}).Body.ToArray()); return null;")]
    public Task No_fix_for_a_fetched_message_that_leaves(string code) => Verify.OffersNoFixAsync<AutomaticAcknowledgementFix>(References.RabbitMq6, $$"""
        using RabbitMQ.Client;

        class Poller
        {
            byte[]? Next(IModel channel, Action<byte[]> save)
            {
                {{code}}
            }
        }
        """);

    [Theory, EachVersionOf(Client.Redis)]
    public Task Fix_acknowledges_a_redis_batch(References redis) => FixesAsync(
        redis,
        """
        using StackExchange.Redis;

        interface IOrders { Task SaveAsync(StreamEntry order); }

        class Reader
        {
            private const string Stream = "orders";

            async Task RunAsync(IDatabase database, IOrders orders)
            {
                while (true)
                {
                    var entries = await database.StreamReadGroupAsync(Stream, "group", "me", ">", count: 10, {|EVC1002:noAck: true|});
                    foreach (var entry in entries)
                        await orders.SaveAsync(entry);
                    await Task.Delay(100);
                }
            }

            async Task RunGuardedAsync(IDatabase database, IOrders orders)
            {
                while (true)
                {
                    var entries = database.StreamReadGroup(Stream, "group", "me", ">", 10, {|EVC1002:true|});
                    if (entries.Length == 0)
                    {
                        await Task.Delay(100);
                        continue;
                    }

                    foreach (var entry in entries)
                    {
                        await orders.SaveAsync(entry);
                    }
                }
            }
        }
        """,
        """
        using StackExchange.Redis;

        interface IOrders { Task SaveAsync(StreamEntry order); }

        class Reader
        {
            private const string Stream = "orders";

            async Task RunAsync(IDatabase database, IOrders orders)
            {
                while (true)
                {
                    var entries = await database.StreamReadGroupAsync(Stream, "group", "me", ">", count: 10, noAck: false);
                    foreach (var entry in entries)
                        await orders.SaveAsync(entry);
                    if (entries.Length > 0)
                        await database.StreamAcknowledgeAsync(Stream, "group", Array.ConvertAll(entries, entry => entry.Id));
                    await Task.Delay(100);
                }
            }

            async Task RunGuardedAsync(IDatabase database, IOrders orders)
            {
                while (true)
                {
                    var entries = database.StreamReadGroup(Stream, "group", "me", ">", 10, noAck: false);
                    if (entries.Length == 0)
                    {
                        await Task.Delay(100);
                        continue;
                    }

                    foreach (var entry in entries)
                    {
                        await orders.SaveAsync(entry);
                    }

                    database.StreamAcknowledge(Stream, "group", Array.ConvertAll(entries, entry => entry.Id));
                }
            }
        }
        """);

    [Theory]
    [InlineData("foreach (var entry in entries) { if (entry.IsNull) break;  orders.Save(entry); }")]
    [InlineData("foreach (var entry in entries) { try { orders.Save(entry); } catch (Exception) { } }")]
    [InlineData("orders.Save(entries[0]);")]
    public Task No_fix_for_a_redis_batch_that_is_not_done_as_a_whole(string code) => Verify.OffersNoFixAsync<AutomaticAcknowledgementFix>(References.Redis2, $$"""
        using StackExchange.Redis;

        interface IOrders { void Save(StreamEntry order); }

        class Reader
        {
            void Run(IDatabase database, IOrders orders)
            {
                var entries = database.StreamReadGroup("orders", "group", "me", ">", 10, {|EVC1002:true|});
                {{code}}
            }
        }
        """);

    [Fact]
    public Task Fix_leaves_settling_to_the_processor() => FixesAsync(
        References.ServiceBus,
        """
        using Azure.Messaging.ServiceBus;

        interface IOrders { Task SaveAsync(BinaryData order); }

        class Worker
        {
            async Task StartAsync(ServiceBusClient client, IOrders orders)
            {
                var processor = client.CreateProcessor("orders", new ServiceBusProcessorOptions
                {
                    {|EVC1002:ReceiveMode = ServiceBusReceiveMode.ReceiveAndDelete|},
                    MaxConcurrentCalls = 4,
                });
                processor.ProcessMessageAsync += async args => await orders.SaveAsync(args.Message.Body);
                await processor.StartProcessingAsync();
            }
        }
        """,
        """
        using Azure.Messaging.ServiceBus;

        interface IOrders { Task SaveAsync(BinaryData order); }

        class Worker
        {
            async Task StartAsync(ServiceBusClient client, IOrders orders)
            {
                var processor = client.CreateProcessor("orders", new ServiceBusProcessorOptions
                {
                    ReceiveMode = ServiceBusReceiveMode.PeekLock,
                    MaxConcurrentCalls = 4,
                });
                processor.ProcessMessageAsync += async args => await orders.SaveAsync(args.Message.Body);
                await processor.StartProcessingAsync();
            }
        }
        """,
        title: "Receive with 'PeekLock', settled when the handler has returned");

    [Fact]
    public Task Fix_completes_what_a_receiver_brings() => FixesAsync(
        References.ServiceBus,
        """
        using Azure.Messaging.ServiceBus;

        interface IOrders { Task SaveAsync(BinaryData order); }

        class Worker
        {
            async Task RunAsync(ServiceBusClient client, IOrders orders)
            {
                var receiver = client.CreateReceiver("orders", new ServiceBusReceiverOptions { {|EVC1002:ReceiveMode = ServiceBusReceiveMode.ReceiveAndDelete|} });
                foreach (var message in await receiver.ReceiveMessagesAsync(10))
                {
                    try
                    {
                        await orders.SaveAsync(message.Body);
                    }
                    catch (Exception e)
                    {
                        Console.WriteLine(e);
                    }
                }

                while (true)
                {
                    var message = await receiver.ReceiveMessageAsync();
                    if (message == null)
                        break;
                    await orders.SaveAsync(message.Body);
                }
            }
        }
        """,
        """
        using Azure.Messaging.ServiceBus;

        interface IOrders { Task SaveAsync(BinaryData order); }

        class Worker
        {
            async Task RunAsync(ServiceBusClient client, IOrders orders)
            {
                var receiver = client.CreateReceiver("orders", new ServiceBusReceiverOptions { ReceiveMode = ServiceBusReceiveMode.PeekLock });
                foreach (var message in await receiver.ReceiveMessagesAsync(10))
                {
                    try
                    {
                        await orders.SaveAsync(message.Body);
                        await receiver.CompleteMessageAsync(message);
                    }
                    catch (Exception e)
                    {
                        Console.WriteLine(e);
                        await receiver.DeadLetterMessageAsync(message);
                    }
                }

                while (true)
                {
                    var message = await receiver.ReceiveMessageAsync();
                    if (message == null)
                        break;
                    await orders.SaveAsync(message.Body);
                    await receiver.CompleteMessageAsync(message);
                }
            }
        }
        """);

    [Theory]
    [InlineData("var processor = client.CreateProcessor(\"orders\", new ServiceBusProcessorOptions { {|EVC1002:ReceiveMode = ServiceBusReceiveMode.ReceiveAndDelete|}, AutoCompleteMessages = false });")]
    [InlineData("var processor = client.CreateProcessor(\"orders\", new ServiceBusProcessorOptions { {|EVC1002:ReceiveMode = ServiceBusReceiveMode.ReceiveAndDelete|} }); processor.ProcessMessageAsync += async args => { try { await save(args.Message); } catch { } };")]
    [InlineData("var receiver = client.CreateReceiver(\"orders\", new ServiceBusReceiverOptions { {|EVC1002:ReceiveMode = ServiceBusReceiveMode.ReceiveAndDelete|} });")]
    [InlineData("var receiver = client.CreateReceiver(\"orders\", new ServiceBusReceiverOptions { {|EVC1002:ReceiveMode = ServiceBusReceiveMode.ReceiveAndDelete|} }); await give(receiver); foreach (var message in await receiver.ReceiveMessagesAsync(10)) { await save(message); }")]
    public Task No_fix_where_nobody_would_complete_a_message(string code) => Verify.OffersNoFixAsync<AutomaticAcknowledgementFix>(References.ServiceBus, $$"""
        using Azure.Messaging.ServiceBus;

        class Worker
        {
            async Task RunAsync(ServiceBusClient client, Func<ServiceBusReceivedMessage, Task> save, Func<ServiceBusReceiver, Task> give)
            {
                {{code}}
                await Task.Yield();
            }
        }
        """);

    private static string Handler7(string handler) => Source7(handler, "{|EVC1002:true|}");

    private static string Fixed7(string handler) => Source7(handler, "autoAck: false");

    private static string Source7(string handler, string flag) => $$"""
        using System.Diagnostics;
        using RabbitMQ.Client;
        using RabbitMQ.Client.Events;

        interface IOrders { Task SaveAsync(byte[] order); }

        class Consumer
        {
            private readonly IOrders _orders = null!;
            private AsyncEventHandler<BasicDeliverEventArgs> Handle { get; set; } = null!;

            async Task StartAsync(IChannel channel, IOrders orders, AsyncEventingBasicConsumer other)
            {
                other.ReceivedAsync += Shared;
                var consumer = new AsyncEventingBasicConsumer(channel);
                consumer.ReceivedAsync += {{handler.Replace("\n", "\n        ").Replace("\n        \n", "\n\n")}};
                await channel.BasicConsumeAsync("orders", {{flag}}, consumer);
            }

            async Task Shared(object sender, BasicDeliverEventArgs ea) => await _orders.SaveAsync(ea.Body.ToArray());
        }
        """;

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
            private readonly string _answers = Environment.MachineName;
            private string _own = "";

            void Ask(IModel channel, byte[] question)
            {
                var properties = channel.CreateBasicProperties();
                properties.ReplyTo = _answers;
                channel.BasicPublish("", "questions", properties, question);
            }

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

    // What other rules then ask, with what limit it settles and what becomes of messages that fail, is repaired as well where they are on.
    private static Task FixesAsync(References references, string markup, string fixedSource, string? title = null) =>
        Verify.FixesAsync<AutomaticAcknowledgementFix>(references, markup, fixedSource, title, leaves: ["EVC1007", "EVC1022", "EVC4002"]);
}
