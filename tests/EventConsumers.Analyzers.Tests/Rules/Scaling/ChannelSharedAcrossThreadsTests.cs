using Microsoft.CodeAnalysis;

namespace EventConsumers.Analyzers.Tests.Rules.Scaling;

public class ChannelSharedAcrossThreadsTests
{
    [Fact]
    public async Task In_a_parallel_loop_6()
    {
        var found = await Verify.FindsAsync(References.RabbitMq6, Sends6(
            "Parallel.ForEach(bodies, body => channel.{|EVC5008:BasicPublish(\"\", \"orders\", null, body)|});"));
        Assert.Equal(DiagnosticSeverity.Warning, found[0].Severity);
        Assert.Equal(
            "'BasicPublish' is called on 'channel' by several threads at once, which 'Parallel.ForEach' starts; a channel is for one", found[0].GetMessage());
    }

    [Fact]
    public async Task Is_a_suggestion_where_the_client_queues_7()
    {
        var found = await Verify.FindsAsync(References.RabbitMq7, """
            using RabbitMQ.Client;

            class Sender
            {
                private readonly IChannel _channel;

                public Sender(IChannel channel) => _channel = channel;

                public Task SendAsync(IEnumerable<byte[]> bodies) => Parallel.ForEachAsync(
                    bodies, async (body, token) => await _channel.{|EVC5008:BasicPublishAsync("", "orders", body, token)|});
            }
            """);
        Assert.Equal(DiagnosticSeverity.Info, found[0].Severity);
    }

    [Theory]
    [InlineData("foreach (var body in bodies) { var sending = Task.Run(() => channel.{|EVC5008:BasicPublish(\"\", \"orders\", null, body)|}); }")]
    [InlineData("for (ulong tag = 0; tag < 9; tag++) { var mine = tag; Task.Factory.StartNew(() => channel.{|EVC5008:BasicAck(mine, false)|}); }")]
    public Task Tasks_in_a_loop(string code) => Verify.FindsAsync(References.RabbitMq6, Sends6(code));

    [Theory]
    [InlineData("Parallel.ForEach(bodies, body => { lock (channel) channel.BasicPublish(\"\", \"orders\", null, body); });")]
    [InlineData("Parallel.ForEach(bodies, body => { gate.Wait(); channel.BasicPublish(\"\", \"orders\", null, body); gate.Release(); });")]
    [InlineData("Parallel.ForEach(bodies, body => { using var own = connection.CreateModel(); own.BasicPublish(\"\", \"orders\", null, body); });")]
    [InlineData("foreach (var body in bodies) { var own = connection.CreateModel(); var sending = Task.Run(() => own.BasicPublish(\"\", \"orders\", null, body)); }")]
    [InlineData("foreach (var body in bodies) Task.Run(() => channel.BasicPublish(\"\", \"orders\", null, body)).Wait();")]
    [InlineData("var sending = Task.Run(() => { foreach (var body in bodies) channel.BasicPublish(\"\", \"orders\", null, body); });")]
    [InlineData("foreach (var body in bodies) channel.BasicPublish(\"\", \"orders\", null, body);")]
    public Task One_at_a_time(string code) => Verify.SilentAsync(References.RabbitMq6, Sends6(code), "EVC5008");

    [Theory]
    [InlineData("channel.BasicQos(0, 10, false);", "_ = Task.Run(() => channel.{|EVC5008:BasicAck(ea.DeliveryTag, false)|});")]
    [InlineData("", "Task.Run(async () => { await work(ea); channel.{|EVC5008:BasicAck(ea.DeliveryTag, false)|}; });")]
    public Task Tasks_that_a_handler_leaves_behind(string limit, string handle) => Verify.FindsAsync(References.RabbitMq6, Handles6(limit, handle));

    [Theory]
    [InlineData("channel.BasicQos(0, 1, false);", "_ = Task.Run(() => channel.BasicAck(ea.DeliveryTag, false));")]
    [InlineData("channel.BasicQos(0, most, false);", "_ = Task.Run(() => channel.BasicAck(ea.DeliveryTag, false));")]
    [InlineData("", "Task.Run(() => channel.BasicAck(ea.DeliveryTag, false)).Wait();")]
    [InlineData("", "_ = Task.Run(() => { lock (channel) channel.BasicAck(ea.DeliveryTag, false); });")]
    [InlineData("", "channel.BasicAck(ea.DeliveryTag, false); _ = Task.Run(() => work(ea));")]
    public Task Handlers_that_take_turns(string limit, string handle) => Verify.SilentAsync(References.RabbitMq6, Handles6(limit, handle), "EVC5008");

    private static string Handles6(string limit, string handle) => $$"""
        using RabbitMQ.Client;
        using RabbitMQ.Client.Events;

        class Consumer
        {
            void Start(IModel channel, ushort most, Func<BasicDeliverEventArgs, Task> work)
            {
                {{limit}}
                var consumer = new EventingBasicConsumer(channel);
                consumer.Received += (_, ea) =>
                {
                    {{handle}}
                };
                channel.BasicConsume("orders", false, consumer);
            }
        }
        """;

    private static string Sends6(string code) => $$"""
        using RabbitMQ.Client;

        class Sender
        {
            void Send(IConnection connection, IModel channel, IReadOnlyList<byte[]> bodies, SemaphoreSlim gate)
            {
                {{code}}
            }
        }
        """;
}
