namespace EventConsumers.Analyzers.Tests.Rules.Semantics;

public class DualWriteTests
{
    private const string Shop = """

        public class Order { public Guid Id { get; set; } }
        public record OrderStored(Guid Id);

        public class Shop : DbContext
        {
            public DbSet<Order> Orders => Set<Order>();
        }
        """;

    [Fact]
    public async Task Saved_and_published_by_a_request()
    {
        var found = await Verify.FindsAsync(References.MassTransit | References.EntityFramework, Controller("""
            _shop.Orders.Add(order);
                    await _shop.SaveChangesAsync();
                    await _bus.{|EVC7003:Publish(new OrderStored(order.Id))|};
            """));
        Assert.Equal(
            "'Publish' sends and 'SaveChangesAsync' writes to a database, each for itself: after a failure in between only one of them has happened; an outbox does both or none",
            found[0].GetMessage());
    }

    [Theory]
    [InlineData("await _bus.{|EVC7003:Publish(new OrderStored(order.Id))|}; _shop.SaveChanges();")]
    [InlineData("if (await _shop.SaveChangesAsync() > 0) await _bus.{|EVC7003:Publish(new OrderStored(order.Id))|};")]
    [InlineData("foreach (var item in _shop.Orders) { await _shop.SaveChangesAsync(); await _bus.{|EVC7003:Publish(new OrderStored(item.Id))|}; }")]
    [InlineData("await _orders.StoreAsync(order); await _bus.{|EVC7003:Publish(new OrderStored(order.Id))|};")]
    [InlineData("await _shop.Database.ExecuteSqlRawAsync(\"DELETE FROM orders\"); await _bus.{|EVC7003:Publish(new OrderStored(order.Id))|};")]
    public Task In_every_way(string code) => Verify.FindsAsync(References.MassTransit | References.EntityFramework, Controller(code));

    [Theory]
    [InlineData("await _bus.Publish(new OrderStored(order.Id));")]
    [InlineData("await _shop.Orders.FindAsync(order.Id); await _bus.Publish(new OrderStored(order.Id));")]
    [InlineData("if (order.Id == Guid.Empty) await _shop.SaveChangesAsync(); else await _bus.Publish(new OrderStored(order.Id));")]
    [InlineData("if (order.Id == Guid.Empty) { await _shop.SaveChangesAsync(); return; } await _bus.Publish(new OrderStored(order.Id));")]
    [InlineData("foreach (var item in _shop.Orders) { if (item.Id == order.Id) await _bus.Publish(new OrderStored(item.Id)); else await _shop.SaveChangesAsync(); }")]
    [InlineData("try { await _shop.SaveChangesAsync(); } catch { await _bus.Publish(new OrderStored(order.Id)); throw; }")]
    [InlineData("await _shop.Database.ExecuteSqlRawAsync(\"SELECT 1\"); await _bus.Publish(new OrderStored(order.Id));")]
    public Task One_of_them_or_one_on_each_way(string code) => Verify.SilentAsync(References.MassTransit | References.EntityFramework, Controller(code), "EVC7003");

    [Fact]
    public Task In_methods_that_a_handler_calls() => Verify.FindsAsync(
        References.MassTransit | References.EntityFramework,
        Controller("", "await new Orders().StoreAsync(context.Message); await {|EVC7003:TellAsync(_bus, context.Message)|};"));

    [Fact]
    public Task With_an_outbox() => Verify.SilentAsync(
        References.MassTransit | References.EntityFramework,
        Controller("await _shop.SaveChangesAsync(); await _bus.Publish(new OrderStored(order.Id));") + """

        public static class Setup
        {
            public static void Configure(IReceiveEndpointConfigurator endpoint, IRegistrationContext context) => endpoint.UseInMemoryOutbox(context);
        }
        """, "EVC7003");

    [Theory, EachVersionOf(Client.Kafka)]
    public Task In_a_poll_loop(References client) => Verify.FindsAsync(client | References.Dapper, """
        using System.Data;
        using Confluent.Kafka;
        using Dapper;

        class Worker
        {
            async Task RunAsync(IConsumer<string, string> consumer, IProducer<string, string> producer, IDbConnection database, CancellationToken token)
            {
                while (true)
                {
                    var result = consumer.Consume(token);
                    await database.ExecuteAsync("UPDATE orders SET paid = 1 WHERE id = @id", new { id = result.Message.Key });
                    await producer.{|EVC7003:ProduceAsync("paid", result.Message)|};
                }
            }
        }
        """);

