using EventConsumers.Analyzers.Tests.Rules.Delivery;

namespace EventConsumers.Analyzers.Tests.Rules;

/// <summary>
/// The pairs of rules that look at the same code. Two rules may speak of the same code where each has a repair of its own that leaves
/// the other's defect: EVC6001 (reflection) and EVC6002 (a string for nothing) of one deserializer, EVC1001 and EVC2003 of one commit,
/// EVC1001 and EVC1009 of work that is started after the message was settled and not awaited either.
/// </summary>
internal static class RulePairs
{
    private static readonly References RabbitMq = References.RabbitMq7 | References.Hosting;

    public static IReadOnlyList<RulePair> All { get; } =
    [
        new("EVC1009", "EVC1001", RabbitMq,
            Defect: Rabbit("""
                _ = work.{|EVC1009:SaveAsync(ea)|};
                await channel.BasicAckAsync(ea.DeliveryTag, false);
                """),
            OtherDefect: Rabbit("""
                await {|EVC1001:channel.BasicAckAsync(ea.DeliveryTag, false)|};
                await work.SaveAsync(ea);
                """)),
        new("EVC1001", "EVC1004", RabbitMq,
            Defect: Rabbit("""
                try { await work.SaveAsync(ea); } catch (Exception e) { logger.LogError(e, "Failed"); }
                await {|EVC1001:channel.BasicAckAsync(ea.DeliveryTag, false)|};
                await work.NotifyAsync(ea);
                """),
            OtherDefect: Rabbit("""
                try { await work.SaveAsync(ea); } catch (Exception e) { logger.LogError(e, "Failed"); }
                await {|EVC1004:channel.BasicAckAsync(ea.DeliveryTag, false)|};
                """)),
        new("EVC1004", "EVC1007", RabbitMq,
            Defect: Attached("try { await orders.SaveAsync(ea.Body); } finally { await {|EVC1004:channel.BasicAckAsync(ea.DeliveryTag, false)|}; }"),
            OtherDefect: Attached("await orders.SaveAsync(ea.Body); await channel.{|EVC1007:BasicAckAsync(ea.DeliveryTag, false)|};")),
        new("EVC1006", "EVC1007", RabbitMq,
            Defect: Attached("await orders.SaveAsync(ea.Body);", "{|EVC1006:autoAck: false|}"),
            OtherDefect: Attached("await orders.SaveAsync(ea.Body); await channel.{|EVC1007:BasicAckAsync(ea.DeliveryTag, false)|};")),
        new("EVC1008", "EVC1007", RabbitMq,
            Defect: Attached("await orders.SaveAsync(ea.Body); await {|EVC1008:channel.BasicAckAsync(ea.DeliveryTag, false)|};", "autoAck: true"),
            OtherDefect: Attached("await orders.SaveAsync(ea.Body); await channel.{|EVC1007:BasicAckAsync(ea.DeliveryTag, false)|};")),
        new("EVC1008", "EVC1002", RabbitMq,
            Defect: Attached("await orders.SaveAsync(ea.Body); await {|EVC1008:channel.BasicAckAsync(ea.DeliveryTag, false)|};", "autoAck: true"),
            OtherDefect: Attached("await orders.SaveAsync(ea.Body);", "{|EVC1002:autoAck: true|}")),
        new("EVC1008", "EVC1004", RabbitMq,
            Defect: Rabbit("""
                try { await work.SaveAsync(ea); } catch (Exception) { await channel.BasicRejectAsync(ea.DeliveryTag, false); }
                await {|EVC1008:channel.BasicAckAsync(ea.DeliveryTag, false)|};
                """),
            OtherDefect: Rabbit("""
                try { await work.SaveAsync(ea); } catch (Exception e) { logger.LogError(e, "Failed"); }
                await {|EVC1004:channel.BasicAckAsync(ea.DeliveryTag, false)|};
                """)),
        new("EVC1002", "EVC4002", RabbitMq,
            Defect: Attached("await orders.SaveAsync(ea.Body);", "{|EVC1002:autoAck: true|}"),
            OtherDefect: Attached("await orders.SaveAsync(ea.Body);", subscribe: "{|EVC4002:BasicConsumeAsync(\"orders\", false, consumer)|}")),

        new("EVC1004", "EVC1005", References.ServiceBus,
            Defect: Processor("try { await orders.SaveAsync(args.Message.Body); } catch (Exception e) { Console.WriteLine(e); } await {|EVC1004:args.CompleteMessageAsync(args.Message)|};"),
            OtherDefect: Processor("try { await orders.SaveAsync(args.Message.Body); } {|EVC1005:catch (Exception e)|} { Console.WriteLine(e); }")),
        new("EVC1004", "EVC3009", RabbitMq,
            Defect: Rabbit("""
                try { await work.SaveAsync(System.Text.Json.JsonSerializer.Deserialize<Order>(ea.Body.Span)); await channel.BasicAckAsync(ea.DeliveryTag, false); }
                catch (Exception e) { logger.LogError(e, "Failed"); await {|EVC1004:channel.BasicAckAsync(ea.DeliveryTag, false)|}; }
                """),
            OtherDefect: Rabbit("""
                try { await work.SaveAsync(System.Text.Json.JsonSerializer.Deserialize<Order>(ea.Body.Span)); await channel.BasicAckAsync(ea.DeliveryTag, false); }
                {|EVC3009:catch (System.Text.Json.JsonException e)|} { logger.LogError(e, "Failed"); await channel.BasicAckAsync(ea.DeliveryTag, false); }
                """)),

        new("EVC1013", "EVC1003", References.Kafka2,
            Defect: Kafka("new ConsumerConfig { GroupId = \"orders\" }", "await orders.SaveAsync(result.Message.Value); {|EVC1013:consumer.StoreOffset(result)|};"),
            OtherDefect: Kafka("{|EVC1003:new ConsumerConfig|} { GroupId = \"orders\" }", "await orders.SaveAsync(result.Message.Value);")),
        new("EVC2003", "EVC1003", References.Kafka2,
            Defect: Kafka("new ConsumerConfig { GroupId = \"orders\" }", "await orders.SaveAsync(result.Message.Value); {|EVC2003:consumer.Commit(result)|};"),
            OtherDefect: Kafka("{|EVC1003:new ConsumerConfig|} { GroupId = \"orders\" }", "await orders.SaveAsync(result.Message.Value);")),
        new("EVC1020", "EVC1009", References.Kafka2,
            Defect: Kafka("new ConsumerConfig { EnableAutoCommit = false }", "_ = Task.Run(async () => { await orders.SaveAsync(result.Message.Value); {|EVC1020:consumer.Commit()|}; });"),
            OtherDefect: Kafka("new ConsumerConfig { EnableAutoCommit = false }", "_ = Task.{|EVC1009:Run(async () => await orders.SaveAsync(result.Message.Value))|}; consumer.Commit();")),
        new("EVC1009", "EVC1020", References.Kafka2,
            Defect: Kafka("new ConsumerConfig { EnableAutoCommit = false }", "_ = Task.{|EVC1009:Run(async () => await orders.SaveAsync(result.Message.Value))|}; consumer.Commit();"),
            OtherDefect: Kafka("new ConsumerConfig { EnableAutoCommit = false }", "_ = Task.Run(async () => { await orders.SaveAsync(result.Message.Value); {|EVC1020:consumer.Commit()|}; });")),
        new("EVC1009", "EVC4005", References.ServiceBus,
            Defect: Receiver("_ = orders.{|EVC1009:SaveAsync(message.Body)|}; await receiver.CompleteMessageAsync(message);"),
            OtherDefect: Receiver("_ = Task.{|EVC4005:Run(async () => { await orders.SaveAsync(message.Body); await receiver.CompleteMessageAsync(message); })|};")),
        new("EVC1019", "EVC1009", References.Kafka2,
            Defect: Kafka("new ConsumerConfig { EnableAutoCommit = false }", "_ = _producer.{|EVC1019:ProduceAsync(\"paid\", result.Message)|}; consumer.Commit(result);"),
            OtherDefect: Kafka("new ConsumerConfig { EnableAutoCommit = false }", "_ = orders.{|EVC1009:SaveAsync(result.Message.Value)|}; consumer.Commit(result);")),

        new("EVC2001", "EVC2002", RabbitMq,
            Defect: Rabbit("{|EVC2001:Task.Delay(100).Wait()|}; await channel.BasicAckAsync(ea.DeliveryTag, false);"),
            OtherDefect: Rabbit("{|EVC2002:work.SaveAsync(ea).Wait()|}; await channel.BasicAckAsync(ea.DeliveryTag, false);")),
        new("EVC1014", "EVC2003", References.Sqs4 | References.Kafka2,
            Defect: Sqs("await {|EVC1014:sqs.DeleteMessageBatchAsync(url, new List<DeleteMessageBatchRequestEntry> { new(\"1\", message.ReceiptHandle) })|};"),
            OtherDefect: Sqs("await {|EVC2003:sqs.DeleteMessageAsync(url, message.ReceiptHandle)|};")),
        new("EVC2004", "EVC2011", References.Sqs4 | References.Kafka2,
            Defect: Sqs("await _producer.{|EVC2004:ProduceAsync(\"orders\", new Message<string, string> { Value = message.Body })|};"),
            OtherDefect: Sqs("await File.{|EVC2011:WriteAllTextAsync(message.MessageId, message.Body)|};")),
        new("EVC2010", "EVC2004", References.Kafka2,
            Defect: Sends("producer.Produce(\"orders\", new Message<string, string> { Value = order }); producer.{|EVC2010:Flush()|};"),
            OtherDefect: Sends("await producer.{|EVC2004:ProduceAsync(\"orders\", new Message<string, string> { Value = order })|};")),

        new("EVC2005", "EVC2008", References.Sqs4 | References.RabbitMq7 | References.Kafka2,
            Defect: Sqs("await sqs.DeleteMessageBatchAsync(url, new());", "ReceiveMessageAsync({|EVC2005:new ReceiveMessageRequest|} { QueueUrl = url })"),
            OtherDefect: Polls("var result = consumer.{|EVC2008:Consume(0)|}; if (result != null) await orders.SaveAsync(result.Message.Value);")),
        new("EVC2007", "EVC2008", References.RabbitMq7 | References.Kafka2,
            Defect: Polls("var result = await channel.{|EVC2007:BasicGetAsync(\"orders\", true)|}; if (result != null) await orders.SaveAsync(result.RoutingKey);"),
            OtherDefect: Polls("var result = consumer.{|EVC2008:Consume(0)|}; if (result != null) await orders.SaveAsync(result.Message.Value);")),

        new("EVC3001", "EVC3005", References.MassTransit,
            Defect: Retries("{|EVC3001:Immediate(int.MaxValue)|}"),
            OtherDefect: Retries("{|EVC3005:Interval(100, 1000)|}")),
        new("EVC3001", "EVC3006", References.MassTransit, Where: "in a policy",
            Defect: Retries("{|EVC3001:Immediate(int.MaxValue)|}"),
            OtherDefect: Retries("{|EVC3006:Immediate(3)|}")),
        new("EVC3001", "EVC3006", References.Kafka2, Where: "in a loop",
            Defect: Kafka("_config", "{|EVC3001:while|} (true) { try { await orders.SaveAsync(result.Message.Value); break; } catch (Exception) { } }"),
            OtherDefect: Kafka("_config", "{|EVC3006:for|} (var n = 0; n < 3; n++) { try { await orders.SaveAsync(result.Message.Value); break; } catch (Exception) { } }")),
        new("EVC3001", "EVC3007", References.Kafka2,
            Defect: Kafka("_config", "{|EVC3001:while|} (true) { try { await orders.SaveAsync(result.Message.Value); break; } catch (Exception) { await Task.Delay(TimeSpan.FromMinutes(5)); } }"),
            OtherDefect: Kafka("_config", "for (var n = 0; n < 3; n++) { try { await orders.SaveAsync(result.Message.Value); break; } catch (Exception) { await {|EVC3007:Task.Delay(TimeSpan.FromMinutes(5))|}; } }")),
        new("EVC3002", "EVC3003", RabbitMq,
            Defect: Declared("await channel.{|EVC3002:BasicRejectAsync(ea.DeliveryTag, requeue: true)|};"),
            OtherDefect: Declared("await channel.{|EVC3003:BasicRejectAsync(ea.DeliveryTag, requeue: false)|};")),
        new("EVC3003", "EVC3004", RabbitMq,
            Defect: Declared("await channel.{|EVC3003:BasicRejectAsync(ea.DeliveryTag, requeue: false)|};"),
            OtherDefect: Declared("throw;", "channel.{|EVC3004:QueueDeclareAsync(\"orders\", true, false, false)|}")),

        new("EVC4001", "EVC5001", References.Kafka2 | References.AspNetCore,
            Defect: Queue("private readonly Channel<Order> _orders = {|EVC4001:Channel.CreateUnbounded<Order>()|};", FedByBroker),
            OtherDefect: Queue("private readonly Channel<Order> {|EVC5001:_orders|} = Channel.CreateUnbounded<Order>();", FedByRequests)),
        new("EVC6002", "EVC6003", RabbitMq,
            Defect: Rabbit("work.Save(System.Text.Json.JsonSerializer.Deserialize<Order>(System.Text.Encoding.UTF8.{|EVC6002:GetString|}(ea.Body.ToArray())));"),
            OtherDefect: Rabbit("work.Save(System.Text.Json.JsonSerializer.Deserialize<Order>({|EVC6003:ea.Body.ToArray()|}));")),
    ];

