using EventConsumers.CodeFixes.Serialization;

namespace EventConsumers.Analyzers.Tests.Rules.Serialization;

public sealed class BodyTakesTextDetourTests
{
    private const string Order = "public record Order(string Id);";

    [Theory, EachVersionOf(Client.RabbitMq)]
    public async Task Body_decoded_to_be_deserialised(References client)
    {
        var found = await Verify.FindsAsync(client, $$"""
            using System.Text;
            using System.Text.Json;
            using RabbitMQ.Client.Events;
            {{Order}}
            public class Consumer
            {
                public void OnReceived(object sender, BasicDeliverEventArgs ea)
                {
                    var json = Encoding.UTF8.{|EVC6002:GetString|}(ea.Body.ToArray());
                    var order = JsonSerializer.Deserialize<Order>(json);
                }
            }
            """);
        Assert.Equal("'GetString' turns the body into a string only to deserialise it; work on the UTF-8 bytes", found[0].GetMessage());
    }

    [Fact]
    public Task Deserialised_where_it_is_decoded() => Verify.FindsAsync(References.RabbitMq7, $$"""
        using System.Text;
        using System.Text.Json;
        using RabbitMQ.Client;
        using RabbitMQ.Client.Events;
        {{Order}}
        public class Setup
        {
            public void Start(IChannel channel)
            {
                var consumer = new AsyncEventingBasicConsumer(channel);
                consumer.ReceivedAsync += (sender, ea) =>
                {
                    var order = JsonSerializer.Deserialize<Order>(Encoding.UTF8.{|EVC6002:GetString|}(ea.Body.Span));
                    return Task.CompletedTask;
                };
            }
        }
        """);

    [Fact]
    public Task Decoded_on_one_of_two_paths() => Verify.FindsAsync(References.RabbitMq7, $$"""
        using System.Text;
        using System.Text.Json;
        using RabbitMQ.Client.Events;
        {{Order}}
        public abstract class Consumer
        {
            protected abstract string Decrypt(ReadOnlyMemory<byte> body);
            public void OnReceived(BasicDeliverEventArgs ea, bool isEncrypted)
            {
                string text;
                if (isEncrypted)
                    text = Decrypt(ea.Body);
                else
                    text = Encoding.UTF8.{|EVC6002:GetString|}(ea.Body.Span);
                var order = JsonSerializer.Deserialize<Order>(text);
            }
        }
        """);

    [Fact]
    public Task Polled_body() => Verify.FindsAsync(References.RabbitMq7, $$"""
        using System.Text;
        using System.Text.Json.Nodes;
        using RabbitMQ.Client;
        public class Poller
        {
            public async Task Poll(IChannel channel)
            {
                while (await channel.BasicGetAsync("orders", false) is { } result)
                {
                    var order = JsonNode.Parse(Encoding.UTF8.{|EVC6002:GetString|}(result.Body.ToArray()));
                    await channel.BasicAckAsync(result.DeliveryTag, false);
                }
            }
        }
        """);

    [Fact]
    public Task Consumer_that_overrides() => Verify.FindsAsync(References.RabbitMq6, $$"""
        using System.Text;
        using System.Text.Json;
        using RabbitMQ.Client;
        {{Order}}
        public class Consumer : DefaultBasicConsumer
        {
            public override void HandleBasicDeliver(string consumerTag, ulong deliveryTag, bool redelivered, string exchange, string routingKey, IBasicProperties properties, ReadOnlyMemory<byte> body)
            {
                var order = JsonSerializer.Deserialize<Order>(Encoding.UTF8.{|EVC6002:GetString|}(body.Span));
            }
        }
        """);

    [Theory, EachVersionOf(Client.Kafka)]
    public Task Bytes_of_a_record(References client) => Verify.FindsAsync(client, $$"""
        using System.Text;
        using System.Text.Json;
        using Confluent.Kafka;
        {{Order}}
        public class Worker
        {
            public void Run(IConsumer<Ignore, byte[]> consumer, CancellationToken token)
            {
                while (!token.IsCancellationRequested)
                {
                    var result = consumer.Consume(token);
                    var value = result.Message.Value;
                    var text = Encoding.UTF8.{|EVC6002:GetString|}(value, 0, value.Length);
                    if (string.IsNullOrEmpty(text))
                        continue;
                    var order = JsonSerializer.Deserialize<Order>(text);
                }
            }
        }
        """);

