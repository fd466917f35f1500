using EventConsumers.CodeFixes.Scaling;
using Microsoft.CodeAnalysis;

namespace EventConsumers.Analyzers.Tests.Rules.Scaling;

public class ConsumerGroupPerInstanceTests
{
    [Theory, EachVersionOf(Client.Kafka)]
    public async Task A_group_with_a_guid(References client)
    {
        var found = await Verify.FindsAsync(client, Worker("{|EVC5002:$\"orders-{Guid.NewGuid()}\"|}"));
        Assert.Equal("'Guid.NewGuid()' makes the group another one in every instance, so each instance gets every message and a second one shares no work", found[0].GetMessage());
        Assert.Equal(DiagnosticSeverity.Warning, found[0].Severity);
    }

    [Theory]
    [InlineData("{|EVC5002:Guid.NewGuid().ToString()|}")]
    [InlineData("{|EVC5002:Guid.NewGuid().ToString(\"N\").Substring(0, 8)|}")]
    [InlineData("{|EVC5002:\"orders-\" + Environment.MachineName|}")]
    [InlineData("{|EVC5002:string.Format(\"orders-{0}\", Environment.ProcessId)|}")]
    [InlineData("{|EVC5002:$\"orders-{DateTime.UtcNow.Ticks}\"|}")]
    [InlineData("{|EVC5002:_id|}")]
    [InlineData("{|EVC5002:$\"orders-{Environment.GetEnvironmentVariable(\"HOSTNAME\")}\"|}")]
    public Task Whatever_differs(string group) => Verify.FindsAsync(References.Kafka2, Worker(group));

    [Theory]
    [InlineData("\"orders\"")]
    [InlineData("_group")]
    [InlineData("$\"orders-{_group}\"")]
    [InlineData("Environment.GetEnvironmentVariable(\"KAFKA_GROUP\")")]
    [InlineData("_group ?? Guid.NewGuid().ToString()")]
    public Task Constants_settings_and_fallbacks(string group) => Verify.SilentAsync(References.Kafka2, Worker(group), "EVC5002");

    [Theory]
    [InlineData("$\"price-cache-{Guid.NewGuid()}\"", "AutoOffsetReset.Earliest")]
    [InlineData("$\"orders-{Guid.NewGuid()}\"", "AutoOffsetReset.Latest")]
    public async Task A_broadcast_is_a_suggestion(string group, string start)
    {
        var found = await Verify.FindsAsync(References.Kafka2, Worker("{|EVC5002:" + group + "|}", start));
        Assert.Equal(DiagnosticSeverity.Info, found[0].Severity);
    }

    [Fact]
    public Task A_group_over_the_one_of_a_finished_configuration() => Verify.SilentAsync(References.Kafka2, """
        using Confluent.Kafka;

        class Consumers
        {
            ConsumerConfig Configure() => new() { GroupId = "orders", AutoOffsetReset = AutoOffsetReset.Earliest };

            void Tail(ConsumerConfig config)
            {
                config.GroupId = $"tail-{Guid.NewGuid()}";
                config.AutoOffsetReset = AutoOffsetReset.Earliest;
            }

            ConsumerConfig Global()
            {
                var config = Configure();
                config.GroupId = $"global-{Guid.NewGuid()}";
                config.AutoOffsetReset = AutoOffsetReset.Earliest;
                return config;
            }
        }
        """, "EVC5002");

    [Fact]
    public Task A_group_for_a_configuration_that_is_made_here() => Verify.FindsAsync(References.Kafka2, """
        using Confluent.Kafka;

        class Consumers
        {
            ConsumerConfig Local()
            {
                var config = new ConsumerConfig();
                config.GroupId = {|EVC5002:$"orders-{Guid.NewGuid()}"|};
                config.AutoOffsetReset = AutoOffsetReset.Earliest;
                return config;
            }

            void AddTo(Action<Action<ConsumerConfig>> add) => add(config => config.GroupId = {|EVC5002:$"orders-{Guid.NewGuid()}"|});
        }
        """, "EVC5002");

    [Fact]
    public Task A_reader_that_assigns_and_commits_nothing() => Verify.SilentAsync(References.Kafka2, """
        using Confluent.Kafka;

        var config = new ConsumerConfig { GroupId = Guid.NewGuid().ToString(), AutoOffsetReset = AutoOffsetReset.Earliest };
        using var consumer = new ConsumerBuilder<string, string>(config).Build();
        consumer.Assign(new TopicPartitionOffset("orders", 0, Offset.Beginning));
        Console.WriteLine(consumer.Consume().Message.Value);
        """, "EVC5002");

