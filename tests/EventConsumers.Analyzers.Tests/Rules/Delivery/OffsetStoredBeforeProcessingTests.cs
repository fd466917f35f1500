using EventConsumers.CodeFixes.Delivery;

namespace EventConsumers.Analyzers.Tests.Rules.Delivery;

public class OffsetStoredBeforeProcessingTests
{
    [Theory, EachVersionOf(Client.Kafka)]
    public async Task The_defaults_and_a_poll_loop_that_works(References client)
    {
        var found = await Verify.FindsAsync(client, Worker("{|EVC1003:new ConsumerConfig|} { GroupId = \"orders\" }"));
        Assert.Equal(
            "'ConsumerConfig' leaves 'EnableAutoOffsetStore' on: each message counts as done before 'SaveAsync' has processed it, and a failure or crash in it loses the message",
            found[0].GetMessage());
    }

    [Theory]
    [InlineData("{|EVC1003:new ConsumerConfig|} { EnableAutoCommit = true }")]
    [InlineData("{|EVC1003:new ConsumerConfig()|} { EnableAutoOffsetStore = true, EnableAutoCommit = true }")]
    [InlineData("{|EVC1003:new ConsumerConfig(new Dictionary<string, string> { [\"group.id\"] = \"orders\" })|}")]
    public Task Written_out_or_not(string config) => Verify.FindsAsync(References.Kafka2, Worker(config));

    [Theory]
    [InlineData("new ConsumerConfig { EnableAutoOffsetStore = false }")]
    [InlineData("new ConsumerConfig { EnableAutoCommit = false }")]
    [InlineData("new ConsumerConfig { EnableAutoCommit = _flag }")]
    [InlineData("new ConsumerConfig(_shared) { GroupId = \"orders\" }")]
    [InlineData("_shared")]
    [InlineData("new ConsumerConfig { GroupId = $\"cache-{Guid.NewGuid()}\" }")]
    [InlineData("new ConsumerConfig(new Dictionary<string, string> { [\"enable.auto.offset.store\"] = \"false\" })")]
    public Task Other_settings_and_unknown_ones(string config) => Verify.SilentAsync(References.Kafka2, Worker(config), "EVC1003");

    [Theory]
    [InlineData("consumer.Commit(result);")]
    [InlineData("consumer.StoreOffset(result);")]
    [InlineData("consumer.Seek(result.TopicPartitionOffset);")]
    [InlineData("consumer.Assign(new TopicPartitionOffset(\"orders\", 0, 0));")]
    [InlineData("_kept.Add(consumer);")]
    public Task A_consumer_that_settles_itself_or_is_handed_out(string also) =>
        Verify.SilentAsync(References.Kafka2, Worker("new ConsumerConfig { GroupId = \"orders\" }", also), "EVC1003");

    [Fact]
    public Task A_rebalance_handler_that_commits() => Verify.SilentAsync(References.Kafka2, """
        using Confluent.Kafka;

        interface IOrders { void Save(string order); }

        class Worker
        {
            void Run(IOrders orders)
            {
                using var consumer = new ConsumerBuilder<string, string>(new ConsumerConfig { GroupId = "orders" })
                    .SetPartitionsRevokedHandler((revoking, _) => revoking.Commit())
                    .Build();
                consumer.Subscribe("orders");
                while (true)
                    orders.Save(consumer.Consume().Message.Value);
            }
        }
        """, "EVC1003");

    [Fact]
    public Task A_consumer_that_only_prints() => Verify.SilentAsync(References.Kafka2, """
        using Confluent.Kafka;

        using var consumer = new ConsumerBuilder<string, string>(new ConsumerConfig { GroupId = "orders" }).Build();
        consumer.Subscribe("orders");
        while (true)
            Console.WriteLine(consumer.Consume().Message.Value);
        """, "EVC1003");

    [Fact]
    public Task A_consumer_that_only_decodes_and_counts() => Verify.SilentAsync(References.Kafka2, """
        using Confluent.Kafka;

        using var consumer = new ConsumerBuilder<string, byte[]>(new ConsumerConfig { GroupId = "orders" }).Build();
        consumer.Subscribe("orders");
        var delays = new List<long>();
        while (true)
        {
            var result = consumer.Consume();
            using var reader = new BinaryReader(new MemoryStream(result.Message.Value));
            delays.Add(reader.ReadInt64() + result.Message.Headers[0].GetValueBytes().Length);
        }
        """, "EVC1003");