    [Fact]
    public Task Binary_data_as_a_string() => Verify.FindsAsync(References.ServiceBus, $$"""
        using System.Text.Json;
        using Azure.Messaging.ServiceBus;
        {{Order}}
        public class Worker
        {
            public async Task HandleAsync(ProcessMessageEventArgs args)
            {
                string body = args.Message.Body.{|EVC6002:ToString|}();
                var order = JsonSerializer.Deserialize<Order>(body);
                await args.CompleteMessageAsync(args.Message);
            }
        }
        """);

    [Theory, EachVersionOf(Client.Redis)]
    public Task Stream_entry_as_a_string(References client) => Verify.FindsAsync(client, $$"""
        using System.Text.Json;
        using StackExchange.Redis;
        {{Order}}
        public class Worker
        {
            public async Task Run(IDatabase database)
            {
                foreach (var entry in await database.StreamReadGroupAsync("orders", "billing", "worker-1", ">"))
                {
                    string json = {|EVC6002:entry["order"]|}!;
                    var order = JsonSerializer.Deserialize<Order>(json);
                }
            }
        }
        """);

    [Fact]
    public Task Function_with_a_trigger() => Verify.FindsAsync(References.FunctionsIsolated, $$"""
        using System.Text;
        using System.Text.Json;
        using Microsoft.Azure.Functions.Worker;
        {{Order}}
        public class Functions
        {
            [Function("Orders")]
            public void Run([RabbitMQTrigger("orders")] byte[] body)
            {
                var order = JsonSerializer.Deserialize<Order>(Encoding.UTF8.{|EVC6002:GetString|}(body));
            }
        }
        """);

    [Fact]
    public Task Helper_that_takes_the_bytes() => Verify.FindsAsync(References.RabbitMq7, $$"""
        using System.Text;
        using System.Text.Json;
        using RabbitMQ.Client.Events;
        {{Order}}
        public static class Json
        {
            public static T? Read<T>(byte[] body)
            {
                var encoding = Encoding.UTF8;
                return JsonSerializer.Deserialize<T>(encoding.{|EVC6002:GetString|}(body));
            }
        }
        public class Consumer
        {
            public void OnReceived(BasicDeliverEventArgs ea)
            {
                var order = Json.Read<Order>(ea.Body.ToArray());
            }
        }
        """);

    [Fact]
    public Task Helper_that_takes_the_string() => Verify.FindsAsync(References.ServiceBus, $$"""
        using System.Text.Json;
        using Azure.Messaging.ServiceBus;
        {{Order}}
        public class Worker
        {
            public async Task HandleAsync(ProcessMessageEventArgs args)
            {
                var text = args.Message.Body.{|EVC6002:ToString|}();
                if (await TryProcessAsync(args.Message.Subject, text))
                    await args.CompleteMessageAsync(args.Message);
            }
            private async Task<bool> TryProcessAsync(string name, string text)
            {
                if (name == "Order")
                {
                    var order = JsonSerializer.Deserialize<Order>(text);
                    return order is not null;
                }
                using var document = JsonDocument.Parse(text);
                await Task.Yield();
                return document.RootElement.GetArrayLength() > 0;
            }
        }
        """);

    [Fact]
    public Task Helper_that_decodes() => Verify.FindsAsync(References.RabbitMq7, $$"""
        using System.Text;
        using System.Text.Json;
        using RabbitMQ.Client.Events;
        {{Order}}
        public class Consumer
        {
            public void OnReceived(BasicDeliverEventArgs ea)
            {
                var order = JsonSerializer.Deserialize<Order>({|EVC6002:Text|}(ea));
            }
            private static string Text(BasicDeliverEventArgs ea) => Encoding.UTF8.GetString(ea.Body.Span);
        }
        """);

    [Theory, EachVersionOf(Client.RabbitMq)]
    public async Task String_encoded_to_be_sent(References client)
    {
        var isAsync = client.Name == References.RabbitMq7.Name;
        var found = await Verify.FindsAsync(client, $$"""
            using System.Text;
            using System.Text.Json;
            using RabbitMQ.Client;
            {{Order}}
            public class Publisher
            {
                public {{(isAsync ? "async Task" : "void")}} Publish({{(isAsync ? "IChannel" : "IModel")}} channel, Order order)
                {
                    var json = JsonSerializer.Serialize(order);
                    var body = Encoding.UTF8.{|EVC6002:GetBytes|}(json);
                    {{(isAsync ? "await channel.BasicPublishAsync" : "channel.BasicPublish")}}(exchange: "", routingKey: "orders", body: body);
                }
            }
            """);
        Assert.Equal("'Serialize' turns the body into a string only to encode it; work on the UTF-8 bytes", found[0].GetMessage());
    }

