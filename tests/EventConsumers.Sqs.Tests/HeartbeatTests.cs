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

    [Fact]
    public async Task A_call_that_is_not_answered_does_not_keep_others_from_being_hidden()
    {
        var sqs = new InProcessSqs(_time);
        var url = sqs.Create("users", redrive: (sqs.Create("users-dead"), 5));
        for (var i = 0; i < 20; i++)
            sqs.Send(url, $"{i}");
        var calls = 0;
        sqs.Answers = (call, stops) => call == "ChangeVisibilityBatch" && Interlocked.Increment(ref calls) == 1 ? Task.Delay(Timeout.Infinite, stops) : Task.CompletedTask;
        using var stop = new CancellationTokenSource();
        var started = 0;
        var run = new SqsConsumer(
            sqs,
            (_, cancellationToken) =>
            {
                Interlocked.Increment(ref started);
                return new ValueTask(Task.Delay(Timeout.Infinite, cancellationToken));
            },
            new SqsConsumerOptions
            {
                QueueUrl = url,
                Concurrency = 20,
                Capacity = 20,
                WaitTime = TimeSpan.Zero,
                VisibilityTimeout = TimeSpan.FromSeconds(30),
                DrainTimeout = TimeSpan.Zero,
                TimeProvider = _time,
                Logger = _log,
            }).RunAsync(stop.Token);
        await Eventually.IsTrue(() => started == 20, "all are being handled");
        // The first call of the first round hangs; the second round makes that good.
        for (var round = 1; round <= 2; round++)
        {
            _time.Advance(TimeSpan.FromSeconds(10));
            await Eventually.IsTrue(() => Volatile.Read(ref calls) == round * 2, $"the calls of round {round}");
        }

        await Eventually.IsTrue(
            () => sqs.Stock(url).All(message => message.HiddenUntil == _time.GetUtcNow() + TimeSpan.FromSeconds(30)), "all are hidden for the whole time again");
        await stop.CancelAsync();
        await run;
    }
}
