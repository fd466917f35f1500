using EventConsumers.CodeFixes.Delivery;

namespace EventConsumers.Analyzers.Tests.Rules.Delivery;

public class ProcessingNotAwaitedTests
{
    [Fact]
    public async Task Work_that_is_dropped_before_the_ack()
    {
        var found = await Verify.FindsAsync(References.RabbitMq7, RabbitMq("_ = orders.{|EVC1009:SaveAsync(ea.Body.ToArray())|}; await channel.BasicAckAsync(ea.DeliveryTag, false);"));
        Assert.Equal(
            "'SaveAsync' is not awaited: the message is settled while it still runs, so a failure or crash in it loses the message",
            Assert.Single(found).GetMessage());
    }

    [Theory]
    [InlineData("#pragma warning disable CS4014\norders.{|EVC1009:SaveAsync(order)|};")]
    [InlineData("_ = orders.SaveAsync(order).{|EVC1009:ContinueWith(t => Console.WriteLine(t.Exception))|};")]
    [InlineData("_ = Task.{|EVC1009:Run(() => orders.SaveAsync(order))|};")]
    [InlineData("_ = Task.{|EVC1009:Run(() => orders.Save(order))|};")]
    [InlineData("_ = Task.Factory.{|EVC1009:StartNew(() => orders.Save(order))|};")]
    [InlineData("await Task.Factory.{|EVC1009:StartNew(async () => await orders.SaveAsync(order))|};")]
    [InlineData("var unused = orders.{|EVC1009:SaveAsync(order)|};")]
    public Task Every_way_to_start_and_forget(string start) => Verify.FindsAsync(References.RabbitMq7, RabbitMq($$"""
        var order = ea.Body.ToArray();
        {{start}}
        await channel.BasicAckAsync(ea.DeliveryTag, false);
        """));

    [Theory]
    [InlineData("await orders.SaveAsync(order);")]
    [InlineData("var task = orders.SaveAsync(order); await task;")]
    [InlineData("await Task.WhenAll(orders.SaveAsync(order), orders.SaveAsync(order));")]
    [InlineData("await Task.Run(() => orders.SaveAsync(order));")]
    [InlineData("await Task.Factory.StartNew(() => orders.Save(order));")]
    [InlineData("await Task.Factory.StartNew(async () => await orders.SaveAsync(order)).Unwrap();")]
    [InlineData("_ = orders.RefreshAsync(); await orders.SaveAsync(order);")]
    [InlineData("_ = Task.Run(() => Console.WriteLine(order)); await orders.SaveAsync(order);")]
    public Task What_is_awaited_or_does_not_use_the_message(string work) => Verify.SilentAsync(References.RabbitMq7, RabbitMq($$"""
        var order = ea.Body.ToArray();
        {{work}}
        await channel.BasicAckAsync(ea.DeliveryTag, false);
        """), "EVC1009");

    [Fact]
    public Task Work_that_settles_the_message_itself() => Verify.SilentAsync(References.RabbitMq7, RabbitMq("""
        _ = Task.Run(async () =>
        {
            await orders.SaveAsync(ea.Body.ToArray());
            await channel.BasicAckAsync(ea.DeliveryTag, false);
        });
        _ = HandleAsync(channel, ea);
        await Task.CompletedTask;
        """), "EVC1009");

    [Fact]
    public Task A_message_that_nobody_settles_on_that_way() => Verify.SilentAsync(References.RabbitMq7, RabbitMq("""
        if (ea.Redelivered)
        {
            _ = orders.SaveAsync(ea.Body.ToArray());
            return;
        }

        await channel.BasicAckAsync(ea.DeliveryTag, false);
        """), "EVC1009");

    [Theory]
    [InlineData("true", true)]
    [InlineData("false", false)]
    public Task With_automatic_acknowledgement(string autoAck, bool isFound)
    {
        var source = $$"""
            using RabbitMQ.Client;
            using RabbitMQ.Client.Events;

            public interface IOrders { Task SaveAsync(byte[] order); }

            public class Consumer
            {
                private readonly IOrders _orders = null!;

                public void Start(IModel channel)
                {
                    var consumer = new EventingBasicConsumer(channel);
                    consumer.Received += (_, ea) => _orders.{|EVC1009:SaveAsync(ea.Body.ToArray())|};
                    consumer.Received += OnReceived;
                    channel.BasicConsume("orders", {{autoAck}}, consumer);
                }

                private void OnReceived(object? sender, BasicDeliverEventArgs ea)
                {
                    _ = _orders.{|EVC1009:SaveAsync(ea.Body.ToArray())|};
                }
            }
            """;
        return isFound
            ? Verify.FindsAsync(References.RabbitMq6, source)
            : Verify.SilentAsync(References.RabbitMq6, source.Replace("{|EVC1009:", "").Replace("|}", ""), "EVC1009");
    }

