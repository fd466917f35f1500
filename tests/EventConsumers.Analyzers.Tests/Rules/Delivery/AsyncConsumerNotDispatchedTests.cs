using EventConsumers.CodeFixes.Delivery;

namespace EventConsumers.Analyzers.Tests.Rules.Delivery;

public class AsyncConsumerNotDispatchedTests
{
    [Fact]
    public async Task The_option_is_left_off()
    {
        var found = await Verify.FindsAsync(References.RabbitMq6, Consumes("new ConnectionFactory { HostName = \"localhost\" }"));
        Assert.Equal("'AsyncEventingBasicConsumer' gets no message: 'ConnectionFactory' has 'DispatchConsumersAsync' off, so the handler never runs", found[0].GetMessage());
    }

    [Theory]
    [InlineData("new ConnectionFactory { DispatchConsumersAsync = false }")]
    [InlineData("new ConnectionFactory()")]
    public Task However_it_is_off(string factory) => Verify.FindsAsync(References.RabbitMq6, Consumes(factory));

    [Fact]
    public Task A_consumer_class_of_ones_own() => Verify.FindsAsync(References.RabbitMq6, """
        using RabbitMQ.Client;
        using RabbitMQ.Client.Events;

        class OrderConsumer : AsyncEventingBasicConsumer
        {
            public OrderConsumer(IModel channel) : base(channel) { }
        }

        class Worker
        {
            private readonly IModel _channel = Connections.Open().CreateModel();

            void Start() => _channel.BasicConsume("orders", false, {|EVC1023:new OrderConsumer(_channel)|});
        }

        static class Connections
        {
            public static IConnection Open() => new ConnectionFactory { HostName = "localhost" }.CreateConnection();
        }
        """);

    [Theory]
    [InlineData("new ConnectionFactory { DispatchConsumersAsync = true }")]
    [InlineData("new ConnectionFactory { DispatchConsumersAsync = flag }")]
    public Task On_or_unknown(string factory) => Verify.SilentAsync(References.RabbitMq6, Consumes(factory, mark: false), "EVC1023");

    [Theory]
    [InlineData("factory.DispatchConsumersAsync = true;")]
    [InlineData("Setup.Configure(factory);")]
    [InlineData("if (flag) factory.DispatchConsumersAsync = true;")]
    public Task Set_later_or_given_away(string statement) => Verify.SilentAsync(
        References.RabbitMq6, Consumes("new ConnectionFactory { HostName = \"localhost\" }", statement, mark: false), "EVC1023");

    [Fact]
    public Task One_factory_of_two_is_on() => Verify.SilentAsync(
        References.RabbitMq6,
        Consumes("new ConnectionFactory { HostName = \"localhost\" }", mark: false) + "class Other { RabbitMQ.Client.IConnection Open() => new RabbitMQ.Client.ConnectionFactory { DispatchConsumersAsync = true }.CreateConnection(); }",
        "EVC1023");

    [Fact]
    public Task No_factory_in_sight() => Verify.SilentAsync(References.RabbitMq6, """
        using RabbitMQ.Client;
        using RabbitMQ.Client.Events;

        class Worker
        {
            void Start(IModel channel)
            {
                var consumer = new AsyncEventingBasicConsumer(channel);
                channel.BasicConsume("orders", false, consumer);
            }
        }
        """, "EVC1023");

    [Fact]
    public Task The_synchronous_consumer() => Verify.SilentAsync(
        References.RabbitMq6, Consumes("new ConnectionFactory()", mark: false).Replace("AsyncEventingBasicConsumer", "EventingBasicConsumer").Replace("return Task.CompletedTask; ", ""), "EVC1023");

    // Version 7 dispatches to asynchronous consumers only.
    [Fact]
    public Task Version_7() => Verify.SilentAsync(References.RabbitMq7, """
        using RabbitMQ.Client;
        using RabbitMQ.Client.Events;

        class Worker
        {
            async Task StartAsync()
            {
                var factory = new ConnectionFactory { HostName = "localhost" };
                var connection = await factory.CreateConnectionAsync();
                var channel = await connection.CreateChannelAsync();
                var consumer = new AsyncEventingBasicConsumer(channel);
                await channel.BasicConsumeAsync("orders", false, consumer);
            }
        }
        """, "EVC1023");

    [Theory]
    [InlineData("new ConnectionFactory { HostName = \"localhost\" }", "new ConnectionFactory { HostName = \"localhost\", DispatchConsumersAsync = true }")]
    [InlineData("new ConnectionFactory()", "new ConnectionFactory() { DispatchConsumersAsync = true }")]
    [InlineData("new ConnectionFactory { DispatchConsumersAsync = false }", "new ConnectionFactory { DispatchConsumersAsync = true }")]
    public Task Sets_the_option(string before, string after) => Verify.FixesAsync<AsyncConsumerNotDispatchedFix>(
        References.RabbitMq6, Consumes(before), Consumes(after, mark: false), title: "Set 'DispatchConsumersAsync'");

    [Fact]
    public Task Two_consumers_of_one_connection() => Verify.FixesAsync<AsyncConsumerNotDispatchedFix>(
        References.RabbitMq6,
        Two("{|EVC1023:new AsyncEventingBasicConsumer(channel)|}", ""), Two("new AsyncEventingBasicConsumer(channel)", " { DispatchConsumersAsync = true }"));

    [Fact]
    public Task A_synchronous_consumer_would_get_nothing() => Verify.OffersNoFixAsync<AsyncConsumerNotDispatchedFix>(
        References.RabbitMq6, Consumes("new ConnectionFactory()", "channel.BasicConsume(\"returns\", false, new EventingBasicConsumer(channel));"));

    private static string Two(string consumer, string option) => $$"""
        using RabbitMQ.Client;
        using RabbitMQ.Client.Events;

        class Worker
        {
            void Start()
            {
                var factory = new ConnectionFactory(){{option}};
                var channel = factory.CreateConnection().CreateModel();
                channel.BasicQos(0, 10, false);
                channel.BasicConsume("orders", false, {{consumer}});
                channel.BasicConsume("returns", false, {{consumer}});
            }
        }
        """;

    private static string Consumes(string factory, string statement = "", bool mark = true) => $$"""
        using RabbitMQ.Client;
        using RabbitMQ.Client.Events;

        class Worker
        {
            void Start(bool flag)
            {
                var factory = {{factory}};
                var channel = factory.CreateConnection().CreateModel();
                channel.BasicQos(0, 10, false);
                {{statement}}
                var consumer = {{(mark ? "{|EVC1023:new AsyncEventingBasicConsumer(channel)|}" : "new AsyncEventingBasicConsumer(channel)")}};
                consumer.Received += (_, ea) => { channel.BasicAck(ea.DeliveryTag, false); return Task.CompletedTask; };
                channel.BasicConsume("orders", false, consumer);
            }
        }

        static class Setup
        {
            public static Action<ConnectionFactory> Configure = _ => { };
        }

        """;
}
