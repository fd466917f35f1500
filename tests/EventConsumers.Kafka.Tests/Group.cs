namespace EventConsumers.Kafka.Tests;

/// <summary>A topic, a consumer group on it, and what its consumers have handled.</summary>
internal sealed class Group : IAsyncDisposable
{
    private readonly List<Member> _members = [];
    private readonly IProducer<string, string> _producer;

    public Group(MockCluster cluster, int partitions, string name)
    {
        Cluster = cluster;
        Topic = cluster.CreateTopic(name, partitions);
        Id = $"group-of-{Topic}";
        _producer = new ProducerBuilder<string, string>(new ProducerConfig { BootstrapServers = cluster.BootstrapServers, LingerMs = 1 }).Build();
    }

    public MockCluster Cluster { get; }

    public string Topic { get; }

    public string Id { get; }

    public IProducer<string, string> Producer => _producer;

    /// <summary>What all members handled, in the order in which they did.</summary>
    public HandledMessages Handled { get; } = new();

    public RecordedLog Log { get; } = new();

    public ConsumerConfig Config() => new()
    {
        BootstrapServers = Cluster.BootstrapServers,
        GroupId = Id,
        AutoOffsetReset = AutoOffsetReset.Earliest,
        AutoCommitIntervalMs = 100,
        SessionTimeoutMs = 6000,
        HeartbeatIntervalMs = 200,
        MaxPollIntervalMs = 30_000,
        FetchWaitMaxMs = 50,
        TopicMetadataRefreshIntervalMs = 1000,
    };

    public static KafkaConsumerOptions<string, string> Options() => new()
    {
        PollInterval = TimeSpan.FromMilliseconds(50),
        RevokeTimeout = TimeSpan.FromSeconds(5),
        DrainTimeout = TimeSpan.FromSeconds(10),
        CancelTimeout = TimeSpan.FromSeconds(1),
    };

    /// <summary>Writes messages with values 0, 1, 2, …, by keys in turn.</summary>
    public async Task ProduceAsync(int count, int keys = 10, int first = 0)
    {
        var deliveries = Enumerable.Range(first, count).Select(
            i => _producer.ProduceAsync(Topic, new Message<string, string> { Key = $"key{i % keys}", Value = $"{i}" }));
        await Task.WhenAll(deliveries);
    }

    public Member Start(
        Func<ConsumeResult<string, string>, CancellationToken, ValueTask> handler,
        Action<KafkaConsumerOptions<string, string>>? change = null,
        Action<ConsumerConfig>? configure = null)
    {
        var options = Options();
        options.Logger = Log;
        change?.Invoke(options);
        var config = Config();
        configure?.Invoke(config);
        var member = new Member();
        member.Run = Task.Run(() => new KafkaConsumer<string, string>(
            config,
            [Topic],
            async (result, cancellationToken) =>
            {
                await handler(result, cancellationToken);
                Handled.Add(result);
                member.CountHandled();
            },
            options).RunAsync(member.Stopping));
        _members.Add(member);
        return member;
    }

    /// <summary>What the group has committed, all partitions together; a partition without a commit counts as zero.</summary>
    public long Committed() => CommittedOffsets().Sum();

    public long[] CommittedOffsets()
    {
        using var client = new ConsumerBuilder<string, string>(Config()).Build();
        using var admin = new DependentAdminClientBuilder(_producer.Handle).Build();
        var partitions = admin.GetMetadata(Topic, TimeSpan.FromSeconds(20)).Topics.Single().Partitions
            .Select(partition => new TopicPartition(Topic, partition.PartitionId)).OrderBy(partition => partition.Partition.Value);
        return [.. client.Committed(partitions, TimeSpan.FromSeconds(20)).Select(offset => Math.Max(0, offset.Offset.Value))];
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var member in _members)
            await member.DisposeAsync();
        _producer.Dispose();
    }
}

/// <summary>A consumer that runs.</summary>
internal sealed class Member : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private int _handled;

    public Task Run { get; set; } = Task.CompletedTask;

    public CancellationToken Stopping => _stop.Token;

    /// <summary>How many messages this one has handled.</summary>
    public int Handled => _handled;

    public void CountHandled() => Interlocked.Increment(ref _handled);

    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await Run;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Run.WaitAsync(TimeSpan.FromSeconds(60)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}

/// <summary>What was handled, in order.</summary>
internal sealed class HandledMessages
{
    private readonly List<ConsumeResult<string, string>> _results = [];

    public int Count
    {
        get
        {
            lock (_results)
                return _results.Count;
        }
    }

    public ConsumeResult<string, string>[] All
    {
        get
        {
            lock (_results)
                return [.. _results];
        }
    }

    public int DistinctCount => All.Select(result => result.Message.Value).Distinct().Count();

    public void Add(ConsumeResult<string, string> result)
    {
        lock (_results)
            _results.Add(result);
    }

    /// <summary>Each of the values was handled exactly once.</summary>
    public void AreEach(int count) =>
        Assert.Equal(Enumerable.Range(0, count), All.Select(result => int.Parse(result.Message.Value, null)).Order());

    /// <summary>None of the values is missing; how many were handled more than once.</summary>
    public int AreAll(int count)
    {
        Assert.Equal(Enumerable.Range(0, count), All.Select(result => int.Parse(result.Message.Value, null)).Distinct().Order());
        return All.Length - count;
    }

    /// <summary>
    /// Each key's values came in order the first time: none was handled before one that is older. Repeats go back, but never forward.
    /// </summary>
    public void AreInOrderPerKey()
    {
        foreach (var key in All.GroupBy(result => result.Message.Key))
        {
            var seen = new HashSet<int>();
            var values = key.Select(result => int.Parse(result.Message.Value, null)).ToList();
            var firsts = values.Where(seen.Add).ToList();
            Assert.Equal(firsts.Order(), firsts);
        }
    }
}
