using EventConsumers.CodeFixes.Throughput;

namespace EventConsumers.Analyzers.Tests.Rules.Throughput;

public class MessagesSentOneByOneTests
{
    private static string Kafka(string code) => $$"""
        using Confluent.Kafka;

        public class Publisher
        {
            private static readonly int Few = 9;
            private readonly IProducer<string, string> _producer = null!;
            private int some = 5;

            public void Set(int value) => some = value;

            public async Task SendAsync(List<string> orders, int count, IConsumer<string, string> consumer, CancellationToken token)
            {
                {{code}}
                await Task.Yield();
            }

            private Task SaveAsync(string order) => Task.FromResult(File.ReadAllText(order));
        }
        """;

    [Theory, EachVersionOf(Client.Kafka)]
    public async Task A_wait_for_every_message(References kafka)
    {
        var found = await Verify.FindsAsync(kafka, Kafka("""
            foreach (var order in orders)
                await _producer.{|EVC2004:ProduceAsync("orders", new Message<string, string> { Value = order }, token)|};
            """));
        Assert.Equal("'ProduceAsync' waits for the broker once per message; use 'Produce' with a delivery handler, or await the tasks together", found[0].GetMessage());
    }

    [Theory]
    [InlineData("foreach (var order in orders) { var sent = await _producer.{|EVC2004:ProduceAsync(\"t\", new Message<string, string> { Value = order })|}; Console.WriteLine(sent.Offset); }")]
    [InlineData("for (var i = 0; i < count; i++) { await _producer.{|EVC2004:ProduceAsync(\"t\", new Message<string, string> { Value = $\"order {i}\" })|}; }")]
    [InlineData("for (var i = 0; i < count; i++) { if (token.IsCancellationRequested) break; var text = Guid.NewGuid().ToString(); try { await _producer.{|EVC2004:ProduceAsync(\"t\", new Message<string, string> { Value = text })|}; } catch (Exception e) { Console.WriteLine(e); } }")]
    [InlineData("for (var i = 0; i < 10; i++) { await _producer.{|EVC2004:ProduceAsync(\"t\", new Message<string, string> { Value = $\"order {i}\" })|}; }")]
    [InlineData("for (var i = 0; i < some; i++) { await _producer.{|EVC2004:ProduceAsync(\"t\", new Message<string, string> { Value = $\"order {i}\" })|}; }")]
    [InlineData("await SomeAsync(5); await SomeAsync(70); async Task SomeAsync(int most) { for (var i = 0; i < most; i++) await _producer.{|EVC2004:ProduceAsync(\"t\", new Message<string, string> { Value = $\"{i}\" })|}; }")]
    [InlineData("foreach (var order in orders) { await SaveAsync(order); await _producer.{|EVC2004:ProduceAsync(\"t\", new Message<string, string> { Value = order })|}.ConfigureAwait(false); }")]
    public Task Loops_that_wait(string code) => Verify.FindsAsync(References.Kafka2, Kafka(code));

