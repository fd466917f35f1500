using EventConsumers.CodeFixes.Throughput;

namespace EventConsumers.Analyzers.Tests.Rules.Throughput;

public class ThreadSleepInHandlerTests
{
    private const string Work = """

        public interface IWork { Task SaveAsync(object? message); void Save(object? message); }
        """;

    [Fact]
    public async Task Sleep_in_a_delivery_event()
    {
        var found = await Verify.FindsAsync(References.RabbitMq6, """
            using RabbitMQ.Client;
            using RabbitMQ.Client.Events;

            public class Worker
            {
                public void Start(IModel channel)
                {
                    var consumer = new EventingBasicConsumer(channel);
                    consumer.Received += (_, ea) =>
                    {
                        {|EVC2001:Thread.Sleep(4000)|};
                        channel.BasicAck(ea.DeliveryTag, false);
                    };
                }
            }
            """);
        Assert.Equal("'Thread.Sleep' blocks the thread of the handler of 'Received' while messages wait", found[0].GetMessage());
    }

    [Theory]
    [InlineData("Thread.Sleep(500)")]
    [InlineData("Thread.Sleep(TimeSpan.FromSeconds(1))")]
    [InlineData("Thread.SpinWait(100000)")]
    [InlineData("SpinWait.SpinUntil(() => DateTime.UtcNow.Second == 0)")]
    [InlineData("Task.Delay(500).Wait()")]
    [InlineData("Task.Delay(500).GetAwaiter().GetResult()")]
    [InlineData("Task.Delay(500).ConfigureAwait(false).GetAwaiter().GetResult()")]
    public Task Every_way_to_sleep(string sleep) => Verify.FindsAsync(References.MassTransit, $$"""
        using MassTransit;

        public record Order(int Id);

        public class OrderConsumer : IConsumer<Order>
        {
            public async Task Consume(ConsumeContext<Order> context)
            {
                {|EVC2001:{{sleep}}|};
                await context.Publish(new Order(context.Message.Id));
            }
        }
        """);

    [Theory]
    [InlineData("Thread.Sleep(0)")]
    [InlineData("Thread.Yield()")]
    [InlineData("await Task.Delay(500)")]
    public Task What_does_not_block(string wait) => Verify.SilentAsync(References.MassTransit, $$"""
        using MassTransit;

        public record Order(int Id);

        public class OrderConsumer : IConsumer<Order>
        {
            public async Task Consume(ConsumeContext<Order> context)
            {
                {{wait}};
                await context.Publish(new Order(context.Message.Id));
            }
        }
        """, "EVC2001");

    [Fact]
    public Task Sleep_in_handlers_of_frameworks() => Verify.FindsAsync(References.NServiceBus | References.Rebus | References.Wolverine | References.MediatR, """
        public class Order : NServiceBus.IMessage, MediatR.INotification { }

        public class First : NServiceBus.IHandleMessages<Order>
        {
            public Task Handle(Order message, NServiceBus.IMessageHandlerContext context)
            {
                {|EVC2001:Thread.Sleep(10)|};
                return Task.CompletedTask;
            }
        }

        public class Second : Rebus.Handlers.IHandleMessages<Order>
        {
            public Task Handle(Order message)
            {
                {|EVC2001:Thread.Sleep(10)|};
                return Task.CompletedTask;
            }
        }

        public class ThirdHandler
        {
            public void Handle(Order message) => {|EVC2001:Thread.Sleep(10)|};
        }

        public class Fourth : MediatR.INotificationHandler<Order>
        {
            public Task Handle(Order notification, CancellationToken cancellationToken)
            {
                {|EVC2001:Thread.Sleep(10)|};
                return Task.CompletedTask;
            }
        }
        """);

    [Fact]
    public Task Sleep_in_a_Brighter_handler() => Verify.FindsAsync(References.Brighter, """
        using Paramore.Brighter;

        public class Order : Command
        {
            public Order() : base(Guid.NewGuid()) { }
        }

        public class First : RequestHandlerAsync<Order>
        {
            public override async Task<Order> HandleAsync(Order command, CancellationToken cancellationToken = default)
            {
                {|EVC2001:Thread.Sleep(10)|};
                return await base.HandleAsync(command, cancellationToken);
            }
        }

        public class Second : RequestHandler<Order>
        {
            public override Order Handle(Order command)
            {
                {|EVC2001:Thread.Sleep(10)|};
                return base.Handle(command);
            }
        }
        """);