    [Theory, EachVersionOf(Client.Kafka)]
    public Task String_encoded_into_a_record(References client) => Verify.FindsAsync(client, $$"""
        using System.Text;
        using Confluent.Kafka;
        using System.Text.Json;
        {{Order}}
        public class Publisher
        {
            public async Task Publish(IProducer<string, byte[]> producer, Order order)
            {
                var message = new Message<string, byte[]> { Key = order.Id };
                message.Value = Encoding.UTF8.{|EVC6002:GetBytes|}(JsonSerializer.Serialize(order));
                await producer.ProduceAsync("orders", message);
            }
        }
        """);

    [Fact]
    public async Task Names_a_conversion_as_such()
    {
        var found = await Verify.FindsAsync(References.Redis3, $$"""
            using System.Text.Json;
            using StackExchange.Redis;
            {{Order}}
            public class Reader
            {
                public async Task ReadAsync(IDatabase database)
                {
                    foreach (var entry in await database.StreamReadGroupAsync("orders", "group", "me"))
                    {
                        foreach (var pair in entry.Values)
                        {
                            var order = JsonSerializer.Deserialize<Order>({|EVC6002:(string)pair.Value!|});
                        }
                    }
                }
            }
            """);
        Assert.Equal("The conversion from 'RedisValue' turns the body into a string only to deserialise it; work on the UTF-8 bytes", found[0].GetMessage());
    }

    [Theory]
    [InlineData("ASCII", "", true)]
    [InlineData("ASCII", ", options", false)]
    [InlineData("UTF8", ", options", true)]
    public async Task Fix_keeps_the_text_the_same(string encoding, string options, bool isFixed)
    {
        string Source(string body) => $$"""
            {{(body.StartsWith("Encoding", StringComparison.Ordinal) ? "using System.Text;\n" : "")}}using System.Text.Json;
            using Confluent.Kafka;
            {{Order}}
            public class Publisher
            {
                public async Task Publish(IProducer<string, byte[]> producer, Order order, JsonSerializerOptions options)
                {
                    await producer.ProduceAsync("orders", new Message<string, byte[]> { Value = {{body}} });
                }
            }
            """;
        var found = Source($"Encoding.{encoding}.{{|EVC6002:GetBytes|}}(JsonSerializer.Serialize(order{options}))");
        if (isFixed)
            await Verify.FixesAsync<BodyTakesTextDetourFix>(References.Kafka2, found, Source($"JsonSerializer.SerializeToUtf8Bytes(order{options})"));
        else
            await Verify.OffersNoFixAsync<BodyTakesTextDetourFix>(References.Kafka2, found);
    }

    [Fact]
    public Task Service_bus_message_of_a_string() => Verify.FindsAsync(References.ServiceBus, $$"""
        using System.Text;
        using System.Text.Json;
        using Azure.Messaging.ServiceBus;
        {{Order}}
        public class Publisher
        {
            public async Task Publish(ServiceBusSender sender, Order order)
            {
                var json = JsonSerializer.Serialize(order);
                await sender.SendMessageAsync(new {|EVC6002:ServiceBusMessage|}(json));
                await sender.SendMessageAsync(new {|EVC6002:ServiceBusMessage|}(JsonSerializer.Serialize(order)) { Subject = "order" });
                var message = new ServiceBusMessage { Body = new {|EVC6002:BinaryData|}(JsonSerializer.Serialize(order)) };
                await sender.SendMessageAsync(message);
                await sender.SendMessageAsync(new ServiceBusMessage(BinaryData.{|EVC6002:FromString|}(JsonSerializer.Serialize(order))));
            }
        }
        """);

    [Fact]
    public Task Batch_of_strings() => Verify.FindsAsync(References.ServiceBus, $$"""
        using System.Text;
        using System.Text.Json;
        using Azure.Messaging.ServiceBus;
        {{Order}}
        public class Publisher
        {
            public async Task Publish(ServiceBusSender sender, Order[] orders)
            {
                var messages = orders.Select(order => new ServiceBusMessage(Encoding.UTF8.{|EVC6002:GetBytes|}(JsonSerializer.Serialize(order))));
                await sender.SendMessagesAsync(messages);
                using var batch = await sender.CreateMessageBatchAsync();
                foreach (var order in orders)
                {
                    if (!batch.TryAddMessage(new {|EVC6002:ServiceBusMessage|}(JsonSerializer.Serialize(order))))
                        throw new InvalidOperationException("The batch is full.");
                }
                await sender.SendMessagesAsync(batch);
            }
        }
        """);

