using System.Collections.Concurrent;
using Amazon.SQS;
using Amazon.SQS.Model;

namespace EventConsumers.Sqs.Tests;

public sealed class SqsConsumerTests
{
    private readonly RecordedLog _log = new();
    private readonly ConcurrentQueue<string> _handled = new();

    [Fact]
    public async Task Messages_are_handled_and_deleted_ten_at_a_time()
    {
        var sqs = new InProcessSqs(TimeProvider.System);
        var url = sqs.Create("users", redrive: (sqs.Create("users-dead"), 5));
        for (var i = 0; i < 100; i++)
            sqs.Send(url, $"{i}");
        await RunUntilAsync(sqs, url, () => sqs.Bodies(url).Count == 0);

        Assert.Equal(Enumerable.Range(0, 100).Select(i => $"{i}").Order(), _handled.Order());
        Assert.Equal(10, sqs.Calls.Where(call => call is { Call: "Receive", Messages: > 0 }).Average(call => call.Messages));
        Assert.InRange(sqs.Calls.Count(call => call.Call == "DeleteBatch"), 10, 20);
        Assert.Empty(_log.Entries);
    }

    [Fact]
    public async Task A_message_whose_handler_has_not_finished_is_not_deleted()
    {
        var sqs = new InProcessSqs(TimeProvider.System);
        var url = sqs.Create("users");
        sqs.Send(url, "slow");
        var gate = new TaskCompletionSource();
        using var stop = new CancellationTokenSource();
        var run = Consumer(sqs, url, async (_, _) => await gate.Task).RunAsync(stop.Token);
        await Eventually.IsTrue(() => sqs.Calls.Contains(("Receive", 1)), "it is received");
        await Task.Delay(50);
        Assert.Equal(["slow"], sqs.Bodies(url));

        gate.SetResult();
        await stop.CancelAsync();
        await run;
        Assert.Empty(sqs.Bodies(url));
    }

    [Fact]
    public async Task No_more_is_received_than_there_is_room_for()
    {
        var sqs = new InProcessSqs(TimeProvider.System);
        var url = sqs.Create("users");
        for (var i = 0; i < 100; i++)
            sqs.Send(url, $"{i}");
        var gate = new TaskCompletionSource();
        using var stop = new CancellationTokenSource();
        var run = Consumer(sqs, url, async (_, _) => await gate.Task, options => (options.Concurrency, options.Capacity, options.Receivers) = (2, 25, 2)).RunAsync(stop.Token);
        await Eventually.IsTrue(() => Received() == 25, "there is no more room");
        await Task.Delay(50);
        Assert.Equal(25, Received());

        gate.SetResult();
        await Eventually.IsTrue(() => sqs.Bodies(url).Count == 0, "all are handled");
        await stop.CancelAsync();
        await run;

        int Received() => sqs.Calls.ToArray().Sum(call => call.Call == "Receive" ? call.Messages : 0);
    }

    [Fact]
    public async Task A_handler_that_takes_long_does_not_keep_others_from_being_received()
    {
        var sqs = new InProcessSqs(TimeProvider.System);
        var url = sqs.Create("users");
        sqs.Send(url, "slow");
        sqs.Send(url, "1");
        var gate = new TaskCompletionSource();
        using var stop = new CancellationTokenSource();
        var run = Consumer(sqs, url, async (message, _) => await (message.Body == "slow" ? gate.Task : Task.CompletedTask), options => (options.Concurrency, options.Capacity) = (10, 10)).RunAsync(stop.Token);
        await Eventually.IsTrue(() => _handled.Count == 2, "both are received");
        sqs.Send(url, "2");
        await Eventually.IsTrue(() => _handled.Contains("2"), "the next one is received, though there is no room for ten");

        gate.SetResult();
        await stop.CancelAsync();
        await run;
    }