    [Fact]
    public Task Sleep_in_serverless_handlers() => Verify.FindsAsync(References.Lambda | References.FunctionsIsolated, """
        using Amazon.Lambda.Core;
        using Amazon.Lambda.SQSEvents;
        using Azure.Messaging.ServiceBus;
        using Microsoft.Azure.Functions.Worker;

        public class Functions
        {
            public void Handle(SQSEvent messages, ILambdaContext context) => {|EVC2001:Thread.Sleep(10)|};

            [Function("orders")]
            public void Run([ServiceBusTrigger("orders")] ServiceBusReceivedMessage message)
            {
                {|EVC2001:Thread.Sleep(10)|};
            }
        }
        """);

    [Theory, EachVersionOf(Client.Kafka)]
    public async Task Back_off_with_a_message_in_hand(References client)
    {
        var found = await Verify.FindsAsync(client, """
            using Confluent.Kafka;

            public class Worker
            {
                public void Run(IConsumer<string, string> consumer, IWork work, CancellationToken token)
                {
                    while (!token.IsCancellationRequested)
                    {
                        var result = consumer.Consume(token);
                        try
                        {
                            work.Save(result.Message.Value);
                        }
                        catch (InvalidOperationException)
                        {
                            {|EVC2001:Thread.Sleep(1000)|};
                        }
                    }
                }
            }
            """ + Work);
        Assert.Equal("'Thread.Sleep' blocks the thread of the poll loop of 'Run' while messages wait", found[0].GetMessage());
    }

    [Theory, EachVersionOf(Client.Sqs)]
    public Task Sleep_between_two_receives_that_both_may_bring_something(References client) => Verify.FindsAsync(client, """
        using Amazon.SQS;

        public class Worker
        {
            public async Task RunAsync(IAmazonSQS sqs, IWork work, CancellationToken token)
            {
                while (!token.IsCancellationRequested)
                {
                    var response = await sqs.ReceiveMessageAsync("queue", token);
                    foreach (var message in response.Messages ?? new())
                        await work.SaveAsync(message);

                    {|EVC2001:Thread.Sleep(1000)|};
                }
            }
        }
        """ + Work);

    [Theory]
    [InlineData("if (result == null) { Thread.Sleep(100); continue; } work.Save(result);")]
    [InlineData("if (result is null || result.Message is null) { Thread.Sleep(100); continue; } work.Save(result);")]
    [InlineData("if (result != null) { work.Save(result); } else { Thread.Sleep(100); }")]
    [InlineData("if (result != null) { work.Save(result); continue; } Thread.Sleep(100);")]
    [InlineData("if (result is not null && !result.IsPartitionEOF) work.Save(result); else Thread.Sleep(100);")]
    [InlineData("if (result?.IsPartitionEOF == true) Thread.Sleep(100); work.Save(result);")]
    [InlineData("var came = result is { Message: not null }; if (!came) Thread.Sleep(100); work.Save(result);")]
    [InlineData("var idle = true; if (result != null) { work.Save(result); idle = false; } if (idle) Thread.Sleep(100);")]
    [InlineData("switch (result) { case null: Thread.Sleep(100); break; default: work.Save(result); break; }")]
    public Task Idle_back_off(string turn) => Verify.SilentAsync(References.Kafka2, $$"""
        using Confluent.Kafka;

        public class Worker
        {
            public void Run(IConsumer<string, string> consumer, IWork work, CancellationToken token)
            {
                while (!token.IsCancellationRequested)
                {
                    var result = consumer.Consume(100);
                    {{turn}}
                }
            }
        }
        """ + Work, "EVC2001");

    [Theory]
    [InlineData("if (response.Messages.Count == 0) Thread.Sleep(100);")]
    [InlineData("if (!response.Messages.Any()) Thread.Sleep(100);")]
    [InlineData("if (response.Messages is { Count: 0 }) Thread.Sleep(100);")]
    [InlineData("var count = 0; foreach (var m in response.Messages) { work.Save(m); count++; } if (count == 0) Thread.Sleep(100);")]
    public Task Empty_batch(string turn) => Verify.SilentAsync(References.Sqs3, $$"""
        using Amazon.SQS;

        public class Worker
        {
            public async Task RunAsync(IAmazonSQS sqs, IWork work, CancellationToken token)
            {
                while (!token.IsCancellationRequested)
                {
                    var response = await sqs.ReceiveMessageAsync("queue", token);
                    {{turn}}
                }
            }
        }
        """ + Work, "EVC2001");

