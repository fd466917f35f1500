using System.Diagnostics;
using System.Reflection;
using RabbitMQ.Client;

namespace EventConsumers.RabbitMQ.Tests;

public sealed class AcknowledgementRaceTests
{
    /// <summary>A handler ends a little later than the acknowledgement of another is sent, sooner or later just as that one leaves.</summary>
    [Fact]
    public async Task What_is_due_is_acknowledged_whoever_else_is_just_done_with_it()
    {
        var channel = DispatchProxy.Create<IChannel, RecordedChannel>();
        var acknowledged = (RecordedChannel)(object)channel;
        var connection = DispatchProxy.Create<IConnection, OneChannel>();
        ((OneChannel)(object)connection).Channel = channel;
        var subscription = await Subscription.StartAsync(
            connection, "users", new() { Prefetch = 2, Concurrency = 2, AcknowledgeEvery = 1 }, (_, _) => Task.CompletedTask, default);

        const ulong rounds = 10_000;
        var second = new RabbitMqDelivery[rounds];
        var ended = 0UL;
        var isOver = false;
        var follower = new Thread(() =>
        {
            for (var round = 0UL; round < rounds; round++)
            {
                while (acknowledged.UpTo < round * 2 + 1)
                {
                    if (Volatile.Read(ref isOver))
                        return;
                }

                Thread.SpinWait((int)(round % 20));
                subscription.SettleAsync(second[round]).AsTask().Wait();
                Volatile.Write(ref ended, round + 1);
            }
        }) { IsBackground = true };
        follower.Start();
        var watch = Stopwatch.StartNew();
        for (var round = 0UL; round < rounds && watch.Elapsed < TimeSpan.FromSeconds(1.5); round++)
        {
            var first = Track(round * 2 + 1);
            second[round] = Track(round * 2 + 2);
            await subscription.SettleAsync(first);
            Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref ended) == round + 1, TimeSpan.FromSeconds(20)), "The follower does not follow.");
            Assert.True(acknowledged.UpTo == round * 2 + 2, $"Round {round}: delivery {round * 2 + 2} is handled, and nobody acknowledges it.");
        }

        Volatile.Write(ref isOver, true);
        follower.Join();

        RabbitMqDelivery Track(ulong tag)
        {
            var delivery = new RabbitMqDelivery(subscription, tag, false, "", "users", new BasicProperties(), default);
            subscription.Track(delivery);
            return delivery;
        }
    }

#pragma warning disable CA1852 // The proxies derive from them.
    internal class OneChannel : DispatchProxy
    {
        public IChannel Channel { get; set; } = null!;

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => Task.FromResult(Channel);
    }

    internal class RecordedChannel : DispatchProxy
    {
        private ulong _upTo;

        public ulong UpTo => Volatile.Read(ref _upTo);

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            switch (targetMethod!.Name)
            {
                case "BasicAckAsync":
                    Volatile.Write(ref _upTo, (ulong)args![0]!);
                    return default(ValueTask);
                case "BasicConsumeAsync":
                    return Task.FromResult("tag");
                default:
                    return targetMethod.ReturnType == typeof(Task) ? Task.CompletedTask : null;
            }
        }
    }
}
