using EventConsumers.CodeFixes.Delivery;
using Microsoft.CodeAnalysis;

namespace EventConsumers.Analyzers.Tests.Rules.Delivery;

public class FailureHiddenFromBrokerTests
{
    [Fact]
    public async Task Swallowed_in_a_consumer()
    {
        var found = await Verify.FindsAsync(
            References.MassTransit, Consumer("try { await _orders.SaveAsync(context.Message); } {|EVC1005:catch (Exception e)|} { _logger.LogError(e, \"failed\"); }"));
        Assert.Equal(
            "This catch hides a failure of 'SaveAsync' from MassTransit: the message counts as processed, is not tried again and not dead-lettered", found[0].GetMessage());
        Assert.Equal(DiagnosticSeverity.Warning, found[0].Severity);
    }

    [Theory]
    [InlineData("try { await _orders.SaveAsync(context.Message); } {|EVC1005:catch|} { }")]
    [InlineData("var order = context.Message; try { await _orders.SaveAsync(order); } {|EVC1005:catch (Exception e)|} { Console.WriteLine(e); return; }")]
    [InlineData("try { await _orders.SaveAsync(context.Message); } {|EVC1005:catch (Exception)|} { _errors++; _logger.LogError(\"failed\"); }")]
    [InlineData("try { await _orders.SaveAsync(context.Message); } catch (TimeoutException) { throw; } {|EVC1005:catch (Exception e)|} { _logger.LogError(e, \"failed\"); }")]
    [InlineData("for (var attempt = 0; attempt < 3; attempt++) { try { await _orders.SaveAsync(context.Message); return; } {|EVC1005:catch (Exception e)|} { _logger.LogError(e, \"failed\"); await Task.Delay(100); } }")]
    [InlineData("Order order; try { order = await _orders.LoadAsync(context.Message.Id); } {|EVC1005:catch (Exception)|} { return; } await _orders.SaveAsync(order);")]
    public Task Every_way_to_swallow(string body) => Verify.FindsAsync(References.MassTransit, Consumer(body));

    [Theory]
    [InlineData("try { await _orders.SaveAsync(context.Message); } catch (Exception e) { _logger.LogError(e, \"failed\"); throw; }")]
    [InlineData("try { await _orders.SaveAsync(context.Message); } catch (Exception e) { throw new InvalidOperationException(\"failed\", e); }")]
    [InlineData("try { await _orders.SaveAsync(context.Message); } catch (TimeoutException e) { _logger.LogError(e, \"failed\"); }")]
    [InlineData("try { await _orders.SaveAsync(context.Message); } catch (OperationCanceledException) { }")]
    [InlineData("try { await _orders.SaveAsync(context.Message); } catch (Exception e) when (e.Message.Contains(\"duplicate\")) { _logger.LogError(e, \"failed\"); }")]
    [InlineData("try { await _orders.SaveAsync(context.Message); } catch (Exception e) { await context.Publish(new Failed(context.Message.Id, e.Message)); }")]
    [InlineData("try { await _orders.SaveAsync(context.Message); } catch (Exception e) { await context.RespondAsync(new Failed(context.Message.Id, e.Message)); }")]
    [InlineData("try { await _orders.SaveAsync(context.Message); } catch (Exception) { await _orders.SaveForLaterAsync(context.Message); }")]
    [InlineData("try { await _orders.SaveAsync(context.Message); } catch (Exception e) { await _errors2.HandleAsync(e); }")]
    [InlineData("Exception? failure = null; try { await _orders.SaveAsync(context.Message); } catch (Exception e) { failure = e; } if (failure != null) throw failure;")]
    [InlineData("var saved = false; try { await _orders.SaveAsync(context.Message); saved = true; } catch (Exception e) { _logger.LogError(e, \"failed\"); } if (!saved) throw new InvalidOperationException();")]
    [InlineData("await _orders.SaveAsync(context.Message); try { await _orders.NotifyAsync(context.Message.Id); } catch (Exception e) { _logger.LogError(e, \"not notified\"); }")]
    [InlineData("try { await _orders.NotifyAsync(context.Message.Id); } catch (Exception e) { _logger.LogError(e, \"not notified\"); } await _orders.SaveAsync(context.Message);")]
    [InlineData("try { await _orders.CleanAsync(); } catch (Exception e) { _logger.LogError(e, \"not cleaned\"); }")]
    [InlineData("for (var attempt = 0; attempt < 3; attempt++) { try { await _orders.SaveAsync(context.Message); return; } catch (Exception e) { _logger.LogError(e, \"failed\"); } } throw new InvalidOperationException();")]
    [InlineData("for (var attempt = 0; ; attempt++) { try { await _orders.SaveAsync(context.Message); return; } catch (Exception) { if (attempt == 3) throw; } }")]
    [InlineData("while (true) { try { await _orders.SaveAsync(context.Message); return; } catch (Exception e) { _logger.LogError(e, \"failed\"); await Task.Delay(100); } }")]
    [InlineData("try { await _orders.SaveAsync(context.Message); } catch (Exception e) { Fail(e); }")]
    public Task Failures_that_are_seen(string body) => Verify.SilentAsync(References.MassTransit, Consumer(body), "EVC1005");

