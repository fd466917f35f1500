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
