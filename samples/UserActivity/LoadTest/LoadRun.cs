using System.Collections.Concurrent;
using System.Diagnostics;

namespace UserActivity.LoadTest;

/// <summary>One consumer under the burst: what it handled, and the three figures that matter, as they were over time.</summary>
internal sealed class LoadRun(string name, ILoginQueue queue, LoginBurst burst, Func<ILoginQueue, Func<UserLoggedIn, CancellationToken, Task>, CancellationToken, Task> consume)
{
    private static readonly TimeSpan SampleEvery = TimeSpan.FromMilliseconds(50);

    private readonly ConcurrentDictionary<Guid, TimeSpan> _published = new();
    private readonly ConcurrentQueue<(TimeSpan Processing, TimeSpan EndToEnd)> _handled = new();
    private readonly Stopwatch _clock = new();
    private int _handledCount;
    private int _publishedCount;
    private long _lastProcessing;

    public sealed record Sample(TimeSpan At, int Depth, TimeSpan Lag, TimeSpan Processing);

    public string Name { get; } = name;

    public List<Sample> Samples { get; } = [];

    public int Handled => Volatile.Read(ref _handledCount);

    /// <summary>From the first publication to the last login handled.</summary>
    public TimeSpan TimeToDrain { get; private set; }

    public double PerSecond => burst.Events / TimeToDrain.TotalSeconds;

    /// <summary>From publication to handled, of so many of a hundred logins at most.</summary>
    public TimeSpan EndToEnd(double percent)
    {
        var ordered = _handled.Select(times => times.EndToEnd).Order().ToList();
        return ordered[Math.Clamp((int)Math.Ceiling(ordered.Count * percent / 100) - 1, 0, ordered.Count - 1)];
    }

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var done = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _clock.Start();
        var consuming = consume(queue, HandleAsync, done.Token);
        var publishing = PublishAsync(cancellationToken);
        while (Handled < burst.Events && !consuming.IsCompleted)
        {
            Samples.Add(Now());
            await Task.Delay(SampleEvery, cancellationToken);
        }

        TimeToDrain = _clock.Elapsed;
        Samples.Add(Now());
        await publishing;
        await done.CancelAsync();
        try
        {
            await consuming;
        }
        catch (OperationCanceledException) when (done.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
        }
    }

    private async Task PublishAsync(CancellationToken cancellationToken)
    {
        foreach (var login in burst.Logins())
        {
            var due = TimeSpan.FromSeconds((double)_publishedCount / burst.PerSecond);
            if (due > _clock.Elapsed + TimeSpan.FromMilliseconds(5))
                await Task.Delay(due - _clock.Elapsed, cancellationToken);
            _published[login.EventId] = _clock.Elapsed;
            Interlocked.Increment(ref _publishedCount);
            await queue.PublishAsync(login, cancellationToken);
        }
    }

    private async Task HandleAsync(UserLoggedIn login, CancellationToken cancellationToken)
    {
        var started = _clock.Elapsed;
        await burst.HandleAsync(cancellationToken);
        // A login that is delivered twice is handled twice, and counts once.
        if (!_published.TryRemove(login.EventId, out var published))
            return;

        var (processing, endToEnd) = (_clock.Elapsed - started, _clock.Elapsed - published);
        _handled.Enqueue((processing, endToEnd));
        Interlocked.Exchange(ref _lastProcessing, processing.Ticks);
        Interlocked.Increment(ref _handledCount);
    }

    private Sample Now()
    {
        var oldest = _published.IsEmpty ? _clock.Elapsed : _published.Values.Min();
        return new Sample(_clock.Elapsed, Volatile.Read(ref _publishedCount) - Handled, _clock.Elapsed - oldest, TimeSpan.FromTicks(Interlocked.Read(ref _lastProcessing)));
    }
}
