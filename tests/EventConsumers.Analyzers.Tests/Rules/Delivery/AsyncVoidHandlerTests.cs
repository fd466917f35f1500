using EventConsumers.CodeFixes.Delivery;

namespace EventConsumers.Analyzers.Tests.Rules.Delivery;

public class AsyncVoidHandlerTests
{
    [Fact]
    public async Task An_async_lambda_on_the_synchronous_consumer()
    {
        var found = await Verify.FindsAsync(References.RabbitMq6, Attached("{|EVC1010:async (sender, ea) =>|} { await orders.SaveAsync(ea); }"));
        Assert.Equal(
            "'Received' cannot await this asynchronous handler; an exception in it ends the process, and what follows its first await runs unobserved",
            Assert.Single(found).GetMessage());
    }

    [Theory]
    [InlineData("{|EVC1010:async (_, ea) =>|} await orders.SaveAsync(ea)")]
    [InlineData("{|EVC1010:async delegate(object? sender, BasicDeliverEventArgs ea) |}{ await orders.SaveAsync(ea); }")]
    [InlineData("{|EVC1010:OnReceived|}")]
    [InlineData("{|EVC1010:this.OnReceived|}")]
    [InlineData("new EventHandler<BasicDeliverEventArgs>({|EVC1010:async (_, ea) =>|} await orders.SaveAsync(ea))")]
    public Task Every_way_to_attach_one(string handler) => Verify.FindsAsync(References.RabbitMq6, Attached(handler));

    [Theory]
    [InlineData("(_, ea) => Save(ea)")]
    [InlineData("(_, ea) => _ = Task.Run(async () => await orders.SaveAsync(ea))")]
    [InlineData("(_, ea) => orders.SaveAsync(ea).Wait()")]
    [InlineData("OnReceivedAsync")]
    public Task Synchronous_handlers_are_fine(string handler) => Verify.SilentAsync(References.RabbitMq6, Attached(handler), "EVC1010");

    [Fact]
    public Task Task_returning_events_are_fine_in_version_6() => Verify.SilentAsync(References.RabbitMq6, """
        using RabbitMQ.Client;
        using RabbitMQ.Client.Events;

        class Consumer
        {
            void Start(IModel channel, Func<byte[], Task> save)
            {
                var consumer = new AsyncEventingBasicConsumer(channel);
                consumer.Received += async (_, ea) => await save(ea.Body.ToArray());
            }
        }
        """, "EVC1010");

    [Fact]
    public Task Task_returning_events_are_fine_in_version_7() => Verify.SilentAsync(References.RabbitMq7, """
        using RabbitMQ.Client;
        using RabbitMQ.Client.Events;

        class Consumer
        {
            void Start(IChannel channel, Func<byte[], Task> save)
            {
                var consumer = new AsyncEventingBasicConsumer(channel);
                consumer.ReceivedAsync += async (_, ea) => await save(ea.Body.ToArray());
            }
        }
        """, "EVC1010");

    [Theory, EachVersionOf(Client.Redis)]
    public Task Redis_subscriptions(References redis) => Verify.FindsAsync(redis, """
        using StackExchange.Redis;

        interface IOrders { Task SaveAsync(RedisValue order); }

        class Reader
        {
            private readonly IOrders _orders = null!;

            async Task RunAsync(ISubscriber subscriber, RedisChannel channel)
            {
                subscriber.Subscribe(channel, {|EVC1010:async (_, message) =>|} await _orders.SaveAsync(message));
                await subscriber.SubscribeAsync(channel, {|EVC1010:OnMessage|});
                subscriber.Subscribe(channel).OnMessage(OnQueueMessage);
                subscriber.Subscribe(channel).OnMessage(async message => await _orders.SaveAsync(message.Message));
                subscriber.Subscribe(channel, (_, message) => System.Diagnostics.Trace.WriteLine(message));
            }

            async void OnMessage(RedisChannel channel, RedisValue message) => await _orders.SaveAsync(message);

            async void {|EVC1010:OnQueueMessage|}(ChannelMessage message) => await _orders.SaveAsync(message.Message);
        }
        """);

