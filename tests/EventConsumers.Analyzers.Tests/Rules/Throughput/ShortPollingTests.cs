using EventConsumers.CodeFixes.Throughput;
using Microsoft.CodeAnalysis;

namespace EventConsumers.Analyzers.Tests.Rules.Throughput;

public class ShortPollingTests
{
    [Theory, EachVersionOf(Client.Sqs)]
    public async Task No_wait_time(References client)
    {
        var found = await Verify.FindsAsync(client, Poll("await sqs.ReceiveMessageAsync({|EVC2005:new ReceiveMessageRequest|} { QueueUrl = url }, token)"));
        Assert.Equal(
            "'ReceiveMessageAsync' returns at once when the queue is empty, as 'WaitTimeSeconds' is not set; the loop pays for empty answers and finds messages later",
            found[0].GetMessage());
        Assert.Equal(DiagnosticSeverity.Warning, found[0].Severity);
    }

    [Theory]
    [InlineData("await {|EVC2005:sqs.ReceiveMessageAsync(url, token)|}")]
    [InlineData("await sqs.ReceiveMessageAsync(new ReceiveMessageRequest(url) { {|EVC2005:WaitTimeSeconds = 0|} }, token)")]
    public Task Every_way_not_to_wait(string receive) => Verify.FindsAsync(References.Sqs4, Poll(receive));

    [Theory]
    [InlineData("await sqs.ReceiveMessageAsync(new ReceiveMessageRequest { QueueUrl = url, WaitTimeSeconds = 1 }, token)")]
    [InlineData("await sqs.ReceiveMessageAsync(new ReceiveMessageRequest { QueueUrl = url, WaitTimeSeconds = seconds }, token)")]
    [InlineData("await sqs.ReceiveMessageAsync(Request(url), token)")]
    [InlineData("await sqs.ReceiveMessageAsync(given, token)")]
    public Task Waits_or_may_wait(string receive) => Verify.SilentAsync(References.Sqs4, Poll(receive), "EVC2005");

    [Fact]
    public Task Outside_a_loop_in_a_loop_over_queues_and_to_empty_a_queue() => Verify.SilentAsync(References.Sqs4, """
        using Amazon.SQS;

        public class Poller
        {
            public async Task OnceAsync(IAmazonSQS sqs, string url) => Console.WriteLine((await sqs.ReceiveMessageAsync(url)).Messages?.Count);

            public async Task EachAsync(IAmazonSQS sqs, string[] urls)
            {
                foreach (var url in urls)
                    Console.WriteLine((await sqs.ReceiveMessageAsync(url)).Messages?.Count);
            }

            public async Task DrainAsync(IAmazonSQS sqs, string url)
            {
                while (true)
                {
                    var response = await sqs.ReceiveMessageAsync(url);
                    if (response.Messages is not { Count: > 0 })
                        break;
                    Console.WriteLine(response.Messages.Count);
                }
            }
        }
        """, "EVC2005");

    [Theory]
    [InlineData("while (true) { foreach (var body in await _source.NextAsync(token)) await work(body); }", true)]
    [InlineData("while (!token.IsCancellationRequested) { try { foreach (var body in await _source.NextAsync(token)) await work(body); } catch (Exception) { return; } }", true)]
    [InlineData("for (;;) { var bodies = await _source.NextAsync(token); await Task.WhenAll(bodies.Select(body => { return work(body); })); }", true)]
    [InlineData("foreach (var body in await _source.NextAsync(token)) await work(body);", false)]
    [InlineData("while (true) { var bodies = await _source.NextAsync(token); if (bodies.Count == 0) break; await work(bodies[0]); }", false)]
    [InlineData("while ((await _source.NextAsync(token)).Count > 0) { }", false)]
    [InlineData("while (true) { await _source.NextAsync(token); await _source.NextAsync(token); }", false)]
    [InlineData("while (true) { foreach (var _ in new[] { 1, 2 }) await _source.NextAsync(token); }", false)]
    public async Task A_method_that_a_loop_calls(string loop, bool isFound)
    {
        var source = $$"""
            using Amazon.SQS;
            using Amazon.SQS.Model;

            public interface ISource { Task<List<string>> NextAsync(CancellationToken token); }

            public class Source : ISource
            {
                private readonly IAmazonSQS _sqs = null!;

                public async Task<List<string>> NextAsync(CancellationToken token)
                {
                    var response = await _sqs.ReceiveMessageAsync({|EVC2005:new ReceiveMessageRequest|} { QueueUrl = "orders", MaxNumberOfMessages = 10 }, token);
                    if (response.Messages is null)
                        return new List<string>();
                    return response.Messages.Select(message => message.Body).ToList();
                }
            }

            public class Poller
            {
                private readonly ISource _source = null!;

                public async Task RunAsync(Func<string, Task> work, CancellationToken token)
                {
                    {{loop}}
                }
            }
            """;
        if (!isFound)
        {
            await Verify.SilentAsync(References.Sqs4, source.Replace("{|EVC2005:", "").Replace("|}", ""), "EVC2005");
            return;
        }

        await Verify.FindsAsync(References.Sqs4, source);
        await Verify.FixesAsync<ShortPollingFix>(
            References.Sqs4,
            source,
            source.Replace("{|EVC2005:", "").Replace("|}", "").Replace("MaxNumberOfMessages = 10 }", "MaxNumberOfMessages = 10, WaitTimeSeconds = 20 }"));
    }

