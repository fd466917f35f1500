using Confluent.Kafka;

namespace EventConsumers.Kafka;

/// <summary>
/// The thread that polls. It alone speaks to the client, so assignments, offsets and pauses need no locks, and nothing is stored
/// for a partition that is gone.
/// </summary>
internal sealed class PollLoop<TKey, TValue>
    where TKey : notnull
{
    // How often a paused loop looks whether there is room again.
    private const int PausedWaitMs = 10;

    private readonly MessagePump<Delivery<TKey, TValue>> _pump;
    private readonly KafkaConsumerOptions<TKey, TValue> _options;
    private readonly string[] _topics;
    private readonly int _pollMs;
    private readonly IConsumer<TKey, TValue> _client;
    private readonly Assignments _assignments;
    private readonly HeldBack<TKey, TValue> _heldBack;
    private readonly LagReport<TKey, TValue>? _lag;
    private Error? _fatal;
    private bool _isPaused;
    private bool _isClosing;
    private bool _isDrained;
    private bool _areAllPaused;
    private long _nextStore;

    public PollLoop(
        ConsumerConfig config, string[] topics, MessagePump<Delivery<TKey, TValue>> pump, KafkaConsumerOptions<TKey, TValue> options)
    {
        (_pump, _options, _topics) = (pump, options, topics);
        _pollMs = (int)options.PollInterval.TotalMilliseconds;
        _assignments = new Assignments(options.ReplayWindow);
        _heldBack = new HeldBack<TKey, TValue>(pump);
        _client = Build(config);
        if (options.Metrics is { } metrics)
        {
            _lag = new LagReport<TKey, TValue>(_client, config.AutoOffsetReset == AutoOffsetReset.Earliest, options.PollInterval);
            metrics.ObserveLag(() => _lag.Last);
            metrics.ObserveInFlight(() => pump.Count);
        }
    }

    public Task RunAsync(CancellationToken cancellationToken)
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() => Run(ended, cancellationToken)) { IsBackground = true, Name = "Kafka poll" };
        thread.Start();
        return ended.Task;
    }

    private IConsumer<TKey, TValue> Build(ConsumerConfig config)
    {
        var builder = _options.CreateBuilder(config)
            ?? throw new ArgumentException("KafkaConsumerOptions.CreateBuilder returned null: return a builder made from the settings it was given.");
        try
        {
            builder.SetPartitionsAssignedHandler((_, partitions) => Assign(partitions));
            builder.SetPartitionsRevokedHandler((_, partitions) => Revoke(partitions));
            builder.SetPartitionsLostHandler((_, partitions) => Lose(partitions));
        }
        catch (InvalidOperationException exception)
        {
            throw new ArgumentException("KafkaConsumerOptions.CreateBuilder sets a rebalance handler: leave those to the consumer.", exception);
        }

        try
        {
            builder.SetErrorHandler((_, error) => OnError(error));
        }
        catch (InvalidOperationException)
        {
            // The user's own handler hears of errors; fatal ones also come out of Consume.
        }

        return builder.Build();
    }

    private void Run(TaskCompletionSource ended, CancellationToken cancellationToken)
    {
        Exception? failure = null;
        try
        {
            _client.Subscribe(_topics);
            while (!cancellationToken.IsCancellationRequested && !_pump.Stopping.IsCancellationRequested)
                PollOnce();
        }
        catch (Exception exception)
        {
            failure = exception;
            Log.Stops(_options.Logger, exception);
        }

        Close();
        if (failure is null)
            ended.SetResult();
        else
            ended.SetException(failure);
    }

    private void PollOnce()
    {
        if (_isPaused)
        {
            Consume(Math.Min(_pollMs, PausedWaitMs));
            if (_heldBack.TryWrite(TimeSpan.Zero) && _pump.Count <= _options.Capacity / 2)
                Resume();
        }
        else if (_heldBack.TryWrite(_options.PollInterval))
        {
            Consume(_pollMs);
        }
        else
        {
            Pause();
            Consume(0);
        }

        StoreWhenDue();
        _lag?.ReadWhenDue(_assignments);
        if (_fatal is not null)
            throw new KafkaException(_fatal);
    }

    private void Consume(int milliseconds)
    {
        try
        {
            if (_client.Consume(milliseconds) is { IsPartitionEOF: false } result
                && _assignments.For(result.Topic, result.Partition, result.Offset) is { } assignment)
                Accept(new Delivery<TKey, TValue>(assignment, result, null));
        }
        catch (ConsumeException exception) when (ClientErrors.IsPoison(exception))
        {
            var record = exception.ConsumerRecord;
            if (_assignments.For(record.Topic, record.Partition, record.Offset) is { } assignment)
                Accept(new Delivery<TKey, TValue>(assignment, null, exception));
        }
        catch (ConsumeException exception) when (_isClosing || ClientErrors.Pass(exception.Error))
        {
            Log.ClientError(_options.Logger, exception.Error.Code, exception.Error.Reason);
        }

        if (_isPaused && !_areAllPaused)
            Pause();
    }

    private void Accept(in Delivery<TKey, TValue> delivery)
    {
        if (_isClosing)
            return;

        _heldBack.Write(delivery);
        var assignment = delivery.Assignment;
        if (!assignment.FillsWindow(delivery.Offset, _heldBack.Count))
            return;

        Log.WindowFull(_options.Logger, KafkaPosition.Of(assignment.Partition), _options.ReplayWindow, assignment.Completed + 1);
        if (!_isPaused)
            Try(() => _client.Pause([assignment.Partition]));
    }

    private void Pause()
    {
        _isPaused = true;
        _areAllPaused = Try(() => _client.Pause(_assignments.Partitions));
    }

    private void Resume()
    {
        var partitions = _assignments.Current.Where(assignment => !assignment.IsWindowFull).Select(assignment => assignment.Partition);
        if (Try(() => _client.Resume(partitions)))
            _isPaused = false;
    }

    private bool Try(Action pauseOrResume)
    {
        try
        {
            pauseOrResume();
            return true;
        }
        catch (KafkaException exception)
        {
            Log.NotPausedOrResumed(_options.Logger, exception);
            return false;
        }
    }

    private void StoreWhenDue()
    {
        var now = Environment.TickCount64;
        if (now < _nextStore)
            return;

        _nextStore = now + _pollMs;
        foreach (var assignment in _assignments.Current)
        {
            Store(assignment);
            if (assignment.HasRoomInWindow && (_isPaused || Try(() => _client.Resume([assignment.Partition]))))
                assignment.OpenWindow();
        }
    }

    private void Store(Assignment assignment)
    {
        var completed = assignment.Completed;
        if (completed <= assignment.Stored)
            return;

        try
        {
            _client.StoreOffset(new TopicPartitionOffset(assignment.Partition, completed + 1));
            assignment.Stored = completed;
        }
        catch (KafkaException exception)
        {
            Log.NotStored(_options.Logger, exception, KafkaPosition.Of(assignment.Partition));
        }
    }

    private void Assign(List<TopicPartition> partitions)
    {
        Log.Assigned(_options.Logger, KafkaPosition.Of(partitions));
        _assignments.Add(partitions);
        _areAllPaused = false;
    }

    private void Revoke(List<TopicPartitionOffset> offsets)
    {
        var partitions = offsets.ConvertAll(offset => offset.TopicPartition);
        Log.Revoked(_options.Logger, KafkaPosition.Of(partitions));
        var revoked = _assignments.Remove(partitions);
        _heldBack.Remove(revoked);
        if (!_isDrained)
        {
            SpinWait.SpinUntil(() => revoked.TrueForAll(assignment => assignment.InFlight == 0), _options.RevokeTimeout);
            revoked.ForEach(assignment => assignment.End());
            SpinWait.SpinUntil(() => revoked.TrueForAll(assignment => assignment.Running == 0), _options.CancelTimeout);
        }

        foreach (var assignment in revoked.Where(assignment => assignment.InFlight > 0))
            Log.LeftUnfinished(_options.Logger, KafkaPosition.Of(assignment.Partition), assignment.InFlight);
        Commit(revoked);
        ResumeForNextTime(partitions);
    }

    // The client remembers that a partition is paused when it comes back.
    private void ResumeForNextTime(List<TopicPartition> partitions) => Try(() => _client.Resume(partitions));

    private void Lose(List<TopicPartitionOffset> offsets)
    {
        var partitions = offsets.ConvertAll(offset => offset.TopicPartition);
        Log.Lost(_options.Logger, KafkaPosition.Of(partitions));
        var lost = _assignments.Remove(partitions);
        _heldBack.Remove(lost);
        lost.ForEach(assignment => assignment.End());
        ResumeForNextTime(partitions);
    }

    private void Commit(List<Assignment> revoked)
    {
        revoked.ForEach(Store);
        var offsets = revoked.Where(assignment => assignment.Stored >= 0)
            .Select(assignment => new TopicPartitionOffset(assignment.Partition, assignment.Stored + 1)).ToList();
        if (offsets.Count == 0)
            return;

        try
        {
            _client.Commit(offsets);
        }
        catch (KafkaException exception)
        {
            Log.NotCommitted(_options.Logger, exception);
        }
    }

    private void OnError(Error error)
    {
        if (error.IsFatal)
            _fatal = error;
        else
            Log.ClientError(_options.Logger, error.Code, error.Reason);
    }

    // Goes on polling while the pump drains: a long drain is no reason to be thrown out of the group.
    private void Close()
    {
        _isClosing = true;
        try
        {
            var drained = _pump.StopAsync(CancellationToken.None);
            _heldBack.Clear();
            Pause();
            while (!drained.Wait(PausedWaitMs))
            {
                Consume(0);
                StoreWhenDue();
            }

            _isDrained = true;
            _client.Close();
        }
        catch (Exception exception)
        {
            Log.NotClosed(_options.Logger, exception);
        }
        finally
        {
            _assignments.EndAll();
            _client.Dispose();
        }
    }
}
