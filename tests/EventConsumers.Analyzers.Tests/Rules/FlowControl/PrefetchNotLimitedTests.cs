using EventConsumers.CodeFixes.FlowControl;

namespace EventConsumers.Analyzers.Tests.Rules.FlowControl;

public class PrefetchNotLimitedTests
{
    private const string Consumer6 = """
        using RabbitMQ.Client;
        using RabbitMQ.Client.Events;

        interface IOrders { void Save(byte[] order); }

        """;

    [Fact]
    public async Task A_channel_made_in_the_method_6()
    {
        var found = await Verify.FindsAsync(References.RabbitMq6, Local6("channel.{|EVC4002:BasicConsume(\"orders\", false, consumer)|};"));
        Assert.Equal(
            "'BasicConsume' has no prefetch limit: without 'BasicQos' on the channel the broker pushes everything that is in the queue into memory", found[0].GetMessage());
    }

    [Fact]
    public Task A_channel_made_in_the_method_7() => Verify.FindsAsync(
        References.RabbitMq7, Local7("await channel.{|EVC4002:BasicConsumeAsync(\"orders\", autoAck: false, consumer, token)|};"));

    [Fact]
    public Task A_limit_of_zero_is_none() => Verify.FindsAsync(References.RabbitMq6, Local6(
        "channel.BasicQos(0, 0, false); channel.{|EVC4002:BasicConsume(\"orders\", false, consumer)|};"));

    [Fact]
    public Task Acknowledgement_is_manual_by_default() => Verify.FindsAsync(
        References.RabbitMq6, Local6("channel.{|EVC4002:BasicConsume(consumer, \"orders\")|};"));

    [Theory]
    [InlineData("channel.BasicQos(0, 10, false); channel.BasicConsume(\"orders\", false, consumer);")]
    [InlineData("channel.BasicQos(prefetchSize: 0, prefetchCount: limit, global: false); channel.BasicConsume(\"orders\", false, consumer);")]
    [InlineData("channel.BasicConsume(\"orders\", true, consumer);")]
    [InlineData("channel.BasicConsume(\"orders\", limit > 0, consumer);")]
    [InlineData("channel.BasicConsume(\"price-replies\", false, consumer);")]
    [InlineData("Unknown.Register(channel); channel.BasicConsume(\"orders\", false, consumer);")]
    public Task Limited_automatic_or_unknown(string consume) => Verify.SilentAsync(References.RabbitMq6, Local6(consume), "EVC4002");

    [Fact]
    public Task Limited_in_another_method_of_the_type() => Verify.SilentAsync(References.RabbitMq6, Consumer6 + """
        class Worker
        {
            private readonly IModel _channel;

            public Worker(IConnection connection)
            {
                _channel = connection.CreateModel();
                Prepare();
            }

            private void Prepare() => _channel.BasicQos(0, 50, false);

            public void Start(IBasicConsumer consumer) => _channel.BasicConsume("orders", false, consumer);
        }
        """, "EVC4002");

    [Fact]
    public Task Limited_in_a_base_class() => Verify.SilentAsync(References.RabbitMq6, Consumer6 + """
        abstract class WorkerBase
        {
            protected WorkerBase(IConnection connection)
            {
                Channel = connection.CreateModel();
                Channel.BasicQos(0, 50, false);
            }

            protected IModel Channel { get; }
        }

        class Worker : WorkerBase
        {
            public Worker(IConnection connection) : base(connection)
            {
            }

            public void Start(IBasicConsumer consumer) => Channel.BasicConsume("orders", false, consumer);
        }
        """, "EVC4002");

    [Fact]
    public Task Limited_in_a_derived_class() => Verify.SilentAsync(References.RabbitMq6, Consumer6 + """
        abstract class WorkerBase
        {
            protected WorkerBase(IConnection connection) => Channel = connection.CreateModel();

            protected IModel Channel { get; }

            public void Start(IBasicConsumer consumer) => Channel.BasicConsume("orders", false, consumer);
        }

        class Worker : WorkerBase
        {
            public Worker(IConnection connection) : base(connection) => Channel.BasicQos(0, 50, false);
        }
        """, "EVC4002");

