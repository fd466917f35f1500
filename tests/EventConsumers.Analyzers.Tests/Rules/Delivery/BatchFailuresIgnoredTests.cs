using EventConsumers.CodeFixes.Delivery;
using Microsoft.CodeAnalysis;

namespace EventConsumers.Analyzers.Tests.Rules.Delivery;

public class BatchFailuresIgnoredTests
{
    [Theory, EachVersionOf(Client.Sqs)]
    public async Task Dropped_response(References client)
    {
        var found = await Verify.FindsAsync(client, Worker("await {|EVC1014:sqs.DeleteMessageBatchAsync(url, done, token)|};"));
        Assert.Equal(
            "'DeleteMessageBatchAsync' succeeds even if some of its messages fail; 'Failed' of its response is never read, so nobody learns which",
            found[0].GetMessage());
        Assert.Equal(DiagnosticSeverity.Warning, found[0].Severity);
    }

    [Theory]
    [InlineData("await {|EVC1014:sqs.SendMessageBatchAsync(url, new List<SendMessageBatchRequestEntry>(), token)|};")]
    [InlineData("await {|EVC1014:sqs.SendMessageBatchAsync(new SendMessageBatchRequest(), token)|}.ConfigureAwait(false);")]
    [InlineData("await {|EVC1014:sqs.ChangeMessageVisibilityBatchAsync(new ChangeMessageVisibilityBatchRequest(), token)|};")]
    [InlineData("_ = await {|EVC1014:sqs.DeleteMessageBatchAsync(url, done, token)|};")]
    [InlineData("{|EVC1014:sqs.DeleteMessageBatchAsync(url, done, token)|}.Wait();")]
    [InlineData("{|EVC1014:sqs.DeleteMessageBatchAsync(url, done, token)|}.GetAwaiter().GetResult();")]
    [InlineData("var response = await {|EVC1014:sqs.DeleteMessageBatchAsync(url, done, token)|};")]
    [InlineData("var response = await {|EVC1014:sqs.DeleteMessageBatchAsync(url, done, token)|}; if (response.HttpStatusCode != System.Net.HttpStatusCode.OK) throw new Exception();")]
    [InlineData("var response = {|EVC1014:sqs.DeleteMessageBatchAsync(url, done, token)|}.Result; Console.WriteLine(response?.HttpStatusCode);")]
    [InlineData("if ((await {|EVC1014:sqs.DeleteMessageBatchAsync(url, done, token)|}).HttpStatusCode != System.Net.HttpStatusCode.OK) throw new Exception();")]
    [InlineData("tasks.Add({|EVC1014:sqs.DeleteMessageBatchAsync(url, done, token)|});")]
    [InlineData("Func<Task> delete = () => {|EVC1014:sqs.DeleteMessageBatchAsync(url, done, token)|}; await delete();")]
    public Task Failures_that_nobody_reads(string code) => Verify.FindsAsync(References.Sqs4, Worker(code));

    [Theory]
    [InlineData("var response = await sqs.DeleteMessageBatchAsync(url, done, token); if (response.Failed.Count > 0) throw new Exception();")]
    [InlineData("var response = await sqs.DeleteMessageBatchAsync(url, done, token); if (response.Successful.Count < done.Count) throw new Exception();")]
    [InlineData("var response = await sqs.DeleteMessageBatchAsync(url, done, token); if (response?.Failed?.Count > 0) throw new Exception();")]
    [InlineData("if (await sqs.DeleteMessageBatchAsync(url, done, token) is { Failed: { Count: > 0 } }) throw new Exception();")]
    [InlineData("foreach (var failed in (await sqs.DeleteMessageBatchAsync(url, done, token)).Failed) Console.WriteLine(failed.Id);")]
    [InlineData("var response = await sqs.DeleteMessageBatchAsync(url, done, token); Check(response);")]
    [InlineData("Check(await sqs.DeleteMessageBatchAsync(url, done, token));")]
    [InlineData("var response = await sqs.DeleteMessageBatchAsync(url, done, token); Action later = () => Check(response); later();")]
    [InlineData("var deleting = sqs.DeleteMessageBatchAsync(url, done, token); Check(await deleting);")]
    [InlineData("responses.Add(sqs.DeleteMessageBatchAsync(url, done, token)); await Task.WhenAll(responses);")]
    [InlineData("await sqs.DeleteMessageAsync(url, \"receipt\", token);")]
    [InlineData("_ = sqs.DeleteMessageBatchAsync(url, done, token);")]
    public Task Failures_that_are_read_or_go_elsewhere(string code) => Verify.SilentAsync(References.Sqs4, Worker(code), "EVC1014");