    [Theory, EachVersionOf(Client.Redis)]
    public Task Stream_entry_of_a_string(References client) => Verify.FindsAsync(client, $$"""
        using System.Text.Json;
        using StackExchange.Redis;
        {{Order}}
        public class Publisher
        {
            public async Task Publish(IDatabase database, ISubscriber subscriber, Order order)
            {
                await database.{|EVC6002:StreamAddAsync|}("orders", "order", JsonSerializer.Serialize(order));
                await database.StreamAddAsync("orders", new[] { new {|EVC6002:NameValueEntry|}("order", JsonSerializer.Serialize(order)) });
                await subscriber.{|EVC6002:PublishAsync|}(RedisChannel.Literal("orders"), JsonSerializer.Serialize(order));
            }
        }
        """);

    [Fact]
    public Task Helpers_of_a_publisher() => Verify.FindsAsync(References.RabbitMq7, $$"""
        using System.Text;
        using System.Text.Json;
        using RabbitMQ.Client;
        {{Order}}
        public static class Json
        {
            public static string Write(object value)
            {
                var text = JsonSerializer.Serialize(value);
                return text;
            }
            public static byte[] WriteBytes(object value) => Encoding.UTF8.{|EVC6002:GetBytes|}(JsonSerializer.Serialize(value));
        }
        public class Publisher
        {
            private readonly IChannel _channel;
            public Publisher(IChannel channel) => _channel = channel;
            public async Task Publish(Order order)
            {
                var text = Json.Write(order);
                await _channel.BasicPublishAsync("", "orders", Encoding.UTF8.{|EVC6002:GetBytes|}(text));
                await _channel.BasicPublishAsync("", "orders", Json.WriteBytes(order));
            }
            public async Task PublishAll(Order[] orders)
            {
                foreach (var order in orders)
                {
                    var text = JsonSerializer.Serialize(order);
                    if (_channel.IsOpen)
                        await {|EVC6002:SendAsync|}(text);
                }
            }
            private async Task SendAsync(string text) => await _channel.BasicPublishAsync("", "orders", Encoding.UTF8.GetBytes(text));
        }
        """);

    [Fact]
    public Task Text_that_serves_for_something_else() => Verify.SilentAsync(References.RabbitMq7 | References.Hosting, $$"""
        using System.Text;
        using System.Text.Json;
        using Microsoft.Extensions.Logging;
        using RabbitMQ.Client;
        using RabbitMQ.Client.Events;
        {{Order}}
        public interface IStore { Task SaveAsync(string json); Task HandleAsync(string json); }
        public class Consumer
        {
            private readonly ILogger<Consumer> _logger;
            private readonly IStore _store;
            private string? _last;
            public Consumer(ILogger<Consumer> logger, IStore store) => (_logger, _store) = (logger, store);
            public void Logs(BasicDeliverEventArgs ea)
            {
                var json = Encoding.UTF8.GetString(ea.Body.Span);
                _logger.LogInformation("Received {Json}", json);
                var order = JsonSerializer.Deserialize<Order>(json);
            }
            public async Task Stores(BasicDeliverEventArgs ea)
            {
                var json = Encoding.UTF8.GetString(ea.Body.Span);
                await _store.SaveAsync(json);
                var order = JsonSerializer.Deserialize<Order>(json);
            }
            public Order? Keeps(BasicDeliverEventArgs ea)
            {
                _last = Encoding.UTF8.GetString(ea.Body.Span);
                return JsonSerializer.Deserialize<Order>(_last);
            }
            public Task Hands_on(BasicDeliverEventArgs ea) => _store.HandleAsync(Encoding.UTF8.GetString(ea.Body.Span));
            public async Task Publishes(IChannel channel, Order order)
            {
                var json = JsonSerializer.Serialize(order);
                await channel.BasicPublishAsync("", "orders", Encoding.UTF8.GetBytes(json));
                _logger.LogInformation("Sent {Json}", json);
            }
            public async Task Publishes_and_stores(IChannel channel, Order order)
            {
                var json = JsonSerializer.Serialize(order);
                await SendAsync(channel, json);
                await _store.SaveAsync(json);
            }
            private async Task SendAsync(IChannel channel, string json)
            {
                _logger.LogInformation("Sending {Json}", json);
                await channel.BasicPublishAsync("", "orders", Encoding.UTF8.GetBytes(json));
            }
        }
        """, "EVC6002");

