using EventConsumers.CodeFixes.Delivery;

namespace EventConsumers.Analyzers.Tests.Rules.Delivery;

public class SettledBesidePumpTests
{
    private static readonly References RabbitMq = References.EventConsumers | References.RabbitMq7;
    private static readonly References Kafka = References.EventConsumers | References.Kafka2;
    private static readonly References Sqs = References.EventConsumers | References.Sqs4;

    private const string Usings = """
        using Amazon.SQS;
        using Amazon.SQS.Model;
        using EventConsumers;
        using EventConsumers.Hosting;
        using EventConsumers.Sqs;
        """;

    private const string Pump = """
        using EventConsumers;
        using RabbitMQ.Client;

        public record Delivery(ulong Tag, string Text);

        public interface IStore
        {
            Task SaveAsync(string text, CancellationToken cancellationToken);
        }

        """;

    [Fact]
    public Task Acknowledged_in_the_lambda() => Verify.FixesAsync<SettledBesidePumpFix>(RabbitMq, Pump + """
        class Consumer
        {
            MessagePump<Delivery> Start(IChannel channel, IStore store) => new MessagePump<Delivery>(
                async (delivery, cancellationToken) =>
                {
                    await store.SaveAsync(delivery.Text, cancellationToken);
                    await {|EVC1024:channel.BasicAckAsync(delivery.Tag, false, cancellationToken)|};
                },
                Settlements.Each<Delivery>((delivery, cancellationToken) => channel.BasicAckAsync(delivery.Tag, false, cancellationToken)));
        }
        """, Pump + """
        class Consumer
        {
            MessagePump<Delivery> Start(IChannel channel, IStore store) => new MessagePump<Delivery>(
                async (delivery, cancellationToken) =>
                {
                    await store.SaveAsync(delivery.Text, cancellationToken);
                },
                Settlements.Each<Delivery>((delivery, cancellationToken) => channel.BasicAckAsync(delivery.Tag, false, cancellationToken)));
        }
        """, title: "Remove 'BasicAckAsync': the pump settles");

    [Fact]
    public async Task Names_the_call()
    {
        var found = await Verify.FindsAsync(RabbitMq, Pump + """
            class Consumer
            {
                MessagePump<Delivery> Start(IChannel channel) => new MessagePump<Delivery>(
                    (delivery, cancellationToken) => {|EVC1024:channel.BasicAckAsync(delivery.Tag, false, cancellationToken)|},
                    Settlements.Each<Delivery>((delivery, cancellationToken) => channel.BasicAckAsync(delivery.Tag, false, cancellationToken)));
            }
            """);
        Assert.StartsWith("'BasicAckAsync' settles a message that is settled again", found[0].GetMessage(), StringComparison.Ordinal);
    }

    [Fact]
    public Task Acknowledged_in_a_method_behind_a_retry() => Verify.FindsAsync(RabbitMq, Pump + """
        class Consumer
        {
            private readonly IChannel _channel;
            private readonly IStore _store;

            public Consumer(IChannel channel, IStore store) => (_channel, _store) = (channel, store);

            public async Task RunAsync(IAsyncEnumerable<Delivery> source, Func<DeadLetter<Delivery>, CancellationToken, ValueTask> park)
            {
                var settlement = Settlements.Cumulative<Delivery>(delivery => (long)delivery.Tag, SettleAsync);
                var retry = new RetryThenDeadLetter<Delivery>(HandleAsync, park);
                await using var pump = new MessagePump<Delivery>(retry.HandleAsync, settlement);
                await pump.RunAsync(source);
            }

            private async ValueTask SettleAsync(long tag, CancellationToken cancellationToken) => await _channel.BasicAckAsync((ulong)tag, true, cancellationToken);

            private async ValueTask HandleAsync(Delivery delivery, CancellationToken cancellationToken)
            {
                try
                {
                    await _store.SaveAsync(delivery.Text, cancellationToken);
                }
                catch (FormatException)
                {
                    await {|EVC1024:_channel.BasicNackAsync(delivery.Tag, false, false, cancellationToken)|};
                    throw;
                }
            }
        }
        """);

