namespace EventConsumers.Analyzers.Tests.Rules.Delivery;

public class PendingEntriesNeverReclaimedTests
{
    [Theory, EachVersionOf(Client.Redis)]
    public async Task Reads_new_entries_only(References client)
    {
        var found = await Verify.FindsAsync(client, Reads("await database.{|EVC1022:StreamReadGroupAsync(\"orders\", \"workers\", name, \">\", count: 10)|};"));
        Assert.Equal(
            "'StreamReadGroupAsync' reads new entries only, and nothing calls 'StreamAutoClaimAsync': what a crashed consumer had read, and what failed, is never read again",
            found[0].GetMessage());
    }

    [Theory]
    [InlineData("await database.{|EVC1022:StreamReadGroupAsync(\"orders\", \"workers\", name)|};")]
    [InlineData("database.{|EVC1022:StreamReadGroup(\"orders\", \"workers\", name, position: null, count: 10)|};")]
    public Task However_it_is_written(string read) => Verify.FindsAsync(References.Redis2, Reads(read));

    [Theory]
    [InlineData("await database.StreamReadGroupAsync(\"orders\", \"workers\", name, \"0\");")]
    [InlineData("await database.StreamReadGroupAsync(\"orders\", \"workers\", name, position);")]
    [InlineData("await database.StreamReadGroupAsync(\"orders\", \"workers\", name, \">\", noAck: true);")]
    [InlineData("await database.StreamReadGroupAsync(\"orders\", \"workers\", name, \">\"); await database.StreamReadGroupAsync(\"orders\", \"workers\", name, \"0\");")]
    [InlineData("await database.StreamReadGroupAsync(\"orders\", \"workers\", name, \">\"); await database.StreamAutoClaimAsync(\"orders\", \"workers\", name, 60000, \"0-0\");")]
    [InlineData("await database.StreamReadGroupAsync(\"orders\", \"workers\", name, \">\", claimMinIdleTime: TimeSpan.FromMinutes(1));")]
    [InlineData("await database.StreamReadAsync(\"orders\", \"0\");")]
    public Task Reads_or_claims_what_is_pending(string read) => Verify.SilentAsync(References.Redis3, Reads(read), "EVC1022");

    private static string Reads(string read) => $$"""
        using StackExchange.Redis;

        class Worker
        {
            async Task RunAsync(IDatabase database, string name, RedisValue position)
            {
                while (true)
                {
                    {{read}}
                    await Task.Delay(100);
                }
            }
        }
        """;
}
