using EventConsumers.CodeFixes.Throughput;

namespace EventConsumers.Analyzers.Tests.Rules.Throughput;

public class IdlePollSpinsTests
{
    private const string Read = "var entries = await db.StreamReadGroupAsync(\"orders\", \"g\", \"c\", \">\", count: 10);";
    private const string Spins = "var entries = await db.{|EVC2008:StreamReadGroupAsync(\"orders\", \"g\", \"c\", \">\", count: 10)|};";
    private const string Work = "foreach (var entry in entries) await orders.SaveAsync(entry[\"order\"]!); ";

    [Theory, EachVersionOf(Client.Redis)]
    public async Task Reads_again_at_once(References redis)
    {
        var found = await Verify.FindsAsync(redis, Redis("while (!token.IsCancellationRequested) { " + Spins + Work + "}"));
        Assert.Equal(
            "'StreamReadGroupAsync' returns at once when there is nothing, and the poll loop of 'RunAsync' asks again without a pause; an idle consumer keeps a core and the broker busy",
            found[0].GetMessage());
    }

    [Theory]
    [InlineData("while (true) { " + Spins + " if (entries.Length == 0) continue; " + Work + "}")]
    [InlineData("while (true) { " + Spins + " if (entries.Length == 0) { Console.WriteLine(\"nothing\"); continue; } await Task.Delay(5); " + Work + "}")]
    [InlineData("while (true) { " + Spins + " if (!entries.Any()) { await Task.Yield(); continue; } " + Work + "}")]
    [InlineData("while (true) { " + Spins + " if (entries.Length > 0) { " + Work + " await Task.Delay(10); } }")]
    [InlineData("while (true) { " + Spins + " foreach (var entry in entries) { await orders.SaveAsync(entry[\"order\"]!); await Task.Delay(10); } }")]
    [InlineData("while (true) { try { " + Spins + Work + " } catch (RedisException) { await Task.Delay(1000); } }")]
    [InlineData("while (true) { " + Spins + " await Task.WhenAll(entries.Select(entry => orders.SaveAsync(entry[\"order\"]!))); }")]
    [InlineData("while (true) { " + Spins + Work + " await db.StreamAcknowledgeAsync(\"orders\", \"g\", entries.Select(entry => entry.Id).ToArray()); }")]
    [InlineData("while (true) { " + Spins + " await HandleAsync(entries); }")]
    [InlineData("for (;;) { " + Spins + Work + "}")]
    [InlineData("while (true) { var left = await db.StreamAutoClaimAsync(\"orders\", \"g\", \"c\", 60000, \"0-0\"); if (left.ClaimedEntries.Length > 0) continue; " + Spins + Work + "}")]
    public Task No_pause_where_nothing_came(string code) => Verify.FindsAsync(References.Redis2, Redis(code));

    [Theory]
    [InlineData("while (true) { " + Read + " if (entries.Length == 0) { await Task.Delay(100, token); continue; } " + Work + "}")]
    [InlineData("while (true) { " + Read + Work + " await Task.Delay(100); }")]
    [InlineData("while (true) { " + Read + " if (entries.Length == 0) { SpinWait.SpinUntil(() => false, 50); continue; } " + Work + "}")]
    [InlineData("while (true) { " + Read + " if (entries.Length > 0) { " + Work + " } else { Thread.Sleep(100); } }")]
    [InlineData("while (true) { " + Read + Work + " await Task.Delay(entries.Length == 0 ? 1000 : 0); }")]
    [InlineData("var turns = 0; while (true) { " + Read + " turns = entries.Length == 0 ? turns + 1 : 0; if (turns > 3) await Task.Delay(100); " + Work + "}")]
    [InlineData("var any = false; while (true) { " + Read + " any = entries.Length > 0; " + Work + " if (!any) await Task.Delay(100); }")]
    [InlineData("while (true) { " + Read + " if (entries.Length == 0 && !token.IsCancellationRequested) continue; await Task.Delay(5); " + Work + "}")]
    [InlineData("while (true) { " + Read + " if (entries.Length == 0) await PauseAsync(); " + Work + "}")]
    [InlineData("while (true) { " + Read + Work + " await orders.SaveAsync(\"turn\"); }")]
    [InlineData("while (true) { await signal.WaitAsync(token); " + Read + Work + "}")]
    [InlineData("while (true) { " + Read + Work + " await idle; }")]
    [InlineData("var timer = new PeriodicTimer(TimeSpan.FromSeconds(1)); while (await timer.WaitForNextTickAsync(token)) { " + Read + Work + "}")]
    [InlineData("while (true) { " + Read + " if (entries.Length == 0) break; " + Work + "}")]
    [InlineData("while (true) { " + Read + " if (entries.Length == 0) return; " + Work + "}")]
    [InlineData("for (var i = 0; i < 10; i++) { " + Read + Work + "}")]
    [InlineData(Read + Work)]
    [InlineData("while (true) { " + Read + " await HandleSlowlyAsync(entries); }")]
    public Task Waits_or_ends_or_cannot_be_told(string code) => Verify.SilentAsync(References.Redis2, Redis(code), "EVC2008");

