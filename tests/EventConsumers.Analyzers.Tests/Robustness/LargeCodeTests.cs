using System.Diagnostics;

namespace EventConsumers.Analyzers.Tests.Robustness;

/// <summary>The analyzer's time must grow with the code, not with its square or worse. No other test runs meanwhile, so that times mean something.</summary>
[Collection(nameof(LargeCodeTests))]
[CollectionDefinition(nameof(LargeCodeTests), DisableParallelization = true)]
public sealed class LargeCodeTests
{
    private const int Small = 1250;
    private const int Large = 4 * Small;

    // Four times the code in four times the time, and room for garbage collections; a square would take sixteen times.
    private const double MostGrowth = 8;

    public static TheoryData<string> Shapes => [.. Bodies.Keys];

    private static Dictionary<string, Func<int, string>> Bodies { get; } = new()
    {
        ["work, then one settle"] = count => Lines(count, _ => "Handle(delivery.Body);") + Ack,
        ["cases that settle"] = count => "switch (delivery.RoutingKey) {" + Lines(count / 10, n => $"case \"{n}\": Handle(delivery.Body); {Ack} break;") + "}",
        ["settle, then work"] = count => Ack + Lines(count, n => $"Handle({n});"),
        ["variables that follow each other"] = count => "var x0 = delivery.Body;" + Lines(count, n => $"var x{n + 1} = x{n};") + $"Handle(x{count});" + Ack,
        ["flags tested in a row"] = count => Lines(count, n => $"if (flag{n % 50}) {{ Handle({n}); }}") + Ack,
        ["flags set and tested"] = count => "var ok = true;" + Lines(count, n => $"if (Handle({n}) == null) {{ ok = false; }} if (!ok) {{ return; }}") + Ack,
        ["flags set and tested in a try"] = count => "var ok = true; try {" + Lines(count, n => $"if (Handle({n}) == null) {{ ok = false; }} if (!ok) {{ return; }}")
            + "} catch (IOException) { ok = false; } finally { if (ok) { Handle(\"\"); } }" + Ack,
        ["nulls tested"] = count => "object? o = null;" + Lines(count, n => $"o = Handle({n}); if (o is null) {{ return; }}") + Ack,
        ["try-catches in a row"] = count => Lines(count / 4, n => $"try {{ Handle({n}); }} catch (IOException) {{ Handle(\"\"); }}") + Ack,
        ["lambdas in a row"] = count => Lines(count / 4, n => $"Run(() => Handle(delivery.Body));") + Ack,
        ["helpers"] = count => Lines(count, n => $"Helper{n % 100}(delivery.Body);") + Ack,
        ["loops in a row"] = count => Lines(count / 4, n => $"foreach (var b in delivery.Body.ToArray()) {{ Handle(b); }}") + Ack,
    };

    private const string Ack = "channel.BasicAck(delivery.DeliveryTag, false);\n";

    [Theory]
    [MemberData(nameof(Shapes))]
    public async Task Time_grows_with_the_size_of_a_handler(string shape)
    {
        await MeasureAsync(shape, 100);
        var (small, large) = (0.0, 0.0);
        for (var attempt = 0; attempt < 3; attempt++)
        {
            small = await MeasureAsync(shape, Small);
            large = await MeasureAsync(shape, Large);
            if (large < MostGrowth * Math.Max(small, 20))
                return;
        }

        Assert.Fail($"{Small} statements take {small:F0} ms, {Large} take {large:F0} ms: {large / small:F1} times as long, and no better in two earlier attempts.");
    }

    // Processor time, not time that passes: the machine has other things to do. The best of three: the others collected garbage.
    private static async Task<double> MeasureAsync(string shape, int count)
    {
        var compilation = AnalyzerRun.Compile(References.RabbitMq6, Source(Bodies[shape](count)));
        var errors = compilation.GetDiagnostics().Where(diagnostic => diagnostic.Severity == Microsoft.CodeAnalysis.DiagnosticSeverity.Error);
        Assert.Empty(errors);

        var best = double.MaxValue;
        for (var run = 0; run < 3; run++)
        {
            var before = Process.GetCurrentProcess().TotalProcessorTime;
            await AnalyzerRun.OverAsync(compilation);
            best = Math.Min(best, (Process.GetCurrentProcess().TotalProcessorTime - before).TotalMilliseconds);
        }

        return best;
    }

    private static string Source(string body) => $$"""
        using RabbitMQ.Client;
        using RabbitMQ.Client.Events;

        public abstract class Consumer
        {
            private readonly IModel channel = null!;
            {{Lines(50, n => $"private bool flag{n};")}}

            public void OnReceived(object sender, BasicDeliverEventArgs delivery)
            {
                {{body}}
            }

            protected abstract object? Handle(object? body);
            protected abstract void Run(Action action);
            {{Lines(100, n => $"private void Helper{n}(ReadOnlyMemory<byte> body) {{ for (var i = 0; i < body.Length; i++) {{ Helper{(n + 1) % 100}(body.Slice(i)); }} }}")}}
        }
        """;

    private static string Lines(int count, Func<int, string> line) => string.Join('\n', Enumerable.Range(0, count).Select(line)) + "\n";
}