    [Fact]
    public Task Handlers_whose_framework_settles() => Verify.FindsAsync(References.MassTransit | References.Lambda | References.FunctionsIsolated, """
        using Amazon.Lambda.SQSEvents;
        using Azure.Messaging.ServiceBus;
        using MassTransit;
        using Microsoft.Azure.Functions.Worker;

        public record Order(int Id);

        public interface IOrders { Task SaveAsync(object? order); }

        public class OrderConsumer : IConsumer<Order>
        {
            private readonly IOrders _orders = null!;

            public Task Consume(ConsumeContext<Order> context)
            {
                _ = _orders.{|EVC1009:SaveAsync(context.Message)|};
                return Task.CompletedTask;
            }

            public async Task Handle(SQSEvent batch)
            {
                foreach (var record in batch.Records)
                    _ = _orders.{|EVC1009:SaveAsync(record.Body)|};
                await Task.WhenAll(batch.Records.Select(record => _orders.SaveAsync(record.Body)));
            }

            [Function("orders")]
            public void Run([ServiceBusTrigger("orders")] ServiceBusReceivedMessage message) => _ = Task.{|EVC1009:Run(() => _orders.SaveAsync(message))|};
        }
        """);

    [Fact]
    public Task Started_by_a_method_that_returns_nothing() => Verify.FindsAsync(References.RabbitMq7, """
        using RabbitMQ.Client;
        using RabbitMQ.Client.Events;

        public interface IOrders { Task SaveAsync(byte[] order); Task RefreshAsync(); }

        public class Consumer
        {
            private readonly IOrders _orders = null!;

            public void Start(IChannel channel, AsyncEventingBasicConsumer consumer) => consumer.ReceivedAsync += async (_, ea) =>
            {
                var order = ea.Body.ToArray();
                Save(order);
                SaveInBackground(5, order);
                SaveAndWait(order);
                Refresh(order);
                Overridden(order);
                await channel.BasicAckAsync(ea.DeliveryTag, false);
            };

            private void Save(byte[] order) => _orders.{|EVC1009:SaveAsync(order)|};

            private void SaveInBackground(int count, byte[] order)
            {
                if (count > 0)
                    _ = Task.{|EVC1009:Run(() => _orders.SaveAsync(order))|};
            }

            private void SaveAndWait(byte[] order) => _orders.SaveAsync(order).GetAwaiter().GetResult();

            private void Refresh(byte[] order)
            {
                _ = _orders.RefreshAsync();
                Console.WriteLine(order.Length);
            }

            protected virtual void Overridden(byte[] order) => _ = _orders.SaveAsync(order);

            public void SaveUnacknowledged(AsyncEventingBasicConsumer consumer) => consumer.ReceivedAsync += async (_, ea) =>
            {
                Keep(ea.Body.ToArray());
                await Task.Yield();
            };

            private void Keep(byte[] order) => _ = _orders.SaveAsync(order);
        }
        """);

    [Fact]
    public Task A_method_that_has_the_message_settled_later() => Verify.SilentAsync(References.MassTransit | References.RabbitMq7, """
        using RabbitMQ.Client;
        using RabbitMQ.Client.Events;

        public interface IOrders { Task SaveAsync(byte[] order); }

        public class Consumer
        {
            private readonly IOrders _orders = null!;

            public void Start(IChannel channel, AsyncEventingBasicConsumer consumer) => consumer.ReceivedAsync += (_, ea) =>
            {
                Handle(channel, ea);
                return Task.CompletedTask;
            };

            private void Handle(IChannel channel, BasicDeliverEventArgs ea) => _ = Task.Run(async () =>
            {
                await _orders.SaveAsync(ea.Body.ToArray());
                await channel.BasicAckAsync(ea.DeliveryTag, false);
            });
        }
        """, "EVC1009");