    [Fact]
    public Task Options_consumer_and_loop_in_different_methods() => Verify.FindsAsync(References.Kafka2, """
        using Confluent.Kafka;

        interface IOrders { void Save(string order); }

        class Worker
        {
            private readonly ConsumerConfig _config = {|EVC1003:new()|} { GroupId = "orders" };
            private readonly IConsumer<string, string> _consumer;
            private readonly IOrders _orders;

            public Worker(IOrders orders)
            {
                _orders = orders;
                _consumer = Build();
            }

            private IConsumer<string, string> Build() => new ConsumerBuilder<string, string>(_config).SetErrorHandler((_, _) => { }).Build();

            void Run()
            {
                _consumer.Subscribe("orders");
                while (true)
                {
                    var result = _consumer.Consume(TimeSpan.FromSeconds(1));
                    if (result is null) continue;
                    _orders.Save(result.Message.Value);
                }
            }
        }
        """);

    private static string Factory(string config, string settle) => $$"""
        using Confluent.Kafka;

        public interface IOrders { void Save(string order); }

        public class Consumers
        {
            private readonly string _servers = "";
            protected ClientConfig? _shared;

            public IConsumer<string, string> Build()
            {
                var client = new ClientConfig { BootstrapServers = _servers };
                var config = {{config}};
                var builder = new ConsumerBuilder<string, string>(config);
                return builder.Build();
            }
        }

        public class Worker
        {
            private readonly Consumers _consumers = null!;
            private readonly IOrders _orders = null!;

            public void Run(CancellationToken token)
            {
                using (var consumer = _consumers.Build())
                {
                    consumer.Subscribe("orders");
                    while (!token.IsCancellationRequested)
                    {
                        var result = consumer.Consume(token);
                        _orders.Save(result.Message.Value);
                        {{settle}}
                    }

                    consumer.Close();
                }
            }
        }
        """;

    [Fact]
    public Task A_consumer_that_a_factory_makes() => Verify.FindsAsync(References.Kafka2, Factory("{|EVC1003:new ConsumerConfig(client)|} { GroupId = \"orders\" }", ""));

    [Theory]
    [InlineData("new ConsumerConfig(client) { GroupId = \"orders\" }", "consumer.Commit(result);")]
    [InlineData("new ConsumerConfig(client) { GroupId = \"orders\", EnableAutoOffsetStore = false }", "consumer.StoreOffset(result);")]
    [InlineData("new ConsumerConfig(client) { GroupId = \"orders\" }; _shared = client; ", "")]
    public Task A_consumer_of_a_factory_that_is_settled(string config, string settle) => Verify.SilentAsync(References.Kafka2, Factory(config, settle), "EVC1003");

    [Fact]
    public Task A_factory_that_nobody_here_calls() => Verify.SilentAsync(References.Kafka2, """
        using Confluent.Kafka;

        public class Consumers
        {
            public IConsumer<string, string> Build() => new ConsumerBuilder<string, string>(new ConsumerConfig { GroupId = "orders" }).Build();
        }
        """, "EVC1003");

    [Fact]
    public Task A_helper_that_is_given_the_consumer_may_settle() => Verify.SilentAsync(References.Kafka2, """
        using Confluent.Kafka;

        interface IOrders { void Save(string order); }

        class Worker
        {
            void Run(IOrders orders)
            {
                using var consumer = new ConsumerBuilder<string, string>(new ConsumerConfig { GroupId = "orders" }).Build();
                consumer.Subscribe("orders");
                while (true)
                {
                    var result = consumer.Consume();
                    orders.Save(result.Message.Value);
                    Settlement.Done(consumer, result);
                }
            }
        }

        static class Settlement
        {
            public static void Done(IConsumer<string, string> consumer, ConsumeResult<string, string> result) => consumer.Commit(result);
        }
        """, "EVC1003");