    [Theory]
    [InlineData("var tasks = orders.Select(order => _producer.ProduceAsync(\"t\", new Message<string, string> { Value = order })); await Task.WhenAll(tasks);")]
    [InlineData("var tasks = new List<Task>(); foreach (var order in orders) tasks.Add(_producer.ProduceAsync(\"t\", new Message<string, string> { Value = order })); await Task.WhenAll(tasks);")]
    [InlineData("foreach (var order in orders) _producer.Produce(\"t\", new Message<string, string> { Value = order }, report => Console.WriteLine(report.Error)); _producer.Flush(token);")]
    [InlineData("foreach (var order in orders) { await _producer.ProduceAsync(\"t\", new Message<string, string> { Value = order }); await Task.Delay(1000, token); }")]
    [InlineData("string? line; while ((line = Console.ReadLine()) != null) await _producer.ProduceAsync(\"t\", new Message<string, string> { Value = line });")]
    [InlineData("for (var attempt = 0; attempt < count; attempt++) { try { var text = orders[0]; await _producer.ProduceAsync(\"t\", new Message<string, string> { Value = text }); return; } catch (KafkaException) { } }")]
    [InlineData("for (var attempt = 0; attempt < count; attempt++) { try { await _producer.ProduceAsync(\"t\", new Message<string, string> { Value = orders[0] }); break; } catch (KafkaException) { } }")]
    [InlineData("foreach (var order in orders) { try { await SaveAsync(order); } catch (IOException) { await _producer.ProduceAsync(\"dead\", new Message<string, string> { Value = order }); } }")]
    [InlineData("foreach (var topic in new[] { \"a\", \"b\" }) await _producer.ProduceAsync(topic, new Message<string, string> { Value = topic });")]
    [InlineData("var parts = orders[0].Split('|'); for (var i = 0; i < parts.Length; i++) { var part = new Tuple<int, int, string>(i, parts.Length, parts[i]); await _producer.ProduceAsync(\"t\", new Message<string, string> { Value = part.ToString() }); }")]
    [InlineData("for (var i = 1; i <= Few; i++) await _producer.ProduceAsync(\"t\", new Message<string, string> { Value = $\"{i}\" });")]
    [InlineData("await SomeAsync(5); await SomeAsync(7); async Task SomeAsync(int most) { for (var i = 0; i < most; i++) await _producer.ProduceAsync(\"t\", new Message<string, string> { Value = $\"{i}\" }); }")]
    [InlineData("for (var i = 0; i < 2; i++) await _producer.ProduceAsync(\"t\", new Message<string, string> { Value = $\"{i}\" });")]
    [InlineData("foreach (var order in orders) { var result = consumer.Consume(token); await _producer.ProduceAsync(\"t\", new Message<string, string> { Value = order + result.Message.Value }); }")]
    [InlineData("DeliveryResult<string, string>? last = null; foreach (var order in orders) last = await _producer.ProduceAsync(\"t\", new Message<string, string> { Key = last?.Offset.ToString() ?? \"\", Value = order });")]
    [InlineData("await Parallel.ForEachAsync(orders, token, async (order, t) => await _producer.ProduceAsync(\"t\", new Message<string, string> { Value = order }, t));")]
    [InlineData("while (!token.IsCancellationRequested) { var result = consumer.Consume(token); await _producer.ProduceAsync(\"t\", result.Message, token); }")]
    public Task Loops_that_do_not_wait_or_must(string code) => Verify.SilentAsync(References.Kafka2, Kafka(code), "EVC2004");

    [Theory, EachVersionOf(Client.Sqs)]
    public async Task Sqs(References sqs)
    {
        var found = await Verify.FindsAsync(sqs, """
            using Amazon.SQS;
            using Amazon.SQS.Model;

            public class Publisher
            {
                public async Task SendAsync(IAmazonSQS client, string url, IEnumerable<string> orders)
                {
                    foreach (var order in orders)
                        await client.{|EVC2004:SendMessageAsync(new SendMessageRequest { QueueUrl = url, MessageBody = order })|};
                }
            }
            """);
        Assert.EndsWith("use 'SendMessageBatchAsync', ten at a time", found[0].GetMessage(), StringComparison.Ordinal);
        await Verify.OffersNoFixAsync<MessagesSentOneByOneFix>(sqs, """
            using Amazon.SQS;

            public class Publisher
            {
                public async Task SendAsync(IAmazonSQS client, string url, IEnumerable<string> orders)
                {
                    foreach (var order in orders)
                        await client.{|EVC2004:SendMessageAsync(url, order)|};
                }
            }
            """);
    }

    [Fact]
    public Task ServiceBus() => Verify.FindsAsync(References.ServiceBus, """
        using Azure.Messaging.ServiceBus;

        public class Publisher
        {
            public async Task SendAsync(ServiceBusSender sender, IEnumerable<string> orders)
            {
                foreach (var order in orders)
                    await sender.{|EVC2004:SendMessageAsync(new ServiceBusMessage(order))|};
            }
        }
        """);

