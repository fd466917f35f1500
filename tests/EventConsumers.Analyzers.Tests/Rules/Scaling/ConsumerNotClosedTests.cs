using EventConsumers.CodeFixes.Scaling;

namespace EventConsumers.Analyzers.Tests.Rules.Scaling;

public class ConsumerNotClosedTests
{
    [Theory, EachVersionOf(Client.Kafka)]
    public async Task A_using_declaration(References client)
    {
        var found = await Verify.FindsAsync(client, Worker(""));
        Assert.Equal(
            "'consumer' is disposed without 'Close', so its group waits for the session timeout before another consumer takes over its partitions",
            found[0].GetMessage());
    }

    [Theory]
    [InlineData("consumer.Close();")]
    [InlineData("consumer.Unsubscribe();")]
    [InlineData("Consumers.Stop(consumer);")]
    [InlineData("_kept.Add(consumer);")]
    public Task Closed_or_handed_to_others(string end) => Verify.SilentAsync(References.Kafka2, Worker(end).Replace("{|EVC5009:Build|}", "Build", StringComparison.Ordinal), "EVC5009");

    [Fact]
    public Task Closed_in_another_method() => Verify.SilentAsync(References.Kafka2, Field("public void Stop() => _consumer.Close();").Replace("{|EVC5009:Build|}", "Build", StringComparison.Ordinal), "EVC5009");

    [Fact]
    public Task Disposed_in_another_method() => Verify.FindsAsync(References.Kafka2, Field(""));

    [Fact]
    public Task Not_in_a_group() => Verify.SilentAsync(References.Kafka2, """
        using Confluent.Kafka;

        using (var reader = new ConsumerBuilder<string, string>(new ConsumerConfig { GroupId = "none" }).Build())
        {
            reader.Assign(new TopicPartitionOffset("orders", 0, 0));
            Console.WriteLine(reader.Consume().Message.Value);
        }

        using (var tail = new ConsumerBuilder<string, string>(new ConsumerConfig { GroupId = Guid.NewGuid().ToString() }).Build())
        {
            tail.Subscribe("orders");
            Console.WriteLine(tail.Consume().Message.Value);
        }
        """, "EVC5009");

    private static string Factory(string use, string create = "=> new ConsumerBuilder<string, string>(_config).{|EVC5009:Build|}();") => $$"""
        using Confluent.Kafka;

        public interface IConsumers
        {
            IConsumer<string, string> Create();
        }

        public class Consumers : IConsumers
        {
            private readonly ConsumerConfig _config = null!;
            private IConsumer<string, string>? _last;

            public IConsumer<string, string> Create() {{create}}
        }

        public class Worker
        {
            private readonly IConsumers _consumers = null!;

            public void Run(CancellationToken token)
            {
                using var consumer = _consumers.Create();
                consumer.Subscribe("orders");
                while (!token.IsCancellationRequested)
                    Console.WriteLine(consumer.Consume(token).Message.Value);
                {{use}}
            }
        }
        """;

    [Theory]
    [InlineData("=> new ConsumerBuilder<string, string>(_config).{|EVC5009:Build|}();")]
    [InlineData("{ var builder = new ConsumerBuilder<string, string>(_config); var made = builder.{|EVC5009:Build|}(); return made; }")]
    public Task Made_by_a_factory(string create) => Verify.FindsAsync(References.Kafka2, Factory("", create));

    [Theory]
    [InlineData("consumer.Close();", "=> new ConsumerBuilder<string, string>(_config).Build();")]
    [InlineData("GC.KeepAlive(consumer);", "=> new ConsumerBuilder<string, string>(_config).Build();")]
    [InlineData("Func<IConsumer<string, string>> another = _consumers.Create; another().Close();", "=> new ConsumerBuilder<string, string>(_config).Build();")]
    [InlineData("", "=> _last ??= new ConsumerBuilder<string, string>(_config).Build();")]
    [InlineData("", "{ _last = new ConsumerBuilder<string, string>(_config).Build(); return _last; }")]
    public Task Made_by_a_factory_and_closed_or_kept(string use, string create) => Verify.SilentAsync(References.Kafka2, Factory(use, create), "EVC5009");

