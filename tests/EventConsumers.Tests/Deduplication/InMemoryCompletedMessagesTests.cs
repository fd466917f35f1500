using FsCheck;
using FsCheck.Fluent;

namespace EventConsumers.Tests.Deduplication;

public sealed class InMemoryCompletedMessagesTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly ManualTime _time = new();

    [Fact]
    public async Task A_message_is_remembered_for_its_time()
    {
        var store = new InMemoryCompletedMessages(timeProvider: _time);
        await store.MarkCompletedAsync("a", Minute);
        _time.Advance(Minute - TimeSpan.FromTicks(1));
        Assert.True(await store.IsCompletedAsync("a"));
        Assert.False(await store.IsCompletedAsync("b"));

        _time.Advance(TimeSpan.FromTicks(1));
        Assert.False(await store.IsCompletedAsync("a"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public async Task A_clock_that_is_set_makes_no_mark_shorter_or_longer(int days)
    {
        var time = new SetClock();
        var store = new InMemoryCompletedMessages(timeProvider: time);
        await store.MarkCompletedAsync("a", Minute);
        time.Set = TimeSpan.FromDays(days);
        Assert.True(await store.IsCompletedAsync("a"));

        time.Passed = Minute;
        Assert.False(await store.IsCompletedAsync("a"));
    }

    [Fact]
    public async Task The_oldest_is_forgotten_first()
    {
        var store = new InMemoryCompletedMessages(capacity: 2, _time);
        foreach (var id in new[] { "a", "b", "c" })
            await store.MarkCompletedAsync(id, Minute);

        Assert.False(await store.IsCompletedAsync("a"));
        Assert.True(await store.IsCompletedAsync("b"));
        Assert.True(await store.IsCompletedAsync("c"));
        Assert.Equal(2, store.Count);
    }

    [Fact]
    public async Task A_message_marked_again_is_remembered_by_its_later_mark()
    {
        var store = new InMemoryCompletedMessages(capacity: 2, _time);
        await store.MarkCompletedAsync("a", Minute);
        await store.MarkCompletedAsync("a", Minute);
        await store.MarkCompletedAsync("b", Minute);

        Assert.True(await store.IsCompletedAsync("a"));
        Assert.True(await store.IsCompletedAsync("b"));
    }

    [Fact]
    public async Task What_is_over_is_cleared_away_by_the_next_mark()
    {
        var store = new InMemoryCompletedMessages(timeProvider: _time);
        for (var i = 0; i < 100; i++)
            await store.MarkCompletedAsync($"old {i}", Minute);
        _time.Advance(Minute);
        await store.MarkCompletedAsync("new", Minute);

        Assert.Equal(1, store.Count);
    }

    [Fact]
    public async Task A_message_may_be_remembered_for_good()
    {
        var store = new InMemoryCompletedMessages(timeProvider: _time);
        await store.MarkCompletedAsync("a", TimeSpan.MaxValue);
        _time.Advance(TimeSpan.FromDays(10_000));

        Assert.True(await store.IsCompletedAsync("a"));
    }

    [Fact]
    public async Task Bad_arguments_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new InMemoryCompletedMessages(0));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await new InMemoryCompletedMessages().MarkCompletedAsync("a", TimeSpan.Zero));
    }

    [Fact]
    public void It_remembers_what_a_list_of_the_last_marks_would()
    {
        Prop.ForAll(ArbMap.Default.ArbFor<(byte Id, byte KeepFor, byte Passes)[]>(), steps => Agrees(steps).GetAwaiter().GetResult())
            .Check(Config.QuickThrowOnFailure.WithMaxTest(300).WithEndSize(100));
    }

    private static async Task<bool> Agrees((byte Id, byte KeepFor, byte Passes)[] steps)
    {
        var time = new ManualTime();
        var store = new InMemoryCompletedMessages(capacity: 5, time);
        var marks = new List<(string Id, DateTimeOffset ForgottenAt)>();
        foreach (var (id, keepFor, passes) in steps)
        {
            time.Advance(TimeSpan.FromSeconds(passes % 3));
            await store.MarkCompletedAsync($"{id % 7}", TimeSpan.FromSeconds(1 + keepFor % 8));
            marks.Add(($"{id % 7}", time.GetUtcNow().AddSeconds(1 + keepFor % 8)));

            // Marks whose time is over do not push out others; without those, the last five count.
            while (marks.Count > 5 || marks.FindLast(mark => mark.Id == marks[0].Id).ForgottenAt <= time.GetUtcNow())
                marks.RemoveAt(0);
            Assert.True(store.Count <= 5);
            for (var i = 0; i < 7; i++)
                Assert.Equal(marks.FindLast(mark => mark.Id == $"{i}").ForgottenAt > time.GetUtcNow(), await store.IsCompletedAsync($"{i}"));
        }

        return true;
    }

    /// <summary>A clock on the wall that somebody sets, beside the time that passes.</summary>
    private sealed class SetClock : TimeProvider
    {
        public TimeSpan Passed { get; set; }

        public TimeSpan Set { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Passed.Ticks;

        public override DateTimeOffset GetUtcNow() => new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero) + Passed + Set;
    }
}