    [Fact]
    public Task The_fix_awaits_in_the_method_and_where_it_is_called() => Verify.FixesAsync<ProcessingNotAwaitedFix>(References.MassTransit, """
        using MassTransit;

        public record Order(int Id);

        public interface IOrders { Task SaveAsync(Order order); }

        public class OrderConsumer : IConsumer<Order>
        {
            private readonly IOrders _orders = null!;

            public async Task Consume(ConsumeContext<Order> context)
            {
                await Task.Yield();
                Save(context.Message);
            }

            private void Save(Order order)
            {
                _ = _orders.{|EVC1009:SaveAsync(order)|};
            }
        }
        """, """
        using MassTransit;

        public record Order(int Id);

        public interface IOrders { Task SaveAsync(Order order); }

        public class OrderConsumer : IConsumer<Order>
        {
            private readonly IOrders _orders = null!;

            public async Task Consume(ConsumeContext<Order> context)
            {
                await Task.Yield();
                await Save(context.Message);
            }

            private async Task Save(Order order)
            {
                await _orders.SaveAsync(order);
            }
        }
        """);

    [Fact]
    public Task Sending_is_another_rules() => Verify.SilentAsync(References.MassTransit, """
        using MassTransit;

        public record Order(int Id);

        public class OrderConsumer : IConsumer<Order>
        {
            public Task Consume(ConsumeContext<Order> context)
            {
                _ = context.Publish(context.Message);
                return Task.CompletedTask;
            }
        }
        """, "EVC1009");

    [Theory]
    [InlineData("", true)]
    [InlineData("EnableAutoCommit = true", true)]
    [InlineData("EnableAutoCommit = false", false)]
    public Task Kafka_commits_by_itself_unless_it_is_told_not_to(string setting, bool isFound)
    {
        var source = $$"""
            using Confluent.Kafka;

            public interface IOrders { Task SaveAsync(string order); }

            public class Reader
            {
                private readonly IOrders _orders = null!;

                public void Run(CancellationToken token)
                {
                    using var consumer = new ConsumerBuilder<string, string>(new ConsumerConfig { {{setting}} }).Build();
                    while (true)
                    {
                        var result = consumer.Consume(token);
                        _ = _orders.{|EVC1009:SaveAsync(result.Message.Value)|};
                    }
                }
            }
            """;
        return isFound
            ? Verify.FindsAsync(References.Kafka2, source)
            : Verify.SilentAsync(References.Kafka2, source.Replace("{|EVC1009:", "").Replace("|}", ""), "EVC1009");
    }

    [Theory]
    [InlineData("EnableAutoCommit = true", true)]
    [InlineData("", false)]
    public Task A_type_that_sets_the_option_is_not_concerned_with_what_others_set(string setting, bool isFound)
    {
        var source = $$"""
            using Confluent.Kafka;

            public interface IOrders { Task SaveAsync(string order); }

            public static class Others { public static readonly ConsumerConfig Config = new ConsumerConfig { EnableAutoCommit = false }; }

            public class Reader
            {
                private readonly IOrders _orders = null!;

                public void Run(CancellationToken token)
                {
                    using var consumer = new ConsumerBuilder<string, string>(new ConsumerConfig { {{setting}} }).Build();
                    while (true)
                    {
                        var result = consumer.Consume(token);
                        Task.{|EVC1009:Run(() => _orders.SaveAsync(result.Message.Value))|};
                    }
                }
            }
            """;
        return isFound
            ? Verify.FindsAsync(References.Kafka2, source)
            : Verify.SilentAsync(References.Kafka2, source.Replace("{|EVC1009:", "").Replace("|}", ""), "EVC1009");
    }

    [Theory]
    [InlineData("", true)]
    [InlineData("AutoCompleteMessages = false", false)]
    public Task A_processor_completes_by_itself_unless_it_is_told_not_to(string setting, bool isFound)
    {
        var source = $$"""
            using Azure.Messaging.ServiceBus;

            public interface IOrders { Task SaveAsync(BinaryData order); }

            public class Reader
            {
                public void Start(ServiceBusClient client, IOrders orders)
                {
                    var processor = client.CreateProcessor("orders", new ServiceBusProcessorOptions { {{setting}} });
                    processor.ProcessMessageAsync += args =>
                    {
                        _ = orders.{|EVC1009:SaveAsync(args.Message.Body)|};
                        return Task.CompletedTask;
                    };
                }
            }
            """;
        return isFound
            ? Verify.FindsAsync(References.ServiceBus, source)
            : Verify.SilentAsync(References.ServiceBus, source.Replace("{|EVC1009:", "").Replace("|}", ""), "EVC1009");
    }

