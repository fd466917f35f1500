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
