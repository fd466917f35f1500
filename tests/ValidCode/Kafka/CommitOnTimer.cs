// Trap: Commit without arguments in the poll loop, after the work and at most every five seconds.
using System.Diagnostics;
using Confluent.Kafka;

namespace ValidCode.Kafka;

public static class CommitOnTimer
{
    public static void Run(IConsumer<string, string> consumer, Action<string, string> apply, CancellationToken cancellationToken)
    {
        var sinceCommit = Stopwatch.StartNew();
        var pending = false;
        while (!cancellationToken.IsCancellationRequested)
        {
            var result = consumer.Consume(TimeSpan.FromMilliseconds(500));
            if (result is { IsPartitionEOF: false })
            {
                apply(result.Message.Key, result.Message.Value);
                pending = true;
            }

            if (pending && sinceCommit.Elapsed > TimeSpan.FromSeconds(5))
            {
                consumer.Commit();
                sinceCommit.Restart();
                pending = false;
            }
        }

        if (pending)
            consumer.Commit();
        consumer.Close();
    }
}
