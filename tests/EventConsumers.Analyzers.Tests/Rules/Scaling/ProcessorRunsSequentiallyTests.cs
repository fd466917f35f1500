namespace EventConsumers.Analyzers.Tests.Rules.Scaling;

public class ProcessorRunsSequentiallyTests
{
    [Fact]
    public async Task Options_that_leave_it_at_one()
    {
        var found = await Verify.FindsAsync(References.ServiceBus, Processor(
            "client.CreateProcessor(\"orders\", {|EVC5012:new ServiceBusProcessorOptions|} { PrefetchCount = 10 })"));
        Assert.Equal(
            "'ServiceBusProcessorOptions' leaves 'MaxConcurrentCalls' at 1, so each message waits until the one before it has been handled", found[0].GetMessage());
    }

    [Theory]
    [InlineData("client.{|EVC5012:CreateProcessor(\"orders\")|}")]
    [InlineData("client.{|EVC5012:CreateProcessor(\"orders\", \"billing\")|}")]
    [InlineData("client.{|EVC5012:CreateProcessor(\"orders\", options: null)|}")]
    public Task No_options(string processor) => Verify.FindsAsync(References.ServiceBus, Processor(processor));

    [Theory]
    [InlineData("client.CreateProcessor(\"orders\", new ServiceBusProcessorOptions { MaxConcurrentCalls = 8 })")]
    [InlineData("client.CreateProcessor(\"orders\", new ServiceBusProcessorOptions { MaxConcurrentCalls = 1 })")]
    [InlineData("client.CreateProcessor(\"orders\", new ServiceBusProcessorOptions { MaxConcurrentCalls = calls })")]
    [InlineData("client.CreateProcessor(\"orders\", given)")]
    [InlineData("client.CreateProcessor(\"orders\", Configured(new ServiceBusProcessorOptions()))")]
    [InlineData("client.CreateSessionProcessor(\"orders\", new ServiceBusSessionProcessorOptions())")]
    [InlineData("client.CreateSessionProcessor(\"orders\")")]
    [InlineData("new ServiceBusProcessorOptions()")]
    public Task Chosen_unknown_or_in_sessions(string processor) => Verify.SilentAsync(References.ServiceBus, Processor(processor), "EVC5012");

    [Fact]
    public Task Connection_that_is_consumed_on_6() => Verify.FindsAsync(References.RabbitMq6, Consumes6("{|EVC5012:new ConnectionFactory|} { HostName = \"rabbit\" }"));

    [Theory]
    [InlineData("new ConnectionFactory { ConsumerDispatchConcurrency = 4 }")]
    [InlineData("new ConnectionFactory { ConsumerDispatchConcurrency = 1 }")]
    [InlineData("Configured(new ConnectionFactory())")]
    public Task Connection_whose_dispatch_is_chosen_or_unknown_6(string factory) => Verify.SilentAsync(References.RabbitMq6, Consumes6(factory), "EVC5012");

    [Fact]
    public Task Connection_that_is_consumed_on_7() => Verify.FindsAsync(References.RabbitMq7, Uses7("{|EVC5012:new ConnectionFactory()|}", "", Consume7));

    [Theory]
    [InlineData("", "await channel.BasicPublishAsync(\"\", \"orders\", new byte[] { 1 });")]
    [InlineData("new CreateChannelOptions(false, false, consumerDispatchConcurrency: 4)", Consume7)]
    public Task Connection_that_is_only_published_on_or_channels_that_dispatch_7(string options, string use) =>
        Verify.SilentAsync(References.RabbitMq7, Uses7("new ConnectionFactory()", options, use), "EVC5012");

    [Theory]
    [InlineData("orders.Save(ea.Body.ToArray());", true)]
    [InlineData("Console.WriteLine(ea.RoutingKey);", false)]
    public Task Handlers_that_only_print_keep_nobody_waiting(string handle, bool isReported)
    {
        var source = $$"""
            using RabbitMQ.Client;
            using RabbitMQ.Client.Events;

            class Worker
            {
                private readonly IConnection _connection = {{(isReported ? "{|EVC5012:new ConnectionFactory()|}" : "new ConnectionFactory()")}}.CreateConnection();

                void Run(IOrders orders)
                {
                    using var channel = _connection.CreateModel();
                    var consumer = new EventingBasicConsumer(channel);
                    consumer.Received += (_, ea) =>
                    {
                        {{handle}}
                        channel.BasicAck(ea.DeliveryTag, false);
                    };
                    channel.BasicConsume("orders", false, consumer);
                }
            }

            interface IOrders
            {
                void Save(byte[] order);
            }
            """;
        return isReported ? Verify.FindsAsync(References.RabbitMq6, source) : Verify.SilentAsync(References.RabbitMq6, source, "EVC5012");
    }

    [Fact]
    public Task Connection_for_sending_beside_one_for_consuming_6() => Verify.FindsAsync(References.RabbitMq6, """
        using RabbitMQ.Client;

        class Worker
        {
            private readonly IConnection _out;
            private readonly IConnection _in;

            public Worker()
            {
                _out = new ConnectionFactory().CreateConnection();
                _in = {|EVC5012:new ConnectionFactory()|}.CreateConnection();
            }

            void Send(byte[] order)
            {
                using var channel = _out.CreateModel();
                channel.BasicPublish("", "orders", null, order);
            }

            void Run(IBasicConsumer consumer)
            {
                using var channel = _in.CreateModel();
                channel.BasicConsume("orders", false, consumer);
            }
        }
        """);

    [Fact]
    public Task Consumer_class_that_only_prints() => Verify.SilentAsync(
        References.RabbitMq6,
        """
        using RabbitMQ.Client;

        class Worker
        {
            void Run()
            {
                using var connection = new ConnectionFactory().CreateConnection();
                using var channel = connection.CreateModel();
                channel.BasicConsume("orders", true, new Printer());
            }
        }

        class Printer : DefaultBasicConsumer
        {
            public override void HandleBasicDeliver(string consumerTag, ulong deliveryTag, bool redelivered, string exchange, string routingKey, IBasicProperties properties, ReadOnlyMemory<byte> body) =>
                Console.WriteLine(routingKey);
        }
        """,
        "EVC5012");

    private const string Consume7 = "await channel.BasicConsumeAsync(\"orders\", false, consumer);";

    private static string Processor(string processor) => $$"""
        using Azure.Messaging.ServiceBus;

        public static class Setup
        {
            public static object Create(ServiceBusClient client, int calls, ServiceBusProcessorOptions given) => {{processor}};

            private static extern ServiceBusProcessorOptions Configured(ServiceBusProcessorOptions options);
        }
        """;

    private static string Consumes6(string factory) => $$"""
        using RabbitMQ.Client;

        class Worker
        {
            void Run(IBasicConsumer consumer)
            {
                var factory = {{factory}};
                using var connection = factory.CreateConnection();
                using var channel = connection.CreateModel();
                channel.BasicConsume("orders", false, consumer);
            }

            private static extern ConnectionFactory Configured(ConnectionFactory factory);
        }
        """;

    private static string Uses7(string factory, string options, string use) => $$"""
        using RabbitMQ.Client;

        class Worker
        {
            async Task RunAsync(IAsyncBasicConsumer consumer)
            {
                var factory = {{factory}};
                await using var connection = await factory.CreateConnectionAsync();
                await using var channel = await connection.CreateChannelAsync({{options}});
                {{use}}
            }
        }
        """;
}
