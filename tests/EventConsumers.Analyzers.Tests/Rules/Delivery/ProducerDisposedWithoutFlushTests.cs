using EventConsumers.CodeFixes.Delivery;

namespace EventConsumers.Analyzers.Tests.Rules.Delivery;

public class ProducerDisposedWithoutFlushTests
{
    private const string Marked = "{|EVC1018:producer.Produce(\"orders\", message)|};";

    [Theory, EachVersionOf(Client.Kafka)]
    public async Task Disposed_at_the_end_of_its_block(References client)
    {
        var found = await Verify.FindsAsync(client, Sender(Marked));
        Assert.Equal(
            "'Produce' only puts the message into the buffer of 'producer', which is disposed without 'Flush': what has not been sent by then is lost", found[0].GetMessage());
    }

    [Theory]
    [InlineData("for (var i = 0; i < 10; i++) {|EVC1018:producer.Produce(\"orders\", message)|};")]
    [InlineData("Console.ReadLine(); {|EVC1018:producer.Produce(\"orders\", message)|};")]
    [InlineData("{|EVC1018:producer.Produce(\"orders\", message, report => Console.WriteLine(report.Error))|};")]
    public Task In_a_loop_or_with_a_report(string send) => Verify.FindsAsync(References.Kafka2, Sender(send));

    [Theory]
    [InlineData("producer.Produce(\"orders\", message); producer.Flush(TimeSpan.FromSeconds(10));")]
    [InlineData("producer.Produce(\"orders\", message); Finish(producer);")]
    [InlineData("while (Console.ReadLine() != \"exit\") producer.Produce(\"orders\", message);")]
    [InlineData("producer.ProduceAsync(\"orders\", message).Wait();")]
    [InlineData("producer.Produce(\"orders\", message, report => _sent.SetResult()); _sent.Task.Wait();")]
    [InlineData("producer.Produce(\"orders\", message, _handler);")]
    [InlineData("producer.InitTransactions(TimeSpan.FromSeconds(1)); producer.BeginTransaction(); producer.Produce(\"orders\", message); producer.CommitTransaction();")]
    [InlineData("_kept.Add(producer); producer.Produce(\"orders\", message);")]
    public Task Flushed_waited_for_or_handed_out(string send) => Verify.SilentAsync(References.Kafka2, Sender(send), "EVC1018");

    [Fact]
    public Task A_producer_that_lives_on() => Verify.SilentAsync(References.Kafka2, """
        using Confluent.Kafka;

        class Sender
        {
            private readonly IProducer<string, string> _producer = new ProducerBuilder<string, string>(new ProducerConfig()).Build();

            public void Send(Message<string, string> message) => _producer.Produce("orders", message);
        }
        """, "EVC1018");

    [Fact]
    public Task Flushes_after_the_last_message() => Verify.FixesAsync<ProducerDisposedWithoutFlushFix>(
        References.Kafka2, Sender(Marked), Sender("producer.Produce(\"orders\", message);\n        producer.Flush(TimeSpan.FromSeconds(10));"));

    [Fact]
    public Task Flushes_before_Dispose() => Verify.FixesAsync<ProducerDisposedWithoutFlushFix>(
        References.Kafka2,
        Disposes("{|EVC1018:producer.Produce(\"orders\", message)|};\n        producer.Dispose();"),
        Disposes("producer.Produce(\"orders\", message);\n        producer.Flush(TimeSpan.FromSeconds(10));\n        producer.Dispose();"));

    [Fact]
    public Task No_fix_behind_an_endless_loop() => Verify.OffersNoFixAsync<ProducerDisposedWithoutFlushFix>(
        References.Kafka2, Sender("while (true) {|EVC1018:producer.Produce(\"orders\", message)|};"));

    private static string Disposes(string code) => $$"""
        using Confluent.Kafka;

        class Sender
        {
            void Send(ProducerConfig config, Message<string, string> message)
            {
                var producer = new ProducerBuilder<string, string>(config).Build();
                {{code}}
            }
        }
        """;

    private static string Sender(string code) => $$"""
        using Confluent.Kafka;

        class Sender
        {
            private readonly List<object> _kept = new();
            private readonly TaskCompletionSource _sent = new();
            private readonly Action<DeliveryReport<string, string>> _handler = _ => { };

            void Send(ProducerConfig config, Message<string, string> message)
            {
                using var producer = new ProducerBuilder<string, string>(config).Build();
                {{code}}
            }

            static void Finish(IProducer<string, string> producer) => producer.Flush(TimeSpan.FromSeconds(1));
        }
        """;
}
