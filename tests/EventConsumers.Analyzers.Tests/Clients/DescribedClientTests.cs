using System.Collections.Immutable;
using EventConsumers.CodeFixes.Delivery;
using EventConsumers.CodeFixes.Throughput;
using Microsoft.CodeAnalysis;

namespace EventConsumers.Analyzers.Tests.Clients;

/// <summary>Rules see through a description what they see through a known client.</summary>
public class DescribedClientTests
{
    private const string Store = """
        using Contoso.Messaging;

        public interface IStore { Task SaveAsync(object content); }

        """;

    [Fact]
    public async Task Settled_before_the_work()
    {
        var found = await Finds("""
            public class Worker
            {
                public async Task RunAsync(IQueue queue, IStore store, CancellationToken token)
                {
                    while (!token.IsCancellationRequested)
                    {
                        var envelope = await queue.ReceiveAsync(token);
                        await {|EVC1001:queue.CompleteAsync(envelope, token)|};
                        await store.SaveAsync(envelope.Body);
                    }
                }
            }
            """);
        Assert.Equal("'CompleteAsync' settles the message before 'SaveAsync' has processed it; a crash in between loses the message", found[0].GetMessage());
    }

    [Fact]
    public Task Each_overload_names_its_message_by_a_parameter_of_its_own() => Finds("""
        public class Worker
        {
            public async Task OnAsync(Envelope envelope, IQueue queue, IStore store)
            {
                await {|EVC1001:queue.CompleteAsync(envelope.Id, "done")|};
                await store.SaveAsync(envelope.Body);
            }
        }
        """);

    [Fact]
    public Task A_message_can_settle_itself() => Finds("""
        public class Worker
        {
            public async Task OnAsync(Envelope<string> envelope, IStore store)
            {
                await {|EVC1001:envelope.FinishAsync()|};
                await store.SaveAsync(envelope.Content);
            }
        }
        """);

    [Fact]
    public Task Settled_after_the_work() => Silent("""
        public class Worker
        {
            public async Task OnAsync(Envelope envelope, IQueue queue, IStore store)
            {
                await store.SaveAsync(envelope.Body);
                await queue.CompleteAsync(envelope);
            }
        }
        """);

    [Fact]
    public Task What_only_tells_messages_apart_is_no_content() => Silent("""
        public class Worker
        {
            public async Task OnAsync(Envelope envelope, IQueue queue, IStore store)
            {
                await store.SaveAsync(envelope.Body);
                await queue.CompleteAsync(envelope);
                await store.SaveAsync(envelope.Id);
            }
        }
        """);

    [Fact]
    public Task Acknowledged_automatically() => Finds("""
        public class Worker
        {
            public async Task RunAsync(IQueue queue, IStore store)
            {
                while (true)
                {
                    var envelope = await queue.ReceiveAsync({|EVC1002:autoComplete: true|});
                    await store.SaveAsync(envelope.Body);
                }
            }
        }
        """);

    [Fact]
    public Task Never_settled() => Finds("""
        public class Worker
        {
            public async Task RunAsync(IReceiver queue, IStore store)
            {
                while (true)
                {
                    var envelope = await {|EVC1006:queue.ReceiveAsync(autoComplete: false)|};
                    await store.SaveAsync(envelope.Body.Length);
                }
            }
        }
        """);

    [Fact]
    public Task Failed_message_settled() => Finds("""
        public class Worker
        {
            public async Task OnAsync(Envelope envelope, IQueue queue, IStore store)
            {
                try
                {
                    await store.SaveAsync(envelope.Body);
                }
                catch (Exception exception)
                {
                    Console.WriteLine(exception);
                }

                await {|EVC1004:queue.CompleteAsync(envelope)|};
            }
        }
        """);

    [Fact]
    public Task Failed_message_dead_lettered() => Silent("""
        public class Worker
        {
            public async Task OnAsync(Envelope envelope, IQueue queue, IStore store)
            {
                try
                {
                    await store.SaveAsync(envelope.Body);
                    await queue.CompleteAsync(envelope);
                }
                catch (Exception exception)
                {
                    await queue.DeadLetterAsync(envelope, exception.Message);
                }
            }
        }
        """);

    [Fact]
    public async Task Failure_hidden_from_the_framework()
    {
        var found = await Finds("""
            public record Order(int Id);

            public class OrderHandler : IHandler<Order>
            {
                private readonly IStore _store;

                public OrderHandler(IStore store) => _store = store;

                public async Task HandleAsync(Order message, CancellationToken cancellationToken)
                {
                    try
                    {
                        await _store.SaveAsync(message);
                    }
                    {|EVC1005:catch (Exception exception)|}
                    {
                        Console.WriteLine(exception);
                    }
                }
            }
            """);
        Assert.Contains("Contoso queues", found[0].GetMessage(), StringComparison.Ordinal);
    }

