using EventConsumers.CodeFixes.Scaling;

namespace EventConsumers.Analyzers.Tests.Rules.Scaling;

public class ReceiveCannotBeCancelledTests
{
    [Theory, EachVersionOf(Client.Kafka)]
    public async Task A_token_of_the_method(References kafka)
    {
        var found = await Verify.FindsAsync(kafka | References.Hosting, """
            using Confluent.Kafka;
            using Microsoft.Extensions.Hosting;

            public class Reader : BackgroundService
            {
                private readonly IConsumer<string, string> _consumer = null!;

                protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.Run(() =>
                {
                    while (!stoppingToken.IsCancellationRequested)
                        Console.WriteLine(_consumer.{|EVC5010:Consume()|}.Message.Value);
                }, stoppingToken);
            }
            """);
        Assert.Equal("'Consume' waits for a message without end, and shutdown waits with it; pass 'stoppingToken'", Assert.Single(found).GetMessage());
    }

    [Theory]
    [InlineData("consumer.{|EVC5010:Consume()|};")]
    [InlineData("consumer.{|EVC5010:Consume(default(CancellationToken))|};")]
    [InlineData("consumer.{|EVC5010:Consume(CancellationToken.None)|};")]
    [InlineData("consumer.{|EVC5010:Consume(cancellationToken: default)|};")]
    [InlineData("var source = new CancellationTokenSource(); consumer.{|EVC5010:Consume(source.Token)|};")]
    public Task Every_way_to_pass_none(string receive) => Verify.FindsAsync(References.Kafka2, Reader(receive));

    [Theory]
    [InlineData("consumer.Consume(token);")]
    [InlineData("consumer.Consume(100);")]
    [InlineData("consumer.Consume(TimeSpan.FromSeconds(1));")]
    [InlineData("consumer.Consume(new CancellationTokenSource(1000).Token);")]
    [InlineData("var source = new CancellationTokenSource(1000); consumer.Consume(source.Token);")]
    [InlineData("var source = new CancellationTokenSource(); Console.CancelKeyPress += (_, _) => source.Cancel(); consumer.Consume(source.Token);")]
    [InlineData("var source = CancellationTokenSource.CreateLinkedTokenSource(token); consumer.Consume(source.Token);")]
    public Task What_ends_by_itself(string receive) => Verify.SilentAsync(References.Kafka2, Reader(receive), "EVC5010");

    [Fact]
    public Task Where_no_token_is_at_hand() => Verify.SilentAsync(References.Kafka2, """
        using Confluent.Kafka;

        public class Reader
        {
            private readonly CancellationTokenSource _first = new(), _second = new();

            public void Run(IConsumer<string, string> consumer) => consumer.Consume();
        }
        """, "EVC5010");

    [Fact]
    public Task The_fix_passes_what_is_there() => Verify.FixesAsync<ReceiveCannotBeCancelledFix>(References.Kafka2, """
        using Confluent.Kafka;

        public class Reader
        {
            private readonly CancellationTokenSource _stop = new();

            public void Run(IConsumer<string, string> consumer) => consumer.{|EVC5010:Consume()|};

            public void Run(IConsumer<string, string> consumer, CancellationToken token)
            {
                consumer.{|EVC5010:Consume(CancellationToken.None)|}; // next
                consumer.{|EVC5010:Consume(cancellationToken: default)|};
            }

            public static void Start(IConsumer<string, string> consumer)
            {
                using var cts = new CancellationTokenSource();
                Console.CancelKeyPress += (_, _) => cts.Cancel();
                while (true)
                {
                    consumer.{|EVC5010:Consume()|};
                }
            }
        }
        """, """
        using Confluent.Kafka;

        public class Reader
        {
            private readonly CancellationTokenSource _stop = new();

            public void Run(IConsumer<string, string> consumer) => consumer.Consume(_stop.Token);

            public void Run(IConsumer<string, string> consumer, CancellationToken token)
            {
                consumer.Consume(token); // next
                consumer.Consume(cancellationToken: token);
            }

            public static void Start(IConsumer<string, string> consumer)
            {
                using var cts = new CancellationTokenSource();
                Console.CancelKeyPress += (_, _) => cts.Cancel();
                while (true)
                {
                    consumer.Consume(cts.Token);
                }
            }
        }
        """);

    private static string Reader(string body) => $$"""
        using Confluent.Kafka;

        public class Reader
        {
            public void Run(IConsumer<string, string> consumer, CancellationToken token)
            {
                {{body}}
            }
        }
        """;
}
