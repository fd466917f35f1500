using System.Collections.Concurrent;
using EventConsumers.Tests.Diagnostics;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.Logging;

namespace EventConsumers.Tests.Deduplication;

public sealed class DeduplicatorTests
{
    private readonly ConcurrentQueue<string> _handled = new();
    private readonly RecordedLog _log = new();

    public sealed record Delivery(byte Id, byte Work, bool Fails);

    [Fact]
    public async Task A_message_is_handled_once()
    {
        var deduplicator = new Deduplicator<string>(message => message[..1]);
        var handler = deduplicator.Wrap(Handle);
        foreach (var message in new[] { "a1", "b1", "a2", "b2", "a3" })
            await handler(message, default);

        Assert.Equal(["a1", "b1"], _handled);
        Assert.Equal(3, deduplicator.Skipped);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public async Task A_message_without_an_id_is_always_handled(string? id)
    {
        var deduplicator = new Deduplicator<string>(_ => id);
        var handler = deduplicator.Wrap(Handle);
        await handler("a", default);
        await handler("a", default);

        Assert.Equal(2, _handled.Count);
        Assert.Equal(0, deduplicator.Skipped);
    }

    [Fact]
    public async Task A_failed_message_is_handled_when_it_comes_again()
    {
        var attempts = 0;
        var handler = new Deduplicator<string>(message => message).Wrap((_, _) => ++attempts == 1 ? throw new FormatException() : default);

        await Assert.ThrowsAsync<FormatException>(async () => await handler("a", default));
        await handler("a", default);
        await handler("a", default);
        Assert.Equal(2, attempts);
    }

    [Fact]
    public async Task A_dead_letter_that_is_sent_back_is_skipped_while_its_id_is_remembered()
    {
        var time = new ManualTime();
        var deadLetters = 0;
        var retry = new RetryThenDeadLetter<string>(
            (_, _) => deadLetters == 0 ? throw new FormatException() : default,
            (_, _) =>
            {
                deadLetters++;
                return default;
            },
            new() { MaxAttempts = 1 });
        var deduplicator = new Deduplicator<string>(message => message, new InMemoryCompletedMessages(timeProvider: time), new() { KeepFor = TimeSpan.FromMinutes(1) });
        var handler = deduplicator.Wrap(retry.HandleAsync);
        await handler("a", default);
        await handler("a", default);
        Assert.Equal((1, 1), (deadLetters, deduplicator.Skipped));

        time.Advance(TimeSpan.FromMinutes(1));
        await handler("a", default);
        Assert.Equal((1, 1), (deadLetters, deduplicator.Skipped));
    }

    [Fact]
    public async Task A_copy_waits_for_the_first_and_is_skipped()
    {
        var ends = new TaskCompletionSource();
        var started = 0;
        var deduplicator = new Deduplicator<string>(message => message);
        var handler = deduplicator.Wrap((_, _) =>
        {
            started++;
            return new ValueTask(ends.Task);
        });
        var first = handler("a", default).AsTask();
        var second = handler("a", default).AsTask();
        Assert.False(second.IsCompleted);

        ends.SetResult();
        await Task.WhenAll(first, second);
        Assert.Equal(1, started);
        Assert.Equal(1, deduplicator.Skipped);
    }

    [Fact]
    public async Task If_the_first_fails_the_copy_that_waits_is_handled()
    {
        var ends = new[] { new TaskCompletionSource(), new TaskCompletionSource() };
        var started = -1;
        var deduplicator = new Deduplicator<string>(message => message);
        var handler = deduplicator.Wrap((_, _) => new ValueTask(ends[Interlocked.Increment(ref started)].Task));
        var first = handler("a", default).AsTask();
        Task[] copies = [handler("a", default).AsTask(), handler("a", default).AsTask()];

        ends[0].SetException(new FormatException());
        await Assert.ThrowsAsync<FormatException>(() => first);
        await Eventually.IsTrue(() => Volatile.Read(ref started) == 1, "a copy is handled");
        Assert.All(copies, copy => Assert.False(copy.IsCompleted));

        ends[1].SetResult();
        await Task.WhenAll(copies);
        Assert.Equal(1, started);
        Assert.Equal(1, deduplicator.Skipped);
    }

    [Fact]
    public async Task A_copy_that_waits_can_be_cancelled()
    {
        var ends = new TaskCompletionSource();
        var handler = new Deduplicator<string>(message => message).Wrap((_, _) => new ValueTask(ends.Task));
        using var cancellation = new CancellationTokenSource();
        var first = handler("a", default).AsTask();
        var copy = handler("a", cancellation.Token).AsTask();
        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => copy);
        ends.SetResult();
        await first;
    }