    [Fact]
    public Task A_handler_that_settles_itself_hides_no_failure_from_a_framework() => Verify.SilentAsync(
        Contoso.Library, Contoso.Only("""
            settling-handler Contoso.Messaging.IHandler`1.HandleAsync
            message Contoso.Messaging.Envelope
            settle Contoso.Messaging.IQueue.CompleteAsync(message)
            """),
        Store + """
        public class Handler : IHandler<Envelope>
        {
            private readonly IStore _store;
            private readonly IQueue _queue;

            public Handler(IStore store, IQueue queue) => (_store, _queue) = (store, queue);

            public async Task HandleAsync(Envelope message, CancellationToken cancellationToken)
            {
                try
                {
                    await _store.SaveAsync(message.Body);
                    await _queue.CompleteAsync(message, cancellationToken);
                }
                catch (Exception exception)
                {
                    Console.WriteLine(exception);
                }
            }
        }
        """);

    [Theory]
    [InlineData("like RabbitMQ", true)]
    [InlineData("", false)]
    public Task Failure_leaves_the_message_unsettled_where_the_broker_keeps_it(string like, bool isFound)
    {
        var settle = isFound ? "_queue.{|EVC1007:CompleteAsync(message)|}" : "_queue.CompleteAsync(message)";
        var code = $$"""
            {{Store}}
            public class Worker : ConsumerBase
            {
                private readonly IStore _store;
                private readonly IQueue _queue;

                public Worker(IStore store, IQueue queue) => (_store, _queue) = (store, queue);

                protected override async Task OnMessageAsync(Envelope message)
                {
                    await _store.SaveAsync(message.Body);
                    await {{settle}};
                }
            }
            """;
        var description = Contoso.Only($"""
            message Contoso.Messaging.Envelope
            settling-handler Contoso.Messaging.ConsumerBase.OnMessageAsync
            settle Contoso.Messaging.IQueue.CompleteAsync(message)
            {like}
            """);
        return isFound ? Verify.FindsAsync(Contoso.Library, description, code) : Verify.SilentAsync(Contoso.Library, description, code, "EVC1007");
    }

    [Fact]
    public async Task Sleep_in_handlers_of_every_kind()
    {
        var found = await Finds("""
            public class First : IHandler<string>
            {
                public Task HandleAsync(string message, CancellationToken cancellationToken)
                {
                    {|EVC2001:Thread.Sleep(100)|};
                    return Task.CompletedTask;
                }
            }

            public class Second : ConsumerBase
            {
                protected override Task OnMessageAsync(Envelope message)
                {
                    {|EVC2001:Thread.Sleep(100)|};
                    return Task.CompletedTask;
                }
            }

            public class Third : ConsumerBase.Batched
            {
                protected override Task OnBatchAsync(IReadOnlyList<Envelope> messages)
                {
                    {|EVC2001:Thread.Sleep(100)|};
                    return Task.CompletedTask;
                }
            }

            public class Fourth
            {
                public async Task RunAsync(Subscriber subscriber)
                {
                    subscriber.Received += (sender, body) =>
                    {
                        {|EVC2001:Thread.Sleep(100)|};
                        return Task.CompletedTask;
                    };
                    await subscriber.SubscribeAsync("orders", body =>
                    {
                        {|EVC2001:Thread.Sleep(200)|};
                        return Task.CompletedTask;
                    });
                }
            }
            """);
        Assert.Equal("'Thread.Sleep' blocks the thread of the handler of 'Received' while messages wait", found[3].GetMessage());
    }

    [Fact]
    public Task Settled_one_by_one() => Finds("""
        public class Worker
        {
            public async Task RunAsync(IQueue queue, IStore store)
            {
                while (true)
                {
                    foreach (var envelope in await queue.ReceiveManyAsync(50))
                    {
                        await store.SaveAsync(envelope.Body);
                        await {|EVC2003:queue.CompleteAsync(envelope)|};
                    }
                }
            }
        }
        """);

    [Fact]
    public Task Settled_together() => Silent("""
        public class Worker
        {
            public async Task RunAsync(IQueue queue, IStore store)
            {
                while (true)
                {
                    var batch = await queue.ReceiveManyAsync(50);
                    foreach (var envelope in batch)
                        await store.SaveAsync(envelope.Body);
                    await queue.CompleteManyAsync(batch);
                }
            }
        }
        """, "EVC1001", "EVC1006", "EVC2003");

