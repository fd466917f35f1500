namespace EventConsumers.Tests.Pump;

// Alone: what other tests allocate meanwhile would count.
[CollectionDefinition(nameof(MessagePumpAllocationTests), DisableParallelization = true)]
[Collection(nameof(MessagePumpAllocationTests))]
public sealed class MessagePumpAllocationTests
{
    [Fact]
    public async Task Messages_through_a_busy_pump_allocate_nothing()
    {
        await using var pump = new MessagePump<int>(
            (_, _) => default,
            Settlements.Each<int>((_, _) => default),
            new() { Concurrency = 2, Capacity = 256, Order = MessageOrder.ByKey<int, int>(message => message % 1000) });
        await WriteAsync(50_000);
        var before = GC.GetTotalAllocatedBytes(precise: true);
        await WriteAsync(200_000);
        var perMessage = (GC.GetTotalAllocatedBytes(precise: true) - before) / 200_000.0;

        // The runtime's own threads allocate a little now and then.
        Assert.True(perMessage < 1, $"{perMessage:0.00} bytes a message");

        async Task WriteAsync(int count)
        {
            for (var i = 0; i < count; i++)
                await pump.WriteAsync(i);
        }
    }
}
