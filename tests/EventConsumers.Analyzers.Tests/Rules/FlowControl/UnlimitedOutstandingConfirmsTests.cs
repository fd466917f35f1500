using EventConsumers.CodeFixes.FlowControl;

namespace EventConsumers.Analyzers.Tests.Rules.FlowControl;

public class UnlimitedOutstandingConfirmsTests
{
    private const string On = "publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true";

    [Fact]
    public async Task Tracking_without_a_limit()
    {
        var found = await Verify.FindsAsync(References.RabbitMq7, Opens("{|EVC4007:new CreateChannelOptions(true, true)|}"));
        Assert.Equal(
            "'CreateChannelOptions' without 'outstandingPublisherConfirmationsRateLimiter' takes the limit of unconfirmed messages away: when the broker is slow, they pile up in memory",
            found[0].GetMessage());
    }

    [Theory]
    [InlineData("{|EVC4007:new CreateChannelOptions(" + On + ")|}")]
    [InlineData("{|EVC4007:new CreateChannelOptions(true, true, consumerDispatchConcurrency: 4)|}")]
    [InlineData("{|EVC4007:new(true, true)|}")]
    public Task However_it_is_written(string options) => Verify.FindsAsync(References.RabbitMq7, Opens(options));

    [Theory]
    [InlineData("new CreateChannelOptions(true, false)")]
    [InlineData("new CreateChannelOptions(false, false)")]
    [InlineData("new CreateChannelOptions(true, flag)")]
    [InlineData("new CreateChannelOptions(true, true, new ThrottlingRateLimiter(64))")]
    [InlineData("new CreateChannelOptions(true, true, limiter)")]
    [InlineData("new CreateChannelOptions(true, true, null)")]
    [InlineData("new CreateChannelOptions(true, true, outstandingPublisherConfirmationsRateLimiter: null)")]
    [InlineData("new CreateChannelOptions(true, true, default(RateLimiter))")]
    [InlineData("null")]
    public Task Not_tracked_limited_or_unknown(string options) => Verify.SilentAsync(References.RabbitMq7, Opens(options), "EVC4007");

    // Whoever rents a channel has it for himself.
    [Fact]
    public Task A_channel_of_a_pool() => Verify.SilentAsync(References.RabbitMq7, """
        using RabbitMQ.Client;

        public interface IPooledObjectPolicy<T> { Task<T> CreateAsync(); }

        public class ChannelPolicy : IPooledObjectPolicy<IChannel>
        {
            private static readonly CreateChannelOptions Options = new(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true);
            private readonly IConnection _connection = null!;
            public Task<IChannel> CreateAsync() => _connection.CreateChannelAsync(Options);
        }
        """, "EVC4007");

    [Fact]
    public Task One_message_after_the_other() => Verify.SilentAsync(References.RabbitMq7, Sends("await channel.BasicPublishAsync(\"\", \"orders\", order);"), "EVC4007");

    [Fact]
    public Task Events_and_numbers_do_not_count() => Verify.SilentAsync(References.RabbitMq7, Sends("""
        channel.BasicAcksAsync += (_, _) => Task.CompletedTask;
        var number = await channel.GetNextPublishSequenceNumberAsync();
        await channel.BasicPublishAsync("", "orders", order);
        """), "EVC4007");

    [Theory]
    [InlineData("using (await gate.LockAsync()) { await Work(); }")]
    [InlineData("using (await gate.LockAsync().Quietly()) { if (_channel is not { IsOpen: true } channel) return; await channel.BasicPublishAsync(\"\", \"orders\", order); }")]
    [InlineData("using var held = await gate.LockAsync(); await Work();")]
    [InlineData("await other.BasicPublishAsync(\"\", \"replies\", order); using (await gate.LockAsync()) { await Work(); }")]
    [InlineData("await one.WaitAsync(); try { await Work(); } finally { one.Release(); }")]
    public Task One_at_a_time_under_a_lock(string send) => Verify.SilentAsync(References.RabbitMq7, Locks(send), "EVC4007");

