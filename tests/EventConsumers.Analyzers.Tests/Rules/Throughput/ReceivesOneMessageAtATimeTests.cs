using EventConsumers.CodeFixes.Throughput;
using Microsoft.CodeAnalysis;

namespace EventConsumers.Analyzers.Tests.Rules.Throughput;

public class ReceivesOneMessageAtATimeTests
{
    [Theory, EachVersionOf(Client.Sqs)]
    public async Task No_number_set(References client)
    {
        var found = await Verify.FindsAsync(client, Poll("await sqs.ReceiveMessageAsync({|EVC2006:new ReceiveMessageRequest|} { QueueUrl = url }, token)"));
        Assert.Equal("'ReceiveMessageAsync' brings one message per trip to the broker; set 'MaxNumberOfMessages' to 10", found[0].GetMessage());
        Assert.Equal(DiagnosticSeverity.Warning, found[0].Severity);
    }

    [Theory]
    [InlineData("await {|EVC2006:sqs.ReceiveMessageAsync(url, token)|}")]
    [InlineData("await sqs.ReceiveMessageAsync(new ReceiveMessageRequest { QueueUrl = url, {|EVC2006:MaxNumberOfMessages = 1|} }, token)")]
    public Task Every_way_to_ask_for_one(string receive) => Verify.FindsAsync(References.Sqs4, Poll(receive));

    [Theory]
    [InlineData("await sqs.ReceiveMessageAsync(new ReceiveMessageRequest { QueueUrl = url, MaxNumberOfMessages = 2 }, token)")]
    [InlineData("await sqs.ReceiveMessageAsync(new ReceiveMessageRequest { QueueUrl = url, MaxNumberOfMessages = most }, token)")]
    [InlineData("await sqs.ReceiveMessageAsync(new ReceiveMessageRequest { QueueUrl = \"https://sqs/orders.fifo\" }, token)")]
    [InlineData("await sqs.ReceiveMessageAsync(given, token)")]
    public Task Asks_for_more_keeps_order_or_is_unknown(string receive) => Verify.SilentAsync(References.Sqs4, Poll(receive), "EVC2006");

    [Fact]
    public Task One_message_is_wanted() => Verify.SilentAsync(References.Sqs4, """
        using Amazon.SQS;
        using Amazon.SQS.Model;

        public class Poller
        {
            public async Task OnceAsync(IAmazonSQS sqs, string url) => Console.WriteLine((await sqs.ReceiveMessageAsync(url)).Messages?.Count);

            public async Task<Message> NextAsync(IAmazonSQS sqs, string url)
            {
                while (true)
                {
                    var response = await sqs.ReceiveMessageAsync(url);
                    if (response.Messages is { Count: > 0 } messages)
                        return messages[0];
                }
            }
        }
        """, "EVC2006");

    [Fact]
    public Task One_usable_message_is_wanted() => Verify.SilentAsync(References.ServiceBus, """
        using Azure.Messaging.ServiceBus;

        public class Poller
        {
            public async Task<string?> NextAsync(ServiceBusReceiver receiver)
            {
                string? found = null;
                while (true)
                {
                    var message = await receiver.ReceiveMessageAsync();
                    if (message == null)
                        break;
                    var text = message.Body.ToString();
                    if (text.Length > 0)
                    {
                        found = text;
                        break;
                    }
                }

                return found;
            }
        }
        """, "EVC2006");

    [Fact]
    public Task Service_bus() => Verify.FindsAsync(References.ServiceBus, """
        using Azure.Messaging.ServiceBus;

        public interface IOrders { Task SaveAsync(BinaryData order); }

        public class Poller
        {
            public async Task RunAsync(ServiceBusReceiver receiver, IOrders orders, CancellationToken token)
            {
                while (!token.IsCancellationRequested)
                {
                    var message = await {|EVC2006:receiver.ReceiveMessageAsync(TimeSpan.FromSeconds(5), token)|};
                    if (message == null)
                        continue;
                    await orders.SaveAsync(message.Body);
                    await receiver.CompleteMessageAsync(message, token);
                }
            }
        }
        """);

    [Fact]
    public Task Service_bus_many_at_once() => Verify.SilentAsync(References.ServiceBus, """
        using Azure.Messaging.ServiceBus;

        public class Poller
        {
            public async Task RunAsync(ServiceBusReceiver receiver, CancellationToken token)
            {
                while (!token.IsCancellationRequested)
                {
                    foreach (var message in await receiver.ReceiveMessagesAsync(20, null, token))
                        await receiver.CompleteMessageAsync(message, token);
                }
            }
        }
        """, "EVC2006");

    [Theory, EachVersionOf(Client.Redis)]
    public Task Redis(References client) => Verify.FindsAsync(client, Streams("{|EVC2006:db.StreamReadGroupAsync(\"orders\", \"group\", \"me\", \">\", count: 1)|}"));

    [Theory, EachVersionOf(Client.Redis)]
    public Task Redis_with_more(References client) => Verify.SilentAsync(client, Streams("db.StreamReadGroupAsync(\"orders\", \"group\", \"me\", \">\", count: 10)"), "EVC2006");