    [Theory, EachVersionOf(Client.RabbitMq)]
    public Task Events_and_delegates_of_the_code_s_own(References rabbitMq) => Verify.FindsAsync(rabbitMq, """
        using RabbitMQ.Client.Events;

        interface IOrders { Task SaveAsync(byte[] order); }

        class Queue
        {
            public event EventHandler<BasicDeliverEventArgs>? Received;
            public event Func<BasicDeliverEventArgs, Task>? ReceivedAsync;
            public Action<BasicDeliverEventArgs>? Handler { get; set; }
            public Action<string>? Stopped { get; set; }

            public void Raise(BasicDeliverEventArgs ea)
            {
                Received?.Invoke(this, ea);
                ReceivedAsync?.Invoke(ea);
                Handler?.Invoke(ea);
            }
        }

        class Consumer
        {
            private readonly IOrders _orders = null!;
            private readonly EventHandler<BasicDeliverEventArgs> _kept;
            private readonly Queue _queue = new();
            private readonly EventHandler<BasicDeliverEventArgs> _initial = {|EVC1010:async (_, _) =>|} await Task.Delay(1);

            private EventHandler<BasicDeliverEventArgs> Later => {|EVC1010:async (_, ea) =>|} await _orders.SaveAsync(ea.Body.ToArray());

            public Consumer()
            {
                _kept = {|EVC1010:OnReceived|};
                _queue.Received += {|EVC1010:OnReceived|};
                _queue.Received += {|EVC1010:async (_, ea) =>|} await _orders.SaveAsync(ea.Body.ToArray());
                _queue.Received += OnReceivedAtOnce;
                _queue.ReceivedAsync += async ea => await _orders.SaveAsync(ea.Body.ToArray());
                _queue.Handler = {|EVC1010:async ea =>|} await _orders.SaveAsync(ea.Body.ToArray());
                _queue.Stopped = async reason => await Task.Delay(reason.Length);
            }

            private async void OnReceived(object? sender, BasicDeliverEventArgs ea) => await _orders.SaveAsync(ea.Body.ToArray());

            private void OnReceivedAtOnce(object? sender, BasicDeliverEventArgs ea) => _orders.SaveAsync(ea.Body.ToArray()).Wait();
        }
        """);

    [Fact]
    public Task A_consumer_class() => Verify.FindsAsync(References.RabbitMq6, """
        using RabbitMQ.Client;

        interface IOrders { Task SaveAsync(byte[] order); }

        class OrderConsumer : DefaultBasicConsumer
        {
            private readonly IOrders _orders = null!;

            public override async void {|EVC1010:HandleBasicDeliver|}(
                string consumerTag, ulong deliveryTag, bool redelivered, string exchange, string routingKey, IBasicProperties properties, ReadOnlyMemory<byte> body) =>
                await _orders.SaveAsync(body.ToArray());
        }
        """);

    [Fact]
    public Task A_method_that_a_handler_calls() => Verify.FindsAsync(References.RabbitMq6, """
        using RabbitMQ.Client;
        using RabbitMQ.Client.Events;

        interface IOrders { Task SaveAsync(byte[] order); }

        class Consumer
        {
            private readonly IOrders _orders = null!;

            void Start(EventingBasicConsumer consumer)
            {
                consumer.Received += (_, ea) => Handle(ea);
                consumer.Received += (_, ea) =>
                {
                    HandleLocally(ea);
                    async void {|EVC1010:HandleLocally|}(BasicDeliverEventArgs message) => await _orders.SaveAsync(message.Body.ToArray());
                };
            }

            async void {|EVC1010:Handle|}(BasicDeliverEventArgs ea) => await _orders.SaveAsync(ea.Body.ToArray());
        }
        """);