    [Fact]
    public Task Waiting_for_the_first_message() => Verify.SilentAsync(References.RabbitMq6, """
        using RabbitMQ.Client;

        public class Worker
        {
            public BasicGetResult Next(IModel channel)
            {
                BasicGetResult? result;
                while ((result = channel.BasicGet("queue", false)) == null)
                    Thread.Sleep(100);
                return result;
            }
        }
        """, "EVC2001");

    [Fact]
    public Task Poll_that_failed() => Verify.SilentAsync(References.Kafka2, """
        using Confluent.Kafka;

        public class Worker
        {
            public void Run(IConsumer<string, string> consumer, IWork work, CancellationToken token)
            {
                while (!token.IsCancellationRequested)
                {
                    Thread.Sleep(10);
                    try
                    {
                        work.Save(consumer.Consume(token));
                    }
                    catch (ConsumeException)
                    {
                        Thread.Sleep(1000);
                    }
                }
            }
        }
        """ + Work, "EVC2001");

    [Fact]
    public Task Error_callbacks_and_producers() => Verify.SilentAsync(References.Kafka2 | References.ServiceBus, """
        using Azure.Messaging.ServiceBus;
        using Confluent.Kafka;

        public class Worker
        {
            public void Start(ServiceBusProcessor processor, ConsumerConfig config)
            {
                processor.ProcessErrorAsync += error => { Thread.Sleep(1000); return Task.CompletedTask; };
                new ConsumerBuilder<string, string>(config).SetErrorHandler((_, _) => Thread.Sleep(1000)).Build();
            }

            public void Produce(IProducer<string, string> producer)
            {
                while (true)
                {
                    producer.Produce("topic", new Message<string, string> { Value = "tick" });
                    Thread.Sleep(1000);
                }
            }
        }
        """, "EVC2001");

    [Fact]
    public async Task Sleep_in_a_method_that_a_handler_calls()
    {
        var found = await Verify.FindsAsync(References.ServiceBus, """
            using Azure.Messaging.ServiceBus;

            public class Worker
            {
                public Task HandleAsync(ProcessMessageEventArgs args) => RetryAsync(args.Message);

                private Task RetryAsync(ServiceBusReceivedMessage message) => Pause.ForAsync(3);
            }

            public static class Pause
            {
                public static Task ForAsync(int seconds)
                {
                    Wait(seconds);
                    return Task.CompletedTask;
                }

                private static void Wait(int seconds) => {|EVC2001:Thread.Sleep(seconds)|};
            }
            """);
        Assert.Equal("'Thread.Sleep' blocks the thread of the handlers that call 'Wait' while messages wait", found[0].GetMessage());
    }

    [Fact]
    public Task Four_calls_deep_and_methods_that_no_handler_calls() => Verify.SilentAsync(References.Rebus, """
        public class Handler : Rebus.Handlers.IHandleMessages<string>
        {
            public Task Handle(string message) { One(); return Task.CompletedTask; }
            private void One() => Two();
            private void Two() => Three();
            private void Three() => Four();
            private void Four() => Thread.Sleep(10);
            public void Unused() => Thread.Sleep(10);
        }
        """, "EVC2001");

    [Fact]
    public Task Sleep_that_the_handler_does_not_wait_for() => Verify.SilentAsync(References.Rebus, """
        public class Handler : Rebus.Handlers.IHandleMessages<string>
        {
            public Task Handle(string message)
            {
                _ = Task.Run(() => Thread.Sleep(1000));
                new Thread(() => Thread.Sleep(1000)).Start();
                ThreadPool.QueueUserWorkItem(_ => Slow());
                var timer = new Timer(_ => Thread.Sleep(10));
                void Unused() => Thread.Sleep(10);
                return Task.CompletedTask;
            }

            private void Slow() => Thread.Sleep(10);
        }
        """, "EVC2001");