    [Fact]
    public async Task While_a_handler_runs_its_message_stays_hidden()
    {
        var sqs = new InProcessSqs(TimeProvider.System);
        var url = sqs.Create("users");
        sqs.Send(url, "long");
        await RunUntilAsync(
            sqs, url, () => sqs.Bodies(url).Count == 0,
            options => options.VisibilityTimeout = TimeSpan.FromSeconds(3),
            (_, cancellationToken) => new ValueTask(Task.Delay(TimeSpan.FromSeconds(5), cancellationToken)));

        Assert.Equal(["long"], _handled);
        Assert.Contains(sqs.Calls, call => call.Call == "ChangeVisibilityBatch");
    }

    [Fact]
    public async Task A_group_is_handled_in_order_and_others_meanwhile()
    {
        var sqs = new InProcessSqs(TimeProvider.System);
        var url = sqs.Create("users.fifo");
        for (var i = 0; i < 60; i++)
            sqs.Send(url, $"{i % 3}-{i:00}", $"{i % 3}");
        await RunUntilAsync(sqs, url, () => sqs.Bodies(url).Count == 0, handler: async (message, cancellationToken) => await Task.Delay(message.Body[0] == '0' ? 3 : 0, cancellationToken));

        foreach (var group in _handled.GroupBy(body => body[0]))
            Assert.Equal(group.Order(), group);
        Assert.Equal(60, _handled.Count);
    }

    [Fact]
    public async Task A_message_that_fails_is_sent_to_the_dead_letters_with_what_happened_and_deleted()
    {
        var sqs = new InProcessSqs(TimeProvider.System);
        var (url, dead) = (sqs.Create("users.fifo"), sqs.Create("users-dead.fifo"));
        sqs.Send(url, "bad", "a", new() { ["tenant"] = new MessageAttributeValue { DataType = "String", StringValue = "t1" } });
        sqs.Send(url, "good", "a");
        await RunUntilAsync(
            sqs, url, () => sqs.Bodies(url).Count == 0,
            options => (options.DeadLetterQueueUrl, options.Retry.FirstDelay) = (dead, TimeSpan.Zero),
            (message, _) => message.Body == "bad" ? throw new FormatException("no such user") : default);

        Assert.Equal(["bad", "bad", "bad", "bad", "bad", "good"], _handled);
        var letter = Assert.Single(sqs.Stock(dead));
        Assert.Equal(("bad", "a"), (letter.Body, letter.Group));
        Assert.Equal("t1", letter.Attributes!["tenant"].StringValue);
        Assert.Equal("all of 5 attempts failed", letter.Attributes["dead-letter-reason"].StringValue);
        Assert.Equal("queue users.fifo, group a, delivery 1", letter.Attributes["dead-letter-position"].StringValue);
        Assert.Contains("dead-lettered", Assert.Single(_log.Entries, entry => entry.Exception is FormatException).Text);
    }

    [Fact]
    public async Task Without_a_queue_for_dead_letters_the_redrive_policy_counts()
    {
        var time = new ManualTime();
        var sqs = new InProcessSqs(time);
        var dead = sqs.Create("users-dead");
        var url = sqs.Create("users", redrive: (dead, 3));
        sqs.Send(url, "bad");
        sqs.Send(url, "good");
        using var stop = new CancellationTokenSource();
        var run = Consumer(sqs, url, (message, _) => message.Body == "bad" ? throw new FormatException("no such user") : default, options => options.TimeProvider = time).RunAsync(stop.Token);
        for (var delivery = 1; delivery <= 3; delivery++)
        {
            await Eventually.IsTrue(() => _handled.Count(body => body == "bad") == delivery, $"delivery {delivery}");
            await Eventually.IsTrue(() => sqs.Calls.Count(call => call.Call == "ChangeVisibility") == delivery, $"release {delivery}");
            // It comes again after 1, 2 and 4 seconds, not before.
            var hidden = Assert.Single(sqs.Stock(url), message => message.Body == "bad").HiddenUntil - time.GetUtcNow();
            Assert.Equal(Math.Pow(2, delivery - 1), hidden.TotalSeconds);
            time.Advance(hidden);
        }

        await Eventually.IsTrue(() => sqs.Bodies(dead).Count == 1, "the dead letter");
        time.Advance(TimeSpan.FromSeconds(1));
        await Eventually.IsTrue(() => sqs.Bodies(url).Count == 0, "the good one is deleted");
        await stop.CancelAsync();
        await run;
        Assert.Equal(3, _log.Entries.Count(entry => entry.Exception is FormatException));
    }