    [Fact]
    public Task A_base_class_that_only_makes_the_channel() => Verify.FindsAsync(References.RabbitMq6, Consumer6 + """
        abstract class WorkerBase
        {
            protected WorkerBase(IConnection connection) => Channel = connection.CreateModel();

            protected IModel Channel { get; }
        }

        class Worker : WorkerBase
        {
            public Worker(IConnection connection) : base(connection)
            {
            }

            public void Start(IBasicConsumer consumer) => Channel.{|EVC4002:BasicConsume("orders", false, consumer)|};
        }
        """);

    [Fact]
    public Task Limited_by_a_helper_that_is_given_the_channel() => Verify.SilentAsync(References.RabbitMq6, Consumer6 + """
        static class Setup
        {
            public static void Prepare(this IModel channel) => Limit(channel);

            private static void Limit(IModel channel) => channel.BasicQos(0, 50, false);
        }

        class Worker
        {
            public void Start(IConnection connection, IBasicConsumer consumer)
            {
                var channel = connection.CreateModel();
                channel.Prepare();
                channel.BasicConsume("orders", false, consumer);
            }
        }
        """, "EVC4002");

    [Fact]
    public Task A_helper_that_only_declares() => Verify.FindsAsync(References.RabbitMq6, Consumer6 + """
        static class Setup
        {
            public static void Declare(this IModel channel) => channel.QueueDeclare("orders", true, false, false, null);
        }

        class Worker
        {
            public void Start(IConnection connection, IBasicConsumer consumer)
            {
                var channel = connection.CreateModel();
                channel.Declare();
                channel.{|EVC4002:BasicConsume("orders", false, consumer)|};
            }
        }
        """);

    [Fact]
    public Task A_channel_that_is_made_anew_after_a_failure() => Verify.FindsAsync(References.RabbitMq6, Consumer6 + """
        interface IPersistentConnection { IModel CreateModel(); }

        class PersistentConnection : IPersistentConnection
        {
            private IConnection _connection;

            public PersistentConnection(IConnection connection) => _connection = connection;

            public IModel CreateModel() => _connection.CreateModel();
        }

        class EventBus
        {
            private readonly IPersistentConnection _connection;
            private IModel _channel;

            public EventBus(IPersistentConnection connection)
            {
                _connection = connection;
                _channel = MakeChannel();
            }

            public void Start(IBasicConsumer consumer)
            {
                if (_channel != null)
                    _channel.{|EVC4002:BasicConsume(queue: "orders", autoAck: false, consumer: consumer)|};
            }

            private IModel MakeChannel()
            {
                var channel = _connection.CreateModel();
                channel.QueueDeclare(queue: "orders", durable: true, exclusive: false, autoDelete: false, arguments: null);
                channel.CallbackException += (sender, e) =>
                {
                    _channel.Dispose();
                    _channel = MakeChannel();
                };
                return channel;
            }
        }
        """);

    [Fact]
    public Task Limited_where_the_channel_is_made() => Verify.SilentAsync(References.RabbitMq7, """
        using RabbitMQ.Client;

        class Channels
        {
            private readonly IConnection _connection;

            public Channels(IConnection connection) => _connection = connection;

            public async Task<IChannel> CreateAsync()
            {
                var channel = await _connection.CreateChannelAsync();
                await channel.BasicQosAsync(0, 20, false);
                return channel;
            }
        }

        class Worker
        {
            public async Task StartAsync(Channels channels, IAsyncBasicConsumer consumer)
            {
                var channel = await channels.CreateAsync();
                await channel.BasicConsumeAsync("orders", false, consumer);
            }
        }
        """, "EVC4002");