    [Fact]
    public async Task Sent_one_by_one()
    {
        var found = await Finds("""
            public class Worker
            {
                public async Task SendAsync(IPublisher publisher, IEnumerable<string> orders)
                {
                    foreach (var order in orders)
                        await publisher.{|EVC2004:PublishAsync("orders", order)|};
                }
            }
            """);
        Assert.Equal("'PublishAsync' waits for the broker once per message; use 'PublishManyAsync'", found[0].GetMessage());
    }

    [Fact]
    public async Task Received_one_by_one()
    {
        var found = await Finds("""
            public class Worker
            {
                public async Task RunAsync(IReceiver queue, IStore store)
                {
                    while (true)
                    {
                        var envelope = await {|EVC2006:queue.ReceiveAsync()|};
                        await store.SaveAsync(envelope.Body);
                        await envelope.FinishAsync();
                    }
                }
            }
            """);
        Assert.Equal("'ReceiveAsync' brings one message per trip to the broker; use 'ReceiveManyAsync'", found[0].GetMessage());
    }

    [Fact]
    public Task Client_made_per_message() => Finds("""
        public class Handler : IHandler<string>
        {
            public async Task HandleAsync(string message, CancellationToken cancellationToken)
            {
                using var client = {|EVC2009:new QueueClient("amqp://localhost")|};
                await client.Open("audit").CompleteAsync(message, "");
            }
        }
        """);

    [Theory]
    [InlineData("queue.{|EVC3002:AbandonAsync(envelope)|}")]
    [InlineData("queue.{|EVC3002:RejectAsync(envelope, putBack: true)|}")]
    public Task Requeued_without_a_limit(string giveBack) => Finds(Requeuing(giveBack));

    [Theory]
    [InlineData("queue.RejectAsync(envelope, putBack: false)")]
    [InlineData("queue.DeadLetterAsync(envelope, \"failed\")")]
    public Task Not_requeued(string call) => Silent(Requeuing(call), "EVC3002");

    [Fact]
    public Task Requeued_to_a_broker_that_counts() =>
        Verify.SilentAsync(Contoso.Library, Contoso.With("like Service Bus"), Store + Requeuing("queue.AbandonAsync(envelope)"), "EVC3002");

    [Fact]
    public Task Unbounded_buffer() => Finds("""
        public class Handler : IHandler<Envelope>
        {
            private static readonly System.Threading.Channels.Channel<Envelope> Channel = {|EVC4001:System.Threading.Channels.Channel.CreateUnbounded<Envelope>()|};

            public async Task HandleAsync(Envelope message, CancellationToken cancellationToken) =>
                await Channel.Writer.WriteAsync(message, cancellationToken);

            public async Task DrainAsync(IStore store)
            {
                await foreach (var message in Channel.Reader.ReadAllAsync())
                    await store.SaveAsync(message.Body);
            }
        }
        """);

    [Fact]
    public Task In_memory_transport() => Verify.FindsAsync(Contoso.Library | References.Hosting, Contoso.With(), """
        using Contoso.Messaging;

        public static class Startup
        {
            public static void Configure(object services) => {|EVC5001:services.UseInMemoryQueues()|};
        }
        """);

    [Fact]
    public Task Without_the_file_nothing_is_known() => Verify.SilentAsync(Contoso.Library, Store + Everything);

    [Fact]
    public Task A_file_of_another_name_is_no_description() => Verify.SilentAsync(Contoso.Library, ("/0/Contoso.txt", Contoso.Description), Store + Everything);

    [Fact]
    public Task A_description_of_what_the_project_does_not_reference_says_nothing() => Verify.SilentAsync(References.None, Contoso.With(), """
        public class Envelope
        {
            public Task HandleAsync(Envelope message)
            {
                Thread.Sleep(1);
                return Task.CompletedTask;
            }
        }
        """);

    [Fact]
    public Task Beside_a_known_client() => Verify.FindsAsync(Contoso.Library | References.RabbitMq7, Contoso.With(), """
        using Contoso.Messaging;
        using RabbitMQ.Client;
        using RabbitMQ.Client.Events;

        public interface IStore { Task SaveAsync(object content); }

        public class Worker
        {
            public async Task OneAsync(Envelope envelope, IQueue queue, IStore store)
            {
                await {|EVC1001:queue.CompleteAsync(envelope)|};
                await store.SaveAsync(envelope.Body);
            }

            public async Task TwoAsync(BasicDeliverEventArgs delivery, IChannel channel, IStore store)
            {
                await {|EVC1001:channel.BasicAckAsync(delivery.DeliveryTag, false)|};
                await store.SaveAsync(delivery.Body);
            }
        }
        """);