    [Fact]
    public Task Offset_stored_in_the_handler() => Verify.FindsAsync(Kafka, """
        using Confluent.Kafka;
        using EventConsumers;

        class Consumer
        {
            MessagePump<ConsumeResult<string, string>> Start(IConsumer<string, string> consumer, Func<string, Task> save)
            {
                return new MessagePump<ConsumeResult<string, string>>(HandleAsync, Settlements.Each<ConsumeResult<string, string>>((result, _) =>
                {
                    consumer.StoreOffset(result);
                    return default;
                }));

                async ValueTask HandleAsync(ConsumeResult<string, string> result, CancellationToken cancellationToken)
                {
                    await save(result.Message.Value);
                    {|EVC1024:consumer.Commit(result)|};
                }
            }
        }
        """);

    [Fact]
    public Task Deleted_in_the_handler_of_a_consumer() => Verify.FindsAsync(Sqs, Usings + """

        class Consumer
        {
            Task RunAsync(IAmazonSQS sqs, Func<string, Task> save, CancellationToken stop) => new SqsConsumer(
                sqs,
                async (message, cancellationToken) =>
                {
                    await {|EVC1024:sqs.DeleteMessageAsync("orders", message.ReceiptHandle, cancellationToken)|};
                    await save(message.Body);
                },
                new SqsConsumerOptions { QueueUrl = "orders" }).RunAsync(stop);
        }

        class Handler : IMessageHandler<Message>
        {
            private readonly IAmazonSQS _sqs;

            public Handler(IAmazonSQS sqs) => _sqs = sqs;

            public async ValueTask HandleAsync(Message message, CancellationToken cancellationToken)
            {
                await Task.Yield();
                await {|EVC1024:_sqs.DeleteMessageAsync("orders", message.ReceiptHandle, cancellationToken)|};
            }
        }
        """);

    [Fact]
    public Task No_fix_where_the_failure_would_be_hidden() => Verify.OffersNoFixAsync<SettledBesidePumpFix>(RabbitMq, Pump + """
        class Consumer
        {
            MessagePump<Delivery> Start(IChannel channel, IStore store) => new MessagePump<Delivery>(
                async (delivery, cancellationToken) =>
                {
                    try
                    {
                        await store.SaveAsync(delivery.Text, cancellationToken);
                    }
                    catch (FormatException)
                    {
                        await {|EVC1024:channel.BasicAckAsync(delivery.Tag, false, cancellationToken)|};
                    }
                },
                Settlements.Each<Delivery>((delivery, cancellationToken) => channel.BasicAckAsync(delivery.Tag, false, cancellationToken)));
        }
        """);

    [Fact]
    public Task A_settlement_that_does_nothing() => Verify.SilentAsync(RabbitMq, Pump + """
        class Consumer
        {
            MessagePump<Delivery> Start(IChannel channel, IStore store) => new MessagePump<Delivery>(
                async (delivery, cancellationToken) =>
                {
                    await store.SaveAsync(delivery.Text, cancellationToken);
                    await channel.BasicAckAsync(delivery.Tag, false, cancellationToken);
                },
                Settlements.Each<Delivery>((_, _) => default));
        }
        """, "EVC1024");

    [Fact]
    public Task A_settlement_from_elsewhere() => Verify.SilentAsync(RabbitMq, Pump + """
        class Consumer
        {
            MessagePump<Delivery> Start(IChannel channel, Settlement<Delivery> settlement) => new MessagePump<Delivery>(
                (delivery, cancellationToken) => channel.BasicAckAsync(delivery.Tag, false, cancellationToken), settlement);
        }
        """, "EVC1024");

    [Fact]
    public Task Only_a_retry_round_the_handler() => Verify.SilentAsync(RabbitMq, Pump + """
        class Consumer
        {
            RetryThenDeadLetter<Delivery> Start(IChannel channel, IStore store, Func<DeadLetter<Delivery>, CancellationToken, ValueTask> park) => new RetryThenDeadLetter<Delivery>(
                async (delivery, cancellationToken) =>
                {
                    await store.SaveAsync(delivery.Text, cancellationToken);
                    await channel.BasicAckAsync(delivery.Tag, false, cancellationToken);
                },
                park);
        }
        """, "EVC1024");

    [Fact]
    public Task Another_message() => Verify.SilentAsync(Sqs, Usings + """

        class Consumer
        {
            Task RunAsync(IAmazonSQS sqs, CancellationToken stop) => new SqsConsumer(
                sqs,
                async (message, cancellationToken) =>
                {
                    var others = await sqs.ReceiveMessageAsync("others", cancellationToken);
                    foreach (var other in others.Messages)
                        await sqs.DeleteMessageAsync("others", other.ReceiptHandle, cancellationToken);
                },
                new SqsConsumerOptions { QueueUrl = "orders" }).RunAsync(stop);
        }
        """, "EVC1024");
}