    [Theory, EachVersionOf(Client.Kafka)]
    public Task Consume_that_does_not_wait(References kafka) => Verify.FindsAsync(kafka, Kafka(
        "while (!token.IsCancellationRequested) { var result = consumer.{|EVC2008:Consume(0)|}; if (result != null) orders.SaveAsync(result.Message.Value); }"));

    [Theory]
    [InlineData("TimeSpan.Zero")]
    [InlineData("TimeSpan.FromMilliseconds(0)")]
    [InlineData("default(TimeSpan)")]
    public Task Consume_for_no_time(string time) => Verify.FindsAsync(References.Kafka2, Kafka(
        $"while (true) {{ var result = consumer.{{|EVC2008:Consume({time})|}}; if (result is null) continue; orders.SaveAsync(result.Message.Value); }}"));

    [Theory]
    [InlineData("Consume(100)")]
    [InlineData("Consume(token)")]
    [InlineData("Consume(TimeSpan.FromSeconds(1))")]
    [InlineData("Consume(time)")]
    public Task Consume_that_waits(string call) => Verify.SilentAsync(References.Kafka2, Kafka(
        $"while (true) {{ var result = consumer.{call}; if (result is null) continue; orders.SaveAsync(result.Message.Value); }}"), "EVC2008");

    [Theory]
    [InlineData("ConsumeResult<string, string> result; while ((result = consumer.Consume(0)) != null) orders.SaveAsync(result.Message.Value);")]
    [InlineData("while (true) { var first = consumer.Consume(token); var more = consumer.Consume(0); orders.SaveAsync(first.Message.Value + more?.Message.Value); }")]
    public Task Empties_what_is_there_or_waits_before(string code) => Verify.SilentAsync(References.Kafka2, Kafka(code), "EVC2008");

    // EVC2005 and EVC2007 speak of these.
    [Theory, EachVersionOf(Client.Sqs)]
    public Task Short_polls_are_another_rules(References sqs) => Verify.SilentAsync(sqs, """
        using Amazon.SQS;
        using Amazon.SQS.Model;

        class Worker
        {
            async Task RunAsync(IAmazonSQS sqs, string url)
            {
                while (true)
                {
                    var response = await sqs.ReceiveMessageAsync(new ReceiveMessageRequest { QueueUrl = url, MaxNumberOfMessages = 10 });
                    Console.WriteLine(response.Messages?.Count);
                }
            }
        }
        """, "EVC2008");

    [Fact]
    public Task Gets_are_another_rules() => Verify.SilentAsync(References.RabbitMq7, """
        using RabbitMQ.Client;

        class Worker
        {
            async Task RunAsync(IChannel channel)
            {
                while (true)
                {
                    if (await channel.BasicGetAsync("orders", false) is { } result)
                        await channel.BasicAckAsync(result.DeliveryTag, false);
                }
            }
        }
        """, "EVC2008");