    private static string Rabbit(string body) => HandlerSources.RabbitMq7(body);

    private static string Attached(string body, string autoAck = "autoAck: false", string? subscribe = null) => $$"""
        using RabbitMQ.Client;
        using RabbitMQ.Client.Events;

        public interface IOrders { Task SaveAsync(object order); }

        public class Consumer
        {
            public async Task StartAsync(IConnection connection, IOrders orders)
            {
                var channel = await connection.CreateChannelAsync();
                var consumer = new AsyncEventingBasicConsumer(channel);
                consumer.ReceivedAsync += async (_, ea) =>
                {
                    {{body}}
                };
                await channel.{{subscribe ?? $"BasicConsumeAsync(\"orders\", {autoAck}, consumer)"}};
            }
        }
        """;

    private static string Declared(string failed, string declare = "channel.QueueDeclareAsync(\"orders\", true, false, false)") => $$"""
        using RabbitMQ.Client;
        using RabbitMQ.Client.Events;

        public interface IOrders { Task SaveAsync(object order); }

        public class Consumer
        {
            public async Task StartAsync(IChannel channel, IOrders orders)
            {
                await {{declare}};
                var consumer = new AsyncEventingBasicConsumer(channel);
                consumer.ReceivedAsync += async (_, ea) =>
                {
                    try { await orders.SaveAsync(ea.Body); await channel.BasicAckAsync(ea.DeliveryTag, false); }
                    catch (Exception) { {{failed}} }
                };
                await channel.BasicConsumeAsync("orders", false, consumer);
            }
        }
        """;

