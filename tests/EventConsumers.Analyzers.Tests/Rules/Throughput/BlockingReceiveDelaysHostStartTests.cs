using EventConsumers.CodeFixes.Throughput;

namespace EventConsumers.Analyzers.Tests.Rules.Throughput;

public class BlockingReceiveDelaysHostStartTests
{
    private const string Poll = """
        while (!token.IsCancellationRequested)
        {
            var result = _consumer.{|EVC2012:Consume(token)|};
            await _save(result.Message.Value);
        }
        """;

    [Fact]
    public async Task A_poll_loop_before_the_first_await()
    {
        var found = await Verify.FindsAsync(References.Kafka2 | References.Hosting8, Service(Poll));
        Assert.Equal("'Consume' blocks the start of the host: 'ExecuteAsync' has not let go of the starting thread yet", Assert.Single(found).GetMessage());
    }

    [Fact]
    public Task In_a_helper() => Verify.FindsAsync(References.Kafka19 | References.Hosting8, Service("await PollAsync(token);"), "EVC2012");

    [Theory]
    [InlineData("await Task.Yield();\n")]
    [InlineData("await _save(\"\");\n")]
    public Task An_await_lets_go(string first) => Verify.SilentAsync(References.Kafka2 | References.Hosting8, Unmarked(Service(first + Poll)), "EVC2012");

    [Theory]
    [InlineData("await Task.Run(() => PollAsync(token));")]
    [InlineData("await Task.Factory.StartNew(() => _consumer.Consume(token));")]
    [InlineData("_consumer.Consume(TimeSpan.FromSeconds(1)); await Task.Yield();")]
    public Task Another_thread_or_one_receive(string body) => Verify.SilentAsync(References.Kafka2 | References.Hosting8, Unmarked(Service(body)), "EVC2012");

    [Fact]
    public Task Version_10_has_a_thread_for_it() => Verify.SilentAsync(References.Kafka2 | References.Hosting, Unmarked(Service(Poll)), "EVC2012");

    [Fact]
    public Task StartAsync_holds_the_host_up_in_every_version() => Verify.FindsAsync(References.Kafka2 | References.Hosting, """
        using Confluent.Kafka;
        using Microsoft.Extensions.Hosting;

        public class Reader : IHostedService
        {
            private readonly IConsumer<string, string> _consumer = null!;

            public async Task StartAsync(CancellationToken token)
            {
                await Task.Yield();
                while (!token.IsCancellationRequested)
                    Console.WriteLine(_consumer.{|EVC2012:Consume(token)|}.Message.Value);
            }

            public Task StopAsync(CancellationToken token) => Task.CompletedTask;
        }
        """);

    [Fact]
    public Task The_fix_yields() => Verify.FixesAsync<BlockingReceiveDelaysHostStartFix>(References.Kafka2 | References.Hosting8,
        Service("// Poll\n" + Poll), Unmarked(Service("await Task.Yield();\n// Poll\n" + Poll)), "Let the host go on with 'await Task.Yield()'");

    [Fact]
    public Task The_fix_makes_the_method_async() => Verify.FixesAsync<BlockingReceiveDelaysHostStartFix>(References.Kafka2 | References.Hosting8, """
        using Confluent.Kafka;
        using Microsoft.Extensions.Hosting;

        public class Reader : BackgroundService
        {
            private readonly IConsumer<string, string> _consumer = null!;

            protected override Task ExecuteAsync(CancellationToken token)
            {
                while (!token.IsCancellationRequested)
                    Console.WriteLine(_consumer.{|EVC2012:Consume(token)|}.Message.Value);
                return Task.CompletedTask;
            }
        }
        """, """
        using Confluent.Kafka;
        using Microsoft.Extensions.Hosting;

        public class Reader : BackgroundService
        {
            private readonly IConsumer<string, string> _consumer = null!;

            protected override async Task ExecuteAsync(CancellationToken token)
            {
                await Task.Yield();
                while (!token.IsCancellationRequested)
                    Console.WriteLine(_consumer.Consume(token).Message.Value);
            }
        }
        """);

    private static string Unmarked(string source) => source.Replace("{|EVC2012:", "").Replace("|}", "");

    private static string Service(string body) => $$"""
        using Confluent.Kafka;
        using Microsoft.Extensions.Hosting;

        public class Reader : BackgroundService
        {
            private readonly IConsumer<string, string> _consumer = null!;
            private readonly Func<string, Task> _save = null!;

            protected override async Task ExecuteAsync(CancellationToken token)
            {
        {{string.Join("\n", body.Split('\n').Select(line => "        " + line))}}
            }

            private async Task PollAsync(CancellationToken token)
            {
                while (!token.IsCancellationRequested)
                    await _save(_consumer.{{(body.Contains("await PollAsync") ? "{|EVC2012:Consume(token)|}" : "Consume(token)")}}.Message.Value);
            }
        }
        """;
}