    [Fact]
    public Task In_process_notifications_are_not_settled() => Verify.SilentAsync(References.MediatR, """
        using MediatR;

        public class Order : INotification { }

        public class Handler : INotificationHandler<Order>
        {
            private readonly Func<Order, Task> _save = null!;

            public Task Handle(Order notification, CancellationToken cancellationToken)
            {
                _ = _save(notification);
                return Task.CompletedTask;
            }
        }
        """, "EVC1009");

    [Fact]
    public Task The_fix_awaits_it() => Verify.FixesAsync<ProcessingNotAwaitedFix>(References.RabbitMq7, RabbitMq("""
        // First
        _ = orders.{|EVC1009:SaveAsync(ea.Body.ToArray())|}; // saved
        _ = Task.{|EVC1009:Run(() => orders.Save(ea.Body.ToArray()))|};
        await Task.Factory.{|EVC1009:StartNew(async () => await orders.SaveAsync(ea.Body.ToArray()))|};
        await channel.BasicAckAsync(ea.DeliveryTag, false);
        """), RabbitMq("""
        // First
        await orders.SaveAsync(ea.Body.ToArray()); // saved
        await Task.Run(() => orders.Save(ea.Body.ToArray()));
        await Task.Factory.StartNew(async () => await orders.SaveAsync(ea.Body.ToArray())).Unwrap();
        await channel.BasicAckAsync(ea.DeliveryTag, false);
        """));

    [Fact]
    public Task The_fix_makes_the_handler_async() => Verify.FixesAsync<ProcessingNotAwaitedFix>(References.MassTransit, """
        using MassTransit;

        public record Order(int Id);

        public interface IOrders { Task SaveAsync(object? order); }

        public class OrderConsumer : IConsumer<Order>
        {
            private readonly IOrders _orders = null!;

            public Task Consume(ConsumeContext<Order> context)
            {
                _ = _orders.{|EVC1009:SaveAsync(context.Message)|};
                return Task.CompletedTask;
            }
        }
        """, """
        using MassTransit;

        public record Order(int Id);

        public interface IOrders { Task SaveAsync(object? order); }

        public class OrderConsumer : IConsumer<Order>
        {
            private readonly IOrders _orders = null!;

            public async Task Consume(ConsumeContext<Order> context)
            {
                await _orders.SaveAsync(context.Message);
            }
        }
        """, "Await 'SaveAsync'");

    [Fact]
    public Task No_fix_where_the_handler_cannot_await() => Verify.OffersNoFixAsync<ProcessingNotAwaitedFix>(References.RabbitMq6, """
        using RabbitMQ.Client;
        using RabbitMQ.Client.Events;

        public interface IOrders { Task SaveAsync(byte[] order); }

        public class Consumer
        {
            public void Start(IModel channel, IOrders orders)
            {
                var consumer = new EventingBasicConsumer(channel);
                consumer.Received += (_, ea) =>
                {
                    _ = orders.{|EVC1009:SaveAsync(ea.Body.ToArray())|};
                    channel.BasicAck(ea.DeliveryTag, false);
                };
            }
        }
        """);

    private static string RabbitMq(string body) => $$"""
        using RabbitMQ.Client;
        using RabbitMQ.Client.Events;

        public interface IOrders { Task SaveAsync(byte[] order); Task RefreshAsync(); void Save(byte[] order); }

        public class Consumer
        {
            public void Start(IChannel channel, IOrders orders)
            {
                var consumer = new AsyncEventingBasicConsumer(channel);
                consumer.ReceivedAsync += async (_, ea) =>
                {
        {{string.Join("\n", body.Split('\n').Select(line => line.Length == 0 || line[0] == '#' ? line : "            " + line))}}
                };

                async Task HandleAsync(IChannel channel, BasicDeliverEventArgs ea)
                {
                    await orders.SaveAsync(ea.Body.ToArray());
                    await channel.BasicAckAsync(ea.DeliveryTag, false);
                }
            }
        }
        """;
}