    [Theory, EachVersionOf(Client.Redis)]
    public Task Redis_without_a_limit(References client) => Verify.SilentAsync(client, Streams("db.StreamReadGroupAsync(\"orders\", \"group\", \"me\", \">\")"), "EVC2006");

    [Fact]
    public Task Asks_for_ten() => Verify.FixesAsync<ReceivesOneMessageAtATimeFix>(
        References.Sqs4,
        Poll("await sqs.ReceiveMessageAsync(new ReceiveMessageRequest { QueueUrl = url, {|EVC2006:MaxNumberOfMessages = 1|}, WaitTimeSeconds = 20 }, token)"),
        Poll("await sqs.ReceiveMessageAsync(new ReceiveMessageRequest { QueueUrl = url, MaxNumberOfMessages = 10, WaitTimeSeconds = 20 }, token)"),
        title: "Receive up to 10 messages at once");

    [Fact]
    public Task Asks_redis_for_a_hundred() => Verify.FixesAsync<ReceivesOneMessageAtATimeFix>(
        References.Redis2,
        Streams("{|EVC2006:db.StreamReadGroupAsync(\"orders\", \"group\", \"me\", \">\", count: 1)|}"),
        Streams("db.StreamReadGroupAsync(\"orders\", \"group\", \"me\", \">\", count: 100)"));

    [Fact]
    public Task Deletes_the_ten_together() => Verify.FixesAsync<ReceivesOneMessageAtATimeFix>(
        References.Sqs4,
        Poll(
            "await sqs.ReceiveMessageAsync(new ReceiveMessageRequest { QueueUrl = url, {|EVC2006:MaxNumberOfMessages = 1|}, WaitTimeSeconds = 20 }, token)",
            """
                        foreach (var message in response.Messages ?? new List<Message>())
                        {
                            Console.WriteLine(message.Body);
                            await sqs.DeleteMessageAsync(url, message.ReceiptHandle, token);
                        }
            """),
        Poll(
            "await sqs.ReceiveMessageAsync(new ReceiveMessageRequest { QueueUrl = url, MaxNumberOfMessages = 10, WaitTimeSeconds = 20 }, token)",
            """
                        var settled = new List<DeleteMessageBatchRequestEntry>();
                        foreach (var message in response.Messages ?? new List<Message>())
                        {
                            Console.WriteLine(message.Body);
                            settled.Add(new DeleteMessageBatchRequestEntry(message.MessageId, message.ReceiptHandle));
                        }

                        if (settled.Count > 0)
                        {
                            var settlement = await sqs.DeleteMessageBatchAsync(url, settled, token);
                            if (settlement.Failed is { Count: > 0 })
                                throw new InvalidOperationException($"{settlement.Failed.Count} messages could not be settled: {settlement.Failed[0].Message}");
                        }
            """));

    // They would wait for one another: EVC2011.
    [Fact]
    public Task No_fix_where_the_messages_are_awaited_in_turn() => Verify.OffersNoFixAsync<ReceivesOneMessageAtATimeFix>(
        References.Sqs4,
        Poll(
            "await sqs.ReceiveMessageAsync(new ReceiveMessageRequest { QueueUrl = url, {|EVC2006:MaxNumberOfMessages = 1|}, WaitTimeSeconds = 20 }, token)",
            """
                        foreach (var message in response.Messages ?? new List<Message>())
                            await System.IO.File.AppendAllTextAsync("orders.txt", message.Body, token);
            """));

    [Fact]
    public Task No_fix_where_one_message_is_read() => Verify.OffersNoFixAsync<ReceivesOneMessageAtATimeFix>(References.Sqs4, """
        using Amazon.SQS;

        public class Poller
        {
            public async Task RunAsync(IAmazonSQS sqs, string url, CancellationToken token)
            {
                while (!token.IsCancellationRequested)
                {
                    var response = await {|EVC2006:sqs.ReceiveMessageAsync(url, token)|};
                    Console.WriteLine(response.Messages?.FirstOrDefault()?.Body);
                }
            }
        }
        """);

    private const string Loop = """
                    foreach (var message in response.Messages ?? new List<Message>())
                        Console.WriteLine(message.Body);
        """;

    private static string Poll(string receive, string loop = Loop) => $$"""
        using Amazon.SQS;
        using Amazon.SQS.Model;

        public class Poller
        {
            public async Task RunAsync(IAmazonSQS sqs, string url, int most, ReceiveMessageRequest given, CancellationToken token)
            {
                while (!token.IsCancellationRequested)
                {
                    var response = {{receive}};
        {{loop}}
                }
            }
        }
        """;

    private static string Streams(string receive) => $$"""
        using StackExchange.Redis;

        public class Poller
        {
            public async Task RunAsync(IDatabase db, CancellationToken token)
            {
                while (!token.IsCancellationRequested)
                {
                    var entries = await {{receive}};
                    foreach (var entry in entries)
                        Console.WriteLine(entry.Id);
                    await Task.Delay(100, token);
                }
            }
        }
        """;
}