    [Theory]
    [InlineData("await Work();")]
    [InlineData("using (await gate.LockAsync()) { _ = Work(); }")]
    [InlineData("await many.WaitAsync(); try { await Work(); } finally { many.Release(); }")]
    [InlineData("using (await gate.LockAsync()) { await Work(); } await Work();")]
    public Task Without_a_lock_of_one(string send) => Verify.FindsAsync(References.RabbitMq7, Locks(send, "{|EVC4007:new CreateChannelOptions(true, true)|}"));

    [Theory]
    [InlineData("sent.Add(channel.BasicPublishAsync(\"\", \"orders\", order).AsTask());")]
    [InlineData("sent.Add(Task.Run(async () => await channel.BasicPublishAsync(\"\", \"orders\", order)));")]
    [InlineData("await SendAsync(channel, order);")]
    public Task Several_at_a_time_or_elsewhere(string send) => Verify.FindsAsync(References.RabbitMq7, Sends(send, "{|EVC4007:new CreateChannelOptions(true, true)|}"));

    [Theory]
    [InlineData("true, true", "true, true, outstandingPublisherConfirmationsRateLimiter: new ThrottlingRateLimiter(128)")]
    [InlineData(On, On + ", outstandingPublisherConfirmationsRateLimiter: new ThrottlingRateLimiter(128)")]
    [InlineData(
        "\n            true,\n            true",
        "\n            true,\n            true,\n            outstandingPublisherConfirmationsRateLimiter: new ThrottlingRateLimiter(128)")]
    [InlineData(
        "\n            true, // on\n            true // tracked\n            ",
        "\n            true, // on\n            true, // tracked\n            outstandingPublisherConfirmationsRateLimiter: new ThrottlingRateLimiter(128)\n            ")]
    [InlineData("true, true, consumerDispatchConcurrency: 4", "true, true, consumerDispatchConcurrency: 4, outstandingPublisherConfirmationsRateLimiter: new ThrottlingRateLimiter(128)")]
    public Task Gives_it_a_limit(string before, string after) => Verify.FixesAsync<UnlimitedOutstandingConfirmsFix>(
        References.RabbitMq7,
        Opens($"{{|EVC4007:new CreateChannelOptions({before})|}}"),
        Opens($"new CreateChannelOptions({after})"),
        title: "Limit the unconfirmed messages");

    private static string Sends(string send, string options = "new CreateChannelOptions(true, true)") => $$"""
        using RabbitMQ.Client;

        class Publisher
        {
            async Task RunAsync(IConnection connection, IEnumerable<byte[]> orders)
            {
                var sent = new List<Task>();
                await using var channel = await connection.CreateChannelAsync({{options}});
                foreach (var order in orders)
                {
                    {{send}}
                }

                await Task.WhenAll(sent);
            }

            static async Task SendAsync(IChannel channel, byte[] order) => await channel.BasicPublishAsync("", "orders", order);
        }
        """;

    private static string Locks(string send, string options = "new CreateChannelOptions(true, true)") => $$"""
        using System.Runtime.CompilerServices;
        using RabbitMQ.Client;

        class Publisher
        {
            private readonly SemaphoreSlim one = new(1, 1);
            private readonly SemaphoreSlim many = new(8);
            private readonly IGate gate;
            private readonly IChannel other = null!;
            private volatile IChannel? _channel;

            public Publisher(IGate gate) => this.gate = gate;

            public async Task OpenAsync(IConnection connection) => _channel = await CreateAsync(connection).Quietly();

            public async Task SendAsync(byte[] order)
            {
                {{send.Replace("Work()", "_channel!.BasicPublishAsync(\"\", \"orders\", order)", StringComparison.Ordinal)}}
            }

            private Task<IChannel> CreateAsync(IConnection connection)
            {
                var options = {{options}};
                return connection.CreateChannelAsync(options);
            }
        }

        public interface IGate { Task<IDisposable> LockAsync(); }

        public static class Tasks
        {
            public static ConfiguredTaskAwaitable<T> Quietly<T>(this Task<T> task) => task.ConfigureAwait(false);
        }
        """;

    private static string Opens(string options) => $$"""
        using RabbitMQ.Client;
        using System.Threading.RateLimiting;

        class Publisher
        {
            async Task<IChannel> OpenAsync(IConnection connection, RateLimiter limiter, bool flag) =>
                await connection.CreateChannelAsync({{options}});
        }
        """;
}