    [Theory, EachVersionOf(Client.Kafka)]
    public async Task Methods_that_consume_and_send(References kafka)
    {
        var found = await Verify.FindsAsync(kafka, """
            using Confluent.Kafka;

            interface IMessages { void Consume(CancellationToken token); }

            class Messages : IMessages
            {
                private readonly IConsumer<string, string> _consumer = null!;
                private readonly IProducer<string, string> _producer = null!;
                private readonly Func<string, Task> _save = null!;

                public async void {|EVC1010:Consume|}(CancellationToken token)
                {
                    while (!token.IsCancellationRequested)
                        await _save(_consumer.Consume(token).Message.Value);
                }

                public async void {|EVC1010:Produce|}(string order) =>
                    await _producer.ProduceAsync("orders", new Message<string, string> { Value = order });

                public void Start(CancellationToken token)
                {
                    new Thread({|EVC1010:async () =>|}
                    {
                        while (true)
                            await _save(_consumer.Consume(token).Message.Value);
                    }).Start();
                    Task.Run(async () =>
                    {
                        while (true)
                            await _save(_consumer.Consume(token).Message.Value);
                    });
                }
            }
            """);
        Assert.StartsWith("'Consume' is async void and cannot be awaited; ", found[0].GetMessage(), StringComparison.Ordinal);
    }

    [Fact]
    public Task What_has_to_be_void_or_does_not_concern_messages_is_fine() => Verify.SilentAsync(References.Kafka2, """
        using System.Windows.Input;
        using Confluent.Kafka;

        class Window : ICommand
        {
            private readonly IProducer<string, string> _producer = null!;
            private readonly IConsumer<string, string> _consumer = null!;

            public event EventHandler? CanExecuteChanged { add { } remove { } }

            public bool CanExecute(object? parameter) => true;

            public async void Execute(object? parameter) => await _producer.ProduceAsync("orders", new Message<string, string> { Value = "" });

            async void OnClick(object sender, EventArgs e) => await _producer.ProduceAsync("orders", new Message<string, string> { Value = "" });

            async void Stop()
            {
                await Task.Delay(100);
                _consumer.Close();
            }

            async Task ProduceAsync() => await _producer.ProduceAsync("orders", new Message<string, string> { Value = "" });
        }
        """, "EVC1010");

    [Fact]
    public Task The_fix_attaches_to_the_consumer_that_awaits() => Verify.FixesAsync<AsyncVoidHandlerFix>(References.RabbitMq6, """
        using RabbitMQ.Client;
        using RabbitMQ.Client.Events;

        interface IOrders { Task SaveAsync(byte[] order); }

        class Consumer
        {
            private readonly IOrders _orders = null!;
            private EventingBasicConsumer? _later;

            void Start()
            {
                var factory = new ConnectionFactory
                {
                    HostName = "localhost", // here
                };
                var channel = factory.CreateConnection().CreateModel();
                var consumer = new EventingBasicConsumer(channel);
                consumer.Received += {|EVC1010:async (sender, ea) =>|}
                {
                    await _orders.SaveAsync(ea.Body.ToArray());
                    ((EventingBasicConsumer)sender!).Model.BasicAck(ea.DeliveryTag, false);
                };
                channel.BasicConsume("orders", false, consumer);

                _later = new EventingBasicConsumer(channel);
                _later.Received += {|EVC1010:OnReceived|};
            }

            private async void OnReceived(object? sender, BasicDeliverEventArgs ea) => await _orders.SaveAsync(ea.Body.ToArray());
        }
        """, """
        using RabbitMQ.Client;
        using RabbitMQ.Client.Events;

        interface IOrders { Task SaveAsync(byte[] order); }

        class Consumer
        {
            private readonly IOrders _orders = null!;
            private AsyncEventingBasicConsumer? _later;

            void Start()
            {
                var factory = new ConnectionFactory
                {
                    HostName = "localhost", // here
                    DispatchConsumersAsync = true,
                };
                var channel = factory.CreateConnection().CreateModel();
                var consumer = new AsyncEventingBasicConsumer(channel);
                consumer.Received += async (sender, ea) =>
                {
                    await _orders.SaveAsync(ea.Body.ToArray());
                    ((AsyncEventingBasicConsumer)sender!).Model.BasicAck(ea.DeliveryTag, false);
                };
                channel.BasicConsume("orders", false, consumer);

                _later = new AsyncEventingBasicConsumer(channel);
                _later.Received += OnReceived;
            }

            private async Task OnReceived(object? sender, BasicDeliverEventArgs ea) => await _orders.SaveAsync(ea.Body.ToArray());
        }
        """, "Attach to 'AsyncEventingBasicConsumer', which awaits the handler, and set 'DispatchConsumersAsync'");

