namespace EventConsumers.Analyzers.Tests.Clients;

/// <summary>The runtime library's handlers are handlers, whoever is given them; what is right is held by <c>tests/ValidCode/EventConsumers</c>.</summary>
public class EventConsumersClientTests
{
    private const string Store = """
        using Confluent.Kafka;
        using EventConsumers;
        using EventConsumers.Hosting;
        using EventConsumers.Kafka;

        public interface IStore
        {
            Task SaveAsync(string text, CancellationToken cancellationToken);
        }

        """;

    private static readonly References Kafka = References.EventConsumers | References.Kafka2;

    [Fact]
    public Task A_failure_that_a_handler_swallows_is_hidden_from_its_retry() => Verify.FindsAsync(Kafka, Store + """
        class Consumer
        {
            RetryThenDeadLetter<string> Make(IStore store, Func<DeadLetter<string>, CancellationToken, ValueTask> deadLetter) => new RetryThenDeadLetter<string>(
                async (text, cancellationToken) =>
                {
                    try
                    {
                        await store.SaveAsync(text, cancellationToken);
                    }
                    {|EVC1005:catch (Exception)|}
                    {
                    }
                },
                deadLetter);
        }
        """);

    [Fact]
    public Task Work_that_a_consumers_handler_does_not_wait_for() => Verify.FindsAsync(Kafka, Store + """
        class Consumer
        {
            private readonly IStore _store;

            public Consumer(IStore store) => _store = store;

            public KafkaConsumer<string, string> Make(ConsumerConfig config) => new KafkaConsumer<string, string>(config, new[] { "orders" }, HandleAsync);

            private ValueTask HandleAsync(ConsumeResult<string, string> result, CancellationToken cancellationToken)
            {
                _ = _store.{|EVC1009:SaveAsync(result.Message.Value, cancellationToken)|};
                return default;
            }
        }
        """);

    [Fact]
    public Task A_wait_in_a_handler_of_the_host() => Verify.FindsAsync(Kafka, Store + """
        class Handler : IMessageHandler<string>
        {
            private readonly IStore _store;

            public Handler(IStore store) => _store = store;

            public async ValueTask HandleAsync(string message, CancellationToken cancellationToken)
            {
                {|EVC2001:Thread.Sleep(100)|};
                await _store.SaveAsync(message, cancellationToken);
            }
        }
        """);

    [Fact]
    public async Task An_offset_stored_while_the_message_waits_in_the_pump()
    {
        var found = await Verify.FindsAsync(Kafka, Store + """
            class Consumer
            {
                async Task RunAsync(IConsumer<string, string> consumer, MessagePump<ConsumeResult<string, string>> pump, CancellationToken stop)
                {
                    while (!stop.IsCancellationRequested)
                    {
                        var result = consumer.Consume(stop);
                        if (!await pump.WriteAsync(result, stop))
                            break;
                        {|EVC1001:consumer.StoreOffset(result)|};
                    }
                }
            }
            """);
        Assert.Contains("while it waits in 'pump'", found[0].GetMessage(), StringComparison.Ordinal);
    }

    [Fact]
    public Task An_offset_stored_once_the_pump_has_stopped() => Verify.SilentAsync(Kafka, Store + """
        class Consumer
        {
            async Task RunAsync(IConsumer<string, string> consumer, MessagePump<ConsumeResult<string, string>> pump, CancellationToken stop)
            {
                var result = consumer.Consume(stop);
                await pump.WriteAsync(result, stop);
                await pump.StopAsync(stop);
                consumer.StoreOffset(result);
            }
        }
        """, "EVC1001");

    [Fact]
    public Task A_message_that_the_pump_does_not_take_is_given_back() => Verify.SilentAsync(References.EventConsumers | References.RabbitMq7, """
        using EventConsumers;
        using RabbitMQ.Client;
        using RabbitMQ.Client.Events;

        record Delivery(ulong Tag, byte[] Body);

        class Consumer
        {
            void Attach(AsyncEventingBasicConsumer consumer, IChannel channel, MessagePump<Delivery> pump) => consumer.ReceivedAsync += async (_, ea) =>
            {
                if (!pump.TryWrite(new Delivery(ea.DeliveryTag, ea.Body.ToArray())))
                    await channel.BasicNackAsync(ea.DeliveryTag, false, true);
            };
        }
        """, "EVC1001", "EVC1006", "EVC1009");
}
