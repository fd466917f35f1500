// Trap: the message is used after its offset has been stored: for metrics, tracing, logs and the removal of a temporary file.
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace ValidCode.Kafka;

public sealed class AfterTheSettle
{
    private static readonly Meter Meter = new("imports");
    private static readonly Histogram<double> Duration = Meter.CreateHistogram<double>("import.duration");
    private static readonly Counter<long> Imported = Meter.CreateCounter<long>("import.count");

    private readonly Func<FileInfo, Task> _import;
    private readonly ILogger _logger;

    public AfterTheSettle(Func<FileInfo, Task> import, ILogger<AfterTheSettle> logger) => (_import, _logger) = (import, logger);

    public async Task HandleAsync(ConsumeResult<string, byte[]> result, IConsumer<string, byte[]> consumer)
    {
        var since = Stopwatch.GetTimestamp();
        var file = new FileInfo(Path.Combine(Path.GetTempPath(), result.Message.Key));
        try
        {
            await File.WriteAllBytesAsync(file.FullName, result.Message.Value);
            await _import(file);
            consumer.StoreOffset(result);

            var tags = new TagList { { "topic", result.Topic }, { "partition", result.Partition.Value } };
            Imported.Add(1, tags);
            Duration.Record(Stopwatch.GetElapsedTime(since).TotalSeconds, tags);
            Activity.Current?.SetTag("messaging.kafka.offset", result.Offset.Value);
            _logger.LogInformation("Imported {Key} at {Offset}", result.Message.Key, result.TopicPartitionOffset);
        }
        finally
        {
            file.Delete();
        }
    }
}