    [Fact]
    public Task The_fix_relies_on_a_factory_that_dispatches_to_such_consumers() => Verify.FixesAsync<AsyncVoidHandlerFix>(References.RabbitMq6, """
        using RabbitMQ.Client;
        using RabbitMQ.Client.Events;

        static class Connections
        {
            public static IConnection Open() => new ConnectionFactory { DispatchConsumersAsync = true }.CreateConnection();
        }

        class Consumer
        {
            public Consumer(IModel channel, Func<byte[], Task> save)
            {
                EventingBasicConsumer consumer = new(channel);
                consumer.Received += {|EVC1010:async (_, ea) =>|} await save(ea.Body.ToArray());
            }
        }
        """, """
        using RabbitMQ.Client;
        using RabbitMQ.Client.Events;

        static class Connections
        {
            public static IConnection Open() => new ConnectionFactory { DispatchConsumersAsync = true }.CreateConnection();
        }

        class Consumer
        {
            public Consumer(IModel channel, Func<byte[], Task> save)
            {
                AsyncEventingBasicConsumer consumer = new(channel);
                consumer.Received += async (_, ea) => await save(ea.Body.ToArray());
            }
        }
        """, "Attach to 'AsyncEventingBasicConsumer', which awaits the handler");

    [Theory]
    [InlineData("")]
    [InlineData("class Connections { IConnection Open() => new ConnectionFactory().CreateConnection(); }")]
    [InlineData("class Connections { IConnection Open() => new ConnectionFactory { DispatchConsumersAsync = false }.CreateConnection(); }")]
    public Task No_fix_where_the_awaited_handler_would_never_run(string connections) => Verify.OffersNoFixAsync<AsyncVoidHandlerFix>(References.RabbitMq6, $$"""
        using RabbitMQ.Client;
        using RabbitMQ.Client.Events;

        {{connections}}

        class Consumer
        {
            void Start(IModel channel, Func<byte[], Task> save)
            {
                var consumer = new EventingBasicConsumer(channel);
                consumer.Received += {|EVC1010:async (_, ea) =>|} await save(ea.Body.ToArray());
            }
        }
        """);

    [Theory]
    [InlineData("other.Received += (_, ea) => Save(ea);")]
    [InlineData("other.Received += OnReceived; OnReceived(null, null!);")]
    [InlineData("Use(other);")]
    public Task No_fix_where_not_every_consumer_can_await(string use) => Verify.OffersNoFixAsync<AsyncVoidHandlerFix>(References.RabbitMq6, $$"""
        using RabbitMQ.Client;
        using RabbitMQ.Client.Events;

        public class Consumer
        {
            void Start(Func<byte[], Task> save)
            {
                var channel = new ConnectionFactory().CreateConnection().CreateModel();
                var consumer = new EventingBasicConsumer(channel);
                consumer.Received += {|EVC1010:async (_, ea) =>|} await save(ea.Body.ToArray());
                var other = new EventingBasicConsumer(channel);
                {{use}}
            }

            void OnReceived(object? sender, BasicDeliverEventArgs ea) { }

            void Save(BasicDeliverEventArgs ea) { }

            public void Use(EventingBasicConsumer consumer) { }
        }
        """);