    [Fact]
    public Task Faults_have_no_further_to_go() => Verify.SilentAsync(References.MassTransit, """
        using MassTransit;

        public record Order(string Id);

        public interface IAlerts { Task RaiseAsync(object fault); }

        public class FaultConsumer : IConsumer<Fault<Order>>
        {
            private readonly IAlerts _alerts = null!;

            public async Task Consume(ConsumeContext<Fault<Order>> context)
            {
                try { await _alerts.RaiseAsync(context.Message); } catch (Exception e) { Console.WriteLine(e); }
            }
        }
        """, "EVC1005");

    [Fact]
    public Task Service_bus_functions() => Verify.FindsAsync(References.FunctionsIsolated, Function("[ServiceBusTrigger(\"orders\")] string order"));

    [Theory]
    [InlineData("[ServiceBusTrigger(\"orders\", AutoCompleteMessages = false)] string order")]
    [InlineData("[EventHubTrigger(\"orders\")] string order")]
    public Task Functions_that_settle_themselves_or_never_learn(string parameter) =>
        Verify.SilentAsync(References.FunctionsIsolated, Function(parameter).Replace("{|EVC1005:", "").Replace("|}", ""), "EVC1005");

    [Theory]
    [InlineData("new ServiceBusProcessorOptions()")]
    [InlineData("new ServiceBusProcessorOptions { AutoCompleteMessages = true }")]
    public Task Processors_that_complete(string options) => Verify.FindsAsync(References.ServiceBus, Processor(options));

    [Fact]
    public Task Processors_that_do_not_complete() => Verify.SilentAsync(
        References.ServiceBus,
        Processor("new ServiceBusProcessorOptions { AutoCompleteMessages = false }").Replace("{|EVC1005:", "").Replace("|}", ""),
        "EVC1005");

    [Fact]
    public Task Lambda_functions() => Verify.FindsAsync(References.Lambda, Lambda("Task", "", "Console.WriteLine(e);", "", "{|EVC1005:catch (Exception e)|}"));

    [Fact]
    public Task Lambda_functions_that_name_the_failed_message() => Verify.SilentAsync(
        References.Lambda,
        Lambda(
            "Task<SQSBatchResponse>", "var response = new SQSBatchResponse();",
            "response.BatchItemFailures.Add(new SQSBatchResponse.BatchItemFailure { ItemIdentifier = record.MessageId });", "return response;", "catch (Exception e)"),
        "EVC1005");

    private static string PollLoop(string turn) => $$"""
        using Confluent.Kafka;

        public interface IOrders { Task SaveAsync(string order); Task<bool> TrySaveAsync(string order); Task RejectAsync(ConsumeResult<string, string> order); Task AlertAsync(Exception e); }

        public class Worker
        {
            private readonly IOrders _orders = null!;
            private readonly IProducer<string, string> _producer = null!;
            private readonly CancellationTokenSource _stop = new();
            private bool _failed;

            public async Task RunAsync(IConsumer<string, string> consumer, CancellationToken token)
            {
                await Task.Yield();
                while (!token.IsCancellationRequested)
                {
                    {{turn}}
                }
            }

            private void Restart() => _orders.SaveAsync("").Wait();
        }
        """;

    [Theory, EachVersionOf(Client.Kafka)]
    public async Task A_failed_message_that_the_next_commit_covers(References client)
    {
        var found = await Verify.FindsAsync(client, PollLoop("""
            var result = consumer.Consume(token);
            try
            {
                await _orders.SaveAsync(result.Message.Value);
                {|EVC2003:consumer.Commit(result)|};
            }
            catch (OperationCanceledException)
            {
                break;
            }
            {|EVC1005:catch (Exception e)|}
            {
                Console.WriteLine($"{result.Offset} is left uncommitted: {e}");
                await Task.Delay(1000, token);
            }
            """));
        Assert.Equal(
            "This catch hides a failure of 'SaveAsync' from Kafka: the message is settled with the next one by 'Commit', is not tried again and not dead-lettered",
            found.Single(finding => finding.Id == "EVC1005").GetMessage());
    }

