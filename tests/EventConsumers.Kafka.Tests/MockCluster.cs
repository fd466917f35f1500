using System.Reflection;
using System.Runtime.InteropServices;

namespace EventConsumers.Kafka.Tests;

/// <summary>
/// librdkafka's mock cluster: brokers in this process that speak the real protocol over the loopback. It lives in the library that
/// the client loads, so everything but the brokers is real.
/// </summary>
public sealed class MockCluster : IDisposable
{
    private readonly IProducer<string, string> _owner;
    private readonly IntPtr _cluster;

    public MockCluster()
    {
        var version = typeof(MockCluster).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(pair => pair.Key == "KafkaClientVersion").Value;
        if (!File.Exists(Path.Combine(AppContext.BaseDirectory, "librdkafka.so")))
            throw new InvalidOperationException($"The native library of Confluent.Kafka {version} is missing: run tests/librdkafka.sh, then build the tests.");

        var config = new ProducerConfig { BootstrapServers = "unused" };
        config.Set("test.mock.num.brokers", "3");
        _owner = new ProducerBuilder<string, string>(config).Build();
        var handle = (SafeHandle)_owner.Handle.GetType()
            .GetProperty("LibrdkafkaHandle", BindingFlags.Instance | BindingFlags.NonPublic)!.GetValue(_owner.Handle)!;
        _cluster = Native.rd_kafka_handle_mock_cluster(handle.DangerousGetHandle());
        BootstrapServers = Marshal.PtrToStringUTF8(Native.rd_kafka_mock_cluster_bootstraps(_cluster))!;
        if (Library.Version >= 0x02040000)
            Native.rd_kafka_mock_group_initial_rebalance_delay_ms(_cluster, 100);
    }

    /// <summary>The requests whose answers can be made to fail.</summary>
    public enum Request : short
    {
        Produce = 0,
        Fetch = 1,
        OffsetCommit = 8,
        FindCoordinator = 10,
        Heartbeat = 12,
    }

    public string BootstrapServers { get; }

    public string CreateTopic(string name, int partitions)
    {
        // Names are unique: classes share nothing, tests of a class share the cluster.
        var topic = $"{name}-{Guid.NewGuid():N}";
        Check(Native.rd_kafka_mock_topic_create(_cluster, topic, partitions, 1));
        return topic;
    }

    /// <summary>Makes the next requests of a kind fail.</summary>
    public void Fail(Request request, ErrorCode error, int times) =>
        Native.rd_kafka_mock_push_request_errors_array(_cluster, (short)request, (nuint)times, [.. Enumerable.Repeat((int)error, times)]);

    /// <summary>Lets all requests of a kind succeed again.</summary>
    public void Heal(Request request) => Native.rd_kafka_mock_clear_request_errors(_cluster, (short)request);

    public void TakeDown(int broker) => Check(Native.rd_kafka_mock_broker_set_down(_cluster, broker));

    public void BringUp(int broker) => Check(Native.rd_kafka_mock_broker_set_up(_cluster, broker));

    public void MoveCoordinator(string group, int broker) => Check(Native.rd_kafka_mock_coordinator_set(_cluster, "group", group, broker));

    public void MoveLeader(string topic, int partition, int broker) => Check(Native.rd_kafka_mock_partition_set_leader(_cluster, topic, partition, broker));

    private static void Check(int error)
    {
        if (error != 0)
            throw new KafkaException((ErrorCode)error);
    }

    public void Dispose() => _owner.Dispose();

    private static class Native
    {
        private const string Name = "librdkafka";

        [DllImport(Name)]
        public static extern IntPtr rd_kafka_handle_mock_cluster(IntPtr client);

        [DllImport(Name)]
        public static extern IntPtr rd_kafka_mock_cluster_bootstraps(IntPtr cluster);

        [DllImport(Name)]
        public static extern void rd_kafka_mock_group_initial_rebalance_delay_ms(IntPtr cluster, int delay);

        [DllImport(Name)]
        public static extern int rd_kafka_mock_topic_create(IntPtr cluster, [MarshalAs(UnmanagedType.LPUTF8Str)] string topic, int partitions, int replicas);

        [DllImport(Name)]
        public static extern void rd_kafka_mock_push_request_errors_array(IntPtr cluster, short request, nuint count, int[] errors);

        [DllImport(Name)]
        public static extern void rd_kafka_mock_clear_request_errors(IntPtr cluster, short request);

        [DllImport(Name)]
        public static extern int rd_kafka_mock_broker_set_down(IntPtr cluster, int broker);

        [DllImport(Name)]
        public static extern int rd_kafka_mock_broker_set_up(IntPtr cluster, int broker);

        [DllImport(Name)]
        public static extern int rd_kafka_mock_coordinator_set(
            IntPtr cluster, [MarshalAs(UnmanagedType.LPUTF8Str)] string kind, [MarshalAs(UnmanagedType.LPUTF8Str)] string key, int broker);

        [DllImport(Name)]
        public static extern int rd_kafka_mock_partition_set_leader(
            IntPtr cluster, [MarshalAs(UnmanagedType.LPUTF8Str)] string topic, int partition, int broker);
    }
}
