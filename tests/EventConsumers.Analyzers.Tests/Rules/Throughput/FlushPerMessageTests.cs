using EventConsumers.CodeFixes.Throughput;

namespace EventConsumers.Analyzers.Tests.Rules.Throughput;

public class FlushPerMessageTests
{
    private static string Publisher(string code) => $$"""
        using Confluent.Kafka;

        public class Publisher
        {
            private readonly IProducer<Null, string> _producer = null!;

            public async Task RunAsync(IConsumer<Null, string> consumer, List<string> orders, string order, CancellationToken token)
            {
                {{code}}
                await Task.Yield();
            }

            private static void Log(DeliveryReport<Null, string> report) => Console.WriteLine(report.Error);
        }
        """;

    [Theory, EachVersionOf(Client.Kafka)]
    public async Task In_every_turn(References kafka)
    {
        var found = await Verify.FindsAsync(kafka, Publisher("""
            foreach (var one in orders)
            {
                _producer.Produce("orders", new Message<Null, string> { Value = one }, Log);
                _producer.{|EVC2010:Flush(TimeSpan.FromSeconds(10))|};
            }
            """));
        Assert.Equal("'Flush' waits for every message until all that was sent has arrived; flush once after the loop", found[0].GetMessage());
    }

    [Fact]
    public async Task In_a_poll_loop()
    {
        var found = await Verify.FindsAsync(References.Kafka2, Publisher("""
            while (!token.IsCancellationRequested)
            {
                var result = consumer.Consume(token);
                _producer.Produce("copies", result.Message, Log);
                _producer.{|EVC2010:Flush(token)|};
                consumer.StoreOffset(result);
            }
            """));
        Assert.Equal("'Flush' waits for every message that the poll loop of 'RunAsync' handles until all that was sent has arrived; await 'ProduceAsync' instead", found[0].GetMessage());
    }

    [Fact]
    public async Task After_an_awaited_send()
    {
        var found = await Verify.FindsAsync(References.Kafka2, Publisher("""
            await _producer.ProduceAsync("orders", new Message<Null, string> { Value = order }, token);
            _producer.{|EVC2010:Flush(token)|};
            """));
        Assert.Equal("'Flush' waits for every call until all that was sent has arrived; it is not needed, as each message has been awaited", found[0].GetMessage());
    }

    [Theory]
    [InlineData("foreach (var one in orders) _producer.Produce(\"t\", new Message<Null, string> { Value = one }, Log); _producer.Flush(token);")]
    [InlineData("foreach (var chunk in orders.Chunk(100)) { foreach (var one in chunk) _producer.Produce(\"t\", new Message<Null, string> { Value = one }, Log); _producer.Flush(token); }")]
    [InlineData("var count = 0; foreach (var one in orders) { _producer.Produce(\"t\", new Message<Null, string> { Value = one }, Log); if (++count % 1000 == 0) _producer.Flush(token); }")]
    [InlineData("foreach (var one in orders) { _producer.Produce(\"t\", new Message<Null, string> { Value = one }, Log); _producer.Flush(TimeSpan.Zero); }")]
    [InlineData("foreach (var one in orders) { _producer.Produce(\"t\", new Message<Null, string> { Value = one }, Log); _producer.Flush(token); await Task.Delay(1000, token); }")]
    [InlineData("foreach (var one in orders) { try { _producer.Produce(\"t\", new Message<Null, string> { Value = one }, Log); } catch (ProduceException<Null, string>) { _producer.Flush(token); } }")]
    [InlineData("_producer.Produce(\"t\", new Message<Null, string> { Value = order }, Log); _producer.Flush(token);")]
    [InlineData("while (_producer.Flush(TimeSpan.FromSeconds(1)) > 0) { }")]
    [InlineData("using var own = new ProducerBuilder<Null, string>(new ProducerConfig()).Build(); await own.ProduceAsync(\"t\", new Message<Null, string>()); own.Flush(token);")]
    [InlineData("while (!token.IsCancellationRequested) { var result = consumer.Consume(token); _producer.Produce(\"t\", result.Message, Log); } _producer.Flush();")]
    public Task Now_and_then_and_at_the_end(string code) => Verify.SilentAsync(References.Kafka2, Publisher(code), "EVC2010");

    [Fact]
    public Task Confirms_in_every_turn() => Verify.FindsAsync(References.RabbitMq6, """
        using RabbitMQ.Client;

        public class Publisher
        {
            public void Send(IModel channel, IEnumerable<byte[]> orders)
            {
                foreach (var order in orders)
                {
                    channel.BasicPublish("", "orders", null, order);
                    channel.{|EVC2010:WaitForConfirmsOrDie()|};
                }
            }
        }
        """);

    [Fact]
    public Task Confirms_before_a_handler_acknowledges() => Verify.SilentAsync(References.RabbitMq6, """
        using RabbitMQ.Client;
        using RabbitMQ.Client.Events;

        public class Forwarder
        {
            private readonly IModel _channel = null!;

            public void OnReceived(object sender, BasicDeliverEventArgs delivery)
            {
                _channel.BasicPublish("", "copies", null, delivery.Body);
                _channel.WaitForConfirmsOrDie();
                _channel.BasicAck(delivery.DeliveryTag, false);
            }
        }
        """, "EVC2010");

    [Fact]
    public Task Flushes_after_the_loop() => Verify.FixesAsync<FlushPerMessageFix>(
        References.Kafka2,
        Publisher("""
            foreach (var one in orders)
                    {
                        _producer.Produce("orders", new Message<Null, string> { Value = one }, Log);
                        _producer.{|EVC2010:Flush(token)|};
                    }
            """),
        Publisher("""
            foreach (var one in orders)
                    {
                        _producer.Produce("orders", new Message<Null, string> { Value = one }, Log);
                    }

                    _producer.Flush(token);
            """),
        title: "Call 'Flush' once after the loop");

    [Fact]
    public Task Removes_what_waits_for_nothing() => Verify.FixesAsync<FlushPerMessageFix>(
        References.Kafka2,
        """
        using Confluent.Kafka;

        public class Publisher
        {
            public async Task SendAsync(IProducer<Null, string> producer, string order)
            {
                await producer.ProduceAsync("orders", new Message<Null, string> { Value = order });
                producer.{|EVC2010:Flush()|};
            }
        }
        """,
        """
        using Confluent.Kafka;

        public class Publisher
        {
            public async Task SendAsync(IProducer<Null, string> producer, string order)
            {
                await producer.ProduceAsync("orders", new Message<Null, string> { Value = order });
            }
        }
        """,
        title: "Remove 'Flush'");

    [Fact]
    public Task A_handler_needs_another_send() => Verify.OffersNoFixAsync<FlushPerMessageFix>(References.Kafka2, Publisher("""
        while (!token.IsCancellationRequested)
        {
            var result = consumer.Consume(token);
            _producer.Produce("copies", result.Message, Log);
            _producer.{|EVC2010:Flush(token)|};
        }
        """));
}