    [Fact]
    public Task Logs_what_will_come_again() => Verify.FixesAsync<BatchFailuresIgnoredFix>(
        References.Sqs4 | References.Hosting,
        Logging("""
                // What is done is done.
                await {|EVC1014:sqs.DeleteMessageBatchAsync(url, done, token)|}.ConfigureAwait(false);
                if (done.Count > 9)
                    await {|EVC1014:sqs.DeleteMessageBatchAsync(url, done, token)|};
        """),
        Logging("""
                // What is done is done.
                var response = await sqs.DeleteMessageBatchAsync(url, done, token).ConfigureAwait(false);
                if (response.Failed is { Count: > 0 } failed)
                    logger.LogError("{Count} messages could not be settled and will be received again, the first because of: {Reason}", failed.Count, failed[0].Message);
                if (done.Count > 9)
                {
                    var response2 = await sqs.DeleteMessageBatchAsync(url, done, token);
                    if (response2.Failed is { Count: > 0 } failed2)
                        logger.LogError("{Count} messages could not be settled and will be received again, the first because of: {Reason}", failed2.Count, failed2[0].Message);
                }
        """),
        title: "Log the messages that 'DeleteMessageBatchAsync' fails for");

    [Fact]
    public Task Logs_what_keeps_its_time() => Verify.FixesAsync<BatchFailuresIgnoredFix>(
        References.Sqs4 | References.Hosting,
        Logging("        var changed = await {|EVC1014:sqs.ChangeMessageVisibilityBatchAsync(new ChangeMessageVisibilityBatchRequest(), token)|};\n"),
        Logging("""
                var changed = await sqs.ChangeMessageVisibilityBatchAsync(new ChangeMessageVisibilityBatchRequest(), token);
                if (changed.Failed is { Count: > 0 } failed)
                    logger.LogError("ChangeMessageVisibilityBatchAsync failed for {Count} messages, the first because of: {Reason}", failed.Count, failed[0].Message);
        """ + "\n"));

    [Theory, EachVersionOf(Client.Sqs)]
    public Task Throws_when_messages_were_not_sent(References client) => Verify.FixesAsync<BatchFailuresIgnoredFix>(
        client,
        """
        using Amazon.SQS;
        using Amazon.SQS.Model;

        public class Publisher
        {
            private readonly IAmazonSQS _sqs = null!;

            // A batch.
            public async Task PublishAsync(string url, List<SendMessageBatchRequestEntry> entries) =>
                await {|EVC1014:_sqs.SendMessageBatchAsync(url, entries)|};

            public async Task RepublishAsync(string url, List<SendMessageBatchRequestEntry> entries)
            {
                _ = await {|EVC1014:_sqs.SendMessageBatchAsync(url, entries)|};
            }
        }
        """,
        """
        using Amazon.SQS;
        using Amazon.SQS.Model;

        public class Publisher
        {
            private readonly IAmazonSQS _sqs = null!;

            // A batch.
            public async Task PublishAsync(string url, List<SendMessageBatchRequestEntry> entries)
            {
                var response = await _sqs.SendMessageBatchAsync(url, entries);
                if (response.Failed is { Count: > 0 } failed)
                    throw new InvalidOperationException($"{failed.Count} messages could not be sent, the first because of: {failed[0].Message}");
            }

            public async Task RepublishAsync(string url, List<SendMessageBatchRequestEntry> entries)
            {
                var response = await _sqs.SendMessageBatchAsync(url, entries);
                if (response.Failed is { Count: > 0 } failed)
                    throw new InvalidOperationException($"{failed.Count} messages could not be sent, the first because of: {failed[0].Message}");
            }
        }
        """,
        title: "Throw if 'SendMessageBatchAsync' fails for some messages");

    [Fact]
    public Task No_fix_where_the_task_goes_elsewhere() => Verify.OffersNoFixAsync<BatchFailuresIgnoredFix>(
        References.Sqs4, Worker("tasks.Add({|EVC1014:sqs.DeleteMessageBatchAsync(url, done, token)|});"));

    private static string Worker(string code) => $$"""
        using Amazon.SQS;
        using Amazon.SQS.Model;

        public class Worker
        {
            public async Task RunAsync(IAmazonSQS sqs, string url, List<DeleteMessageBatchRequestEntry> done, CancellationToken token)
            {
                var tasks = new List<Task>();
                var responses = new List<Task<DeleteMessageBatchResponse>>();
                {{code}}
                await Task.WhenAll(tasks);
            }

            private static void Check(DeleteMessageBatchResponse response) => Console.WriteLine(response.Failed);
        }
        """;

    private static string Logging(string code) => $$"""
        using Amazon.SQS;
        using Amazon.SQS.Model;
        using Microsoft.Extensions.Logging;

        public class Worker
        {
            public async Task RunAsync(IAmazonSQS sqs, string url, List<DeleteMessageBatchRequestEntry> done, ILogger logger, CancellationToken token)
            {
        {{code}}
            }
        }
        """;
}