    [Fact]
    public Task Sleep_elsewhere_that_the_handler_waits_for() => Verify.FindsAsync(References.Rebus, """
        public class Handler : Rebus.Handlers.IHandleMessages<string>
        {
            public async Task Handle(string message)
            {
                await Task.Run(() => {|EVC2001:Thread.Sleep(1000)|});
                await Task.WhenAll(message.Select(_ => Task.Run(() => {|EVC2001:Thread.Sleep(1000)|})));
                message.ToList().ForEach(_ => {|EVC2001:Thread.Sleep(10)|});
                Local();
                void Local() => {|EVC2001:Thread.Sleep(10)|};
            }
        }
        """);

    [Fact]
    public Task Tests_and_half_written_code() => new CSharpAnalyzerTest<EventConsumerAnalyzer>
    {
        References = References.Kafka2,
        CompilerDiagnostics = CompilerDiagnostics.None,
        TestCode = """
            using Confluent.Kafka;

            public class Worker
            {
                public void Run(IConsumer<string, string> consumer, Missing missing)
                {
                    while (true)
                    {
                        var result = consumer.Consume(
                        if (result ==
                        Thread.Sleep(missing.
                    }
                }
            }
            """,
    }.RunAsync();

    [Fact]
    public Task Awaits_a_delay_with_the_token_at_hand() => Verify.FixesAsync<ThreadSleepInHandlerFix>(References.MassTransit, """
        using MassTransit;

        public record Order(int Id);

        public class OrderConsumer : IConsumer<Order>
        {
            public async Task Consume(ConsumeContext<Order> context)
            {
                // Let the database catch up.
                {|EVC2001:Thread.Sleep(500)|}; // half a second
                {|EVC2001:Task.Delay(TimeSpan.FromSeconds(1)).Wait()|};
                await context.Publish(new Order(context.Message.Id));
            }
        }
        """, """
        using MassTransit;

        public record Order(int Id);

        public class OrderConsumer : IConsumer<Order>
        {
            public async Task Consume(ConsumeContext<Order> context)
            {
                // Let the database catch up.
                await Task.Delay(500, context.CancellationToken); // half a second
                await Task.Delay(TimeSpan.FromSeconds(1), context.CancellationToken);
                await context.Publish(new Order(context.Message.Id));
            }
        }
        """);

    [Fact]
    public Task Makes_a_handler_async_that_returns_a_task() => Verify.FixesAsync<ThreadSleepInHandlerFix>(References.ServiceBus, """
        using Azure.Messaging.ServiceBus;

        public class Worker
        {
            public void Start(ServiceBusProcessor processor)
            {
                processor.ProcessMessageAsync += args =>
                {
                    if (args.Message.Subject is null)
                        return args.DeadLetterMessageAsync(args.Message);

                    {|EVC2001:Thread.Sleep(100)|};
                    return args.CompleteMessageAsync(args.Message);
                };
            }

            public Task HandleAsync(ProcessMessageEventArgs args)
            {
                if (args.Message.Subject is null)
                    return Task.CompletedTask;

                {|EVC2001:Thread.Sleep(100)|};

                return Task.CompletedTask;
            }

            public Task<bool> TryHandleAsync(ProcessMessageEventArgs args)
            {
                if (args.Message.Subject is null)
                    return Task.FromResult(false);

                {|EVC2001:Thread.Sleep(100)|};
                return TryAsync();
            }

            private static Task<bool> TryAsync() => Task.FromResult(true);
        }
        """, """
        using Azure.Messaging.ServiceBus;

        public class Worker
        {
            public void Start(ServiceBusProcessor processor)
            {
                processor.ProcessMessageAsync += async args =>
                {
                    if (args.Message.Subject is null)
                    {
                        await args.DeadLetterMessageAsync(args.Message);
                        return;
                    }

                    await Task.Delay(100, args.CancellationToken);
                    await args.CompleteMessageAsync(args.Message);
                };
            }

            public async Task HandleAsync(ProcessMessageEventArgs args)
            {
                if (args.Message.Subject is null)
                    return;

                await Task.Delay(100, args.CancellationToken);
            }

            public async Task<bool> TryHandleAsync(ProcessMessageEventArgs args)
            {
                if (args.Message.Subject is null)
                    return false;

                await Task.Delay(100, args.CancellationToken);
                return await TryAsync();
            }

            private static Task<bool> TryAsync() => Task.FromResult(true);
        }
        """);

