namespace EventConsumers.Tests.Pump;

/// <summary>What a caller's own code throws at a pump, apart from the handler.</summary>
public sealed class FaultyCallbackTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly RecordedSettlement<int> _settlement = new();
    private readonly RecordedLog _log = new();

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
