using EventConsumers.CodeFixes.Delivery;
using Microsoft.CodeAnalysis;

namespace EventConsumers.Analyzers.Tests.Rules.Delivery;

public class LambdaBatchFailsAsAWholeTests
{
    [Fact]
    public async Task Loop_over_the_records()
    {
        var found = await Verify.FindsAsync(References.Lambda, Function(
            "public async Task {|EVC1015:HandleAsync|}(SQSEvent batch, ILambdaContext context) { foreach (var record in batch.Records) await _orders.SaveAsync(record.Body); }"));
        Assert.Equal(
            "If 'SaveAsync' fails for one message, Lambda SQS delivers the whole batch again; return 'SQSBatchResponse' to name the failed ones",
            found[0].GetMessage());
        Assert.Equal(DiagnosticSeverity.Warning, found[0].Severity);
    }

    [Theory]
    [InlineData("public void {|EVC1015:Handle|}(SQSEvent batch) { foreach (var record in batch.Records) _orders.Save(JsonSerializer.Deserialize<string>(record.Body)); }")]
    [InlineData("public Task {|EVC1015:HandleAsync|}(SQSEvent batch) => Task.WhenAll(batch.Records.Select(record => _orders.SaveAsync(record.Body)));")]
    [InlineData("public Task {|EVC1015:HandleAsync|}(SQSEvent batch) => Task.WhenAll(batch.Records.Select(ProcessAsync));")]
    [InlineData("public async Task {|EVC1015:HandleAsync|}(SQSEvent batch) { for (var i = 0; i < batch.Records.Count; i++) await ProcessAsync(batch.Records[i]); }")]
    [InlineData("public async Task {|EVC1015:HandleAsync|}(SQSEvent batch) { await Parallel.ForEachAsync(batch.Records, async (record, token) => await _orders.SaveAsync(record.Body)); }")]
    [InlineData("public async Task {|EVC1015:HandleAsync|}(SQSEvent batch) { foreach (var record in batch.Records) { try { await ProcessAsync(record); } catch (Exception e) { Console.WriteLine(e); throw; } } }")]
    [InlineData("public async Task {|EVC1015:HandleAsync|}(SQSEvent batch) { foreach (var record in batch.Records) { try { await ProcessAsync(record); } catch (TimeoutException e) { Console.WriteLine(e); } } }")]
    [InlineData("public Task Start() { return Run(async {|EVC1015:(SQSEvent batch)|} => { foreach (var record in batch.Records) await _orders.SaveAsync(record.Body); }); } static Task Run(Func<SQSEvent, Task> handler) => handler(new SQSEvent());")]
    public Task Every_way_to_go_through_a_batch(string handler) => Verify.FindsAsync(References.Lambda, Function(handler));

    [Theory]
    [InlineData("public async Task<SQSBatchResponse> HandleAsync(SQSEvent batch) { foreach (var record in batch.Records) await _orders.SaveAsync(record.Body); return new SQSBatchResponse(); }")]
    [InlineData("public async Task<int> HandleAsync(SQSEvent batch) { foreach (var record in batch.Records) await _orders.SaveAsync(record.Body); return 1; }")]
    [InlineData("private async Task HandleAsync(SQSEvent batch) { foreach (var record in batch.Records) await _orders.SaveAsync(record.Body); }")]
    [InlineData("public void Handle(SQSEvent batch) { foreach (var record in batch.Records) Console.WriteLine(record.Body); }")]
    [InlineData("public List<string> Parse(SQSEvent batch) { var all = new List<string>(); foreach (var record in batch.Records) all.Add(record.Body); return all; }")]
    [InlineData("public async Task HandleAsync(SQSEvent batch) => await _orders.SaveAsync(batch.Records[0].Body);")]
    [InlineData("public async Task HandleAsync(SQSEvent batch) { for (var attempt = 0; attempt < 3; attempt++) await _orders.SaveAsync(batch.Records[0].Body); }")]
    [InlineData("public async Task HandleAsync(SQSEvent batch) { foreach (var record in batch.Records.Take(1)) Console.WriteLine(record); await _orders.SaveAsync(batch.Records.Single().Body); }")]
    [InlineData("public async Task HandleAsync(SQSEvent batch) { foreach (var record in batch.Records) { try { await ProcessAsync(record); } catch (Exception e) { Console.WriteLine(e); } } }")]
    [InlineData("public async Task HandleAsync(SQSEvent batch) { await _orders.SaveAllAsync(batch.Records.Select(record => record.Body)); }")]
    public Task One_record_helpers_and_partial_failures(string handler) => Verify.SilentAsync(References.Lambda, Function(handler), "EVC1015");

    [Fact]
    public Task Messages_that_are_deleted_one_by_one() => Verify.SilentAsync(References.Lambda | References.Sqs4, """
        using Amazon.Lambda.SQSEvents;
        using Amazon.SQS;

        public interface IOrders { Task SaveAsync(string order); }

        public class Function
        {
            private readonly IOrders _orders = null!;
            private readonly IAmazonSQS _sqs = null!;

            public async Task HandleAsync(SQSEvent batch)
            {
                foreach (var record in batch.Records)
                {
                    await _orders.SaveAsync(record.Body);
                    await _sqs.DeleteMessageAsync("orders", record.ReceiptHandle);
                }
            }
        }
        """, "EVC1015");