    [Theory]
    [InlineData("try { var result = consumer.Consume(token); await _orders.SaveAsync(result.Message.Value); consumer.StoreOffset(result); } catch (ConsumeException e) when (e.Error.IsFatal) { break; } {|EVC1005:catch|} { }")]
    [InlineData("var result = consumer.Consume(token); try { await _orders.SaveAsync(result.Message.Value); await Task.Run(() => {|EVC2003:consumer.Commit(result)|}); } {|EVC1005:catch (Exception e)|} { Console.WriteLine(e); continue; }")]
    [InlineData("var result = consumer.Consume(token); if (result == null) continue; try { await _orders.SaveAsync(result.Message.Value); {|EVC2003:consumer.Commit()|}; } {|EVC1005:catch (Exception e)|} { Console.WriteLine(e); }")]
    public Task Every_way_to_leave_it_behind(string turn) => Verify.FindsAsync(References.Kafka2, PollLoop(turn));

    [Theory]
    [InlineData("catch (Exception e) { Console.WriteLine(e); throw; }")]
    [InlineData("catch (Exception e) { Console.WriteLine(e); break; }")]
    [InlineData("catch (Exception e) { Console.WriteLine(e); return; }")]
    [InlineData("catch (Exception) { consumer.Seek(result.TopicPartitionOffset); }")]
    [InlineData("catch (Exception) { consumer.Close(); }")]
    [InlineData("catch (Exception) { consumer.Dispose(); }")]
    [InlineData("catch (Exception) { await _orders.RejectAsync(result); }")]
    [InlineData("catch (Exception e) { await _orders.AlertAsync(e); }")]
    [InlineData("catch (Exception) { await _producer.ProduceAsync(\"orders.failed\", result.Message); }")]
    [InlineData("catch (Exception) { _failed = true; }")]
    [InlineData("catch (Exception) { _stop.Cancel(); }")]
    [InlineData("catch (Exception) { Restart(); }")]
    [InlineData("catch (IOException e) { Console.WriteLine(e); }")]
    [InlineData("catch (Exception e) when (e is IOException) { Console.WriteLine(e); }")]
    public Task A_poll_loop_that_does_not_go_on_as_if_nothing_were(string clause) => Verify.SilentAsync(
        References.Kafka2, PollLoop("var result = consumer.Consume(token); try { await _orders.SaveAsync(result.Message.Value); consumer.Commit(result); } " + clause), "EVC1005");

    [Theory]
    [InlineData("var result = consumer.Consume(token); var done = false; while (!done) { try { await _orders.SaveAsync(result.Message.Value); consumer.Commit(result); done = true; } catch (Exception e) { Console.WriteLine(e); } }")]
    [InlineData("var result = consumer.Consume(token); try { await _orders.SaveAsync(result.Message.Value); } catch (Exception e) { Console.WriteLine(e); }")]
    [InlineData("var result = consumer.Consume(token); try { await _orders.SaveAsync(result.Message.Value); } catch (Exception e) { Console.WriteLine(e); } consumer.Commit(result);")]
    [InlineData("var result = consumer.Consume(token); try { consumer.Commit(result); Console.WriteLine(result.Message.Value); } catch (Exception e) { Console.WriteLine(e); }")]
    public Task A_message_that_is_tried_again_or_settled_by_other_ways(string turn) => Verify.SilentAsync(References.Kafka2, PollLoop(turn), "EVC1005");

    [Fact]
    public Task Queues_keep_what_is_not_settled() => Verify.SilentAsync(References.Sqs4, """
        using Amazon.SQS;
        using Amazon.SQS.Model;

        public interface IOrders { Task SaveAsync(string order); }

        public class Worker
        {
            public async Task RunAsync(IAmazonSQS sqs, IOrders orders, string url)
            {
                while (true)
                {
                    var response = await sqs.ReceiveMessageAsync(new ReceiveMessageRequest { QueueUrl = url, WaitTimeSeconds = 20, MaxNumberOfMessages = 10 });
                    foreach (var message in response.Messages ?? new())
                    {
                        try
                        {
                            await orders.SaveAsync(message.Body);
                            await sqs.DeleteMessageAsync(url, message.ReceiptHandle);
                        }
                        catch (Exception e)
                        {
                            Console.WriteLine(e);
                        }
                    }
                }
            }
        }
        """, "EVC1005");