    [Fact]
    public Task The_queue_waits() => Verify.SilentAsync(
        References.Sqs4, Poll("await sqs.ReceiveMessageAsync(url, token)") + "\npublic static class Queues { public const string Wait = \"ReceiveMessageWaitTimeSeconds\"; }", "EVC2005");

    [Theory, EachVersionOf(Client.Sqs)]
    public Task Waits(References client) => Verify.FixesAsync<ShortPollingFix>(
        client,
        Poll("await sqs.ReceiveMessageAsync({|EVC2005:new ReceiveMessageRequest|} { QueueUrl = url, MaxNumberOfMessages = 10 }, token)"),
        Poll("await sqs.ReceiveMessageAsync(new ReceiveMessageRequest { QueueUrl = url, MaxNumberOfMessages = 10, WaitTimeSeconds = 20 }, token)"),
        title: "Wait for messages: 'WaitTimeSeconds = 20'");

    [Fact]
    public Task Replaces_a_zero() => Verify.FixesAsync<ShortPollingFix>(
        References.Sqs4,
        Poll("await sqs.ReceiveMessageAsync(new ReceiveMessageRequest { {|EVC2005:WaitTimeSeconds = 0|}, QueueUrl = url }, token)"),
        Poll("await sqs.ReceiveMessageAsync(new ReceiveMessageRequest { WaitTimeSeconds = 20, QueueUrl = url }, token)"));

    [Fact]
    public Task Writes_a_request() => Verify.FixesAsync<ShortPollingFix>(
        References.Sqs4,
        Poll("await {|EVC2005:sqs.ReceiveMessageAsync(url, token)|}"),
        Poll("await sqs.ReceiveMessageAsync(new ReceiveMessageRequest { QueueUrl = url, WaitTimeSeconds = 20 }, token)"));

    [Fact]
    public Task Says_so_where_the_request_is_made() => Verify.FixesAsync<ShortPollingFix>(
        References.Sqs4,
        Poll("await sqs.ReceiveMessageAsync(before, token)", "{|EVC2005:new ReceiveMessageRequest|} { QueueUrl = url }"),
        Poll("await sqs.ReceiveMessageAsync(before, token)", "new ReceiveMessageRequest { QueueUrl = url, WaitTimeSeconds = 20 }"));

    private static string Poll(string receive, string request = "new ReceiveMessageRequest { QueueUrl = url }") => $$"""
        using Amazon.SQS;
        using Amazon.SQS.Model;

        public class Poller
        {
            public async Task RunAsync(IAmazonSQS sqs, string url, int seconds, ReceiveMessageRequest given, CancellationToken token)
            {
                var before = {{request}};
                while (!token.IsCancellationRequested)
                {
                    var response = {{receive}};
                    foreach (var message in response.Messages ?? new List<Message>())
                        Console.WriteLine(message.Body);
                }
            }

            private static ReceiveMessageRequest Request(string url) => new ReceiveMessageRequest { QueueUrl = url, WaitTimeSeconds = 20 };
        }
        """;
}
