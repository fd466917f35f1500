using EventConsumers.CodeFixes.FlowControl;

namespace EventConsumers.Analyzers.Tests.Rules.FlowControl;

public class StreamNeverTrimmedTests
{
    [Theory, EachVersionOf(Client.Redis)]
    public async Task No_limit(References client)
    {
        var found = await Verify.FindsAsync(client, Adds("await database.{|EVC4008:StreamAddAsync(\"orders\", \"id\", id)|};"));
        Assert.Equal(
            "'StreamAddAsync' without 'maxLength' lets the stream grow until the server has no memory left: acknowledged messages stay in it", found[0].GetMessage());
    }

    [Theory]
    [InlineData("database.{|EVC4008:StreamAdd(\"orders\", new[] { new NameValueEntry(\"id\", id) })|};")]
    [InlineData("database.{|EVC4008:StreamAdd(\"orders\", \"id\", id, maxLength: null)|};")]
    public Task However_it_is_written(string add) => Verify.FindsAsync(References.Redis2, Adds(add));

    [Theory]
    [InlineData("database.StreamAdd(\"orders\", \"id\", id, maxLength: 1000);")]
    [InlineData("database.StreamAdd(\"orders\", \"id\", id, maxLength: limit);")]
    [InlineData("database.StreamAdd(\"orders\", \"id\", id); database.StreamTrim(\"orders\", 1000);")]
    [InlineData("database.StreamAdd(\"orders\", \"id\", id); database.KeyExpire(\"orders\", TimeSpan.FromDays(1));")]
    [InlineData("database.StreamAdd(\"orders\", \"id\", id); database.StreamAdd(\"orders\", \"id\", id, maxLength: 1000);")]
    public Task Limited_or_trimmed(string add) => Verify.SilentAsync(References.Redis2, Adds(add), "EVC4008");

    [Theory]
    [InlineData("", "StreamAdd(\"orders\", \"id\", id)")]
    [InlineData("public void Run(IDatabase database) => Add(database, \"1\");", "{|EVC4008:StreamAdd(\"orders\", \"id\", id)|}")]
    public Task A_private_method_that_nothing_calls(string caller, string add) => Verify.ReportsAsync("EVC4008", References.Redis2, $$"""
        using StackExchange.Redis;

        class Publisher
        {
            {{caller}}
            private static void Add(IDatabase database, string id) => database.{{add}};
        }
        """);

    [Theory, EachVersionOf(Client.Redis)]
    public Task Limits_it(References client) => Verify.FixesAsync<StreamNeverTrimmedFix>(
        client,
        Adds("await database.{|EVC4008:StreamAddAsync(\"orders\", \"id\", id)|};"),
        Adds("await database.StreamAddAsync(\"orders\", \"id\", id, maxLength: 100000, useApproximateMaxLength: true);"),
        title: "Limit the length of the stream");

    [Fact]
    public Task Limits_it_where_null_is_given() => Verify.FixesAsync<StreamNeverTrimmedFix>(
        References.Redis2,
        Adds("database.{|EVC4008:StreamAdd(\"orders\", \"id\", id, maxLength: null)|};"),
        Adds("database.StreamAdd(\"orders\", \"id\", id, maxLength: 100000, useApproximateMaxLength: true);"));

    private static string Adds(string add) => $$"""
        using StackExchange.Redis;

        class Publisher
        {
            public async Task AddAsync(IDatabase database, string id, int limit)
            {
                await Task.Yield();
                {{add}}
            }
        }
        """;
}