    [Fact]
    public Task Waits_longer_each_time() => Verify.FixesAsync<IdlePollSpinsFix>(
        References.Redis2,
        """
        using StackExchange.Redis;

        interface IOrders { Task SaveAsync(string order); }

        class Worker
        {
            async Task RunAsync(IDatabase db, IOrders orders, CancellationToken token)
            {
                // Until the end.
                while (!token.IsCancellationRequested)
                {
                    var entries = await db.{|EVC2008:StreamReadGroupAsync("orders", "g", "c", ">", count: 10)|}; // new ones
                    foreach (var entry in entries)
                        await orders.SaveAsync(entry["order"]!);
                }
            }

            void Run(IDatabase db, IOrders orders, int idleDelay)
            {
                while (true)
                {
                    try
                    {
                        var entries = db.{|EVC2008:StreamReadGroup("orders", "g", "c", ">", count: 10)|}.ToList();
                        Console.WriteLine(entries.Count);
                    }
                    catch (RedisException e)
                    {
                        Console.WriteLine(e);
                    }
                }
            }
        }
        """,
        """
        using StackExchange.Redis;

        interface IOrders { Task SaveAsync(string order); }

        class Worker
        {
            async Task RunAsync(IDatabase db, IOrders orders, CancellationToken token)
            {
                var idleDelay = 10;
                // Until the end.
                while (!token.IsCancellationRequested)
                {
                    var entries = await db.StreamReadGroupAsync("orders", "g", "c", ">", count: 10); // new ones
                    if (entries.Length == 0)
                    {
                        await Task.Delay(idleDelay, token);
                        idleDelay = Math.Min(idleDelay * 2, 1000);
                    }
                    else
                    {
                        idleDelay = 10;
                    }
                    foreach (var entry in entries)
                        await orders.SaveAsync(entry["order"]!);
                }
            }

            void Run(IDatabase db, IOrders orders, int idleDelay)
            {
                var idleDelay2 = 10;
                while (true)
                {
                    try
                    {
                        var entries = db.StreamReadGroup("orders", "g", "c", ">", count: 10).ToList();
                        if (entries.Count == 0)
                        {
                            Thread.Sleep(idleDelay2);
                            idleDelay2 = Math.Min(idleDelay2 * 2, 1000);
                        }
                        else
                        {
                            idleDelay2 = 10;
                        }
                        Console.WriteLine(entries.Count);
                    }
                    catch (RedisException e)
                    {
                        Console.WriteLine(e);
                    }
                }
            }
        }
        """,
        title: "Wait when 'StreamReadGroupAsync' brings nothing");

    [Theory]
    [InlineData("0", "100")]
    [InlineData("TimeSpan.Zero", "TimeSpan.FromMilliseconds(100)")]
    public Task Waits_in_the_receive(string before, string after) => Verify.FixesAsync<IdlePollSpinsFix>(
        References.Kafka2,
        Kafka($"while (true) {{ var result = consumer.{{|EVC2008:Consume({before})|}}; if (result != null) orders.SaveAsync(result.Message.Value); }}"),
        Kafka($"while (true) {{ var result = consumer.Consume({after}); if (result != null) orders.SaveAsync(result.Message.Value); }}"),
        title: "Let 'Consume' wait 100 ms for a message");

    [Fact]
    public Task Nothing_to_ask_whether_it_is_empty() => Verify.OffersNoFixAsync<IdlePollSpinsFix>(
        References.Redis2, Redis("while (true) { foreach (var entry in await db.{|EVC2008:StreamReadGroupAsync(\"orders\", \"g\", \"c\", \">\")|}) await orders.SaveAsync(entry[\"order\"]!); }"));

    private static string Redis(string code) => $$"""
        using StackExchange.Redis;

        public interface IOrders { Task SaveAsync(string order); }

        public class Worker
        {
            public async Task RunAsync(IDatabase db, IOrders orders, SemaphoreSlim signal, Task idle, CancellationToken token)
            {
                {{code}}
                await Task.Yield();
            }

            private async Task PauseAsync() => await Task.Delay(100);

            private async Task HandleAsync(StreamEntry[] entries)
            {
                foreach (var entry in entries)
                    await File.WriteAllTextAsync("order", entry["order"]);
            }

            private async Task HandleSlowlyAsync(StreamEntry[] entries)
            {
                if (entries.Length == 0)
                    await Task.Delay(100);
            }
        }
        """;

    private static string Kafka(string code) => $$"""
        using Confluent.Kafka;

        public interface IOrders { void SaveAsync(string order); }

        public class Worker
        {
            public void Run(IConsumer<string, string> consumer, IOrders orders, TimeSpan time, CancellationToken token)
            {
                {{code}}
            }
        }
        """;
}
