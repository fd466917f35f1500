using EventConsumers.CodeFixes.Delivery;

namespace EventConsumers.Analyzers.Tests.Rules.Delivery;

public class StoreOffsetWithAutomaticStoreTests
{
    private const string Marked = "{|EVC1013:consumer.StoreOffset(result)|};";

    [Theory, EachVersionOf(Client.Kafka)]
    public async Task Automatic_storing_is_on_by_default(References client)
    {
        var found = await Verify.FindsAsync(client, Worker("new ConsumerConfig { GroupId = \"orders\" }", Marked));
        Assert.Equal(
            "'StoreOffset' throws at run time: 'ConsumerConfig' leaves 'EnableAutoOffsetStore' on, so the client stores offsets by itself", found[0].GetMessage());
    }

    [Theory]
    [InlineData("new ConsumerConfig { EnableAutoCommit = false }")]
    [InlineData("new ConsumerConfig { EnableAutoOffsetStore = true }")]
    [InlineData("new Dictionary<string, string> { [\"enable.auto.offset.store\"] = \"true\" }")]
    public Task However_it_is_written(string config) => Verify.FindsAsync(References.Kafka2, Worker(config, Marked));

    [Fact]
    public Task An_offset_of_its_own_too() => Verify.FindsAsync(
        References.Kafka2, Worker("new ConsumerConfig()", "{|EVC1013:consumer.StoreOffset(new TopicPartitionOffset(result.TopicPartition, result.Offset + 1))|};"));

    [Theory]
    [InlineData("new ConsumerConfig { EnableAutoOffsetStore = false }", "consumer.StoreOffset(result);")]
    [InlineData("new ConsumerConfig { EnableAutoOffsetStore = _flag }", "consumer.StoreOffset(result);")]
    [InlineData("_shared", "consumer.StoreOffset(result);")]
    [InlineData("new ConsumerConfig(_shared)", "consumer.StoreOffset(result);")]
    [InlineData("new Dictionary<string, string> { [\"enable.auto.offset.store\"] = \"false\" }", "consumer.StoreOffset(result);")]
    [InlineData("new ConsumerConfig()", "consumer.Commit(result);")]
    public Task Turned_off_unknown_or_not_used(string config, string settle) => Verify.SilentAsync(References.Kafka2, Worker(config, settle), "EVC1013");

    [Fact]
    public Task Is_not_reported_as_an_offset_stored_too_early() =>
        Verify.FindsAsync(References.Kafka2, Worker("new ConsumerConfig { GroupId = \"orders\" }", Marked), "EVC1003");

    [Fact]
    public Task In_another_method_of_the_type() => Verify.FindsAsync(References.Kafka2, """
        using Confluent.Kafka;

        class Worker : IDisposable
        {
            private readonly IConsumer<string, string> _consumer;

            public Worker() => _consumer = new ConsumerBuilder<string, string>(new ConsumerConfig { GroupId = "orders" }).Build();

            public void Done(ConsumeResult<string, string> result) => {|EVC1013:_consumer.StoreOffset(result)|};

            public void Dispose() => _consumer.Dispose();
        }
        """);

    [Fact]
    public Task Turns_it_off() => Verify.FixesAsync<StoreOffsetWithAutomaticStoreFix>(
        References.Kafka2,
        Worker("new ConsumerConfig { GroupId = \"orders\" }", Marked),
        Worker("new ConsumerConfig { GroupId = \"orders\", EnableAutoOffsetStore = false }", "consumer.StoreOffset(result);"),
        title: "Set 'EnableAutoOffsetStore' to false");

    [Fact]
    public Task Turns_it_off_once_for_two_calls() => Verify.FixesAsync<StoreOffsetWithAutomaticStoreFix>(
        References.Kafka2,
        Worker("new ConsumerConfig\n        {\n            GroupId = \"orders\",\n        }", Marked + Marked),
        Worker("new ConsumerConfig\n        {\n            GroupId = \"orders\",\n            EnableAutoOffsetStore = false,\n        }", "consumer.StoreOffset(result);consumer.StoreOffset(result);"));

    [Fact]
    public Task Turns_it_off_in_a_dictionary() => Verify.FixesAsync<StoreOffsetWithAutomaticStoreFix>(
        References.Kafka2,
        Worker("new Dictionary<string, string> { [\"enable.auto.offset.store\"] = \"true\" }", Marked),
        Worker("new Dictionary<string, string> { [\"enable.auto.offset.store\"] = \"false\" }", "consumer.StoreOffset(result);"));

    private static string Worker(string config, string settle) => $$"""
        using Confluent.Kafka;

        interface IOrders { void Save(string order); }

        class Worker
        {
            private readonly ConsumerConfig _shared;
            private readonly bool _flag;

            public Worker(ConsumerConfig shared, bool flag) => (_shared, _flag) = (shared, flag);

            void Run(IOrders orders, CancellationToken token)
            {
                using var consumer = new ConsumerBuilder<string, string>({{config}}).Build();
                consumer.Subscribe("orders");
                while (!token.IsCancellationRequested)
                {
                    var result = consumer.Consume(token);
                    orders.Save(result.Message.Value);
                    {{settle}}
                }
            }
        }
        """;
}