    [Theory, EachVersionOf(Client.Redis)]
    public Task The_fix_subscribes_with_a_handler_that_is_awaited(References redis) => Verify.FixesAsync<AsyncVoidHandlerFix>(redis, """
        using StackExchange.Redis;

        interface IOrders { Task SaveAsync(string channel, RedisValue order); }

        class Reader
        {
            private readonly IOrders _orders = null!;

            async Task RunAsync(ISubscriber subscriber, RedisChannel channel)
            {
                // Orders
                await subscriber.SubscribeAsync(channel, {|EVC1010:async (source, message) =>|}
                {
                    await _orders.SaveAsync(source!, message); // saved
                });
                subscriber.Subscribe(channel, {|EVC1010:async (_, order) =>|} await _orders.SaveAsync("", order), CommandFlags.None);
            }

            void Start(ISubscriber subscriber, RedisChannel channel) =>
                subscriber.Subscribe(channel, {|EVC1010:OnMessage|});

            private async void OnMessage(RedisChannel channel, RedisValue message) => await _orders.SaveAsync(channel!, message);
        }
        """, """
        using StackExchange.Redis;

        interface IOrders { Task SaveAsync(string channel, RedisValue order); }

        class Reader
        {
            private readonly IOrders _orders = null!;

            async Task RunAsync(ISubscriber subscriber, RedisChannel channel)
            {
                // Orders
                (await subscriber.SubscribeAsync(channel)).OnMessage(async message =>
                {
                    await _orders.SaveAsync(message.Channel!, message.Message); // saved
                });
                (await subscriber.SubscribeAsync(channel, CommandFlags.None)).OnMessage(async message => await _orders.SaveAsync("", message.Message));
            }

            void Start(ISubscriber subscriber, RedisChannel channel) =>
                subscriber.Subscribe(channel).OnMessage(message => OnMessage(message.Channel, message.Message));

            private async Task OnMessage(RedisChannel channel, RedisValue message) => await _orders.SaveAsync(channel!, message);
        }
        """, "Receive with 'OnMessage', which awaits the handler");

    [Theory, EachVersionOf(Client.Redis)]
    public Task No_fix_for_a_subscription_of_another_form(References redis) => Verify.OffersNoFixAsync<AsyncVoidHandlerFix>(redis, """
        using StackExchange.Redis;

        class Reader
        {
            private readonly Func<RedisValue, Task> _save = null!;

            Task StartAsync(ISubscriber subscriber, RedisChannel channel) =>
                subscriber.SubscribeAsync(channel, {|EVC1010:async (_, message) =>|} await _save(message));

            void Start(ISubscriber subscriber, RedisChannel channel)
            {
                subscriber.Subscribe(channel, {|EVC1010:async (_, message) =>|}
                {
                    message = message.ToString();
                    await _save(message);
                });
                subscriber.Subscribe(channel, {|EVC1010:OnMessage|});
                subscriber.Unsubscribe(channel, OnMessage);
            }

            async void OnMessage(RedisChannel channel, RedisValue message) => await _save(message);
        }
        """);

    private static string Attached(string handler) => $$"""
        using RabbitMQ.Client;
        using RabbitMQ.Client.Events;

        interface IOrders { Task SaveAsync(BasicDeliverEventArgs order); }

        class Consumer
        {
            private readonly IOrders _orders = null!;

            void Start(IModel channel, IOrders orders)
            {
                var consumer = new EventingBasicConsumer(channel);
                consumer.Received += {{handler}};
            }

            async void OnReceived(object? sender, BasicDeliverEventArgs ea) => await _orders.SaveAsync(ea);

            void OnReceivedAsync(object? sender, BasicDeliverEventArgs ea) => _orders.SaveAsync(ea).Wait();

            void Save(BasicDeliverEventArgs ea) => _orders.SaveAsync(ea).Wait();
        }
        """;
}
