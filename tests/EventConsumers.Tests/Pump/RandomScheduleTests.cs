using System.Collections.Concurrent;
using FsCheck;
using FsCheck.Fluent;

namespace EventConsumers.Tests.Pump;

/// <summary>Whatever messages come, however long their handlers take and whichever fail: the pump's promises hold.</summary>
public sealed class RandomScheduleTests
{
    private static readonly Config Many = Config.QuickThrowOnFailure.WithMaxTest(150).WithEndSize(200);

    public sealed record Schedule(Message[] Messages, byte Concurrency, byte Spare, bool Releases, byte StopsAfter, bool IsCutShort);

    public sealed record Message(byte Key, byte Work, byte Fate)
    {
        public bool Fails => Fate % 16 == 0;
    }

    [Fact]
    public void Nothing_is_lost_settled_early_or_out_of_order()
    {
        Prop.ForAll(ArbMap.Default.ArbFor<Schedule>(), schedule => RunAsync(schedule).GetAwaiter().GetResult()).Check(Many);
    }

    private static async Task RunAsync(Schedule schedule)
    {
        var concurrency = schedule.Concurrency % 8 + 1;
        var capacity = concurrency + schedule.Spare % 16;
        var finished = new ConcurrentDictionary<int, bool>();
        var started = new ConcurrentQueue<int>();
        var running = 0;
        var settlement = new RecordedSettlement<int> { OnSettle = index => Assert.True(finished.ContainsKey(index), "settled before its handler had finished") };
        MessagePump<int>? pump = null;
        var errors = new ConcurrentQueue<string>();
        pump = new MessagePump<int>(
            async (index, cancellationToken) =>
            {
                if (Interlocked.Increment(ref running) > concurrency)
                    errors.Enqueue("more handlers than asked for");
                try
                {
                    started.Enqueue(index);
                    if (pump!.Count > capacity)
                        errors.Enqueue("more messages in memory than asked for");
                    for (var i = 0; i < schedule.Messages[index].Work % 4; i++)
                        await Task.Yield();
                    if (schedule.Messages[index].Work > 250)
                        await Task.Delay(2, cancellationToken);
                    if (schedule.Messages[index].Fails)
                        throw new FormatException();
                    finished[index] = true;
                }
                finally
                {
                    Interlocked.Decrement(ref running);
                }
            },
            settlement,
            new()
            {
                Concurrency = concurrency,
                Capacity = capacity,
                Order = MessageOrder.ByKey<int, string>(index => KeyOf(schedule.Messages[index])),
                WhenHandlerFails = schedule.Releases ? FailureMode.Release : FailureMode.Stop,
                DrainTimeout = schedule.IsCutShort ? TimeSpan.Zero : TimeSpan.FromSeconds(30),
            });
        var taken = new List<int>();
        for (var index = 0; index < schedule.Messages.Length; index++)
        {
            if (index == schedule.StopsAfter)
                _ = pump.StopAsync();
            if (await pump.WriteAsync(index))
                taken.Add(index);
        }

        await pump.DisposeAsync();
        await pump.Completion.ContinueWith(_ => { }, TaskScheduler.Default);

        Assert.Empty(errors);
        Assert.Equal(taken, settlement.Received);
        Assert.Equal(taken, settlement.Settled.Concat(settlement.Released).Order());
        Assert.Equal(finished.Keys.Order(), settlement.Settled.Order());
        Assert.Equal(started.Count, started.Distinct().Count());
        foreach (var ofKey in taken.Where(index => KeyOf(schedule.Messages[index]) is not null).GroupBy(index => KeyOf(schedule.Messages[index])))
        {
            Assert.Equal(ofKey.Where(started.Contains), started.Where(index => KeyOf(schedule.Messages[index]) == ofKey.Key));
            if (!schedule.Releases)
                Assert.Equal(ofKey.Take(settlement.Settled.Count(index => KeyOf(schedule.Messages[index]) == ofKey.Key)), settlement.Settled.Where(index => KeyOf(schedule.Messages[index]) == ofKey.Key));
        }
    }

    private static string? KeyOf(Message message) => message.Key % 6 == 0 ? null : (message.Key % 6).ToString();
}