    [Fact]
    public async Task A_message_is_marked_only_after_its_handler_and_for_the_time_asked()
    {
        var store = new Store();
        var handler = new Deduplicator<string>(message => message, store, new() { KeepFor = TimeSpan.FromHours(1) })
            .Wrap((_, _) =>
            {
                Assert.Empty(store.Marks);
                return default;
            });
        await handler("a", default);

        Assert.Equal([("a", TimeSpan.FromHours(1))], store.Marks);
    }

    [Fact]
    public async Task What_another_instance_has_handled_is_skipped()
    {
        var store = new Store();
        await new Deduplicator<string>(message => message, store).Wrap(Handle)("a", default);
        await new Deduplicator<string>(message => message, store).Wrap(Handle)("a", default);

        Assert.Equal(["a"], _handled);
    }

    [Fact]
    public async Task A_store_that_cannot_be_read_loses_no_message()
    {
        var store = new Store { OnRead = () => throw new IOException("no connection") };
        await new Deduplicator<string>(message => message, store, new() { Logger = _log }).Wrap(Handle)("a", default);

        Assert.Equal(["a"], _handled);
        var (level, text, exception) = Assert.Single(_log.Entries);
        Assert.Equal(LogLevel.Warning, level);
        Assert.Contains("message a ", text, StringComparison.Ordinal);
        Assert.IsType<IOException>(exception);
    }

    [Fact]
    public async Task A_store_that_cannot_be_written_fails_no_message()
    {
        var store = new Store { OnMark = () => throw new IOException("no connection") };
        var ends = new TaskCompletionSource();
        var deduplicator = new Deduplicator<string>(message => message, store, new() { Logger = _log });
        var handler = deduplicator.Wrap(async (message, _) =>
        {
            await ends.Task;
            _handled.Enqueue(message);
        });
        Task[] copies = [handler("a", default).AsTask(), handler("a", default).AsTask()];
        ends.SetResult();
        await Task.WhenAll(copies);

        Assert.Equal(["a"], _handled);
        Assert.Equal(1, deduplicator.Skipped);
        Assert.IsType<IOException>(Assert.Single(_log.Entries).Exception);
    }