    [Fact]
    public Task Text_that_is_no_json() => Verify.SilentAsync(References.RabbitMq7, """
        using System.Text;
        using RabbitMQ.Client;
        using RabbitMQ.Client.Events;
        public class Consumer
        {
            public void OnReceived(BasicDeliverEventArgs ea) => Console.WriteLine(Encoding.UTF8.GetString(ea.Body.Span));
            public async Task Publish(IChannel channel, string name)
            {
                await channel.BasicPublishAsync("", "commands", Encoding.UTF8.GetBytes("simulate"));
                await channel.BasicPublishAsync("", "commands", Encoding.UTF8.GetBytes($"hello {name}"));
            }
        }
        """, "EVC6002");

    [Fact]
    public Task Bytes_that_are_no_body() => Verify.SilentAsync(References.RabbitMq7 | References.Kafka2, $$"""
        using System.Text;
        using System.Text.Json;
        using Confluent.Kafka;
        using RabbitMQ.Client.Events;
        {{Order}}
        public class Consumer
        {
            public void OnReceived(BasicDeliverEventArgs ea)
            {
                var header = JsonSerializer.Deserialize<Order>(Encoding.UTF8.GetString((byte[])ea.BasicProperties.Headers!["order"]!));
                var file = JsonSerializer.Deserialize<Order>(Encoding.UTF8.GetString(File.ReadAllBytes("order.json")));
            }
            public void OnConsumed(ConsumeResult<Ignore, byte[]> result)
            {
                var header = JsonSerializer.Deserialize<Order>(Encoding.UTF8.GetString(result.Message.Headers.GetLastBytes("order")));
            }
        }
        """, "EVC6002");

    [Fact]
    public Task Bytes_that_are_not_sent() => Verify.SilentAsync(References.RabbitMq7, $$"""
        using System.Text;
        using System.Text.Json;
        using RabbitMQ.Client;
        {{Order}}
        public class Publisher
        {
            public async Task Publish(IChannel channel, Order order)
            {
                await File.WriteAllBytesAsync("order.json", Encoding.UTF8.GetBytes(JsonSerializer.Serialize(order)));
                await channel.BasicPublishAsync("", "orders", JsonSerializer.SerializeToUtf8Bytes(order));
            }
        }
        """, "EVC6002");

    [Fact]
    public Task Bodies_without_a_detour() => Verify.SilentAsync(References.RabbitMq7 | References.ServiceBus, $$"""
        using System.Text.Json;
        using Azure.Messaging.ServiceBus;
        using RabbitMQ.Client.Events;
        {{Order}}
        public class Consumer
        {
            public Order? Span(BasicDeliverEventArgs ea) => JsonSerializer.Deserialize<Order>(ea.Body.Span);
            public Order? BinaryData(ServiceBusReceivedMessage message) => message.Body.ToObjectFromJson<Order>();
            public Order? Converted(ServiceBusReceivedMessage message) => JsonSerializer.Deserialize<Order>(message.Body);
        }
        """, "EVC6002");

    [Theory, EachVersionOf(Client.Sqs)]
    public Task Bodies_that_are_strings(References client) => Verify.SilentAsync(client | References.Kafka2, $$"""
        using System.Text.Json;
        using Amazon.SQS;
        using Amazon.SQS.Model;
        using Confluent.Kafka;
        {{Order}}
        public class Worker
        {
            public Order? Receive(Message message) => JsonSerializer.Deserialize<Order>(message.Body);
            public Order? Consume(ConsumeResult<string, string> result) => JsonSerializer.Deserialize<Order>(result.Message.Value);
            public async Task Send(IAmazonSQS sqs, Order order) =>
                await sqs.SendMessageAsync(new SendMessageRequest { QueueUrl = "orders", MessageBody = JsonSerializer.Serialize(order) });
            public async Task Produce(IProducer<string, string> producer, Order order) =>
                await producer.ProduceAsync("orders", new Message<string, string> { Value = JsonSerializer.Serialize(order) });
        }
        """, "EVC6002");

