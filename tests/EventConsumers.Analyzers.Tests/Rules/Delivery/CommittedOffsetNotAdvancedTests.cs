using EventConsumers.CodeFixes.Delivery;

namespace EventConsumers.Analyzers.Tests.Rules.Delivery;

public class CommittedOffsetNotAdvancedTests
{
    [Theory, EachVersionOf(Client.Kafka)]
    public async Task The_message_s_own_offset(References client)
    {
        var found = await Verify.FindsAsync(client, Worker("{|EVC1012:consumer.Commit(new[] { result.TopicPartitionOffset })|};"));
        Assert.Equal(
            "'Commit' is given 'result.TopicPartitionOffset', the offset of the processed message itself, so that message is read again after every restart; commit the offset after it",
            found[0].GetMessage());
    }

    [Theory]
    [InlineData("{|EVC1012:consumer.StoreOffset(result.TopicPartitionOffset)|};")]
    [InlineData("{|EVC1012:consumer.StoreOffset(new TopicPartitionOffset(result.TopicPartition, result.Offset))|};")]
    [InlineData("{|EVC1012:consumer.StoreOffset(new TopicPartitionOffset(result.Topic, result.Partition, result.Offset.Value))|};")]
    [InlineData("{|EVC1012:consumer.StoreOffset(new TopicPartitionOffset(result.TopicPartition, new Offset(result.Offset.Value)))|};")]
    [InlineData("{|EVC1012:consumer.Commit(new List<TopicPartitionOffset> { result.TopicPartitionOffset })|};")]
    [InlineData("var offset = result.TopicPartitionOffset; {|EVC1012:consumer.StoreOffset(offset)|};")]
    [InlineData("batch.Add(result); {|EVC1012:consumer.Commit(batch.Select(one => one.TopicPartitionOffset))|};")]
    [InlineData("batch.Add(result); {|EVC1012:consumer.Commit(batch.Select(one => new TopicPartitionOffset(one.TopicPartition, one.Offset)).ToList())|};")]
    public Task However_it_is_given(string settle) => Verify.FindsAsync(References.Kafka2, Worker(settle));

    [Theory]
    [InlineData("consumer.Commit(result);")]
    [InlineData("consumer.StoreOffset(result);")]
    [InlineData("consumer.Commit();")]
    [InlineData("consumer.Seek(result.TopicPartitionOffset);")]
    [InlineData("consumer.StoreOffset(new TopicPartitionOffset(result.TopicPartition, result.Offset + 1));")]
    [InlineData("consumer.StoreOffset(new TopicPartitionOffset(result.TopicPartition, result.Offset.Value + 1));")]
    [InlineData("var next = result.Offset; next = next + 1; consumer.StoreOffset(new TopicPartitionOffset(result.TopicPartition, next));")]
    [InlineData("consumer.Commit(batch.Select(one => new TopicPartitionOffset(one.TopicPartition, one.Offset + 1)));")]
    [InlineData("consumer.Commit(_offsets);")]
    public Task The_next_offset_or_an_unknown_one(string settle) => Verify.SilentAsync(References.Kafka2, Worker(settle), "EVC1012");

    [Fact]
    public Task A_failed_message_is_to_be_read_again() => Verify.SilentAsync(References.Kafka2, """
        using Confluent.Kafka;

        interface IOrders { void Save(string order); }

        class Worker
        {
            void Handle(IConsumer<string, string> consumer, ConsumeResult<string, string> result, IOrders orders)
            {
                try
                {
                    orders.Save(result.Message.Value);
                }
                catch
                {
                    consumer.Commit(new[] { result.TopicPartitionOffset });
                    throw;
                }
            }
        }
        """, "EVC1012");

    [Fact]
    public Task Before_the_work_the_message_is_the_next_to_read() => Verify.SilentAsync(References.Kafka2, """
        using Confluent.Kafka;

        interface IOrders { void Save(string order); }

        class Worker
        {
            void Handle(IConsumer<string, string> consumer, ConsumeResult<string, string> result, IOrders orders)
            {
                consumer.Commit(new[] { result.TopicPartitionOffset });
                orders.Save(result.Message.Value);
            }
        }
        """, "EVC1012");

    [Theory]
    [InlineData("{|EVC1012:consumer.Commit(new[] { result.TopicPartitionOffset })|};", "consumer.Commit(result);")]
    [InlineData("{|EVC1012:consumer.StoreOffset(result.TopicPartitionOffset)|};", "consumer.StoreOffset(result);")]
    [InlineData("{|EVC1012:consumer.StoreOffset(new TopicPartitionOffset(result.TopicPartition, result.Offset))|};", "consumer.StoreOffset(new TopicPartitionOffset(result.TopicPartition, result.Offset + 1));")]
    [InlineData("{|EVC1012:consumer.StoreOffset(new TopicPartitionOffset(result.Topic, result.Partition, result.Offset.Value))|};", "consumer.StoreOffset(new TopicPartitionOffset(result.Topic, result.Partition, result.Offset.Value + 1));")]
    [InlineData("{|EVC1012:consumer.Commit(batch.Select(one => one.TopicPartitionOffset))|};", "consumer.Commit(batch.Select(one => new TopicPartitionOffset(one.TopicPartition, one.Offset + 1)));")]
    public Task Advances_it(string settle, string fixedSettle) => Verify.FixesAsync<CommittedOffsetNotAdvancedFix>(References.Kafka2, Worker(settle), Worker(fixedSettle));

    [Fact]
    public Task A_collection_expression()
    {
        const string source = "using Confluent.Kafka; class C { void M(IConsumer<string, string> consumer, ConsumeResult<string, string> result) => {|EVC1012:consumer.Commit([result.TopicPartitionOffset])|}; }";
        var test = new CSharpAnalyzerTest<EventConsumerAnalyzer> { TestCode = source, References = References.Kafka2, LanguageVersion = Microsoft.CodeAnalysis.CSharp.LanguageVersion.Preview };
        test.OnlyDiagnostics.Add("EVC1012");
        return RoslynFeatures.CollectionExpressions ? test.RunAsync() : Task.CompletedTask;
    }

    [Fact]
    public Task No_fix_for_what_a_local_holds() => Verify.OffersNoFixAsync<CommittedOffsetNotAdvancedFix>(
        References.Kafka2, Worker("var offset = result.Offset; {|EVC1012:consumer.StoreOffset(new TopicPartitionOffset(result.TopicPartition, offset))|};"));

    private static string Worker(string settle) => $$"""
        using Confluent.Kafka;

        interface IOrders { void Save(string order); }

        class Worker
        {
            private readonly List<TopicPartitionOffset> _offsets = new();

            void Run(IConsumer<string, string> consumer, IOrders orders, CancellationToken token)
            {
                var batch = new List<ConsumeResult<string, string>>();
                while (!token.IsCancellationRequested)
                {
                    var result = consumer.Consume(token);
                    orders.Save(result.Message.Value);
                    if (result.Offset % 100 == 0)
                    {
                        {{settle}}
                    }
                }
            }
        }
        """;
}
