using Microsoft.CodeAnalysis;

namespace EventConsumers.Analyzers.Tests.Robustness;

/// <summary>Helpers that call each other in circles, through lambdas, interfaces and generics.</summary>
public sealed class CallCycleTests
{
    [Theory]
    [InlineData("void A(byte[] b) => A(b);")]
    [InlineData("void A(byte[] b) => B(b); void B(byte[] b) => C(b); void C(byte[] b) => A(b);")]
    [InlineData("void A(byte[] b) { Action again = () => A(b); again(); }")]
    [InlineData("void A(byte[] b) { void Local() => A(b); Local(); }")]
    [InlineData("void A(byte[] b) { void Odd(int n) => Even(n - 1); void Even(int n) => Odd(n - 1); Odd(b.Length); }")]
    [InlineData("Func<byte[], int> f = null!; void A(byte[] b) => f = x => { A(x); return f(x); };")]
    [InlineData("void A(byte[] b) => ((ILoop)new Loop()).Turn(b); interface ILoop { void Turn(byte[] b) => new Loop().Turn(b); } class Loop : ILoop { public void Turn(byte[] b) => ((ILoop)this).Turn(b); }")]
    [InlineData("void A(byte[] b) => A<int>(b); void A<T>(byte[] b) => A<List<T>>(b);")]
    [InlineData("int P { get => P; set => A(null!); } void A(byte[] b) => P = P;")]
    [InlineData("void A(byte[] b) => _ = new R(b); class R { public R(byte[] b) => _ = new R(b); public static implicit operator R(byte[] b) => b; }")]
    [InlineData("async Task A(byte[] b) => await Task.WhenAll(A(b), B(b)); async Task B(byte[] b) { await foreach (var x in C(b)) await A(x); } async IAsyncEnumerable<byte[]> C(byte[] b) { await A(b); yield return b; }")]
    public async Task A_circle_ends(string helpers)
    {
        var findings = await AnalyzerRun.OverAsync(References.RabbitMq6, $$"""
            using RabbitMQ.Client;
            using RabbitMQ.Client.Events;

            class Consumer
            {
                private readonly IModel channel = null!;

                void Attach(EventingBasicConsumer consumer) => consumer.Received += (_, delivery) =>
                {
                    try
                    {
                        A(delivery.Body.ToArray());
                        channel.BasicAck(delivery.DeliveryTag, false);
                    }
                    catch (Exception)
                    {
                        A(delivery.Body.ToArray());
                        channel.BasicNack(delivery.DeliveryTag, false, true);
                    }
                };

                {{helpers}}
            }
            """);
        Assert.NotNull(findings.AsEnumerable<Diagnostic>());
    }

    [Fact]
    public async Task A_hundred_methods_that_call_each_other_are_looked_at_once()
    {
        const int count = 100;
        var calls = string.Concat(Enumerable.Range(0, count).Select(number => $"M{number}(b); "));
        var methods = string.Concat(Enumerable.Range(0, count).Select(number => $"static void M{number}(byte[] b) {{ {calls} }}\n"));
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        await AnalyzerRun.OverAsync(
            AnalyzerRun.Compile(References.RabbitMq6, $$"""
                using RabbitMQ.Client;
                using RabbitMQ.Client.Events;

                class Consumer
                {
                    void Handle(IModel channel, BasicDeliverEventArgs delivery)
                    {
                        channel.BasicAck(delivery.DeliveryTag, false);
                        M0(delivery.Body.ToArray());
                    }

                    {{methods}}
                }
                """),
            cancellationToken: limit.Token);
    }
}