    [Fact]
    public Task In_a_handler_of_RabbitMQ_6() => Verify.FindsAsync(References.RabbitMq6, """
        using System.Data.Common;
        using RabbitMQ.Client;
        using RabbitMQ.Client.Events;

        class Worker
        {
            void Run(IModel channel, EventingBasicConsumer consumer, DbConnection database) => consumer.Received += (_, ea) =>
            {
                using var command = database.CreateCommand();
                command.CommandText = "INSERT INTO orders (id) VALUES (1)";
                command.ExecuteNonQuery();
                channel.{|EVC7003:BasicPublish("", "stored", null, ea.Body)|};
            };
        }
        """);

    [Theory]
    [InlineData("INSERT INTO orders (id) VALUES (1)", true)]
    [InlineData("CREATE TABLE orders (id int)", false)]
    public Task In_a_handler_of_RabbitMQ_7(string sql, bool writes)
    {
        var source = $$"""
            using System.Data.Common;
            using RabbitMQ.Client;
            using RabbitMQ.Client.Events;

            class Worker
            {
                async Task HandleAsync(BasicDeliverEventArgs ea, IChannel channel, DbDataSource database)
                {
                    await using var command = database.CreateCommand("{{sql}}");
                    await command.ExecuteNonQueryAsync();
                    await channel.{|EVC7003:BasicPublishAsync("", "stored", ea.Body)|};
                }
            }
            """;
        return writes ? Verify.FindsAsync(References.RabbitMq7, source) : Verify.SilentAsync(References.RabbitMq7, source.Replace("{|EVC7003:", "").Replace("|}", ""), "EVC7003");
    }

    [Fact]
    public Task Handlers_whose_framework_sends_at_the_end() => Verify.SilentAsync(References.NServiceBus | References.EntityFramework, """
        using Microsoft.EntityFrameworkCore;
        using NServiceBus;

        public class OrderHandler : IHandleMessages<Order>
        {
            private readonly Shop _shop = null!;

            public async Task Handle(Order message, IMessageHandlerContext context)
            {
                await _shop.SaveChangesAsync();
                await context.Publish(new OrderStored(message.Id));
            }
        }
        """ + Shop, "EVC7003");

    [Fact]
    public Task Requests_of_the_same_framework() => Verify.FindsAsync(References.NServiceBus | References.EntityFramework, """
        using Microsoft.EntityFrameworkCore;
        using NServiceBus;

        public class Controller
        {
            private readonly Shop _shop = null!;

            public async Task PostAsync(Order order, IMessageSession session)
            {
                await _shop.SaveChangesAsync();
                await session.{|EVC7003:Publish(new OrderStored(order.Id))|};
            }
        }
        """ + Shop);

    [Fact]
    public Task Publishers_that_store_first() => Verify.SilentAsync(References.Cap | References.EntityFramework, """
        using DotNetCore.CAP;
        using Microsoft.EntityFrameworkCore;

        public class Controller
        {
            private readonly Shop _shop = null!;

            public async Task PostAsync(Order order, ICapPublisher publisher)
            {
                await _shop.SaveChangesAsync();
                await publisher.PublishAsync("stored", new OrderStored(order.Id));
            }
        }
        """ + Shop, "EVC7003");

    private static string Controller(string code, string inConsumer = "") => $$"""
        using MassTransit;
        using Microsoft.EntityFrameworkCore;

        public interface IOrders
        {
            Task StoreAsync(Order order);
        }

        public class Orders : IOrders
        {
            private readonly Shop _shop = null!;

            public Task StoreAsync(Order order)
            {
                _shop.Orders.Add(order);
                return _shop.SaveChangesAsync();
            }
        }

        public class Controller
        {
            private readonly Shop _shop = null!;
            private readonly IBus _bus = null!;
            private readonly IOrders _orders = null!;

            public async Task PostAsync(Order order)
            {
                {{code}}
                await Task.Yield();
            }

            private static Task TellAsync(IBus bus, Order order) => bus.Publish(new OrderStored(order.Id));

            private class Consumer : IConsumer<Order>
            {
                private readonly Shop _shop = null!;
                private readonly IBus _bus = null!;

                public async Task Consume(ConsumeContext<Order> context)
                {
                    {{inConsumer}}
                    await Task.Yield();
                }
            }
        }
        """ + Shop;
}