    [Fact]
    public Task Makes_private_helpers_async_and_their_callers_await() => Verify.FixesAsync<ThreadSleepInHandlerFix>(References.Rebus, """
        public class Handler : Rebus.Handlers.IHandleMessages<string>
        {
            public Task Handle(string message)
            {
                if (Pause(message.Length) > 3)
                    Console.WriteLine(message);

                return Task.CompletedTask;
            }

            private int Pause(int times)
            {
                for (var i = 0; i < times; i++)
                    Wait();
                return times;

                void Wait()
                {
                    {|EVC2001:Thread.Sleep(100)|};
                }
            }
        }
        """, """
        public class Handler : Rebus.Handlers.IHandleMessages<string>
        {
            public async Task Handle(string message)
            {
                if (await Pause(message.Length) > 3)
                    Console.WriteLine(message);
            }

            private async Task<int> Pause(int times)
            {
                for (var i = 0; i < times; i++)
                    await Wait();
                return times;

                async Task Wait()
                {
                    await Task.Delay(100);
                }
            }
        }
        """);

    private const string Program = """
        await Task.WhenAll(Task.Run(() => Worker.Read(null!, default)), Task.Run(() => Worker.ReadOther(null!, default)));

        """;

    private static string Reads(string modifiers, string sleep, string returned = "void") => $$"""
        public static class Worker
        {
            public static {{modifiers}}{{returned}} Read(Confluent.Kafka.IConsumer<string, string> consumer, CancellationToken token)
            {
                while (!token.IsCancellationRequested)
                {
                    var result = consumer.Consume(token);
                    {{sleep}};
                    consumer.Commit(result);
                }
            }

            internal static {{modifiers}}{{returned}} ReadOther(Confluent.Kafka.IConsumer<string, string> consumer, CancellationToken token)
            {
                while (!token.IsCancellationRequested)
                {
                    var result = consumer.Consume(token);
                    {{sleep}};
                    consumer.Commit(result);
                }
            }
        }
        """;

    [Fact]
    public Task Makes_methods_async_that_only_their_program_can_call() => Verify.FixesAsync<ThreadSleepInHandlerFix>(
        References.Kafka2,
        Program + Reads("", "{|EVC2001:Thread.Sleep(10)|}"),
        Program.Replace("() => ", "async () => await ", StringComparison.Ordinal) + Reads("async ", "await Task.Delay(10, token)", "Task"));

    [Fact]
    public Task No_fix_where_another_file_calls_the_method()
    {
        var code = Reads("", "{|EVC2001:Thread.Sleep(10)|}");
        var test = new CSharpCodeFixTest<EventConsumerAnalyzer, ThreadSleepInHandlerFix> { References = References.Kafka2, OnlyDiagnostics = { "EVC2001" } };
        test.TestState.Sources.Add(Program);
        test.TestState.Sources.Add(code);
        test.FixedState.Sources.Add(Program);
        test.FixedState.Sources.Add(code);
        return test.RunAsync();
    }

    [Fact]
    public Task No_fix_where_a_library_offers_the_method() => Verify.OffersNoFixAsync<ThreadSleepInHandlerFix>(References.Kafka2, Reads("", "{|EVC2001:Thread.Sleep(10)|}"));

    [Fact]
    public Task No_fix_where_the_code_round_it_cannot_be_async() => Verify.OffersNoFixAsync<ThreadSleepInHandlerFix>(References.RabbitMq6 | References.Rebus, """
        using RabbitMQ.Client.Events;

        public class Handler : Rebus.Handlers.IHandleMessages<string>
        {
            private readonly object _gate = new();

            public Handler(EventingBasicConsumer consumer)
            {
                consumer.Received += (_, ea) => {|EVC2001:Thread.Sleep(10)|};
            }

            public async Task Handle(string message)
            {
                lock (_gate)
                {
                    {|EVC2001:Thread.Sleep(10)|};
                }

                {|EVC2001:SpinWait.SpinUntil(() => message.Length > 0)|};
                Public();
                Grouped();
                new[] { 1 }.ToList().ForEach(_ => Grouped());
                Action handler = Grouped;
                await Task.Yield();
            }

            public void Public() => {|EVC2001:Thread.Sleep(10)|};

            private void Grouped() => {|EVC2001:Thread.Sleep(10)|};
        }
        """);
}