    [Theory]
    [InlineData("public Worker(IModel channel) => _channel = channel;")]
    [InlineData("public Worker(Func<IModel> make) => _channel = make();")]
    public Task A_channel_from_outside(string constructor) => Verify.SilentAsync(References.RabbitMq6, Consumer6 + $$"""
        class Worker
        {
            private readonly IModel _channel;

            {{constructor}}

            public void Start(IBasicConsumer consumer) => _channel.BasicConsume("orders", false, consumer);
        }
        """, "EVC4002");

    [Fact]
    public Task Limits_it_6() => Verify.FixesAsync<PrefetchNotLimitedFix>(
        References.RabbitMq6,
        Local6("channel.{|EVC4002:BasicConsume(\"orders\", false, consumer)|};"),
        Local6("channel.BasicQos(prefetchSize: 0, prefetchCount: 100, global: false);\n        channel.BasicConsume(\"orders\", false, consumer);"),
        title: "Limit the prefetch with 'BasicQos'");

    [Fact]
    public Task Limits_it_7_with_the_same_token() => Verify.FixesAsync<PrefetchNotLimitedFix>(
        References.RabbitMq7,
        Local7("// Now it starts.\n        await channel.{|EVC4002:BasicConsumeAsync(\"orders\", autoAck: false, consumer, token)|};"),
        Local7("await channel.BasicQosAsync(prefetchSize: 0, prefetchCount: 100, global: false, cancellationToken: token);\n        // Now it starts.\n        await channel.BasicConsumeAsync(\"orders\", autoAck: false, consumer, token);"));

    [Fact]
    public Task Limits_it_once_for_two_queues() => Verify.FixesAsync<PrefetchNotLimitedFix>(
        References.RabbitMq6,
        Local6("channel.{|EVC4002:BasicConsume(\"orders\", false, consumer)|};\n        var tag = channel.{|EVC4002:BasicConsume(\"logins\", false, consumer)|};"),
        Local6("channel.BasicQos(prefetchSize: 0, prefetchCount: 100, global: false);\n        channel.BasicConsume(\"orders\", false, consumer);\n        var tag = channel.BasicConsume(\"logins\", false, consumer);"));

    [Fact]
    public Task Limits_it_in_top_level_code() => Verify.FixesAsync<PrefetchNotLimitedFix>(
        References.RabbitMq7,
        """
        using RabbitMQ.Client;
        using RabbitMQ.Client.Events;

        var factory = new ConnectionFactory { HostName = "localhost" };
        using var connection = await factory.CreateConnectionAsync();
        using var channel = await connection.CreateChannelAsync();

        var consumer = new AsyncEventingBasicConsumer(channel);
        await channel.{|EVC4002:BasicConsumeAsync("orders", autoAck: false, consumer: consumer)|};

        Console.ReadLine();
        """,
        """
        using RabbitMQ.Client;
        using RabbitMQ.Client.Events;

        var factory = new ConnectionFactory { HostName = "localhost" };
        using var connection = await factory.CreateConnectionAsync();
        using var channel = await connection.CreateChannelAsync();

        var consumer = new AsyncEventingBasicConsumer(channel);
        await channel.BasicQosAsync(prefetchSize: 0, prefetchCount: 100, global: false);
        await channel.BasicConsumeAsync("orders", autoAck: false, consumer: consumer);

        Console.ReadLine();
        """);

    [Fact]
    public Task Limits_it_in_the_last_line_of_a_file() => Verify.FixesAsync<PrefetchNotLimitedFix>(
        References.RabbitMq7,
        TopLevel("await channel.{|EVC4002:BasicConsumeAsync(\"orders\", autoAck: false, consumer: consumer)|};"),
        TopLevel("""
            await channel.BasicQosAsync(prefetchSize: 0, prefetchCount: 100, global: false);
            await channel.BasicConsumeAsync("orders", autoAck: false, consumer: consumer);
            """));