    private static string Processor(string body) => $$"""
        using Azure.Messaging.ServiceBus;

        public interface IOrders { Task SaveAsync(object order); }

        public class Consumer
        {
            public async Task StartAsync(ServiceBusClient client, IOrders orders)
            {
                var processor = client.CreateProcessor("orders", new ServiceBusProcessorOptions());
                processor.ProcessMessageAsync += async args =>
                {
                    {{body}}
                };
                processor.ProcessErrorAsync += _ => Task.CompletedTask;
                await processor.StartProcessingAsync();
            }
        }
        """;

    private static string Receiver(string turn) => $$"""
        using Azure.Messaging.ServiceBus;

        public interface IOrders { Task SaveAsync(object order); }

        public class Consumer
        {
            public async Task RunAsync(ServiceBusReceiver receiver, IOrders orders, CancellationToken token)
            {
                while (!token.IsCancellationRequested)
                {
                    var message = await receiver.ReceiveMessageAsync(cancellationToken: token);
                    if (message == null)
                        continue;
                    {{turn}}
                }
            }
        }
        """;

    private static string Kafka(string config, string turn) => $$"""
        using Confluent.Kafka;

        public interface IOrders { Task SaveAsync(string order); }

        public class Consumer
        {
            private readonly ConsumerConfig _config = null!;
            private readonly IProducer<string, string> _producer = null!;

            public async Task RunAsync(IOrders orders, CancellationToken token)
            {
                using var consumer = new ConsumerBuilder<string, string>({{config}}).Build();
                consumer.Subscribe("orders");
                while (!token.IsCancellationRequested)
                {
                    var result = consumer.Consume(token);
                    {{turn}}
                }

                await Task.Yield();
            }
        }
        """;

