using EventConsumers.CodeFixes.FlowControl;

namespace EventConsumers.Analyzers.Tests.Rules.FlowControl;

public class PrefetchWithoutAcknowledgementTests
{
    [Fact]
    public async Task Automatic_acknowledgement_6()
    {
        var found = await Verify.FindsAsync(References.RabbitMq6, Worker6("channel.{|EVC4003:BasicQos(0, 10, false)|};", "channel.BasicConsume(\"orders\", true, consumer);"));
        Assert.Equal("'BasicQos' has no effect: it limits unacknowledged messages, and 'BasicConsume' acknowledges each on delivery", found[0].GetMessage());
    }

    [Fact]
    public Task Automatic_acknowledgement_7() => Verify.FindsAsync(References.RabbitMq7, """
        using RabbitMQ.Client;

        class Worker
        {
            private readonly IChannel _channel;

            public Worker(IChannel channel) => _channel = channel;

            public Task PrepareAsync() => _channel.{|EVC4003:BasicQosAsync(0, 10, false)|};

            public Task StartAsync(IAsyncBasicConsumer consumer) => _channel.BasicConsumeAsync("orders", autoAck: true, consumer);
        }
        """);

    [Theory]
    [InlineData("channel.BasicConsume(\"orders\", false, consumer);")]
    [InlineData("channel.BasicConsume(\"orders\", flag, consumer);")]
    [InlineData("channel.BasicConsume(\"orders\", true, consumer); channel.BasicConsume(\"logins\", false, consumer);")]
    [InlineData("other.BasicConsume(\"orders\", true, consumer);")]
    [InlineData("channel.BasicConsume(\"orders\", true, consumer); Start(channel);")]
    [InlineData("channel.BasicConsume(\"orders\", true, consumer); var same = channel; same.BasicConsume(\"logins\", false, consumer);")]
    public Task Acknowledged_by_hand_or_unknown(string consume) =>
        Verify.SilentAsync(References.RabbitMq6, Worker6("channel.BasicQos(0, 10, false);", consume), "EVC4003");

    [Fact]
    public Task Settles_after_the_work() => Verify.FixesAsync<PrefetchWithoutAcknowledgementFix>(
        References.RabbitMq6,
        Worker6("channel.{|EVC4003:BasicQos(0, 10, false)|};", "channel.BasicConsume(\"orders\", true, consumer);", work: "Console.WriteLine(ea.RoutingKey);"),
        Worker6("channel.BasicQos(0, 10, false);", "channel.BasicConsume(\"orders\", autoAck: false, consumer);", "\n            channel.BasicAck(ea.DeliveryTag, multiple: false);", "Console.WriteLine(ea.RoutingKey);"));

    private static string Worker6(string limit, string consume, string settle = "", string work = "orders.Save(ea.Body.ToArray());") => $$"""
        using RabbitMQ.Client;
        using RabbitMQ.Client.Events;

        interface IOrders { void Save(byte[] order); }

        class Worker
        {
            void Run(IModel channel, IModel other, IOrders orders, bool flag)
            {
                {{limit}}
                var consumer = new EventingBasicConsumer(channel);
                consumer.Received += (_, ea) =>
                {
                    {{work}}{{settle}}
                };
                {{consume}}
            }

            void Start(IModel channel)
            {
            }
        }
        """;
}