    [Fact]
    public async Task A_queue_that_keeps_poison_messages_for_ever_is_named()
    {
        var sqs = new InProcessSqs(TimeProvider.System);
        var url = sqs.Create("users");
        sqs.Send(url, "a");
        await RunUntilAsync(sqs, url, () => sqs.Bodies(url).Count == 0);

        Assert.Contains("has no redrive policy", Assert.Single(_log.Entries).Text);
    }

    [Fact]
    public async Task A_delete_that_fails_in_part_is_tried_again_for_that_part()
    {
        var sqs = new InProcessSqs(TimeProvider.System);
        var url = sqs.Create("users", redrive: (sqs.Create("users-dead"), 5));
        var failures = 0;
        var bad = "";
        for (var i = 0; i < 10; i++)
            bad = sqs.Send(url, $"{i}");
        sqs.FailsEntry = (call, id) => call == "DeleteBatch" && id == bad && Interlocked.Increment(ref failures) == 1;
        await RunUntilAsync(sqs, url, () => sqs.Bodies(url).Count == 0, options => options.Delete.RetryDelay = TimeSpan.FromMilliseconds(1));

        Assert.Equal(10, _handled.Count);
        Assert.Equal([10, 1], sqs.Calls.Where(call => call.Call == "DeleteBatch").Select(call => call.Messages));
    }

    [Fact]
    public async Task An_outage_is_outlived()
    {
        var sqs = new InProcessSqs(TimeProvider.System);
        var url = sqs.Create("users", redrive: (sqs.Create("users-dead"), 5));
        sqs.Send(url, "a");
        var calls = 0;
        sqs.OnCall = call =>
        {
            if (call == "Receive" && Interlocked.Increment(ref calls) == 1)
                throw new HttpRequestException("connection refused");
        };
        await RunUntilAsync(sqs, url, () => sqs.Bodies(url).Count == 0);

        Assert.Contains("No messages could be received", Assert.Single(_log.Entries).Text);
    }