    [Fact]
    public Task Other_encodings_than_utf8() => Verify.SilentAsync(References.RabbitMq7, $$"""
        using System.Text;
        using System.Text.Json;
        using RabbitMQ.Client;
        using RabbitMQ.Client.Events;
        {{Order}}
        public class Consumer
        {
            public void OnReceived(BasicDeliverEventArgs ea)
            {
                var encoding = Encoding.UTF8;
                if (ea.BasicProperties.ContentEncoding is { } name)
                    encoding = Encoding.GetEncoding(name);
                var order = JsonSerializer.Deserialize<Order>(encoding.GetString(ea.Body.Span));
                var other = JsonSerializer.Deserialize<Order>(Encoding.Unicode.GetString(ea.Body.Span));
            }
            public async Task Publish(IChannel channel, Order order, Encoding encoding) =>
                await channel.BasicPublishAsync("", "orders", encoding.GetBytes(JsonSerializer.Serialize(order)));
        }
        """, "EVC6002");

    [Fact]
    public Task Newtonsoft_has_no_calls_for_bytes() => Verify.SilentAsync(References.RabbitMq7 | References.Newtonsoft, $$"""
        using System.Text;
        using Newtonsoft.Json;
        using RabbitMQ.Client;
        using RabbitMQ.Client.Events;
        {{Order}}
        public class Consumer
        {
            public Order? Read(BasicDeliverEventArgs ea) => JsonConvert.DeserializeObject<Order>(Encoding.UTF8.GetString(ea.Body.Span));
            public async Task Publish(IChannel channel, Order order) =>
                await channel.BasicPublishAsync("", "orders", Encoding.UTF8.GetBytes(JsonConvert.SerializeObject(order)));
        }
        """, "EVC6002");

    [Fact]
    public Task Half_typed_code_is_no_trouble() => new CSharpAnalyzerTest<EventConsumerAnalyzer>
    {
        TestCode = """
            using System.Text;
            using System.Text.Json;
            using RabbitMQ.Client.Events;
            public class Consumer
            {
                public void OnReceived(BasicDeliverEventArgs ea)
                {
                    var json = Encoding.UTF8.GetString(ea.Body.);
                    var order = JsonSerializer.Deserialize<>(json
                    Encoding.UTF8.GetString();
                    JsonSerializer.Deserialize<Missing>(Encoding.UTF8.GetString(
                }
            }
            """,
        References = References.RabbitMq7,
        CompilerDiagnostics = CompilerDiagnostics.None,
    }.RunAsync();

    [Fact]
    public Task Reads_the_span() => Verify.FixesAsync<BodyTakesTextDetourFix>(
        References.RabbitMq7,
        $$"""
        using System.Text;
        using System.Text.Json;
        using RabbitMQ.Client.Events;
        {{Order}}
        public class Consumer
        {
            public async Task OnReceived(BasicDeliverEventArgs ea, JsonSerializerOptions options)
            {
                // The producer writes JSON.
                var body = ea.Body.ToArray();
                var json = Encoding.UTF8.{|EVC6002:GetString|}(body); // as UTF-8

                // Old orders have no identifier.
                var order = JsonSerializer.Deserialize<Order>(json, options);
                await Task.Delay(order!.Id.Length);
            }
            public void OnOther(BasicDeliverEventArgs ea)
            {
                string json = Encoding.UTF8.{|EVC6002:GetString|}(ea.Body.ToArray());
                var order = (Order?)JsonSerializer.Deserialize(json!, typeof(Order));
                Console.WriteLine(JsonSerializer.Deserialize<Order>(Encoding.UTF8.{|EVC6002:GetString|}(ea.Body.Span)));
            }
        }
        """,
        $$"""
        using System.Text.Json;
        using RabbitMQ.Client.Events;
        {{Order}}
        public class Consumer
        {
            public async Task OnReceived(BasicDeliverEventArgs ea, JsonSerializerOptions options)
            {
                // The producer writes JSON.
                // as UTF-8
                // Old orders have no identifier.
                var order = JsonSerializer.Deserialize<Order>(ea.Body.Span, options);
                await Task.Delay(order!.Id.Length);
            }
            public void OnOther(BasicDeliverEventArgs ea)
            {
                var order = (Order?)JsonSerializer.Deserialize(ea.Body.Span, typeof(Order));
                Console.WriteLine(JsonSerializer.Deserialize<Order>(ea.Body.Span));
            }
        }
        """,
        title: "Call 'JsonSerializer.Deserialize' on the bytes");

