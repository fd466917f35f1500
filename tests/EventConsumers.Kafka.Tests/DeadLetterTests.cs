using System.Text;

namespace EventConsumers.Kafka.Tests;

public sealed class DeadLetterTests(MockCluster cluster) : IClassFixture<MockCluster>
{
    [Fact]
    public async Task A_poison_message_is_dead_lettered_and_holds_up_only_its_key()
    {
        await using var group = new Group(cluster, 1, "poison");
        var topic = cluster.CreateTopic("poison-dead", 1);
        using var deadLetters = new KafkaDeadLetters<string, string>(group.Producer, topic);
        var handledBefore = -1;
        await group.Producer.ProduceAsync(group.Topic, new Message<string, string>
        {
            Key = "key0",
            Value = "0",
            Headers = new Headers { { "message-id", "m-0"u8.ToArray() } },
        });
        await group.ProduceAsync(99, keys: 10, first: 1);
        var member = group.Start(
            (result, _) =>
            {
                if (result.Message.Value == "0")
                    throw new FormatException("not a login");
                if (result.Message.Value == "10")
                    handledBefore = group.Handled.Count;
                return default;
            },
            options =>
            {
                options.DeadLetters = deadLetters;
                options.Retry = new RetryOptions<ConsumeResult<string, string>> { MaxAttempts = 3, FirstDelay = TimeSpan.FromMilliseconds(200) };
            });
        await Eventually.IsTrue(() => group.Committed() == 100, "all are settled");
        await member.StopAsync();

        Assert.Equal(90, handledBefore);
        Assert.Equal(Enumerable.Range(1, 99), group.Handled.All.Select(result => int.Parse(result.Message.Value, null)).Order());
        group.Handled.AreInOrderPerKey();
        var letter = Assert.Single(Read(topic, 1));
        Assert.Equal("key0", Encoding.UTF8.GetString(letter.Message.Key));
        Assert.Equal("0", Encoding.UTF8.GetString(letter.Message.Value));
        Assert.Equal("m-0", Header(letter, "message-id"));
        Assert.Equal("3", Header(letter, "dead-letter-attempts"));
        Assert.Equal("System.FormatException", Header(letter, "dead-letter-exception"));
        Assert.Equal($"{group.Topic}[0]@0", Header(letter, "dead-letter-position"));
        Assert.StartsWith("20", Header(letter, "dead-letter-timestamp"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_record_that_cannot_be_deserialised_is_dead_lettered_byte_for_byte()
    {
        await using var group = new Group(cluster, 1, "raw");
        var topic = cluster.CreateTopic("raw-dead", 1);
        using var producer = new ProducerBuilder<string, long>(new ProducerConfig { BootstrapServers = cluster.BootstrapServers }).Build();
        using var deadLetters = new KafkaDeadLetters<string, long>(producer, topic);
        await producer.ProduceAsync(group.Topic, new Message<string, long> { Key = "a", Value = 1 });
        await group.Producer.ProduceAsync(
            group.Topic, new Message<string, string> { Key = "b", Value = "poison", Headers = new Headers { { "source", "web"u8.ToArray() } } });
        await producer.ProduceAsync(group.Topic, new Message<string, long> { Key = "c", Value = 3 });

        var handled = new List<long>();
        using var stop = new CancellationTokenSource();
        var run = new KafkaConsumer<string, long>(
            group.Config(),
            [group.Topic],
            (result, _) =>
            {
                lock (handled)
                    handled.Add(result.Message.Value);
                return default;
            },
            new KafkaConsumerOptions<string, long> { DeadLetters = deadLetters }).RunAsync(stop.Token);
        await Eventually.IsTrue(() => group.Committed() == 3, "all are settled");
        await stop.CancelAsync();
        await run;

        Assert.Equal([1, 3], handled.Order());
        var letter = Assert.Single(Read(topic, 1));
        Assert.Equal("b"u8.ToArray(), letter.Message.Key);
        Assert.Equal("poison"u8.ToArray(), letter.Message.Value);
        Assert.Equal("web", Header(letter, "source"));
        Assert.Equal("Confluent.Kafka.ConsumeException", Header(letter, "dead-letter-exception"));
        Assert.Equal($"{group.Topic}[0]@1", Header(letter, "dead-letter-position"));
    }

    [Theory]
    [InlineData(10)]
    // Held back until the pump has room.
    [InlineData(1)]
    public async Task A_message_whose_key_cannot_be_read_is_dead_lettered_and_the_others_go_on(int capacity)
    {
        await using var group = new Group(cluster, 1, "keyless");
        var topic = cluster.CreateTopic("keyless-dead", 1);
        using var deadLetters = new KafkaDeadLetters<string, string>(group.Producer, topic);
        await group.ProduceAsync(20);
        group.Start(
            (_, _) => default,
            options =>
            {
                (options.Concurrency, options.Capacity) = (1, capacity);
                options.DeadLetters = deadLetters;
                options.Order = MessageOrder.ByKey<ConsumeResult<string, string>, string>(
                    result => result.Offset == 7 ? throw new FormatException("no user id") : result.Message.Key);
            });
        await Eventually.IsTrue(() => group.Committed() == 20, "all are settled");

        Assert.Equal(19, group.Handled.Count);
        var letter = Assert.Single(Read(topic, 1));
        Assert.Equal("7", Encoding.UTF8.GetString(letter.Message.Value));
        Assert.Equal("System.FormatException", Header(letter, "dead-letter-exception"));
        Assert.Equal("1", Header(letter, "dead-letter-attempts"));
    }

    [Fact]
    public async Task Without_dead_letters_a_message_whose_key_cannot_be_read_stops_the_consumer_and_stays()
    {
        await using var group = new Group(cluster, 1, "keyless-stop");
        await group.ProduceAsync(5);
        var member = group.Start(
            (_, _) => default,
            options => options.Order = MessageOrder.ByKey<ConsumeResult<string, string>, string>(
                result => result.Offset == 3 ? throw new FormatException("no user id") : result.Message.Key));
        var failure = await Assert.ThrowsAsync<MessagePumpException>(() => member.Run.WaitAsync(TimeSpan.FromSeconds(30)));

        Assert.Contains($"{group.Topic}[0]@3", failure.Message, StringComparison.Ordinal);
        Assert.IsType<FormatException>(failure.InnerException);
        Assert.Equal(3, group.Committed());
    }

    [Fact]
    public async Task Without_dead_letters_a_record_that_cannot_be_deserialised_stops_the_consumer_and_stays()
    {
        await using var group = new Group(cluster, 1, "raw-stop");
        await group.ProduceAsync(1);
        var run = new KafkaConsumer<string, long>(group.Config(), [group.Topic], (_, _) => default).RunAsync();
        var failure = await Assert.ThrowsAsync<MessagePumpException>(() => run.WaitAsync(TimeSpan.FromSeconds(30)));
        Assert.Contains($"{group.Topic}[0]@0", failure.Message, StringComparison.Ordinal);
        Assert.Contains("DeadLetters", failure.InnerException!.Message, StringComparison.Ordinal);
        Assert.IsType<ConsumeException>(failure.InnerException.InnerException);
        Assert.Equal(0, group.Committed());
    }

    [Fact]
    public async Task Without_dead_letters_a_failing_handler_stops_the_consumer_and_its_message_stays()
    {
        await using var group = new Group(cluster, 1, "throw-stop");
        await group.ProduceAsync(100);
        var member = group.Start(async (result, _) =>
        {
            await Task.Yield();
            if (result.Offset == 42)
                throw new FormatException("not a login");
        });
        var failure = await Assert.ThrowsAsync<MessagePumpException>(() => member.Run.WaitAsync(TimeSpan.FromSeconds(30)));
        Assert.Contains($"{group.Topic}[0]@42", failure.Message, StringComparison.Ordinal);
        Assert.IsType<FormatException>(failure.InnerException);
        Assert.Equal(42, group.Committed());
    }

    [Fact]
    public async Task While_the_dead_letter_topic_is_out_of_reach_the_message_stays_unsettled()
    {
        await using var group = new Group(cluster, 1, "dead-down");
        // Brokers of its own, so that only the dead letters fail.
        using var elsewhere = new MockCluster();
        var topic = elsewhere.CreateTopic("dead-down-dead", 1);
        using var producer = new ProducerBuilder<string, string>(
            new ProducerConfig { BootstrapServers = elsewhere.BootstrapServers, MessageSendMaxRetries = 0 }).Build();
        using var deadLetters = new KafkaDeadLetters<string, string>(producer, topic);
        elsewhere.Fail(MockCluster.Request.Produce, ErrorCode.TopicAuthorizationFailed, 1000);
        await group.ProduceAsync(20, keys: 20);
        var member = group.Start(
            (result, _) => result.Offset == 3 ? throw new FormatException("not a login") : default,
            options =>
            {
                options.DeadLetters = deadLetters;
                options.Retry = new RetryOptions<ConsumeResult<string, string>> { MaxAttempts = 1, FirstDelay = TimeSpan.FromMilliseconds(50), MaxDelay = TimeSpan.FromMilliseconds(200) };
            });
        await Eventually.IsTrue(() => group.Handled.Count == 19, "the others are handled");
        await Eventually.IsTrue(() => group.Log.Entries.Count(entry => entry.Text.Contains("could not be dead-lettered", StringComparison.Ordinal)) > 2, "tries again");
        Assert.Equal(3, group.Committed());

        elsewhere.Heal(MockCluster.Request.Produce);
        await Eventually.IsTrue(() => group.Committed() == 20, "all are settled");
        await member.StopAsync();
        Assert.Single(Read(topic, 1, elsewhere));
    }

    private List<ConsumeResult<byte[], byte[]>> Read(string topic, int count, MockCluster? from = null)
    {
        using var consumer = new ConsumerBuilder<byte[], byte[]>(
            new ConsumerConfig { BootstrapServers = (from ?? cluster).BootstrapServers, GroupId = "reader", EnableAutoCommit = false }).Build();
        consumer.Assign(new TopicPartitionOffset(topic, 0, Offset.Beginning));
        var read = new List<ConsumeResult<byte[], byte[]>>();
        // One more than expected, should there be one.
        while (consumer.Consume(TimeSpan.FromSeconds(read.Count < count ? 20 : 1)) is { } result)
            read.Add(result);
        return read;
    }

    private static string Header(ConsumeResult<byte[], byte[]> result, string name) =>
        Encoding.UTF8.GetString(result.Message.Headers.GetLastBytes(name));
}
