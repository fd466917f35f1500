namespace EventConsumers.Analyzers.Tests.Messaging;

/// <summary>What a foreach goes through is received before it begins: by the loop round it, or once.</summary>
public class ReceiveInForeachTests
{
    [Fact]
    public Task The_loop_round_it_receives() => Verify.FindsAsync(References.Redis2, Reader(
        "while (true) { foreach (var entry in await db.{|EVC2008:StreamReadGroupAsync(\"orders\", \"g\", \"c\", \">\")|}) await orders.SaveAsync(entry[\"order\"]!); }"));

    [Fact]
    public Task Without_one_it_happens_once() => Verify.SilentAsync(References.Redis2, Reader(
        "foreach (var entry in await db.StreamReadGroupAsync(\"orders\", \"g\", \"c\", \">\")) await orders.SaveAsync(entry[\"order\"]!);"), "EVC2008");

    [Fact]
    public Task Each_has_its_own_messages() => Verify.FindsAsync(References.Redis2, Reader(
        """
        while (true)
        {
            foreach (var entry in await db.StreamReadGroupAsync("orders", "g", "c", ">", 10, {|EVC1002:true|}))
                await orders.SaveAsync(entry["order"]!);
            foreach (var entry in await db.StreamReadGroupAsync("heartbeats", "g", "c", ">", 10, true))
                System.Diagnostics.Trace.WriteLine(entry.Id);
        }
        """));

    private static string Reader(string code) => $$"""
        using StackExchange.Redis;

        interface IOrders { Task SaveAsync(string order); }

        class Reader
        {
            async Task RunAsync(IDatabase db, IOrders orders)
            {
                {{code}}
            }
        }
        """;
}
