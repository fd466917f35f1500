namespace EventConsumers.Analyzers.Tests.Rules.Throughput;

public class PollingInsteadOfPushTests
{
    [Fact]
    public async Task Asks_for_ever_6()
    {
        var found = await Verify.FindsAsync(References.RabbitMq6, Polls6(
            "while (!token.IsCancellationRequested) { var result = channel.{|EVC2007:BasicGet(\"orders\", false)|}; if (result == null) { Thread.Sleep(100); continue; } orders.Save(result.Body.ToArray()); channel.BasicAck(result.DeliveryTag, false); }"));
        Assert.Equal(
            "'BasicGet' in an endless loop costs a round trip for each message, and one for none; 'BasicConsume' has the broker push them", found[0].GetMessage());
    }

    [Fact]
    public Task Asks_for_ever_7() => Verify.FindsAsync(References.RabbitMq7, """
        using RabbitMQ.Client;

        class Worker
        {
            async Task RunAsync(IChannel channel)
            {
                while (true)
                {
                    if (await channel.{|EVC2007:BasicGetAsync("orders", false)|} is { } result)
                        await channel.BasicAckAsync(result.DeliveryTag, false);
                    else
                        await Task.Delay(1000);
                }
            }
        }
        """);

    [Theory]
    [InlineData("BasicGetResult result; while ((result = channel.BasicGet(\"orders\", false)) != null) channel.BasicAck(result.DeliveryTag, false);")]
    [InlineData("while (true) { var result = channel.BasicGet(\"orders\", false); if (result == null) break; channel.BasicAck(result.DeliveryTag, false); }")]
    [InlineData("while (!token.IsCancellationRequested) { var result = channel.BasicGet(\"orders\", false); if (result == null) return; channel.BasicAck(result.DeliveryTag, false); }")]
    [InlineData("for (var i = 0; i < 100; i++) channel.BasicGet(\"orders\", true);")]
    [InlineData("channel.BasicGet(\"orders\", true);")]
    public Task Empties_the_queue_or_asks_once(string code) => Verify.SilentAsync(References.RabbitMq6, Polls6(code), "EVC2007");

    private static string Polls6(string code) => $$"""
        using RabbitMQ.Client;

        interface IOrders { void Save(byte[] order); }

        class Worker
        {
            void Run(IModel channel, IOrders orders, CancellationToken token)
            {
                {{code}}
            }
        }
        """;
}