    [Fact]
    public Task Stores_the_offset_after_the_work() => Verify.FixesAsync<OffsetStoredBeforeProcessingFix>(
        References.Kafka2,
        Loop(
            """
            {|EVC1003:new ConsumerConfig|}
                    {
                        GroupId = "orders", // shared
                        AutoOffsetReset = AutoOffsetReset.Earliest
                    }
            """,
            ""),
        Loop(
            """
            new ConsumerConfig
                    {
                        GroupId = "orders", // shared
                        AutoOffsetReset = AutoOffsetReset.Earliest,
                        EnableAutoOffsetStore = false
                    }
            """,
            "\n            consumer.StoreOffset(result);"),
        title: "Settle with 'StoreOffset' after 'Save'");

    [Fact]
    public Task Turns_off_what_is_set() => Verify.FixesAsync<OffsetStoredBeforeProcessingFix>(
        References.Kafka2,
        Loop("{|EVC1003:new ConsumerConfig|} { EnableAutoOffsetStore = true, GroupId = \"orders\" }", ""),
        Loop("new ConsumerConfig { EnableAutoOffsetStore = false, GroupId = \"orders\" }", "\n            consumer.StoreOffset(result);"));

    [Fact]
    public Task A_dictionary_of_settings() => Verify.FixesAsync<OffsetStoredBeforeProcessingFix>(
        References.Kafka2,
        Loop("{|EVC1003:new Dictionary<string, string>|} { { \"group.id\", \"orders\" } }", ""),
        Loop("new Dictionary<string, string> { { \"group.id\", \"orders\" }, { \"enable.auto.offset.store\", \"false\" } }", "\n            consumer.StoreOffset(result);"));

    // The offset of the next message would cover the failed one, wherever it is stored.
    [Theory]
    [InlineData("var result = consumer.Consume(); try { orders.Save(result.Message.Value); } catch (Exception) { }")]
    [InlineData("try { var result = consumer.Consume(); orders.Save(result.Message.Value); } catch (Exception e) { Console.WriteLine(e); }")]
    [InlineData("try { var result = consumer.Consume(); orders.Save(result.Message.Value); } catch (OperationCanceledException) { break; } catch (Exception e) { Console.WriteLine(e); }")]
    public Task Nothing_is_sure_where_failures_are_swallowed(string turn) => Verify.OffersNoFixAsync<OffsetStoredBeforeProcessingFix>(References.Kafka2, $$"""
        using Confluent.Kafka;

        interface IOrders { void Save(string order); }

        class Worker
        {
            void Run(IOrders orders)
            {
                using var consumer = new ConsumerBuilder<string, string>({|EVC1003:new ConsumerConfig|} { GroupId = "orders" }).Build();
                consumer.Subscribe("orders");
                while (true)
                {
                    {{turn}}
                }
            }
        }
        """);

    private static string Loop(string config, string store) => $$"""
        using Confluent.Kafka;

        interface IOrders { void Save(string order); }

        class Worker
        {
            void Run(IOrders orders, CancellationToken token)
            {
                var config = {{config}};
                using var consumer = new ConsumerBuilder<string, string>(config).Build();
                consumer.Subscribe("orders");
                while (!token.IsCancellationRequested)
                {
                    var result = consumer.Consume(token);
                    orders.Save(result.Message.Value);{{store}}
                }
            }
        }
        """;

    private static string Worker(string config, string also = "") => $$"""
        using Confluent.Kafka;

        interface IOrders { Task SaveAsync(string order); }

        class Worker
        {
            private readonly List<object> _kept = new();
            private readonly ConsumerConfig _shared;
            private readonly bool _flag;

            public Worker(ConsumerConfig shared, bool flag) => (_shared, _flag) = (shared, flag);

            async Task RunAsync(IOrders orders, CancellationToken token)
            {
                using var consumer = new ConsumerBuilder<string, string>({{config}}).Build();
                consumer.Subscribe("orders");
                while (!token.IsCancellationRequested)
                {
                    var result = consumer.Consume(token);
                    await orders.SaveAsync(result.Message.Value);
                    {{also}}
                }
            }
        }
        """;
}
