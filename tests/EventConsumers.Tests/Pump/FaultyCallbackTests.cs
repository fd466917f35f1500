namespace EventConsumers.Tests.Pump;

/// <summary>What a caller's own code throws at a pump, apart from the handler.</summary>
public sealed class FaultyCallbackTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly RecordedSettlement<int> _settlement = new();
    private readonly RecordedLog _log = new();

    [Theory]
    [InlineData(FailureMode.Stop)]
    [InlineData(FailureMode.Release)]
    public async Task A_message_that_cannot_be_named_fails_like_any_other(FailureMode whenHandlerFails)
    {
        var pump = Pump(
            (message, _) => message == 1 ? throw new FormatException("no such user") : default,
            new() { Concurrency = 1, Metadata = new Nameless(), WhenHandlerFails = whenHandlerFails });
        await pump.WriteAsync(1);
        if (whenHandlerFails == FailureMode.Release)
        {
            await pump.WriteAsync(2);
            await Eventually.IsTrue(() => _settlement.Settled.Contains(2), "the next one is handled");
        }

        await pump.StopAsync().WaitAsync(Patience);
        var end = await Record.ExceptionAsync(() => pump.Completion.WaitAsync(Patience));
        if (whenHandlerFails == FailureMode.Stop)
            Assert.IsType<FormatException>(Assert.IsType<MessagePumpException>(end).InnerException);
        else
            Assert.Null(end);
        Assert.Equal([1], _settlement.Released);
        Assert.Contains(_log.Entries, entry => entry.Exception is FormatException);
    }

    [Fact]
    public async Task Who_throws_when_told_of_the_stop_does_not_keep_the_pump_from_draining()
    {
        var gate = new TaskCompletionSource();
        var pump = Pump((_, _) => new ValueTask(gate.Task));
        await pump.WriteAsync(1);
        using var registration = pump.Stopping.Register(() => throw new InvalidOperationException("the source is gone"));
        var stop = pump.StopAsync();
        gate.SetResult();
        await stop.WaitAsync(Patience);
        await pump.Completion.WaitAsync(Patience);

        Assert.Equal([1], _settlement.Settled);
        Assert.Equal(1, _settlement.Flushes);
        Assert.Contains(_log.Entries, entry => entry.Exception?.InnerException is InvalidOperationException);
    }

    [Fact]
    public async Task A_handler_that_throws_when_it_is_cancelled_does_not_keep_the_pump_from_stopping()
    {
        var started = new TaskCompletionSource();
        var pump = Pump(
            async (_, cancellationToken) =>
            {
                cancellationToken.Register(() => throw new InvalidOperationException("the request is gone"));
                started.SetResult();
                await Task.Delay(Timeout.Infinite, cancellationToken);
            },
            new() { Concurrency = 1, DrainTimeout = TimeSpan.Zero });
        await pump.WriteAsync(1);
        await pump.WriteAsync(2);
        await started.Task;
        await pump.StopAsync().WaitAsync(Patience);
        await pump.Completion.WaitAsync(Patience);

        Assert.Equal([1, 2], _settlement.Released.Order());
        Assert.Equal(1, _settlement.Flushes);
        Assert.Contains(_log.Entries, entry => entry.Exception?.InnerException is InvalidOperationException);
    }

    [Fact]
    public async Task A_message_whose_key_cannot_be_compared_is_not_taken()
    {
        var pump = Pump((_, _) => default, new() { Order = MessageOrder.ByKey<int, string>(message => $"{message}", new RefusesOne()) });
        await Assert.ThrowsAsync<FormatException>(() => pump.WriteAsync(1).AsTask());
        await pump.WriteAsync(2);
        await pump.StopAsync();

        Assert.Equal([2], _settlement.Received);
        Assert.Equal([2], _settlement.Settled);
    }

    private MessagePump<int> Pump(Func<int, CancellationToken, ValueTask> handler, MessagePumpOptions<int>? options = null)
    {
        options ??= new();
        options.Logger = _log;
        return new(handler, _settlement, options);
    }

    private sealed class Nameless : MessageMetadata<int>
    {
        public override string IdOf(int message) => throw new InvalidOperationException("no id");

        public override string PositionOf(int message) => throw new InvalidOperationException("no position");
    }

    private sealed class RefusesOne : IEqualityComparer<string>
    {
        public bool Equals(string? x, string? y) => x == y;

        public int GetHashCode(string obj) => obj == "1" ? throw new FormatException("no key") : obj.GetHashCode(StringComparison.Ordinal);
    }
}