    private static string Sqs(string item, string receive = "ReceiveMessageAsync(new ReceiveMessageRequest { QueueUrl = url, MaxNumberOfMessages = 10, WaitTimeSeconds = 20 })") => $$"""
        using Amazon.SQS;
        using Amazon.SQS.Model;
        using Confluent.Kafka;

        public class Consumer
        {
            private readonly IProducer<string, string> _producer = null!;

            public async Task RunAsync(IAmazonSQS sqs, string url)
            {
                while (true)
                {
                    var response = await sqs.{{receive}};
                    foreach (var message in response.Messages ?? new List<Message>())
                    {
                        Console.WriteLine(message.MessageId);
                        {{item}}
                    }
                }
            }
        }
        """;

    private static string Sends(string item) => $$"""
        using Confluent.Kafka;

        public class Sender
        {
            public async Task SendAsync(IProducer<string, string> producer, IEnumerable<string> orders)
            {
                foreach (var order in orders)
                {
                    {{item}}
                }

                await Task.Yield();
            }
        }
        """;

    private static string Polls(string turn) => $$"""
        using Confluent.Kafka;
        using RabbitMQ.Client;

        public interface IOrders { Task SaveAsync(string order); }

        public class Consumer
        {
            public async Task RunAsync(IChannel channel, IConsumer<string, string> consumer, IOrders orders, CancellationToken token)
            {
                while (!token.IsCancellationRequested)
                {
                    {{turn}}
                }
            }
        }
        """;