    [Fact]
    public Task Service_bus_message_that_no_batch_takes() => Verify.SilentAsync(References.ServiceBus, """
        using Azure.Messaging.ServiceBus;

        public class Publisher
        {
            public async Task SendAsync(ServiceBusSender sender, IEnumerable<string> orders)
            {
                using var batch = await sender.CreateMessageBatchAsync();
                foreach (var order in orders)
                {
                    var message = new ServiceBusMessage(order);
                    if (!batch.TryAddMessage(message))
                        await sender.SendMessageAsync(message);
                }

                await sender.SendMessagesAsync(batch);
            }
        }
        """, "EVC2004");

    [Fact]
    public Task Publishing_without_confirms_waits_for_nothing() => Verify.SilentAsync(References.RabbitMq7, """
        using RabbitMQ.Client;

        public class Publisher
        {
            public async Task SendAsync(IChannel channel, IEnumerable<byte[]> orders)
            {
                foreach (var order in orders)
                    await channel.BasicPublishAsync("", "orders", order);
            }
        }
        """, "EVC2004");

    [Fact]
    public Task Publishing_and_waiting_for_the_confirmation() => Verify.FindsAsync(References.RabbitMq7, Rabbit("new CreateChannelOptions(true, true)", "{|EVC2004:BasicPublishAsync(\"\", \"orders\", order)|}"));

    [Theory]
    [InlineData("new CreateChannelOptions(true, false)")]
    [InlineData("new CreateChannelOptions(true, tracked)")]
    [InlineData("null")]
    public Task Publishing_without_tracking(string options) => Verify.SilentAsync(References.RabbitMq7, Rabbit(options, "BasicPublishAsync(\"\", \"orders\", order)"), "EVC2004");

    // EVC2010 speaks of the wait for confirms.
    [Fact]
    public Task Waiting_for_confirms() => Verify.FindsAsync(References.RabbitMq6, """
        using RabbitMQ.Client;

        public class Publisher
        {
            public void Send(IModel channel, IEnumerable<byte[]> orders)
            {
                channel.ConfirmSelect();
                foreach (var order in orders)
                {
                    channel.BasicPublish("", "orders", null, order);
                    channel.{|EVC2010:WaitForConfirmsOrDie()|};
                }
            }
        }
        """);

