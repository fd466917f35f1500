using System.Collections.Concurrent;

namespace EventConsumers.Sqs.Tests;

public sealed class HeartbeatTests
{
    private readonly ManualTime _time = new();
    private readonly RecordedLog _log = new();

    [Fact]
    public async Task A_message_that_can_no_longer_be_kept_hidden_gives_its_room_back()
    {
        var sqs = new InProcessSqs(_time);
        var url = sqs.Create("users", redrive: (sqs.Create("users-dead"), 5));
        var slow = sqs.Send(url, "slow");
        sqs.Send(url, "next");
        sqs.FailsEntry = (call, id) => call == "ChangeVisibilityBatch" && id == slow;
        var handled = new ConcurrentQueue<string>();
        var gate = new TaskCompletionSource();
        using var stop = new CancellationTokenSource();
        var run = new SqsConsumer(
            sqs,
            async (message, _) =>
            {
                handled.Enqueue(message.Body);
                if (message.Body == "slow")
                    await gate.Task;
            },
            new SqsConsumerOptions { QueueUrl = url, Concurrency = 1, Capacity = 1, VisibilityTimeout = TimeSpan.FromSeconds(30), TimeProvider = _time, Logger = _log })
            .RunAsync(stop.Token);
        await Eventually.IsTrue(() => handled.Contains("slow"), "the first one is being handled");
        _time.Advance(TimeSpan.FromSeconds(10));
        await Eventually.IsTrue(() => _log.Entries.Any(entry => entry.Text.Contains("could not be kept hidden", StringComparison.Ordinal)), "the heartbeat fails");

        gate.SetResult();
        await Eventually.IsTrue(() => handled.Contains("next"), "there is room for the next one");
        await stop.CancelAsync();
        await run;
    }
}