    [Fact]
    public Task Closes_in_finally() => Verify.FixesAsync<ConsumerNotClosedFix>(References.Kafka2, Worker(""), """
        using Confluent.Kafka;

        class Worker
        {
            private readonly List<object> _kept = new();

            void Run(ConsumerConfig config, CancellationToken token)
            {
                using var consumer = new ConsumerBuilder<string, string>(config).Build();
                try
                {
                    consumer.Subscribe("orders");
                    while (!token.IsCancellationRequested)
                    {
                        Console.WriteLine(consumer.Consume(token).Message.Value);
                    }
                }
                finally
                {
                    consumer.Close();
                }
            }
        }

        static class Consumers
        {
            public static void Stop(IConsumer<string, string> stopped) => stopped.Close();
        }
        """,
        title: "Call 'Close' before it is disposed");

    [Fact]
    public Task Uses_a_try_that_is_there() => Verify.FixesAsync<ConsumerNotClosedFix>(
        References.Kafka2,
        """
        using Confluent.Kafka;

        class Worker
        {
            void Run(ConsumerConfig config, CancellationToken token)
            {
                using (var consumer = new ConsumerBuilder<string, string>(config).{|EVC5009:Build|}())
                {
                    consumer.Subscribe("orders");
                    try
                    {
                        while (true)
                            Console.WriteLine(consumer.Consume(token).Message.Value);
                    }
                    catch (OperationCanceledException)
                    {
                    }
                }
            }
        }
        """,
        """
        using Confluent.Kafka;

        class Worker
        {
            void Run(ConsumerConfig config, CancellationToken token)
            {
                using (var consumer = new ConsumerBuilder<string, string>(config).Build())
                {
                    consumer.Subscribe("orders");
                    try
                    {
                        while (true)
                            Console.WriteLine(consumer.Consume(token).Message.Value);
                    }
                    catch (OperationCanceledException)
                    {
                    }
                    finally
                    {
                        consumer.Close();
                    }
                }
            }
        }
        """);

    [Fact]
    public Task Closes_before_Dispose() => Verify.FixesAsync<ConsumerNotClosedFix>(
        References.Kafka2,
        Field(""),
        Field("").Replace("{|EVC5009:Build|}", "Build", StringComparison.Ordinal).Replace("        _consumer.Dispose();", "        _consumer.Close();\n        _consumer.Dispose();", StringComparison.Ordinal));

    private static string Field(string stop) => $$"""
        using Confluent.Kafka;

        class Worker : IDisposable
        {
            private readonly IConsumer<string, string> _consumer;

            public Worker(ConsumerConfig config) => _consumer = new ConsumerBuilder<string, string>(config).{|EVC5009:Build|}();

            public void Run()
            {
                _consumer.Subscribe("orders");
                while (true)
                    Console.WriteLine(_consumer.Consume().Message.Value);
            }

            {{stop}}

            public void Dispose()
            {
                _consumer.Dispose();
            }
        }
        """;

    private static string Worker(string end) => $$"""
        using Confluent.Kafka;

        class Worker
        {
            private readonly List<object> _kept = new();

            void Run(ConsumerConfig config, CancellationToken token)
            {
                using var consumer = new ConsumerBuilder<string, string>(config).{|EVC5009:Build|}();
                consumer.Subscribe("orders");
                while (!token.IsCancellationRequested)
                {
                    Console.WriteLine(consumer.Consume(token).Message.Value);
                }{{end}}
            }
        }

        static class Consumers
        {
            public static void Stop(IConsumer<string, string> stopped) => stopped.Close();
        }
        """;
}