    private static string Retries(string policy) => $$"""
        using MassTransit;

        public class Setup
        {
            public void Configure(IReceiveEndpointConfigurator endpoint) => endpoint.UseMessageRetry(retry => retry.{{policy}});
        }
        """;

    private static string Queue(string field, string feed) => $$"""
        using System.Threading.Channels;
        using Confluent.Kafka;
        using Microsoft.AspNetCore.Mvc;
        using Microsoft.Extensions.DependencyInjection;
        using Microsoft.Extensions.Hosting;

        public record Order(string Id);

        public class OrderQueue
        {
            {{field}}
            public void Enqueue(Order order) => _orders.Writer.TryWrite(order);
            public Task<Order> NextAsync(CancellationToken token) => _orders.Reader.ReadAsync(token).AsTask();
        }

        {{feed}}

        public class Worker : BackgroundService
        {
            private readonly OrderQueue _queue;
            public Worker(OrderQueue queue) => _queue = queue;

            protected override async Task ExecuteAsync(CancellationToken stoppingToken)
            {
                while (!stoppingToken.IsCancellationRequested)
                    Console.WriteLine(await _queue.NextAsync(stoppingToken));
            }
        }

        public static class Setup
        {
            public static void Add(IServiceCollection services) => services.AddSingleton<OrderQueue>().AddHostedService<Worker>();
        }
        """;

    private const string FedByBroker = """
        public class Reader : BackgroundService
        {
            private readonly OrderQueue _queue;
            private readonly IConsumer<string, string> _consumer;
            public Reader(OrderQueue queue, IConsumer<string, string> consumer) => (_queue, _consumer) = (queue, consumer);

            protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.Run(() =>
            {
                while (!stoppingToken.IsCancellationRequested)
                    _queue.Enqueue(new Order(_consumer.Consume(stoppingToken).Message.Value));
            });
        }
        """;

    private const string FedByRequests = """
        public class OrdersController : ControllerBase
        {
            private readonly OrderQueue _queue;
            public OrdersController(OrderQueue queue) => _queue = queue;

            [HttpPost]
            public void Post(Order order) => _queue.Enqueue(order);
        }
        """;
}