    // Only the text needed an array.
    [Fact]
    public Task Takes_the_copy_along_that_only_it_has_left() => Verify.FixesAsync<BodyTakesTextDetourFix>(
        References.RabbitMq7,
        $$"""
        using System.Text;
        using System.Text.Json;
        using RabbitMQ.Client.Events;
        {{Order}}
        public abstract class Consumer
        {
            protected abstract void Keep(string text);
            public void OnReceived(BasicDeliverEventArgs ea)
            {
                var bytes = ea.Body.ToArray();
                var order = JsonSerializer.Deserialize<Order>(Encoding.UTF8.{|EVC6002:GetString|}(bytes));
                Keep(Encoding.UTF8.GetString(bytes));
            }
        }
        """,
        $$"""
        using System.Text;
        using System.Text.Json;
        using RabbitMQ.Client.Events;
        {{Order}}
        public abstract class Consumer
        {
            protected abstract void Keep(string text);
            public void OnReceived(BasicDeliverEventArgs ea)
            {
                var bytes = ea.Body;
                var order = JsonSerializer.Deserialize<Order>(bytes.Span);
                Keep(Encoding.UTF8.GetString(bytes.Span));
            }
        }
        """);

    [Fact]
    public Task Reads_an_array_and_binary_data() => Verify.FixesAsync<BodyTakesTextDetourFix>(
        References.Kafka2 | References.ServiceBus,
        $$"""
        using System.Text;
        using System.Text.Json;
        using Azure.Messaging.ServiceBus;
        using Confluent.Kafka;
        {{Order}}
        public class Worker
        {
            public Order? Read(ConsumeResult<Ignore, byte[]> result)
            {
                var text = Encoding.UTF8.{|EVC6002:GetString|}(result.Message.Value, 0, result.Message.Value.Length);
                return JsonSerializer.Deserialize<Order>(text);
            }
            public Order? Read(ServiceBusReceivedMessage message) => JsonSerializer.Deserialize<Order>(message.Body.{|EVC6002:ToString|}());
            public Order? Decode(ServiceBusReceivedMessage message) => JsonSerializer.Deserialize<Order>(Encoding.UTF8.{|EVC6002:GetString|}(message.Body));
        }
        """,
        $$"""
        using System.Text.Json;
        using Azure.Messaging.ServiceBus;
        using Confluent.Kafka;
        {{Order}}
        public class Worker
        {
            public Order? Read(ConsumeResult<Ignore, byte[]> result)
            {
                return JsonSerializer.Deserialize<Order>(result.Message.Value);
            }
            public Order? Read(ServiceBusReceivedMessage message) => JsonSerializer.Deserialize<Order>(message.Body.ToMemory().Span);
            public Order? Decode(ServiceBusReceivedMessage message) => JsonSerializer.Deserialize<Order>(message.Body.ToMemory().Span);
        }
        """);

    [Theory, EachVersionOf(Client.Redis)]
    public Task Reads_the_memory_of_a_redis_value(References client) => Verify.FixesAsync<BodyTakesTextDetourFix>(
        client,
        $$"""
        using System.Text.Json;
        using StackExchange.Redis;
        {{Order}}
        public class Worker
        {
            public void Handle(StreamEntry entry)
            {
                string json = {|EVC6002:entry["order"]|}!;
                var order = JsonSerializer.Deserialize<Order>(json);
            }
        }
        """,
        $$"""
        using System.Text.Json;
        using StackExchange.Redis;
        {{Order}}
        public class Worker
        {
            public void Handle(StreamEntry entry)
            {
                var order = JsonSerializer.Deserialize<Order>(((ReadOnlyMemory<byte>)entry["order"]).Span);
            }
        }
        """);

    [Fact]
    public Task Writes_bytes() => Verify.FixesAsync<BodyTakesTextDetourFix>(
        References.RabbitMq7,
        $$"""
        using System.Text;
        using System.Text.Json;
        using RabbitMQ.Client;
        {{Order}}
        public class Publisher
        {
            public async Task Publish(IChannel channel, Order order, JsonSerializerOptions options)
            {
                // The consumers read JSON.
                var json = JsonSerializer.Serialize(order, options);
                var body = Encoding.UTF8.{|EVC6002:GetBytes|}(json);

                await channel.BasicPublishAsync("", "orders", body);
            }
            public async Task PublishLater(IChannel channel, Order order)
            {
                string json = JsonSerializer.Serialize<Order>(order);
                order = new Order("other");
                await channel.BasicPublishAsync("", "orders", Encoding.UTF8.{|EVC6002:GetBytes|}(json));
                await channel.BasicPublishAsync("", "orders", Encoding.UTF8.{|EVC6002:GetBytes|}(JsonSerializer.Serialize(order)));
            }
        }
        """,
        $$"""
        using System.Text.Json;
        using RabbitMQ.Client;
        {{Order}}
        public class Publisher
        {
            public async Task Publish(IChannel channel, Order order, JsonSerializerOptions options)
            {
                // The consumers read JSON.
                var body = JsonSerializer.SerializeToUtf8Bytes(order, options);

                await channel.BasicPublishAsync("", "orders", body);
            }
            public async Task PublishLater(IChannel channel, Order order)
            {
                byte[] json = JsonSerializer.SerializeToUtf8Bytes<Order>(order);
                order = new Order("other");
                await channel.BasicPublishAsync("", "orders", json);
                await channel.BasicPublishAsync("", "orders", JsonSerializer.SerializeToUtf8Bytes(order));
            }
        }
        """,
        title: "Serialize with 'SerializeToUtf8Bytes'");