    private static string TopLevel(string consume) => $$"""
        using RabbitMQ.Client;
        using RabbitMQ.Client.Events;

        var factory = new ConnectionFactory { HostName = "localhost" };
        using var connection = await factory.CreateConnectionAsync();
        using var channel = await connection.CreateChannelAsync();
        var consumer = new AsyncEventingBasicConsumer(channel);

        {{consume}}
        """;

    [Fact]
    public Task Needs_a_statement_of_its_own() => Verify.OffersNoFixAsync<PrefetchNotLimitedFix>(
        References.RabbitMq7,
        Local7("Func<Task> start = () => channel.{|EVC4002:BasicConsumeAsync(\"orders\", autoAck: false, consumer, token)|}; await start();"));

    // Unlimited, what failed kept nothing back in a queue of its own.
    [Fact]
    public Task Has_what_fails_refused_where_it_would_keep_others_back() => Verify.FixesAsync<PrefetchNotLimitedFix>(
        References.RabbitMq7,
        OwnQueue("", """
            await orders.SaveAsync(ea.Body.ToArray());
            await channel.BasicAckAsync(ea.DeliveryTag, false);
            """, "{|EVC4002:BasicConsumeAsync(queue, false, consumer)|}"),
        OwnQueue("await channel.BasicQosAsync(prefetchSize: 0, prefetchCount: 100, global: false);\n        ", """
            try
            {
                await orders.SaveAsync(ea.Body.ToArray());
                await channel.BasicAckAsync(ea.DeliveryTag, false);
            }
            catch (Exception) when (!ea.CancellationToken.IsCancellationRequested)
            {
                await channel.BasicNackAsync(ea.DeliveryTag, false, requeue: false);
                throw;
            }
            """, "BasicConsumeAsync(queue, false, consumer)"));

    private static string OwnQueue(string limit, string handle, string consume) => $$"""
        using RabbitMQ.Client;
        using RabbitMQ.Client.Events;

        interface IOrders { Task SaveAsync(byte[] order); }

        class Worker
        {
            async Task RunAsync(IConnection connection, IOrders orders)
            {
                await using var channel = await connection.CreateChannelAsync();
                var queue = (await channel.QueueDeclareAsync()).QueueName;
                var consumer = new AsyncEventingBasicConsumer(channel);
                consumer.ReceivedAsync += async (_, ea) =>
                {
                    {{handle.Replace("\n", "\n            ", StringComparison.Ordinal)}}
                };
                {{limit}}await channel.{{consume}};
            }
        }
        """;

    private static string Local6(string consume) => Consumer6 + $$"""
        static class Unknown
        {
            public static Action<IModel> Register { get; set; } = _ => { };
        }

        class Worker
        {
            void Run(IConnection connection, IOrders orders, int many)
            {
                var limit = (ushort)many;
                using var channel = connection.CreateModel();
                var consumer = new EventingBasicConsumer(channel);
                consumer.Received += (_, ea) =>
                {
                    orders.Save(ea.Body.ToArray());
                    channel.BasicAck(ea.DeliveryTag, false);
                };
                {{consume}}
            }
        }
        """;

    private static string Local7(string consume) => $$"""
        using RabbitMQ.Client;
        using RabbitMQ.Client.Events;

        interface IOrders { Task SaveAsync(byte[] order); }

        class Worker
        {
            async Task RunAsync(IConnection connection, IOrders orders, CancellationToken token)
            {
                await using var channel = await connection.CreateChannelAsync(cancellationToken: token);
                var consumer = new AsyncEventingBasicConsumer(channel);
                consumer.ReceivedAsync += async (_, ea) =>
                {
                    await orders.SaveAsync(ea.Body.ToArray());
                    await channel.BasicAckAsync(ea.DeliveryTag, false);
                };
                {{consume}}
            }
        }
        """;
}
