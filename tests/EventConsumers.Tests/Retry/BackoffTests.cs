namespace EventConsumers.Tests.Retry;

public sealed class BackoffTests
{
    [Theory]
    [InlineData(1, 200)]
    [InlineData(2, 400)]
    [InlineData(8, 25_600)]
    [InlineData(9, 30_000)]
    [InlineData(int.MaxValue, 30_000)]
    public void It_doubles_with_each_failure_up_to_the_longest(int failures, int milliseconds) =>
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), Backoff.After(failures, TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(30)));

    [Theory]
    [InlineData(1)]
    [InlineData(2000)]
    public void No_pause_stays_none(int failures) =>
        Assert.Equal(TimeSpan.Zero, Backoff.After(failures, TimeSpan.Zero, TimeSpan.FromSeconds(30)));

    [Fact]
    public void The_shortest_pause_gets_as_long_as_the_longest_one() =>
        Assert.Equal(TimeSpan.FromDays(1), Backoff.After(100, TimeSpan.FromTicks(1), TimeSpan.FromDays(1)));
}