    [Fact]
    public Task Writes_bytes_into_service_bus_messages() => Verify.FixesAsync<BodyTakesTextDetourFix>(
        References.ServiceBus,
        $$"""
        using System.Text.Json;
        using Azure.Messaging.ServiceBus;
        {{Order}}
        public class Publisher
        {
            public async Task Publish(ServiceBusSender sender, Order order)
            {
                var json = JsonSerializer.Serialize(order);
                await sender.SendMessageAsync(new {|EVC6002:ServiceBusMessage|}(json));
                await sender.SendMessageAsync(new {|EVC6002:ServiceBusMessage|}(JsonSerializer.Serialize(order)) { Subject = "order" });
                await sender.SendMessageAsync(new ServiceBusMessage(BinaryData.{|EVC6002:FromString|}(JsonSerializer.Serialize(order))));
            }
        }
        """,
        $$"""
        using System.Text.Json;
        using Azure.Messaging.ServiceBus;
        {{Order}}
        public class Publisher
        {
            public async Task Publish(ServiceBusSender sender, Order order)
            {
                var json = JsonSerializer.SerializeToUtf8Bytes(order);
                await sender.SendMessageAsync(new ServiceBusMessage(json));
                await sender.SendMessageAsync(new ServiceBusMessage(JsonSerializer.SerializeToUtf8Bytes(order)) { Subject = "order" });
                await sender.SendMessageAsync(new ServiceBusMessage(BinaryData.FromBytes(JsonSerializer.SerializeToUtf8Bytes(order))));
            }
        }
        """);

    [Theory, EachVersionOf(Client.Redis)]
    public Task Writes_bytes_into_a_stream(References client) => Verify.FixesAsync<BodyTakesTextDetourFix>(
        client,
        $$"""
        using System.Text.Json;
        using StackExchange.Redis;
        {{Order}}
        public class Publisher
        {
            public async Task Publish(IDatabase database, Order order) =>
                await database.{|EVC6002:StreamAddAsync|}("orders", "order", JsonSerializer.Serialize(order));
        }
        """,
        $$"""
        using System.Text.Json;
        using StackExchange.Redis;
        {{Order}}
        public class Publisher
        {
            public async Task Publish(IDatabase database, Order order) =>
                await database.StreamAddAsync("orders", "order", JsonSerializer.SerializeToUtf8Bytes(order));
        }
        """);

    [Fact]
    public Task No_fix_where_it_would_not_be_the_same() => Verify.OffersNoFixAsync<BodyTakesTextDetourFix>(References.RabbitMq7, $$"""
        using System.Text;
        using System.Text.Json;
        using RabbitMQ.Client;
        using RabbitMQ.Client.Events;
        {{Order}}
        public class Consumer
        {
            // The document would hold the client's buffer.
            public JsonDocument Document(BasicDeliverEventArgs ea) => JsonDocument.Parse(Encoding.UTF8.{|EVC6002:GetString|}(ea.Body.Span));

            // The client may have its buffer back by then.
            public async Task<Order?> Later(BasicDeliverEventArgs ea)
            {
                var json = Encoding.UTF8.{|EVC6002:GetString|}(ea.Body.ToArray());
                await Task.Yield();
                return JsonSerializer.Deserialize<Order>(json);
            }
            public Task<Order?> Elsewhere(BasicDeliverEventArgs ea)
            {
                var json = Encoding.UTF8.{|EVC6002:GetString|}(ea.Body.Span);
                return Task.Run(() => JsonSerializer.Deserialize<Order>(json));
            }

            // The test of the string has to be written anew.
            public Order? Guarded(BasicDeliverEventArgs ea)
            {
                var json = Encoding.UTF8.{|EVC6002:GetString|}(ea.Body.Span);
                return string.IsNullOrEmpty(json) ? null : JsonSerializer.Deserialize<Order>(json);
            }
        }
        """);
}