    [Fact]
    public Task No_one_to_rethrow_to() => Verify.OffersNoFixAsync<FailureHiddenFromBrokerFix>(References.Kafka2, PollLoop("""
        var result = consumer.Consume(token);
        try
        {
            await _orders.SaveAsync(result.Message.Value);
            consumer.StoreOffset(result);
        }
        {|EVC1005:catch (Exception e)|}
        {
            Console.WriteLine(e);
        }
        """));

    [Fact]
    public Task NServiceBus_handlers() => Verify.FindsAsync(References.NServiceBus, """
        using NServiceBus;

        public class Order : ICommand { public string Id { get; set; } = ""; }

        public interface IOrders { Task SaveAsync(Order order); }

        public class Handler : IHandleMessages<Order>
        {
            private readonly IOrders _orders = null!;

            public async Task Handle(Order message, IMessageHandlerContext context)
            {
                try { await _orders.SaveAsync(message); } {|EVC1005:catch (Exception e)|} { Console.WriteLine(e); }
            }
        }
        """);

    [Fact]
    public Task Rebus_handlers() => Verify.FindsAsync(References.Rebus, """
        using Rebus.Handlers;

        public class Order { public string Id { get; set; } = ""; }

        public interface IOrders { Task SaveAsync(Order order); }

        public class Handler : IHandleMessages<Order>
        {
            private readonly IOrders _orders = null!;

            public async Task Handle(Order message)
            {
                try { await _orders.SaveAsync(message); } {|EVC1005:catch (Exception e)|} { Console.WriteLine(e); }
            }
        }
        """);

    [Fact]
    public Task Rethrows() => Verify.FixesAsync<FailureHiddenFromBrokerFix>(
        References.MassTransit,
        Consumer("""
            try
                    {
                        await _orders.SaveAsync(context.Message);
                    }
                    {|EVC1005:catch (Exception e)|}
                    {
                        _logger.LogError(e, "failed");
                        // Nothing more can be done.
                        return;
                    }
            """),
        Consumer("""
            try
                    {
                        await _orders.SaveAsync(context.Message);
                    }
                    catch (Exception e)
                    {
                        _logger.LogError(e, "failed");
                        // Nothing more can be done.
                        throw;
                    }
            """),
        title: "Rethrow, so that the failure is seen");

    [Fact]
    public Task Rethrows_at_the_end() => Verify.FixesAsync<FailureHiddenFromBrokerFix>(
        References.MassTransit,
        Consumer("""
            try
                    {
                        await _orders.SaveAsync(context.Message);
                    }
                    {|EVC1005:catch (Exception e)|}
                    {
                        _logger.LogError(e, "failed");
                    }
            """),
        Consumer("""
            try
                    {
                        await _orders.SaveAsync(context.Message);
                    }
                    catch (Exception e)
                    {
                        _logger.LogError(e, "failed");
                        throw;
                    }
            """));

    [Fact]
    public Task Takes_an_empty_clause_away() => Verify.FixesAsync<FailureHiddenFromBrokerFix>(
        References.MassTransit,
        Consumer("""
            // Saves.
                    try
                    {
                        await _orders.SaveAsync(context.Message);
                    }
                    {|EVC1005:catch|}
                    {
                    }
            """),
        Consumer("""
            // Saves.
                    await _orders.SaveAsync(context.Message);
            """));

    [Fact]
    public Task Rethrows_after_the_last_attempt() => Verify.FixesAsync<FailureHiddenFromBrokerFix>(
        References.MassTransit,
        Consumer("""
            for (var attempt = 0; attempt < 3; attempt++)
                    {
                        try
                        {
                            await _orders.SaveAsync(context.Message);
                            return;
                        }
                        {|EVC1005:catch (Exception e)|}
                        {
                            _logger.LogError(e, "failed");
                        }
                    }
            """),
        Consumer("""
            for (var attempt = 0; attempt < 3; attempt++)
                    {
                        try
                        {
                            await _orders.SaveAsync(context.Message);
                            return;
                        }
                        catch (Exception e)
                        {
                            if (attempt == 2)
                                throw;
                            _logger.LogError(e, "failed");
                        }
                    }
            """));