    [Fact]
    public async Task A_stop_while_the_store_is_read_leaves_the_message_alone()
    {
        using var stop = new CancellationTokenSource();
        var store = new Store
        {
            OnRead = () =>
            {
                stop.Cancel();
                stop.Token.ThrowIfCancellationRequested();
            },
        };
        var handler = new Deduplicator<string>(message => message, store, new() { Logger = _log }).Wrap(Handle);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await handler("a", stop.Token));
        Assert.Empty(_handled);
        Assert.Empty(_log.Entries);
    }

    [Fact]
    public async Task A_message_that_was_handled_during_a_stop_is_marked()
    {
        using var stop = new CancellationTokenSource();
        var store = new Store();
        await new Deduplicator<string>(message => message, store).Wrap((_, _) =>
        {
            stop.Cancel();
            return default;
        })("a", stop.Token);

        Assert.Single(store.Marks);
    }

    [Fact]
    public async Task Skipped_messages_are_counted()
    {
        var destination = $"orders-{Guid.NewGuid():N}";
        using var metrics = new ConsumerMetrics("rabbitmq", destination);
        using var recorded = new RecordedMeasurements(destination);
        var handler = new Deduplicator<string>(message => message, options: new() { Metrics = metrics }).Wrap(Handle);
        await handler("a", default);
        await handler("a", default);

        Assert.Equal(1, Assert.Single(recorded.Of("eventconsumers.duplicates")).Value);
    }

    [Fact]
    public void Options_that_cannot_work_are_refused_with_a_remedy()
    {
        var keepFor = Assert.Throws<ArgumentException>(() => new Deduplicator<string>(message => message, options: new() { KeepFor = TimeSpan.Zero }));
        var logger = Assert.Throws<ArgumentException>(() => new Deduplicator<string>(message => message, options: new() { Logger = null! }));

        Assert.Contains("DeduplicatorOptions.KeepFor is 00:00:00: give it the time within which", keepFor.Message, StringComparison.Ordinal);
        Assert.Contains("DeduplicatorOptions.Logger is null: leave it out", logger.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Whatever_comes_at_the_same_time_each_id_is_handled_exactly_once()
    {
        Prop.ForAll(ArbMap.Default.ArbFor<Delivery[]>(), deliveries => HandleAllAsync(deliveries, fail: false).GetAwaiter().GetResult())
            .Check(Config.QuickThrowOnFailure.WithMaxTest(300).WithEndSize(100));
    }

    [Fact]
    public void Whatever_fails_each_id_is_handled_until_it_succeeds_and_never_twice_at_a_time()
    {
        Prop.ForAll(ArbMap.Default.ArbFor<Delivery[]>(), deliveries => HandleAllAsync(deliveries, fail: true).GetAwaiter().GetResult())
            .Check(Config.QuickThrowOnFailure.WithMaxTest(300).WithEndSize(100));
    }

    private static async Task HandleAllAsync(Delivery[] deliveries, bool fail)
    {
        var running = new ConcurrentDictionary<string, bool>();
        var succeeded = new ConcurrentQueue<string>();
        var failed = new ConcurrentQueue<string>();
        var deduplicator = new Deduplicator<Delivery>(IdOf);
        var handler = deduplicator.Wrap(async (delivery, _) =>
        {
            Assert.True(running.TryAdd(IdOf(delivery), true), "handled twice at a time");
            for (var i = 0; i < delivery.Work % 4; i++)
                await Task.Yield();
            Assert.True(running.TryRemove(IdOf(delivery), out var _));
            if (fail && delivery.Fails)
            {
                failed.Enqueue(IdOf(delivery));
                throw new FormatException();
            }

            succeeded.Enqueue(IdOf(delivery));
        });
        var outcomes = await Task.WhenAll(deliveries.Select(delivery => Task.Run(async () =>
        {
            try
            {
                await handler(delivery, default);
                return true;
            }
            catch (FormatException)
            {
                return false;
            }
        })));

        var canSucceed = deliveries.Where(delivery => !fail || !delivery.Fails).Select(IdOf).Distinct().Order();
        Assert.Equal(canSucceed, succeeded.Order());
        Assert.Equal(failed.Count, outcomes.Count(isHandled => !isHandled));
        Assert.Equal(deliveries.Length - succeeded.Count - failed.Count, deduplicator.Skipped);
    }

    private static string IdOf(Delivery delivery) => (delivery.Id % 8).ToString();

    private ValueTask Handle(string message, CancellationToken cancellationToken)
    {
        _handled.Enqueue(message);
        return default;
    }

    private sealed class Store : ICompletedMessageStore
    {
        public Action OnRead { get; init; } = () => { };

        public Action OnMark { get; init; } = () => { };

        public List<(string Id, TimeSpan KeepFor)> Marks { get; } = [];

        public async ValueTask<bool> IsCompletedAsync(string id, CancellationToken cancellationToken)
        {
            await Task.Yield();
            OnRead();
            return Marks.Exists(mark => mark.Id == id);
        }

        public async ValueTask MarkCompletedAsync(string id, TimeSpan keepFor, CancellationToken cancellationToken)
        {
            await Task.Yield();
            cancellationToken.ThrowIfCancellationRequested();
            OnMark();
            Marks.Add((id, keepFor));
        }
    }
}
