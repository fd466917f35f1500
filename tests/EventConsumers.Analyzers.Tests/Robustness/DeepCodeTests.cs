using System.Text;

namespace EventConsumers.Analyzers.Tests.Robustness;

/// <summary>Code as generators and merge accidents write it: nested hundreds deep, chained thousands long. Nothing may throw or hang.</summary>
public sealed class DeepCodeTests
{
    public static TheoryData<string> Shapes => [.. Bodies.Keys];

    private static Dictionary<string, string> Bodies { get; } = new()
    {
        ["500 nested ifs"] = Nested(500, "if (delivery.Redelivered) {", Ack + Work, "}" + Ack),
        ["200 nested loops"] = Nested(200, "while (go) {", Work + Ack, "}"),
        ["300 nested try-catches"] = Nested(300, "try {", Work + Ack, "} catch (Exception) { " + Nack + " }"),
        ["150 nested try-finallys"] = Nested(150, "try {", Work, "} finally { " + Ack + " }"),
        ["300 nested catches"] = Nested(300, "try { Handle(delivery.Body); } catch (Exception) {", Nack, "}"),
        ["100 nested retries"] = Nested(100, "while (true) { try {", Work, "break; } catch (Exception) { Thread.Sleep(1); } }"),
        ["200 nested lambdas"] = Nested(200, "Run(() => {", Ack + Work, "});"),
        ["100 nested local functions"] = "F0();" + string.Concat(Enumerable.Range(0, 100).Select(n => $"async Task F{n}() {{ await F{n + 1}();")) + "async Task F100() { await Task.Yield(); " + Ack + Work + "}" + new string('}', 100),
        ["500 nested parentheses"] = $"var body = {Nested(500, "(", "delivery.Body", ")")}; {Ack} Handle(body);",
        ["500 nested calls"] = $"Handle({Nested(500, "Same(", "delivery.Body", ")")}); {Ack}",
        ["300 nested conditionals"] = $"var body = {Nested(300, "go ? ", "delivery.Body", " : default")}; Handle(body); {Ack}",
        ["300 nested switch expressions"] = $"var body = {Nested(300, "go switch { true => ", "delivery.Body", ", _ => default }")}; Handle(body); {Ack}",
        ["a chain of 2000 calls"] = $"var chain = Chain.Of(delivery){Repeated(2000, ".Then(delivery)")}; {Ack} chain.Run();",
        ["a sum of 2000 terms"] = $"var text = delivery.RoutingKey{Repeated(2000, " + delivery.RoutingKey")}; Handle(text); {Ack}",
        ["1000 alternatives of else if"] = Repeated(1000, "if (delivery.Redelivered) { " + Ack + " } else ") + "{ " + Work + " }",
        ["a switch of 500 cases"] = "switch (delivery.RoutingKey) { " + string.Concat(Enumerable.Range(0, 500).Select(n => $"case \"{n}\": {Work} {Ack} break;")) + " }",
        ["a web of 200 gotos"] = string.Concat(Enumerable.Range(0, 200).Select(n => $"L{n}: if (go) goto L{(n * 7 + 3) % 200}; {(n % 50 == 0 ? Work + Ack : "")}")),
        ["an array of 5000 elements"] = $"var all = new[] {{ {Repeated(5000, "delivery.DeliveryTag, ")} }}; foreach (var tag in all) {{ await channel.BasicAckAsync(tag, false); }}",
    };

    private const string Ack = "await channel.BasicAckAsync(delivery.DeliveryTag, false);";
    private const string Nack = "await channel.BasicNackAsync(delivery.DeliveryTag, false, true);";
    private const string Work = "Handle(delivery.Body);";

    [Theory]
    [MemberData(nameof(Shapes))]
    public async Task Nothing_throws_or_hangs(string shape)
    {
        // Await stands in lambdas too: they must be async to be well-formed.
        var body = Bodies[shape].Replace("() => {", "async () => {", StringComparison.Ordinal);
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        await AnalyzerRun.OverAsync(
            AnalyzerRun.Compile(References.RabbitMq7, $$"""
                using RabbitMQ.Client;
                using RabbitMQ.Client.Events;

                public abstract class Consumer
                {
                    private readonly IChannel channel = null!;
                    private bool go;

                    public async Task OnReceivedAsync(object sender, BasicDeliverEventArgs delivery)
                    {
                        {{body}}
                    }

                    protected abstract void Handle(object body);
                    protected abstract ReadOnlyMemory<byte> Same(ReadOnlyMemory<byte> body);
                    protected abstract void Run(Func<Task> action);
                }

                public abstract class Chain
                {
                    public static Chain Of(BasicDeliverEventArgs delivery) => null!;
                    public Chain Then(BasicDeliverEventArgs delivery) => this;
                    public abstract void Run();
                }
                """),
            cancellationToken: limit.Token);
    }

    private static string Nested(int depth, string open, string core, string close) => Repeated(depth, open) + core + Repeated(depth, close);

    private static string Repeated(int count, string text) => new StringBuilder().Insert(0, text, count).ToString();
}
