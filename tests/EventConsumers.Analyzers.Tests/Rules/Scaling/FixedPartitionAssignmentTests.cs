using Microsoft.CodeAnalysis;

namespace EventConsumers.Analyzers.Tests.Rules.Scaling;

public class FixedPartitionAssignmentTests
{
    [Theory, EachVersionOf(Client.Kafka)]
    public async Task A_partition_by_number(References client)
    {
        var found = await Verify.FindsAsync(client, Worker("{|EVC5004:consumer.Assign(new TopicPartition(\"orders\", 0))|};"));
        Assert.Equal("'Assign' reads fixed partitions in every instance, so instances do not share the work; use 'Subscribe'", found[0].GetMessage());
        Assert.Equal(DiagnosticSeverity.Info, found[0].Severity);
    }

    [Theory]
    [InlineData("{|EVC5004:consumer.Assign(new TopicPartition(\"orders\", new Partition(1)))|};")]
    [InlineData("{|EVC5004:consumer.Assign(new[] { new TopicPartition(\"orders\", 0), new TopicPartition(\"orders\", 1) })|};")]
    [InlineData("{|EVC5004:consumer.Assign(new TopicPartitionOffset(\"orders\", 0, Offset.Stored))|};")]
    [InlineData("var partition = new TopicPartition(\"orders\", 0); {|EVC5004:consumer.Assign(partition)|};")]
    public Task However_it_is_written(string assign) => Verify.FindsAsync(References.Kafka2, Worker(assign));

    [Theory]
    [InlineData("consumer.Assign(new TopicPartition(\"orders\", mine));")]
    [InlineData("consumer.Assign(Enumerable.Range(0, mine).Select(i => new TopicPartition(\"orders\", i)));")]
    [InlineData("consumer.Assign(consumer.Assignment);")]
    [InlineData("consumer.Subscribe(\"orders\");")]
    public Task Computed_partitions_and_subscriptions(string assign) => Verify.SilentAsync(References.Kafka2, Worker(assign), "EVC5004");

    [Fact]
    public Task A_reader_that_commits_nothing() =>
        Verify.SilentAsync(References.Kafka2, Worker("consumer.Assign(new TopicPartition(\"orders\", 0));", settle: ""), "EVC5004");

    [Fact]
    public Task Another_consumer_commits() => Verify.SilentAsync(References.Kafka2, """
        using Confluent.Kafka;

        interface IOrders { void Save(string order); }

        class Readers
        {
            void Replay(ConsumerConfig config, IOrders orders)
            {
                using var consumer = new ConsumerBuilder<string, string>(config).Build();
                consumer.Assign(new TopicPartition("orders", 0));
                orders.Save(consumer.Consume().Message.Value);
            }

            void Run(ConsumerConfig config, IOrders orders)
            {
                using var consumer = new ConsumerBuilder<string, string>(config).Build();
                consumer.Subscribe("orders");
                while (true)
                {
                    var result = consumer.Consume();
                    orders.Save(result.Message.Value);
                    consumer.Commit(result);
                }
            }
        }
        """, "EVC5004");

    private static string Worker(string assign, string settle = "consumer.Commit(result);") => $$"""
        using Confluent.Kafka;

        interface IOrders { void Save(string order); }

        class Worker
        {
            void Run(IConsumer<string, string> consumer, IOrders orders, int mine)
            {
                {{assign}}
                while (true)
                {
                    var result = consumer.Consume();
                    orders.Save(result.Message.Value);
                    {{settle}}
                }
            }
        }
        """;
}