    [Fact]
    public Task What_a_template_prescribes() => Verify.SilentAsync(References.Lambda | References.Hosting, """
        using Amazon.Lambda.SQSEvents;

        public interface IOrders { Task SaveAsync(string order); }

        public class Function : IObserver<SQSEvent>
        {
            private readonly IOrders _orders = null!;

            public void OnNext(SQSEvent batch)
            {
                foreach (var record in batch.Records)
                    _orders.SaveAsync(record.Body).Wait();
            }

            public void OnCompleted() { }

            public void OnError(Exception error) { }
        }
        """, "EVC1015");

    [Fact]
    public Task Returns_what_failed() => Verify.FixesAsync<LambdaBatchFailsAsAWholeFix>(
        References.Lambda,
        Function("""
            /// <summary>Saves.</summary>
                public async Task {|EVC1015:HandleAsync|}(SQSEvent batch, ILambdaContext context)
                {
                    if (batch.Records == null)
                        return;

                    // All of them.
                    foreach (var record in batch.Records)
                    {
                        if (record.Body == "stop")
                            return;
                        await _orders.SaveAsync(record.Body); // slow
                    }
                }
            """),
        Function("""
            /// <summary>Saves.</summary>
                public async Task<SQSBatchResponse> HandleAsync(SQSEvent batch, ILambdaContext context)
                {
                    if (batch.Records == null)
                        return new SQSBatchResponse();

                    // All of them.
                    // Counts only with ReportBatchItemFailures in the event source mapping; without it, all messages count as processed.
                    var response = new SQSBatchResponse();
                    foreach (var record in batch.Records)
                    {
                        try
                        {
                            if (record.Body == "stop")
                                return response;
                            await _orders.SaveAsync(record.Body); // slow
                        }
                        catch (Exception e)
                        {
                            context.Logger.LogError($"Message {record.MessageId} failed: {e}");
                            response.BatchItemFailures.Add(new SQSBatchResponse.BatchItemFailure { ItemIdentifier = record.MessageId });
                        }
                    }

                    return response;
                }
            """),
        title: "Return the failed messages in an 'SQSBatchResponse'");

    [Fact]
    public Task Returns_what_failed_in_a_loop_behind_other_code_on_its_line() => Verify.FixesAsync<LambdaBatchFailsAsAWholeFix>(
        References.Lambda,
        Function("public async Task {|EVC1015:HandleAsync|}(SQSEvent batch) { foreach (var record in batch.Records) { await ProcessAsync(record); } }"),
        Function("""
            public async Task<SQSBatchResponse> HandleAsync(SQSEvent batch) { // Counts only with ReportBatchItemFailures in the event source mapping; without it, all messages count as processed.
                    var response = new SQSBatchResponse();
                    foreach (var record in batch.Records)
                    {
                        try
                        { await ProcessAsync(record); }
                        catch (Exception e)
                        {
                            Console.Error.WriteLine($"Message {record.MessageId} failed: {e}");
                            response.BatchItemFailures.Add(new SQSBatchResponse.BatchItemFailure { ItemIdentifier = record.MessageId });
                        }
                    }
                    return response;
                }
            """));

    [Fact]
    public Task Returns_what_failed_in_a_void_method_without_a_context() => Verify.FixesAsync<LambdaBatchFailsAsAWholeFix>(
        References.Lambda,
        Function("""
            public void {|EVC1015:Handle|}(SQSEvent batch)
                {
                    foreach (var record in batch.Records)
                        _orders.Save(record.Body);

                    Console.WriteLine("done");
                }
            """),
        Function("""
            public SQSBatchResponse Handle(SQSEvent batch)
                {
                    // Counts only with ReportBatchItemFailures in the event source mapping; without it, all messages count as processed.
                    var response = new SQSBatchResponse();
                    foreach (var record in batch.Records)
                    {
                        try
                        {
                            _orders.Save(record.Body);
                        }
                        catch (Exception e)
                        {
                            Console.Error.WriteLine($"Message {record.MessageId} failed: {e}");
                            response.BatchItemFailures.Add(new SQSBatchResponse.BatchItemFailure { ItemIdentifier = record.MessageId });
                        }
                    }

                    Console.WriteLine("done");

                    return response;
                }
            """));

    [Theory]
    [InlineData("public Task {|EVC1015:HandleAsync|}(SQSEvent batch) => Task.WhenAll(batch.Records.Select(record => _orders.SaveAsync(record.Body)));")]
    [InlineData("public async Task {|EVC1015:HandleAsync|}(SQSEvent batch) { for (var i = 0; i < batch.Records.Count; i++) await ProcessAsync(batch.Records[i]); }")]
    public Task No_fix_without_a_plain_loop(string handler) => Verify.OffersNoFixAsync<LambdaBatchFailsAsAWholeFix>(References.Lambda, Function(handler));

    private static string Function(string handler) => $$"""
        using System.Text.Json;
        using Amazon.Lambda.Core;
        using Amazon.Lambda.SQSEvents;

        public interface IOrders
        {
            void Save(string? order);
            Task SaveAsync(string order);
            Task SaveAllAsync(IEnumerable<string> orders);
        }

        public class Function
        {
            private readonly IOrders _orders = null!;

            {{handler}}

            private async Task ProcessAsync(SQSEvent.SQSMessage record) => await _orders.SaveAsync(record.Body);
        }
        """;
}