    [Fact]
    public async Task A_stop_releases_what_it_could_not_handle_in_time()
    {
        var sqs = new InProcessSqs(TimeProvider.System);
        var url = sqs.Create("users");
        for (var i = 0; i < 20; i++)
            sqs.Send(url, $"{i}");
        using var stop = new CancellationTokenSource();
        var run = Consumer(
            sqs, url, (_, cancellationToken) => new ValueTask(Task.Delay(Timeout.Infinite, cancellationToken)),
            options => (options.Concurrency, options.Capacity, options.DrainTimeout) = (5, 20, TimeSpan.FromMilliseconds(10))).RunAsync(stop.Token);
        await Eventually.IsTrue(() => _handled.Count == 5, "five handlers run");
        await stop.CancelAsync();
        await run;

        Assert.Equal(20, sqs.Bodies(url).Count);
        Assert.All(sqs.Stock(url), message => Assert.True(message.HiddenUntil <= TimeProvider.System.GetUtcNow(), "hidden though nobody handles it"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_handler_that_is_left_behind_is_reported_as_such_and_not_as_something_else_when_it_ends(bool fails)
    {
        var sqs = new InProcessSqs(TimeProvider.System);
        var url = sqs.Create("users", redrive: (sqs.Create("users-dead"), 5));
        sqs.Send(url, "a");
        var gate = new TaskCompletionSource();
        using var stop = new CancellationTokenSource();
        var consumer = Consumer(
            sqs, url,
            async (_, _) =>
            {
                await gate.Task;
                if (fails)
                    throw new FormatException("no such user");
            },
            options => (options.DrainTimeout, options.CancelTimeout) = (TimeSpan.Zero, TimeSpan.Zero));
        var run = consumer.RunAsync(stop.Token);
        await Eventually.IsTrue(() => !_handled.IsEmpty, "it is being handled");
        await stop.CancelAsync();
        await run;

        // All that follows the handler runs within this call.
        gate.SetResult();
        Assert.All(_log.Entries, entry => Assert.True(entry.Exception is null or FormatException or OperationCanceledException or AmazonSQSException, $"{entry}"));
        Assert.Equal(fails, _log.Entries.Any(entry => entry.Exception is FormatException));
    }

    [Fact]
    public void Wrong_options_are_named()
    {
        Fails("QueueUrl is ''", options => options.QueueUrl = "");
        Fails("Concurrency is 0", options => options.Concurrency = 0);
        Fails("Capacity is 5", options => options.Capacity = 5);
        Fails("Receivers is 0", options => options.Receivers = 0);
        Fails("WaitTime is 00:00:21", options => options.WaitTime = TimeSpan.FromSeconds(21));
        Fails("VisibilityTimeout is 00:00:01", options => options.VisibilityTimeout = TimeSpan.FromSeconds(1));
        Fails("DeadLetterQueueUrl is 'dead'", options => options.DeadLetterQueueUrl = "dead");
        Fails("a FIFO queue has a FIFO queue", options => options.DeadLetterQueueUrl = "https://sqs.example/1/dead.fifo");
        Fails("SqsConsumerOptions.DrainTimeout is -00:00:02", options => options.DrainTimeout = TimeSpan.FromSeconds(-2));
        Fails("SqsConsumerOptions.CancelTimeout is -00:00:02", options => options.CancelTimeout = TimeSpan.FromSeconds(-2));
        Fails("Delete.MaxSize is 11", options => options.Delete.MaxSize = 11);
        Fails("Delete.MaxDelay is 00:00:20.0010000", options => options.Delete.MaxDelay = TimeSpan.FromMilliseconds(20_001));
        Fails("BatchOptions.MaxAttempts is 0", options => options.Delete.MaxAttempts = 0);
        Fails("Retry is null", options => options.Retry = null!);

        static void Fails(string expected, Action<SqsConsumerOptions> configure)
        {
            var options = new SqsConsumerOptions { QueueUrl = "https://sqs.example/1/users" };
            configure(options);
            Assert.Contains(expected, Assert.Throws<ArgumentException>(() => new SqsConsumer(new InProcessSqs(TimeProvider.System), (_, _) => default, options)).Message);
        }
    }

    private async Task RunUntilAsync(
        InProcessSqs sqs, string url, Func<bool> isDone, Action<SqsConsumerOptions>? configure = null, Func<Message, CancellationToken, ValueTask>? handler = null)
    {
        using var stop = new CancellationTokenSource();
        var run = Consumer(sqs, url, handler ?? ((_, _) => default), configure).RunAsync(stop.Token);
        await Eventually.IsTrue(() => isDone() || run.IsCompleted, "the queue is empty");
        await stop.CancelAsync();
        await run;
    }

    private SqsConsumer Consumer(
        InProcessSqs sqs, string url, Func<Message, CancellationToken, ValueTask> handler, Action<SqsConsumerOptions>? configure = null)
    {
        var options = new SqsConsumerOptions { QueueUrl = url, WaitTime = TimeSpan.FromSeconds(1), Logger = _log };
        configure?.Invoke(options);
        return new SqsConsumer(
            sqs,
            (message, cancellationToken) =>
            {
                _handled.Enqueue(message.Body);
                return handler(message, cancellationToken);
            },
            options);
    }
}
