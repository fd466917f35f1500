using EventConsumers.CodeFixes.Scaling;

namespace EventConsumers.Analyzers.Tests.Rules.Scaling;

public class HandlerIgnoresCancellationTests
{
    [Fact]
    public async Task The_token_of_the_delivery()
    {
        var found = await Verify.FindsAsync(References.RabbitMq7, Handler("await orders.{|EVC5011:SaveAsync(ea.Body)|};"));
        Assert.Equal("'SaveAsync' cannot be cancelled when the consumer stops; pass 'ea.CancellationToken'", Assert.Single(found).GetMessage());
    }

    [Theory]
    [InlineData("await Task.{|EVC5011:Delay(10_000)|};")]
    [InlineData("await Task.{|EVC5011:Delay(TimeSpan.FromSeconds(1.5))|};")]
    [InlineData("var wait = ea.Body.Length; await Task.{|EVC5011:Delay(wait)|};")]
    [InlineData("await orders.{|EVC5011:SaveAsync(ea.Body)|}.ConfigureAwait(false);")]
    [InlineData("await confirmed.{|EVC5011:BasicPublishAsync(\"\", \"orders\", ea.Body)|};")]
    public Task Calls_that_take_one(string call) => Verify.FindsAsync(References.RabbitMq7, Handler(call));

    [Theory]
    [InlineData("await orders.SaveAsync(ea.Body, ea.CancellationToken);")]
    [InlineData("await orders.SaveAsync(ea.Body, CancellationToken.None);")]
    [InlineData("await orders.CountAsync();")]
    [InlineData("await channel.BasicAckAsync(ea.DeliveryTag, false);")]
    [InlineData("await channel.BasicPublishAsync(\"\", \"orders\", ea.Body);")]
    [InlineData("try { Console.WriteLine(); } catch { await orders.SaveAsync(ea.Body); } finally { await orders.SaveAsync(ea.Body); }")]
    [InlineData("await Task.Delay(1000);")]
    [InlineData("System.Data.Common.DbTransaction transaction = null!; await transaction.CommitAsync();")]
    [InlineData("System.Data.Common.DbTransaction transaction = null!; await transaction.RollbackAsync();")]
    [InlineData("await Task.Delay(TimeSpan.FromSeconds(1));")]
    [InlineData("var wait = TimeSpan.FromMilliseconds(200); await Task.Delay(wait);")]
    [InlineData("await RunAsync(async token => await orders.SaveAsync(ea.Body));")]
    public Task Calls_that_take_none_or_have_to_finish(string call) => Verify.SilentAsync(References.RabbitMq7, Handler(call), "EVC5011");

    [Fact]
    public Task The_token_of_a_context() => Verify.FindsAsync(References.MassTransit, """
        using MassTransit;

        public record Order(int Id);

        public interface IOrders { Task SaveAsync(Order order, CancellationToken token = default); }

        public class OrderConsumer : IConsumer<Order>
        {
            private readonly IOrders _orders = null!;

            public async Task Consume(ConsumeContext<Order> context)
            {
                await _orders.{|EVC5011:SaveAsync(context.Message)|};
                await context.Publish(new Order(2));
            }
        }
        """);

    [Fact]
    public Task The_token_of_the_type() => Verify.FindsAsync(References.Rebus, """
        public class Handler : Rebus.Handlers.IHandleMessages<string>
        {
            private readonly CancellationToken _stopping;

            public async Task Handle(string message) => await Task.{|EVC5011:Delay(message.Length)|};
        }
        """);

    [Fact]
    public Task A_token_parameter_is_for_another_analyzer() => Verify.SilentAsync(References.MediatR | References.Wolverine, """
        using MediatR;

        public class Order : INotification { }

        public class Handler : INotificationHandler<Order>
        {
            private readonly CancellationToken _stopping;

            public async Task Handle(Order notification, CancellationToken cancellationToken) => await Task.Delay(1);
        }
        """, "EVC5011");

    [Fact]
    public Task The_fix_passes_it() => Verify.FixesAsync<HandlerIgnoresCancellationFix>(References.RabbitMq7, Handler("""
        await orders.{|EVC5011:SaveAsync(ea.Body)|}; // saved
        await confirmed.{|EVC5011:BasicPublishAsync(exchange: "", routingKey: "orders", body: ea.Body)|};
        await orders.{|EVC5011:SaveAsync(
                        ea.Body)|};
        """), Handler("""
        await orders.SaveAsync(ea.Body, ea.CancellationToken); // saved
        await confirmed.BasicPublishAsync(exchange: "", routingKey: "orders", body: ea.Body, cancellationToken: ea.CancellationToken);
        await orders.SaveAsync(
                        ea.Body,
                        ea.CancellationToken);
        """));

    [Theory]
    [InlineData("false", "{|EVC5011:SaveAsync(ea.Body)|}")]
    [InlineData("true", "SaveAsync(ea.Body)")]
    public Task Messages_that_are_acknowledged_on_delivery(string autoAck, string save) => Verify.ReportsAsync("EVC5011", References.RabbitMq7, Handler(
        $"await orders.{save};", $"await channel.BasicConsumeAsync(\"orders\", {autoAck}, consumer);"));

    private static string Handler(string body, string subscribe = "") => $$"""
        using RabbitMQ.Client;
        using RabbitMQ.Client.Events;

        public interface IOrders { Task SaveAsync(ReadOnlyMemory<byte> order, CancellationToken cancellationToken = default); Task CountAsync(); }

        public class Consumer
        {
            public async Task StartAsync(IConnection connection, IChannel channel, IOrders orders)
            {
                var confirmed = await connection.CreateChannelAsync(new CreateChannelOptions(true, true, null));
                var consumer = new AsyncEventingBasicConsumer(channel);
                consumer.ReceivedAsync += async (_, ea) =>
                {
        {{string.Join("\n", body.Split('\n').Select(line => "            " + line))}}
                    await Task.Yield();
                };
                {{subscribe}}
            }

            private static Task RunAsync(Func<CancellationToken, Task> work) => work(default);
        }
        """;
}
