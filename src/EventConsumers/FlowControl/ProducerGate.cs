namespace EventConsumers;

/// <summary>
/// Holds up producers while their consumers are behind: closed from the moment when a measured depth reaches a high water mark
/// until it has fallen to a low one. Between the marks it stays as it is, so that it does not flutter.
/// </summary>
/// <remarks>
/// The depth is measured at once and then at every interval, by a timer. The gate is open until the first measurement. A
/// measurement that fails leaves it as it is: an unreachable broker neither stops producers nor sets them free.
/// </remarks>
public sealed class ProducerGate : IAsyncDisposable
{
    private readonly Func<CancellationToken, ValueTask<long>> _measureDepth;
    private readonly ProducerGateOptions _options;
    private readonly PeriodicTimer _timer;
    private readonly CancellationTokenSource _disposed = new();
    private readonly Task _measuring;
    private TaskCompletionSource? _opening;
    private long _depth = -1;

    /// <summary>Makes a gate and starts to measure.</summary>
    /// <param name="measureDepth">
    /// Measures how many messages wait: a queue's message count, a consumer group's lag. Called once at a time.
    /// </param>
    /// <param name="options">The marks and the interval; the defaults if null.</param>
    /// <exception cref="ArgumentException">An option has a value that cannot work; the message says what to change.</exception>
    public ProducerGate(Func<CancellationToken, ValueTask<long>> measureDepth, ProducerGateOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(measureDepth);
        _options = options ?? new ProducerGateOptions();
        _options.Validate();
        _measureDepth = measureDepth;
        _timer = new PeriodicTimer(_options.Interval, _options.TimeProvider);
        using (ExecutionContext.SuppressFlow())
            _measuring = Task.Run(MeasureAtIntervalsAsync);
    }

    /// <summary>Whether producers may go on.</summary>
    public bool IsOpen => Volatile.Read(ref _opening) is null;

    /// <summary>The depth as last measured; null before the first measurement. It can be given to <see cref="ConsumerMetrics.ObserveDepth"/>.</summary>
    public long? Depth => Volatile.Read(ref _depth) is >= 0 and var depth ? depth : null;

    /// <summary>Waits until the gate is open. Completes synchronously, and allocates nothing, while it is.</summary>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The gate has been disposed of, before or while the caller waited.</exception>
    public ValueTask WaitAsync(CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested)
            return ValueTask.FromCanceled(cancellationToken);
        if (_disposed.IsCancellationRequested)
            return ValueTask.FromException(new ObjectDisposedException(nameof(ProducerGate)));
        return Volatile.Read(ref _opening) is { } opening ? new ValueTask(opening.Task.WaitAsync(cancellationToken)) : default;
    }

    /// <summary>Ends measuring; who waits gets an <see cref="ObjectDisposedException"/>.</summary>
    public async ValueTask DisposeAsync()
    {
        await _disposed.CancelAsync().ConfigureAwait(false);
        _timer.Dispose();
        await _measuring.ConfigureAwait(false);
        if (_opening is { } opening && opening.TrySetException(new ObjectDisposedException(nameof(ProducerGate))))
        {
            // Perhaps nobody waits: then nobody else looks at the exception.
            _ = opening.Task.Exception;
        }
    }

    private async Task MeasureAtIntervalsAsync()
    {
        var hasFailed = false;
        do
        {
            try
            {
                var depth = await MeasureAsync().ConfigureAwait(false);
                Volatile.Write(ref _depth, Math.Max(depth, 0));
                OpenOrClose(depth);
                hasFailed = false;
            }
            catch (Exception) when (_disposed.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                if (!hasFailed)
                    Log.DepthNotMeasured(_options.Logger, exception, IsOpen ? "open" : "closed");
                hasFailed = true;
            }
        }
        while (await _timer.WaitForNextTickAsync(CancellationToken.None).ConfigureAwait(false));
    }

    private async ValueTask<long> MeasureAsync()
    {
        using var timeout = new CancellationTokenSource(_options.MeasurementTimeout, _options.TimeProvider);
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, _disposed.Token);
        try
        {
            // The token may be ignored; neither the next measurement nor an end may wait for that.
            return await _measureDepth(ends.Token).AsTask().WaitAsync(ends.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException exception) when (timeout.IsCancellationRequested)
        {
            throw new TimeoutException($"No depth within {_options.MeasurementTimeout}.", exception);
        }
    }

    private void OpenOrClose(long depth)
    {
        if (_opening is null && depth >= _options.HighWaterMark)
        {
            Log.GateClosed(_options.Logger, depth, _options.HighWaterMark);
            Volatile.Write(ref _opening, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        }
        else if (_opening is { } opening && depth <= _options.OpensAt)
        {
            Log.GateOpened(_options.Logger, depth, _options.OpensAt);
            Volatile.Write(ref _opening, null);
            opening.SetResult();
        }
    }
}