    [Fact]
    public Task A_reader_that_turns_commits_off_and_makes_none() => Verify.SilentAsync(References.Kafka2, """
        using Confluent.Kafka;

        class Replay
        {
            void Run(IOrders orders)
            {
                var config = new ConsumerConfig { GroupId = Guid.NewGuid().ToString(), AutoOffsetReset = AutoOffsetReset.Earliest, EnableAutoCommit = false };
                using var consumer = Create(config);
                while (consumer.Consume(100) is { } result)
                    orders.Save(result.Message.Value);
            }

            static IConsumer<string, string> Create(ConsumerConfig config) => new ConsumerBuilder<string, string>(config).Build();
        }

        interface IOrders { void Save(string order); }
        """, "EVC5002");

    [Theory]
    [InlineData("EnableAutoCommit = false", "", "Guid.NewGuid().ToString()")]
    [InlineData("EnableAutoOffsetStore = false", "config.EnableAutoCommit = false;", "Guid.NewGuid().ToString()")]
    [InlineData("EnableAutoCommit = true", "", "{|EVC5002:Guid.NewGuid().ToString()|}")]
    [InlineData("EnableAutoCommit = false", "if (orders is not null) config.EnableAutoCommit = true;", "{|EVC5002:Guid.NewGuid().ToString()|}")]
    public Task Settings_on_top_of_others(string setting, string later, string group) => Verify.ReportsAsync("EVC5002", References.Kafka2, $$"""
        using Confluent.Kafka;

        class Replay
        {
            void Run(IOrders orders, ConsumerConfig shared)
            {
                var config = new ConsumerConfig(shared) { GroupId = {{group}}, {{setting}} };
                {{later}}
                using var consumer = orders.Create(config);
                while (consumer.Consume(100) is { } result)
                    orders.Save(result.Message.Value);
            }
        }

        interface IOrders { void Save(string order); IConsumer<string, string> Create(ConsumerConfig config); }
        """);

    [Fact]
    public Task A_method_that_falls_back_on_other_settings() => Verify.SilentAsync(References.Kafka2, """
        using Confluent.Kafka;

        class Replay
        {
            private readonly ConsumerConfig _shared = new();

            void Run(IOrders orders)
            {
                var config = new ConsumerConfig(_shared) { GroupId = Guid.NewGuid().ToString(), EnableAutoCommit = false };
                using var consumer = Create(config);
                while (consumer.Consume(100) is { } result)
                    orders.Save(result.Message.Value);
            }

            private IConsumer<string, string> Create(ConsumerConfig? config) => new ConsumerBuilder<string, string>(config ?? _shared).Build();
        }

        interface IOrders { void Save(string order); }
        """, "EVC5002");

    [Theory, EachVersionOf(Client.Redis)]
    public Task The_group_of_a_stream_but_not_the_consumer(References client) => Verify.FindsAsync(client, """
        using StackExchange.Redis;

        class Worker
        {
            async Task RunAsync(IDatabase database)
            {
                await database.StreamReadGroupAsync("orders", {|EVC5002:$"orders-{Environment.MachineName}"|}, "one");
                await database.StreamReadGroupAsync("orders", "orders", Environment.MachineName);
            }
        }
        """);

    [Fact]
    public Task A_queue_that_outlives_its_instance() => Verify.FindsAsync(References.RabbitMq6, """
        using RabbitMQ.Client;

        class Worker
        {
            void Declare(IModel channel)
            {
                channel.QueueDeclare({|EVC5002:$"orders-{Environment.MachineName}"|}, durable: true, exclusive: false, autoDelete: false, arguments: null);
                channel.QueueDeclare($"orders-{Environment.MachineName}", durable: false, exclusive: true, autoDelete: true, arguments: null);
                channel.QueueDeclare($"orders-{Environment.MachineName}", true, false, false, new Dictionary<string, object> { ["x-expires"] = 60000 });
                channel.QueueDeclare("orders", true, false, false, null);
                channel.QueueDeclare();
            }
        }
        """);

    [Theory]
    [InlineData("{|EVC5002:$\"orders-{Guid.NewGuid()}\"|}", "\"orders\"")]
    [InlineData("{|EVC5002:\"orders.\" + Environment.MachineName|}", "\"orders\"")]
    [InlineData("{|EVC5002:Guid.NewGuid().ToString()|}", "\"order-worker\"")]
    public Task Names_it_by_what_is_the_same(string group, string fixedGroup) =>
        Verify.FixesAsync<ConsumerGroupPerInstanceFix>(References.Kafka2, Worker(group), Worker(fixedGroup));

    private static string Worker(string group, string start = "AutoOffsetReset.Earliest") => $$"""
        using Confluent.Kafka;

        class OrderWorker
        {
            private static readonly string _id = Guid.NewGuid().ToString();
            private readonly string? _group;

            public OrderWorker(string? group) => _group = group;

            ConsumerConfig Options() => new ConsumerConfig
            {
                GroupId = {{group}},
                AutoOffsetReset = {{start}},
            };
        }
        """;
}
