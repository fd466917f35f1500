namespace EventConsumers.Analyzers.Tests.Rules.FlowControl;

public class ProducerIgnoresFullQueueTests
{
    private const string Produce = "producer.Produce(\"orders\", new Message<string, string> { Value = order }, Report);";
    private const string Found = "producer.{|EVC4006:Produce(\"orders\", new Message<string, string> { Value = order }, Report)|};";

    [Theory, EachVersionOf(Client.Kafka)]
    public async Task Produces_as_fast_as_it_can(References kafka)
    {
        var found = await Verify.FindsAsync(kafka, Kafka("foreach (var order in orders) " + Found + " producer.Flush(token);"));
        Assert.Equal("'Produce' fails with 'Local_QueueFull' when the loop is faster than the broker, which nothing here expects; the message is not sent", found[0].GetMessage());
    }

    [Theory]
    [InlineData("for (var i = 0; i < count; i++) { var order = $\"{i}\"; " + Found + " }")]
    [InlineData("for (var i = 0; i < 1_000_000; i++) { var order = $\"{i}\"; " + Found + " }")]
    [InlineData("while (!token.IsCancellationRequested) { var order = consumer.Consume(token).Message.Value; " + Found + " }")]
    [InlineData("try { foreach (var order in orders) { " + Found + " } } catch (Exception e) { Console.WriteLine(e); }")]
    public Task Loops_without_end_in_sight(string code) => Verify.FindsAsync(References.Kafka2, Kafka(code));

    [Theory]
    [InlineData("var order = \"one\"; " + Produce)]
    [InlineData("for (var i = 0; i < 1000; i++) { var order = $\"{i}\"; " + Produce + " }")]
    [InlineData("foreach (var order in new[] { \"a\", \"b\", \"c\" }) " + Produce)]
    [InlineData("var few = new[] { \"a\", \"b\", \"c\" }; foreach (var order in few) " + Produce)]
    [InlineData("foreach (var order in orders.ToList()) " + Produce)]
    [InlineData("IReadOnlyCollection<string> some = orders.ToArray(); foreach (var order in some) " + Produce)]
    [InlineData("var list = orders.ToList(); for (var i = 0; i < list.Count; i++) { var order = list[i]; " + Produce + " }")]
    [InlineData("var queue = new Queue<string>(orders); while (queue.Count > 0) { var order = queue.Dequeue(); " + Produce + " }")]
    [InlineData("foreach (var order in Enumerable.Range(0, 500).Select(i => i.ToString()).ToList()) { gate.Wait(token); " + Produce + " }")]
    [InlineData("foreach (var order in orders) { await gate.WaitAsync(token); " + Produce + " }")]
    [InlineData("while (true) { foreach (var order in orders) { " + Produce + " } await Task.Delay(1000, token); }")]
    [InlineData("foreach (var order in orders) { try { " + Produce + " } catch (ProduceException<string, string> e) { Console.WriteLine(e.Error); } }")]
    [InlineData("foreach (var order in orders) { try { " + Produce + " } catch (KafkaException e) when (e.Error.Code == ErrorCode.Local_QueueFull) { producer.Poll(TimeSpan.FromSeconds(1)); } }")]
    [InlineData("var n = 0; foreach (var order in orders) { " + Produce + " if (++n % 1000 == 0) producer.Flush(token); }")]
    [InlineData("foreach (var order in orders) { " + Produce + " producer.Poll(TimeSpan.FromMilliseconds(10)); }")]
    [InlineData("foreach (var order in orders) await producer.ProduceAsync(\"orders\", new Message<string, string> { Value = order });")]
    public Task Few_in_memory_paced_limited_or_handled(string code) => Verify.SilentAsync(References.Kafka2, Kafka(code), "EVC4006");

    [Theory]
    [InlineData("QueueBufferingMaxMessages = 10_000_000", Produce)]
    [InlineData("QueueBufferingMaxMessages = 1000", Found)]
    [InlineData("LingerMs = 5", Found)]
    public Task A_larger_queue(string setting, string produce) => Verify.ReportsAsync("EVC4006", References.Kafka2, $$"""
        using Confluent.Kafka;

        class Exporter
        {
            void Export(IEnumerable<string> orders)
            {
                var config = new ProducerConfig { BootstrapServers = "localhost", {{setting}} };
                using var producer = new ProducerBuilder<string, string>(config).Build();
                foreach (var order in orders)
                    {{produce}}
            }

            private static void Report(DeliveryReport<string, string> report) => Console.WriteLine(report.Error);
        }
        """);

    [Theory]
    [InlineData("while (true) { _orders.Add(\"order\"); Thread.Sleep(1000); }", Produce)]
    [InlineData("while (true) { _orders.Add(\"order\"); Thread.Sleep(1000); } } public void Stop() { Thread.Sleep(1000); _orders.Add(\"end\");", Produce)]
    [InlineData("while (true) _orders.Add(\"order\");", Found)]
    [InlineData("while (true) { _orders.Add(\"order\"); Thread.Sleep(1000); } } public void Add(string order) { _orders.Add(order);", Found)]
    [InlineData("", Found)]
    public Task A_buffer_that_is_filled_slowly(string fill, string produce) => Verify.ReportsAsync("EVC4006", References.Kafka2, $$"""
        using System.Collections.Concurrent;
        using Confluent.Kafka;

        class Exporter
        {
            private readonly BlockingCollection<string> _orders = new();

            public void Fill() { {{fill}} }

            public void Export(IProducer<string, string> producer)
            {
                foreach (var order in _orders.GetConsumingEnumerable())
                    {{produce}}
            }

            private static void Report(DeliveryReport<string, string> report) => Console.WriteLine(report.Error);
        }
        """);

    [Fact]
    public Task What_one_receive_brought() => Verify.SilentAsync(References.Kafka2, """
        using Confluent.Kafka;

        class Forwarder
        {
            void Forward(List<ConsumeResult<string, string>> batch, IProducer<string, string> producer)
            {
                foreach (var result in batch)
                    producer.Produce("orders", result.Message, report => Console.WriteLine(report.Error));
            }
        }
        """, "EVC4006");

    [Fact]
    public Task The_type_expects_it_elsewhere() => Verify.SilentAsync(References.Kafka2, """
        using Confluent.Kafka;

        class Exporter
        {
            void Export(IProducer<string, string> producer, IEnumerable<string> orders)
            {
                foreach (var order in orders)
                {
                    Guard(() => Console.WriteLine(order));
                    producer.Produce("orders", new Message<string, string> { Value = order }, report => Console.WriteLine(report.Error));
                }
            }

            private static void Guard(Action action)
            {
                try { action(); } catch (KafkaException e) when (e.Error.Code == ErrorCode.Local_QueueFull) { }
            }
        }
        """, "EVC4006");

    private static string Kafka(string code) => $$"""
        using Confluent.Kafka;

        class Exporter
        {
            async Task ExportAsync(IProducer<string, string> producer, IConsumer<string, string> consumer, IEnumerable<string> orders, int count, SemaphoreSlim gate, CancellationToken token)
            {
                {{code}}
                await Task.Yield();
            }

            private void Report(DeliveryReport<string, string> report) => Console.WriteLine(report.Error);
        }
        """;
}