    [Fact]
    public async Task MassTransit()
    {
        var found = await Verify.FindsAsync(References.MassTransit, MassTransitCode("""
            public class Publisher
            {
                public async Task SendAsync(IBus bus, IPublishEndpoint endpoint, ISendEndpoint queue, List<Order> orders)
                {
                    foreach (var order in orders)
                        await bus.{|EVC2004:Publish(order)|};
                    foreach (var order in orders)
                        await endpoint.{|EVC2004:Publish(new Order(order.Id))|};
                    foreach (var order in orders)
                        await queue.{|EVC2004:Send(order)|};
                }
            }
            """));
        Assert.Equal("'Publish' waits for the broker once per message; use 'PublishBatch'", found[0].GetMessage());
        Assert.EndsWith("use 'SendBatch'", found[2].GetMessage(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("class C : IConsumer<Order> { public async Task Consume(ConsumeContext<Order> context) { foreach (var i in new[] { 1, 2, 3 }) await context.Publish(new Order(i)); } }")]
    [InlineData("class C : IConsumer<Order> { private readonly IPublishEndpoint _endpoint = null!; public async Task Consume(ConsumeContext<Order> context) { foreach (var i in new[] { 1, 2, 3 }) await _endpoint.Publish(new Order(i)); } }")]
    [InlineData("class C { async Task SendAsync(ConsumeContext context, List<Order> orders) { foreach (var order in orders) await context.Publish(order); } }")]
    [InlineData("class C { async Task SendAsync(MassTransit.Mediator.IMediator mediator, List<Order> orders) { foreach (var order in orders) await mediator.Publish(order); } }")]
    [InlineData("class C { async Task SendAsync(IPublishEndpoint endpoint, List<Order> orders) { foreach (var order in orders) await endpoint.Publish(order); } void Configure(IBusRegistrationConfigurator bus) => bus.AddInMemoryInboxOutbox(); }")]
    [InlineData("class C { Task SendAsync(IPublishEndpoint endpoint, List<Order> orders) => endpoint.PublishBatch(orders); }")]
    public Task MassTransit_sends_together(string code) => Verify.SilentAsync(References.MassTransit, MassTransitCode(code), "EVC2004");

    [Fact]
    public async Task Rebus()
    {
        var found = await Verify.FindsAsync(References.Rebus, """
            using Rebus.Bus;

            public class Publisher
            {
                public async Task SendAsync(IBus bus, List<string> orders)
                {
                    foreach (var order in orders)
                        await bus.{|EVC2004:Publish(order)|};
                    foreach (var order in orders)
                        await bus.{|EVC2004:Send(order)|};
                }
            }
            """);
        Assert.EndsWith("use a 'RebusTransactionScope' round the loop", found[0].GetMessage(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("class Worker : IHandleMessages<string> { private readonly IBus _bus = null!; public async Task Handle(string message) { foreach (var part in message.Split(',')) await _bus.Publish(part); } }")]
    [InlineData("class Worker { async Task SendAsync(IBus bus, List<string> orders) { using var scope = new RebusTransactionScope(); foreach (var order in orders) await bus.Publish(order); } } class RebusTransactionScope : IDisposable { public void Dispose() { } }")]
    public Task Rebus_sends_together(string code) => Verify.SilentAsync(References.Rebus, "using Rebus.Bus; using Rebus.Handlers; " + code, "EVC2004");

    private static string MassTransitCode(string code) => "using MassTransit; public record Order(int Id); " + code;

    private static string Rabbit(string options, string publish) => $$"""
        using RabbitMQ.Client;

        public class Publisher
        {
            public async Task SendAsync(IConnection connection, IEnumerable<byte[]> orders, bool tracked)
            {
                var channel = await connection.CreateChannelAsync({{options}});
                foreach (var order in orders)
                    await channel.{{publish}};
            }
        }
        """;

    [Fact]
    public Task Waits_for_all_deliveries_after_the_loop() => Verify.FixesAsync<MessagesSentOneByOneFix>(
        References.Kafka2,
        """
        using Confluent.Kafka;

        public class Publisher
        {
            public async Task SendAsync(IProducer<string, string> producer, IEnumerable<string> orders, string deliveries)
            {
                Console.WriteLine(deliveries);

                // Every order.
                foreach (var order in orders)
                {
                    Console.WriteLine(order);
                    await producer.{|EVC2004:ProduceAsync("orders", new Message<string, string> { Value = order })|}.ConfigureAwait(false);
                }

                for (var i = 0; i < 10; i++)
                    await producer.{|EVC2004:ProduceAsync("numbers", new Message<string, string> { Value = $"{i}" })|};
            }
        }
        """,
        """
        using Confluent.Kafka;

        public class Publisher
        {
            public async Task SendAsync(IProducer<string, string> producer, IEnumerable<string> orders, string deliveries)
            {
                Console.WriteLine(deliveries);

                var deliveries2 = new List<Task>();
                // Every order.
                foreach (var order in orders)
                {
                    Console.WriteLine(order);
                    deliveries2.Add(producer.ProduceAsync("orders", new Message<string, string> { Value = order }));
                }
                await Task.WhenAll(deliveries2).ConfigureAwait(false);

                var deliveries3 = new List<Task>();
                for (var i = 0; i < 10; i++)
                    deliveries3.Add(producer.ProduceAsync("numbers", new Message<string, string> { Value = $"{i}" }));
                await Task.WhenAll(deliveries3);
            }
        }
        """,
        title: "Wait for all deliveries after the loop");

    [Theory]
    [InlineData("foreach (var order in orders) { await _producer.{|EVC2004:ProduceAsync(\"t\", new Message<string, string> { Value = order })|}; await SaveAsync(order); }")]
    [InlineData("foreach (var order in orders) { try { await _producer.{|EVC2004:ProduceAsync(\"t\", new Message<string, string> { Value = order })|}; } catch (KafkaException e) { Console.WriteLine(e); } }")]
    public Task What_follows_counts_on_the_delivery(string code) => Verify.OffersNoFixAsync<MessagesSentOneByOneFix>(References.Kafka2, Kafka(code));
}
