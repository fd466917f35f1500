// Consumes small messages of a topic on librdkafka's mock cluster: by a bare Consume loop with automatic commits, and by the adapter with
// handlers that complete at once. In turn, so that both meet the same machine; the ratio is that of the medians.
//   dotnet run -c Release --project tests/EventConsumers.Kafka.LoadTest [messages [rounds]]
using System.Diagnostics;
using System.Globalization;
using EventConsumers;
using EventConsumers.Kafka;
using EventConsumers.Kafka.Tests;

const double bar = 0.9;
const int keys = 1000;
// The mock cluster keeps five megabytes of a partition.
const int partitions = 48;

var count = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 1_000_000;
var rounds = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 5;

using var cluster = new MockCluster();
var topic = cluster.CreateTopic("load", partitions);
Produce();
Console.WriteLine($"{count:N0} messages, {partitions} partitions, {keys:N0} keys, client {Library.VersionString}, {Environment.ProcessorCount} processors");

(string Name, Func<Task<double>> Run)[] contestants =
[
    ("bare loop", () => Task.FromResult(BareLoop())),
    ("by key", () => AdapterAsync(KafkaOrder.ByKey<string, byte[]>())),
    ("unordered", () => AdapterAsync(KafkaOrder.Unordered<string, byte[]>())),
];
var rates = contestants.ToDictionary(contestant => contestant.Name, _ => new List<double>());
for (var round = 0; round <= rounds; round++)
{
    foreach (var (name, run) in contestants)
    {
        var rate = await run();
        // The first round warms up.
        if (round > 0)
            rates[name].Add(rate);
    }
}

var bare = Median(rates["bare loop"]);
foreach (var (name, measured) in rates)
    Console.WriteLine($"{name,-10} {Median(measured),12:N0} messages/s  {Median(measured) / bare:0.00} x bare  ({string.Join(", ", measured.Select(rate => rate.ToString("N0")))})");
return rates.Values.All(measured => Median(measured) >= bar * bare) ? 0 : 1;

void Produce()
{
    using var producer = new ProducerBuilder<string, byte[]>(
        new ProducerConfig { BootstrapServers = cluster.BootstrapServers, LingerMs = 20, QueueBufferingMaxMessages = 2_000_000 }).Build();
    var value = new byte[20];
    for (var i = 0; i < count; i++)
        producer.Produce(topic, new Message<string, byte[]> { Key = $"user{i % keys}", Value = value });
    producer.Flush();
}

ConsumerConfig Config() => new()
{
    BootstrapServers = cluster.BootstrapServers,
    GroupId = Guid.NewGuid().ToString("N"),
    AutoOffsetReset = AutoOffsetReset.Earliest,
};

// From the first message on: joining the group takes seconds, and is the broker's.
double BareLoop()
{
    using var consumer = new ConsumerBuilder<string, byte[]>(Config()).Build();
    consumer.Subscribe(topic);
    while (consumer.Consume(100) is null)
    {
    }

    var started = Stopwatch.GetTimestamp();
    for (var received = 1; received < count;)
    {
        if (consumer.Consume(100) is not null)
            received++;
    }

    var rate = count / Stopwatch.GetElapsedTime(started).TotalSeconds;
    consumer.Close();
    return rate;
}

async Task<double> AdapterAsync(MessageOrder<ConsumeResult<string, byte[]>> order)
{
    var handled = 0;
    var started = 0L;
    var ended = 0L;
    using var stop = new CancellationTokenSource();
    var consumer = new KafkaConsumer<string, byte[]>(
        Config(),
        [topic],
        (_, _) =>
        {
            var number = Interlocked.Increment(ref handled);
            if (number == 1)
                started = Stopwatch.GetTimestamp();
            if (number == count)
            {
                ended = Stopwatch.GetTimestamp();
                stop.Cancel();
            }

            return default;
        },
        new KafkaConsumerOptions<string, byte[]> { Order = order });
    await consumer.RunAsync(stop.Token);
    return count / Stopwatch.GetElapsedTime(started, ended).TotalSeconds;
}

static double Median(List<double> values)
{
    var sorted = values.Order().ToList();
    return sorted[sorted.Count / 2];
}