    [Fact]
    public Task Returns_the_failed_message_of_a_batch() => Verify.FixesAsync<FailureHiddenFromBrokerFix>(
        References.Lambda,
        Lambda("Task", "", "Console.WriteLine(e);", "", "{|EVC1005:catch (Exception e)|}").Replace("        \n", ""),
        Lambda(
            "Task<SQSBatchResponse>",
            "// Counts only with ReportBatchItemFailures in the event source mapping; without it, all messages count as processed.\n        var response = new SQSBatchResponse();",
            "Console.WriteLine(e);\n                response.BatchItemFailures.Add(new SQSBatchResponse.BatchItemFailure { ItemIdentifier = record.MessageId });",
            "\n        return response;",
            "catch (Exception e)").Replace("        \n        return", "\n        return"),
        title: "Return the failed message in the 'SQSBatchResponse'");

    [Fact]
    public Task Adds_the_failed_message_to_the_response() => Verify.FixesAsync<FailureHiddenFromBrokerFix>(
        References.Lambda,
        Lambda("Task<SQSBatchResponse>", "var failures = new List<SQSBatchResponse.BatchItemFailure>();", "Console.WriteLine(e);", "return new SQSBatchResponse(failures);", "{|EVC1005:catch (Exception e)|}"),
        Lambda(
            "Task<SQSBatchResponse>", "var failures = new List<SQSBatchResponse.BatchItemFailure>();",
            "Console.WriteLine(e);\n                failures.Add(new SQSBatchResponse.BatchItemFailure { ItemIdentifier = record.MessageId });",
            "return new SQSBatchResponse(failures);", "catch (Exception e)"));

    [Fact]
    public Task No_fix_where_the_clause_decides() => Verify.OffersNoFixAsync<FailureHiddenFromBrokerFix>(
        References.MassTransit,
        Consumer("try { await _orders.SaveAsync(context.Message); } {|EVC1005:catch (Exception e)|} { if (e is TimeoutException) return; _logger.LogError(e, \"failed\"); }"));

    private static string Consumer(string body) => $$"""
        using MassTransit;
        using Microsoft.Extensions.Logging;

        public record Order(string Id);

        public record Failed(string Id, string Reason);

        public interface IErrors { Task HandleAsync(Exception error); }

        public interface IOrders
        {
            Task<Order> LoadAsync(string id);
            Task SaveAsync(Order order);
            Task SaveForLaterAsync(Order order);
            Task NotifyAsync(string id);
            Task CleanAsync();
        }

        public class Consumer : IConsumer<Order>
        {
            private readonly IOrders _orders = null!;
            private readonly IErrors _errors2 = null!;
            private readonly ILogger<Consumer> _logger = null!;
            private int _errors;

            public async Task Consume(ConsumeContext<Order> context)
            {
                {{body}}
            }

            private static void Fail(Exception e) => throw new InvalidOperationException("failed", e);
        }
        """;

    private static string Function(string parameter) => $$"""
        using Microsoft.Azure.Functions.Worker;

        public interface IOrders { Task SaveAsync(string order); }

        public class Functions
        {
            private readonly IOrders _orders = null!;

            [Function("Save")]
            public async Task RunAsync({{parameter}})
            {
                try { await _orders.SaveAsync(order); } {|EVC1005:catch (Exception e)|} { Console.WriteLine(e); }
            }
        }
        """;

    private static string Processor(string options) => $$"""
        using Azure.Messaging.ServiceBus;

        public interface IOrders { Task SaveAsync(string order); }

        public class Consumer
        {
            private readonly IOrders _orders = null!;

            public async Task StartAsync(ServiceBusClient client)
            {
                var processor = client.CreateProcessor("orders", {{options}});
                processor.ProcessMessageAsync += OnMessageAsync;
                processor.ProcessErrorAsync += _ => Task.CompletedTask;
                await processor.StartProcessingAsync();
            }

            private async Task OnMessageAsync(ProcessMessageEventArgs args)
            {
                try { await _orders.SaveAsync(args.Message.Body.ToString()); } {|EVC1005:catch (Exception e)|} { Console.WriteLine(e); }
            }
        }
        """;

    private static string Lambda(string type, string before, string handling, string after, string head) => $$"""
        using Amazon.Lambda.SQSEvents;

        public interface IOrders { Task SaveAsync(string order); }

        public class Function
        {
            private readonly IOrders _orders = null!;

            public async {{type}} HandleAsync(SQSEvent batch)
            {
                {{before}}
                foreach (var record in batch.Records)
                {
                    try
                    {
                        await _orders.SaveAsync(record.Body);
                    }
                    {{head}}
                    {
                        {{handling}}
                    }
                }
                {{after}}
            }
        }
        """;
}