    [Fact]
    public Task Type_parameters_may_be_written_as_in_code_or_left_out() => Verify.FindsAsync(
        Contoso.Library,
        Contoso.Only("""
            handler Contoso.Messaging.IHandler<T>.HandleAsync
            handler Contoso.Messaging.ConsumerBase.Batched.OnBatchAsync
            message Contoso.Messaging.Envelope
            """),
        """
        using Contoso.Messaging;

        public class First : IHandler<string>
        {
            public async Task HandleAsync(string message, CancellationToken cancellationToken) => {|EVC2001:Thread.Sleep(100)|};
        }

        public class Second : ConsumerBase.Batched
        {
            protected override async Task OnBatchAsync(IReadOnlyList<Envelope> messages) => {|EVC2001:Thread.Sleep(100)|};
        }

        public class Third
        {
            public async Task OnAsync(Envelope<int> envelope) => {|EVC2001:Thread.Sleep(100)|};
        }
        """);

    [Fact]
    public Task The_fix_moves_the_settling() => Verify.FixesAsync<MessageSettledBeforeProcessingFix>(
        Contoso.Library,
        Contoso.With(),
        Store + """
        public class Worker
        {
            public async Task OnAsync(Envelope envelope, IQueue queue, IStore store)
            {
                await {|EVC1001:queue.CompleteAsync(envelope)|};
                await store.SaveAsync(envelope.Body);
            }
        }
        """,
        Store + """
        public class Worker
        {
            public async Task OnAsync(Envelope envelope, IQueue queue, IStore store)
            {
                await store.SaveAsync(envelope.Body);
                await queue.CompleteAsync(envelope);
            }
        }
        """);

    [Fact]
    public Task The_fix_waits_without_blocking() => Verify.FixesAsync<ThreadSleepInHandlerFix>(
        Contoso.Library,
        Contoso.With(),
        """
        using Contoso.Messaging;

        public class Handler : IHandler<string>
        {
            public async Task HandleAsync(string message, CancellationToken cancellationToken)
            {
                {|EVC2001:Thread.Sleep(100)|};
                await Console.Out.WriteLineAsync(message);
            }
        }
        """,
        """
        using Contoso.Messaging;

        public class Handler : IHandler<string>
        {
            public async Task HandleAsync(string message, CancellationToken cancellationToken)
            {
                await Task.Delay(100, cancellationToken);
                await Console.Out.WriteLineAsync(message);
            }
        }
        """);

    [Fact]
    public Task No_fix_where_it_would_have_to_know_how_the_client_settles_several() => Verify.OffersNoFixAsync<MessagesSettledOneByOneFix>(
        Contoso.Library,
        Contoso.With(),
        Store + """
        public class Worker
        {
            public async Task RunAsync(IQueue queue, IStore store)
            {
                while (true)
                {
                    foreach (var envelope in await queue.ReceiveManyAsync(50))
                    {
                        await store.SaveAsync(envelope.Body);
                        await {|EVC2003:queue.CompleteAsync(envelope)|};
                    }
                }
            }
        }
        """);

    [Fact]
    public Task No_fix_where_it_would_have_to_know_how_the_client_settles_at_all() => Verify.OffersNoFixAsync<AutomaticAcknowledgementFix>(
        Contoso.Library,
        Contoso.With(),
        Store + """
        public class Worker
        {
            public async Task RunAsync(IQueue queue, IStore store)
            {
                while (true)
                {
                    var envelope = await queue.ReceiveAsync({|EVC1002:autoComplete: true|});
                    await store.SaveAsync(envelope.Body);
                }
            }
        }
        """);

    private const string Everything = """
        public class Worker : IHandler<string>
        {
            public async Task RunAsync(IQueue queue, IPublisher publisher, IStore store)
            {
                while (true)
                {
                    var envelope = await queue.ReceiveAsync(autoComplete: true);
                    await queue.CompleteAsync(envelope);
                    await store.SaveAsync(envelope.Body);
                    foreach (var order in new[] { "1", "2", "3" })
                        await publisher.PublishAsync("orders", order);
                }
            }

            public Task HandleAsync(string message, CancellationToken cancellationToken)
            {
                Thread.Sleep(100);
                return Task.CompletedTask;
            }
        }
        """;

    private static string Requeuing(string giveBack) => $$"""
        public class Worker
        {
            public async Task OnAsync(Envelope envelope, IQueue queue, IStore store)
            {
                try
                {
                    await store.SaveAsync(envelope.Body);
                    await queue.CompleteAsync(envelope);
                }
                catch (InvalidOperationException)
                {
                    await {{giveBack}};
                }
            }
        }
        """;

    private static Task<ImmutableArray<Diagnostic>> Finds(string markup) =>
        Verify.FindsAsync(Contoso.Library, Contoso.With(), Store + markup);

    private static Task Silent(string source, params string[] rules) => Verify.SilentAsync(Contoso.Library, Contoso.With(), Store + source, rules);
}
