using EventConsumers.CodeFixes.Serialization;

namespace EventConsumers.Analyzers.Tests.Rules.Serialization;

public sealed class JsonOnHotPathTests
{
    private const string Order = "public record Order(string Id);";

    // What the source generator makes of a context, as far as these tests go.
    private const string Context = """
        [System.Text.Json.Serialization.JsonSerializable(typeof(Order))]
        public partial class AppJsonContext : System.Text.Json.Serialization.JsonSerializerContext
        {
            public AppJsonContext() : base(null) { }
            public static AppJsonContext Default { get; } = new();
            public System.Text.Json.Serialization.Metadata.JsonTypeInfo<Order> Order => null!;
            protected override System.Text.Json.JsonSerializerOptions? GeneratedSerializerOptions => null;
            public override System.Text.Json.Serialization.Metadata.JsonTypeInfo? GetTypeInfo(Type type) => null;
        }
        """;

    [Theory, EachVersionOf(Client.RabbitMq)]
    public async Task Read_in_a_handler(References client)
    {
        var found = await Verify.FindsAsync(client | References.Newtonsoft, $$"""
            using System.Text;
            using Newtonsoft.Json;
            using RabbitMQ.Client.Events;
            {{Order}}
            public class Consumer
            {
                public void OnReceived(object sender, BasicDeliverEventArgs ea)
                {
                    var order = {|EVC6001:JsonConvert.DeserializeObject<Order>(Encoding.UTF8.GetString(ea.Body.ToArray()))|};
                }
            }
            """);
        Assert.Equal("'JsonConvert.DeserializeObject' works by reflection; System.Text.Json spares CPU and allocations for every message", found[0].GetMessage());
    }

    [Theory, EachVersionOf(Client.Kafka)]
    public Task Written_in_a_poll_loop_and_in_its_helpers(References client) => Verify.FindsAsync(client, $$"""
        using System.Text.Json;
        using Confluent.Kafka;
        {{Order}}
        public class Worker
        {
            private static readonly JsonSerializerOptions Options = new() { PropertyNameCaseInsensitive = true };
            public void Run(IConsumer<string, string> consumer, CancellationToken token)
            {
                while (!token.IsCancellationRequested)
                {
                    var result = consumer.Consume(token);
                    var order = JsonSerializer.Deserialize<Order>(result.Message.Value, Options);
                    Store({|EVC6001:JsonSerializer.Serialize(order, Options)|});
                    Store(Format(order));
                }
            }
            private static string Format<T>(T value)
            {
                var options = new JsonSerializerOptions(JsonSerializerDefaults.Web);
                return {|EVC6001:JsonSerializer.Serialize(value, options)|};
            }
            private static void Store(string text) => File.AppendAllText("orders", text);
        }
        """);

    [Theory, EachVersionOf(Client.Kafka)]
    public Task Silent_where_system_text_json_reads(References client) => Verify.SilentAsync(client, $$"""
        using System.Text.Json;
        using Confluent.Kafka;
        {{Order}}
        public class Worker
        {
            public void Run(IConsumer<string, byte[]> consumer, CancellationToken token)
            {
                while (!token.IsCancellationRequested)
                {
                    var result = consumer.Consume(token);
                    var order = JsonSerializer.Deserialize<Order>(result.Message.Value);
                    var same = Parse<Order>(result.Message.Value);
                }
            }
            private static T? Parse<T>(byte[] json) => JsonSerializer.Deserialize<T>(json, new JsonSerializerOptions(JsonSerializerDefaults.Web));
        }
        """, "EVC6001");

    [Fact]
    public Task Binary_data() => Verify.FindsAsync(References.ServiceBus, $$"""
        using Azure.Messaging.ServiceBus;
        {{Order}}
        public class Worker
        {
            public async Task HandleAsync(ProcessMessageEventArgs args)
            {
                var order = args.Message.Body.ToObjectFromJson<Order>();
                await args.CompleteMessageAsync(args.Message);
            }
            public async Task Publish(ServiceBusSender sender, Order order) =>
                await sender.SendMessageAsync(new ServiceBusMessage({|EVC6001:BinaryData.FromObjectAsJson(order)|}));
        }
        """);

    [Theory, EachVersionOf(Client.Sqs)]
    public Task Silent_where_a_call_over_http_carries_text(References client) => Verify.SilentAsync(client, $$"""
        using System.Text.Json;
        using Amazon.SQS;
        using Amazon.SQS.Model;
        {{Order}}
        public class Publisher
        {
            private readonly IAmazonSQS _sqs;
            public Publisher(IAmazonSQS sqs) => _sqs = sqs;
            public async Task Publish(Order order)
            {
                var request = new SendMessageRequest { QueueUrl = "orders", MessageBody = JsonSerializer.Serialize(order) };
                await _sqs.SendMessageAsync(request);
            }
            public async Task Read()
            {
                foreach (var message in (await _sqs.ReceiveMessageAsync("orders")).Messages)
                    File.WriteAllText(message.MessageId, JsonSerializer.Serialize(JsonSerializer.Deserialize<Order>(message.Body)));
            }
            public async Task PublishAll(Order[] orders)
            {
                var entries = orders.Select(order => new SendMessageBatchRequestEntry(order.Id, JsonSerializer.Serialize(order, order.GetType()))).ToList();
                await _sqs.SendMessageBatchAsync("orders", entries);
            }
            public async Task PublishOther(Order order)
            {
                var text = JsonSerializer.Serialize(order);
                await SendAsync(text);
            }
            private Task SendAsync(string text) => _sqs.SendMessageAsync("orders", text);
        }
        """, "EVC6001");

    [Theory, EachVersionOf(Client.Redis)]
    public Task Written_for_a_stream(References client) => Verify.FindsAsync(client, $$"""
        using System.Text.Json;
        using StackExchange.Redis;
        {{Order}}
        public class Publisher
        {
            public async Task Publish(IDatabase database, Order order) =>
                await database.StreamAddAsync("orders", "order", {|EVC6001:JsonSerializer.SerializeToUtf8Bytes(order)|});
        }
        """);

    [Theory]
    [InlineData("JsonSerializer.Serialize<Order>(order)", "a source-generated JsonTypeInfo")]
    [InlineData("JsonSerializer.Serialize(order, type)", "a source-generated resolver in its options")]
    [InlineData("JsonSerializer.Serialize<T>(open)", "a source-generated resolver in its options")]
    [InlineData("JsonSerializer.Serialize(new List<T> { open })", "a source-generated resolver in its options")]
    [InlineData("JsonSerializer.Serialize(new T[] { open })", "a source-generated resolver in its options")]
    [InlineData("JsonConvert.SerializeObject(order)", "System.Text.Json with a source-generated JsonTypeInfo")]
    [InlineData("JsonConvert.SerializeObject(open)", "System.Text.Json with a source-generated resolver in its options")]
    [InlineData("JsonConvert.DeserializeObject<Order>(ea.RoutingKey)", "System.Text.Json")]
    [InlineData("JsonConvert.DeserializeObject(ea.RoutingKey, type)", "System.Text.Json")]
    public async Task Advises_what_there_can_be(string call, string advice)
    {
        var found = await Verify.FindsAsync(References.RabbitMq7 | References.Newtonsoft, $$"""
            using System.Text.Json;
            using Newtonsoft.Json;
            using JsonSerializer = System.Text.Json.JsonSerializer;
            using RabbitMQ.Client.Events;
            {{Order}}
            public class Consumer<T>
            {
                public object? Handle(BasicDeliverEventArgs ea, Type type, Func<string, T> parse)
                {
                    var order = new Order(ea.RoutingKey);
                    var open = parse(ea.RoutingKey);
                    return {|EVC6001:{{call}}|};
                }
            }
            """);
        Assert.Equal($"'{call[..call.IndexOfAny(['<', '('])]}' works by reflection; {advice} spares CPU and allocations for every message", found[0].GetMessage());
    }

    [Fact]
    public async Task Advises_a_resolver_for_a_type_that_is_known_at_run_time()
    {
        var found = await Verify.FindsAsync(References.RabbitMq7, $$"""
            using System.Text.Json;
            using RabbitMQ.Client;
            {{Order}}
            public class Publisher
            {
                public async Task PublishAsync(IChannel channel, Order order)
                {
                    await channel.BasicPublishAsync("", "orders", {|EVC6001:JsonSerializer.SerializeToUtf8Bytes(order, order.GetType())|});
                    await channel.BasicPublishAsync("", "orders", {|EVC6001:JsonSerializer.SerializeToUtf8Bytes(order, typeof(Order))|});
                }
            }
            """);
        Assert.Contains("a source-generated resolver in its options", found[0].GetMessage(), StringComparison.Ordinal);
        Assert.Contains("a source-generated JsonTypeInfo", found[1].GetMessage(), StringComparison.Ordinal);
    }

    [Fact]
    public Task Silent_where_the_framework_has_no_generated_json() => Verify.SilentAsync((References.RabbitMq7 | References.Newtonsoft).Without("System.Text.Json"), $$"""
        using System.Text;
        using Newtonsoft.Json;
        using RabbitMQ.Client.Events;
        {{Order}}
        public class Consumer
        {
            public Order? Read(BasicDeliverEventArgs ea) => JsonConvert.DeserializeObject<Order>(Encoding.UTF8.GetString(ea.Body.Span));
        }
        """, "EVC6001");

    [Theory]
    [InlineData("Console.WriteLine(JsonSerializer.Serialize(message));")]
    [InlineData("Console.WriteLine($\"Got {JsonSerializer.Serialize(message)}\");")]
    [InlineData("var json = JsonSerializer.Serialize(message); logger.LogInformation(\"Got {Message}\", json);")]
    [InlineData("logger.LogInformation(string.Format(\"Got {0}\", JsonSerializer.Serialize(message)));")]
    public Task Silent_for_text_that_is_only_logged(string log) => Verify.SilentAsync(References.Rebus | References.Hosting, Handles(log), "EVC6001");

    [Theory]
    [InlineData("var json = {|EVC6001:JsonSerializer.Serialize(message)|}; logger.LogInformation(json); store(json);")]
    [InlineData("store($\"Got {{|EVC6001:JsonSerializer.Serialize(message)|}}\");")]
    public Task Text_that_serves_for_more(string code) => Verify.FindsAsync(References.Rebus | References.Hosting, Handles(code));

    [Theory]
    [InlineData("Dictionary<string, object>")]
    [InlineData("List<Dictionary<string, object?>>")]
    [InlineData("object[]")]
    public Task Silent_where_the_other_library_reads_something_else(string type) => Verify.SilentAsync(
        References.RabbitMq7 | References.Newtonsoft, Converts($"JsonConvert.DeserializeObject<{type}>(ea.RoutingKey)", "Placed"), "EVC6001");

    [Fact]
    public Task Values_of_a_type_of_ones_own() => Verify.FindsAsync(
        References.RabbitMq7 | References.Newtonsoft, Converts("{|EVC6001:JsonConvert.DeserializeObject<Dictionary<string, Placed>>(ea.RoutingKey)|}", "Placed"));

    [Theory]
    [InlineData("IEvent", "a source-generated resolver in its options")]
    [InlineData("Event", "a source-generated resolver in its options")]
    [InlineData("Placed", "a source-generated JsonTypeInfo")]
    [InlineData("IReadOnlyList<Placed>", "a source-generated JsonTypeInfo")]
    public async Task Advises_what_writes_the_value_and_not_what_is_declared(string type, string advice)
    {
        var found = await Verify.FindsAsync(References.RabbitMq7 | References.Newtonsoft, Converts("{|EVC6001:JsonConvert.SerializeObject(message)|}", type));
        Assert.Equal($"'JsonConvert.SerializeObject' works by reflection; System.Text.Json with {advice} spares CPU and allocations for every message", found[0].GetMessage());
    }

    [Fact]
    public Task Silent_for_notifications_inside_the_process() => Verify.SilentAsync(References.MediatR | References.Newtonsoft, """
        using MediatR;
        using Newtonsoft.Json;
        public record OrderPlaced(string Id) : INotification;
        public interface IOutbox { Task AddAsync(string content); }
        public class Handler : INotificationHandler<OrderPlaced>
        {
            private readonly IOutbox _outbox = null!;
            public Task Handle(OrderPlaced message, CancellationToken token) => _outbox.AddAsync(JsonConvert.SerializeObject(message));
        }
        """, "EVC6001");

    [Theory]
    [InlineData("new JsonSerializerSettings { TypeNameHandling = TypeNameHandling.Auto }")]
    [InlineData("new JsonSerializerSettings { Error = (_, e) => e.ErrorContext.Handled = true }")]
    [InlineData("Settings")]
    [InlineData("new JsonSerializerSettings { ContractResolver = new PrivateSetters() }")]
    public Task Silent_for_settings_without_a_counterpart(string settings) =>
        Verify.SilentAsync(References.RabbitMq7 | References.Newtonsoft, ReadsWith(settings), "EVC6001");

    [Theory]
    [InlineData("new JsonSerializerSettings { NullValueHandling = NullValueHandling.Ignore }")]
    [InlineData("new JsonSerializerSettings { ContractResolver = new CamelCasePropertyNamesContractResolver() }")]
    public Task Settings_with_a_counterpart(string settings) =>
        Verify.FindsAsync(References.RabbitMq7 | References.Newtonsoft, ReadsWith(settings, "{|EVC6001:", "|}"));

    [Theory]
    [InlineData("channel.QueueDeclare(\"orders\", true, false, false, null); channel.BasicPublish(\"\", \"orders\", null, JsonSerializer.SerializeToUtf8Bytes(order));")]
    [InlineData("channel.ExchangeDeclare(\"orders\", \"topic\"); foreach (var _ in \"ab\") { channel.QueueDeclare(\"orders\", true, false, false, null); channel.BasicPublish(\"\", \"orders\", null, JsonSerializer.SerializeToUtf8Bytes(order)); }")]
    [InlineData("using (var own = connection.CreateModel()) { own.BasicPublish(\"\", \"orders\", null, Encoding.UTF8.GetBytes(JsonSerializer.Serialize(order))); }")]
    [InlineData("channel.BasicPublish(\"\", \"orders\", null, JsonSerializer.SerializeToUtf8Bytes(order)); channel.WaitForConfirmsOrDie();")]
    [InlineData("channel.BasicPublish(\"\", \"orders\", null, Encoding.UTF8.GetBytes(JsonConvert.SerializeObject(order))); channel.WaitForConfirmsOrDie();")]
    [InlineData("while (true) { channel.BasicPublish(\"\", \"orders\", null, JsonSerializer.SerializeToUtf8Bytes(order)); Thread.Sleep(300); }")]
    public Task Silent_beside_a_round_trip_for_each_message(string code) =>
        Verify.SilentAsync(References.RabbitMq6 | References.Newtonsoft, Publishes(code), "EVC6001");

    [Theory]
    [InlineData("channel.QueueDeclare(\"orders\", true, false, false, null); foreach (var _ in \"ab\") channel.BasicPublish(\"\", \"orders\", null, {|EVC6001:JsonSerializer.SerializeToUtf8Bytes(order)|});")]
    [InlineData("channel.QueueDeclare(\"orders\", true, false, false, null); channel.BasicPublish(\"\", \"orders\", null, Encoding.UTF8.GetBytes({|EVC6001:JsonConvert.SerializeObject(order)|}));")]
    [InlineData("using (var own = connection.CreateModel()) { own.BasicPublish(\"\", \"orders\", null, Encoding.UTF8.GetBytes({|EVC6001:JsonConvert.SerializeObject(order)|})); }")]
    [InlineData("using (var own = connection.CreateModel()) { foreach (var _ in \"ab\") own.BasicPublish(\"\", \"orders\", null, {|EVC6001:JsonSerializer.SerializeToUtf8Bytes(order)|}); }")]
    [InlineData("foreach (var _ in \"ab\") channel.BasicPublish(\"\", \"orders\", null, {|EVC6001:JsonSerializer.SerializeToUtf8Bytes(order)|}); channel.WaitForConfirmsOrDie();")]
    [InlineData("while (true) { try { channel.BasicPublish(\"\", \"orders\", null, {|EVC6001:JsonSerializer.SerializeToUtf8Bytes(order)|}); } catch (Exception) { Thread.Sleep(300); } }")]
    [InlineData("for (var i = 0; ; i++) { channel.BasicPublish(\"\", \"orders\", null, {|EVC6001:JsonSerializer.SerializeToUtf8Bytes(order)|}); if (i % 1000 == 0) Thread.Sleep(300); }")]
    public Task A_round_trip_or_a_wait_for_many_messages(string code) =>
        Verify.FindsAsync(References.RabbitMq6 | References.Newtonsoft, Publishes(code), "EVC6001");

    [Fact]
    public Task Silent_for_one_message_on_demand() => Verify.SilentAsync(References.ServiceBus | References.Newtonsoft, $$"""
        using Newtonsoft.Json;
        using Azure.Messaging.ServiceBus;
        {{Order}}
        public class Desk
        {
            private readonly ServiceBusReceiver _receiver;
            public Desk(ServiceBusReceiver receiver) => _receiver = receiver;
            public async Task<Order?> NextAsync()
            {
                var message = await _receiver.ReceiveMessageAsync();
                return message != null ? JsonConvert.DeserializeObject<Order>(message.Body.ToString()) : null;
            }
        }
        """, "EVC6001");

    [Theory]
    [InlineData("10", "")]
    [InlineData("1", "public async Task RunAsync() { while (true) await NextAsync(); }")]
    public Task Receive_of_several_or_in_a_loop(string most, string caller) => Verify.FindsAsync(References.ServiceBus | References.Newtonsoft, $$"""
        using Newtonsoft.Json;
        using Azure.Messaging.ServiceBus;
        {{Order}}
        public class Desk
        {
            private readonly ServiceBusReceiver _receiver;
            public Desk(ServiceBusReceiver receiver) => _receiver = receiver;
            public async Task<List<Order?>> NextAsync()
            {
                var messages = await _receiver.ReceiveMessagesAsync({{most}});
                return messages.Select(message => {|EVC6001:JsonConvert.DeserializeObject<Order>(message.Body.ToString())|}).ToList();
            }
            {{caller}}
        }
        """);

    [Fact]
    public Task Silent_for_what_only_failures_reach() => Verify.SilentAsync(References.Kafka2, $$"""
        using System.Text.Json;
        using Confluent.Kafka;
        {{Order}}
        public class Publisher
        {
            private readonly IProducer<string, string> _producer;
            public Publisher(IProducer<string, string> producer) => _producer = producer;
            public async Task PublishAsync(Order order, Func<Order, Task> send, bool isOpen)
            {
                if (isOpen)
                    await SendToDlqAsync(order);
                try
                {
                    await send(order);
                }
                catch (Exception)
                {
                    await KeepAsync(order);
                }
            }
            private Task SendToDlqAsync(Order order) =>
                _producer.ProduceAsync("orders-dlq", new Message<string, string> { Value = JsonSerializer.Serialize(order) });
            private Task KeepAsync(Order order) =>
                _producer.ProduceAsync("failed", new Message<string, string> { Value = JsonSerializer.Serialize(order) });
        }
        """, "EVC6001");

    [Fact]
    public Task Generated_code() => Verify.SilentAsync(References.RabbitMq7, $$"""
        using System.Text.Json;
        using RabbitMQ.Client;
        using RabbitMQ.Client.Events;
        {{Order}}
        {{Context}}
        public class Consumer
        {
            private static readonly JsonSerializerOptions Options = new() { TypeInfoResolver = AppJsonContext.Default };
            public void OnReceived(BasicDeliverEventArgs ea, JsonSerializerOptions injected)
            {
                var order = new Order(ea.RoutingKey);
                var first = JsonSerializer.Serialize(order, AppJsonContext.Default.Order);
                var second = JsonSerializer.Serialize(order, typeof(Order), AppJsonContext.Default);
                var third = JsonSerializer.Serialize(order, Options);
                var fourth = JsonSerializer.Serialize(order, AppJsonContext.Default.Options);
                var unknown = JsonSerializer.Serialize(order, injected);
            }
            public async Task Publish(IChannel channel, Order order) =>
                await channel.BasicPublishAsync("", "orders", JsonSerializer.SerializeToUtf8Bytes(order, AppJsonContext.Default.Order));
        }
        """);

    [Fact]
    public Task Values_that_need_no_reflection() => Verify.SilentAsync(References.RabbitMq7 | References.Newtonsoft, """
        using System.Text;
        using System.Text.Json;
        using System.Text.Json.Nodes;
        using Newtonsoft.Json;
        using Newtonsoft.Json.Linq;
        using RabbitMQ.Client.Events;
        public class Consumer
        {
            public void OnReceived(BasicDeliverEventArgs ea, string text)
            {
                var element = System.Text.Json.JsonSerializer.Deserialize<JsonElement>(ea.Body.Span);
                var copy = System.Text.Json.JsonSerializer.Serialize(element);
                var number = System.Text.Json.JsonSerializer.Serialize(ea.Body.Length);
                var node = JsonNode.Parse(ea.Body.Span);
                using var document = JsonDocument.Parse(ea.Body);
                var token = JObject.Parse(text);
                var other = JsonConvert.DeserializeObject<JObject>(text);
                var untyped = JsonConvert.DeserializeObject(text);
            }
        }
        """, "EVC6001");

    [Fact]
    public Task Options_that_a_caller_may_give() => Verify.SilentAsync(References.RabbitMq7, $$"""
        using System.Text.Json;
        using RabbitMQ.Client.Events;
        {{Order}}
        public class Consumer
        {
            private static JsonSerializerOptions? _shared;
            private readonly JsonSerializerOptions _options = _shared ?? new();
            public byte[] OnReceived(BasicDeliverEventArgs ea) => JsonSerializer.SerializeToUtf8Bytes(new Order(ea.RoutingKey), _options);
            public static void Use(JsonSerializerOptions options) => _shared = options;
        }
        """, "EVC6001");

    // Of a library, which the application sets up; within an assembly nobody else can.
    [Theory]
    [InlineData("public", false)]
    [InlineData("internal", true)]
    public Task Options_that_the_application_may_set(string access, bool isFound)
    {
        var source = $$"""
            using System.Text.Json;
            using RabbitMQ.Client.Events;
            {{Order}}
            {{access}} class Settings
            {
                public JsonSerializerOptions Json { get; set; } = new();
            }
            internal class Consumer
            {
                private readonly Settings _settings = new();
                public byte[] OnReceived(BasicDeliverEventArgs ea) => {|EVC6001:JsonSerializer.SerializeToUtf8Bytes(new Order(ea.RoutingKey), _settings.Json)|};
            }
            """;
        return isFound
            ? Verify.FindsAsync(References.RabbitMq7, source)
            : Verify.SilentAsync(References.RabbitMq7, source.Replace("{|EVC6001:", "", StringComparison.Ordinal).Replace("|};", ";", StringComparison.Ordinal), "EVC6001");
    }

    [Fact]
    public async Task A_type_without_a_name()
    {
        var found = await Verify.FindsAsync(References.RabbitMq7, """
            using System.Text.Json;
            using RabbitMQ.Client.Events;
            public class Consumer
            {
                public byte[] OnReceived(BasicDeliverEventArgs ea) => {|EVC6001:JsonSerializer.SerializeToUtf8Bytes(new { Key = ea.RoutingKey })|};
            }
            """);
        Assert.Equal("'JsonSerializer.SerializeToUtf8Bytes' works by reflection; a named type with a source-generated JsonTypeInfo spares CPU and allocations for every message", found[0].GetMessage());
    }

    [Theory]
    [InlineData("Options = new JsonSerializerOptions { TypeInfoResolver = AppJsonContext.Default };")]
    [InlineData("Options = Json.Create();")]
    [InlineData("Json.SetUp(Options);")]
    [InlineData("Options.TypeInfoResolverChain.Add(AppJsonContext.Default);")]
    [InlineData("Json.Shared.TypeInfoResolver = AppJsonContext.Default;")]
    public Task Options_that_a_constructor_sets_up(string setUp) => Verify.SilentAsync(References.RabbitMq7, $$"""
        using System.Text.Json;
        using RabbitMQ.Client.Events;
        {{Order}}
        {{Context}}
        public static class Json
        {
            public static JsonSerializerOptions Shared { get; } = new();
            public static JsonSerializerOptions Create() => new() { TypeInfoResolver = AppJsonContext.Default };
            public static void SetUp(JsonSerializerOptions options) => options.TypeInfoResolver = AppJsonContext.Default;
        }
        public class Consumer
        {
            private static readonly JsonSerializerOptions Options = new();
            static Consumer()
            {
                {{setUp}}
            }
            public byte[] OnReceived(BasicDeliverEventArgs ea) => JsonSerializer.SerializeToUtf8Bytes(new Order(ea.RoutingKey), {{(setUp.StartsWith("Json.Shared", StringComparison.Ordinal) ? "Json.Shared" : "Options")}});
        }
        """, "EVC6001");

    [Fact]
    public Task Options_that_a_method_sets_up() => Verify.SilentAsync(References.RabbitMq7, $$"""
        using System.Text.Json;
        using RabbitMQ.Client.Events;
        {{Order}}
        {{Context}}
        public class Consumer
        {
            public byte[] OnReceived(BasicDeliverEventArgs ea)
            {
                var options = new JsonSerializerOptions();
                SetUp(options);
                return JsonSerializer.SerializeToUtf8Bytes(new Order(ea.RoutingKey), options);
            }
            private static void SetUp(JsonSerializerOptions options) => options.TypeInfoResolver = AppJsonContext.Default;
        }
        """, "EVC6001");

    [Fact]
    public Task Options_that_are_set_up_without_a_resolver() => Verify.FindsAsync(References.RabbitMq7, $$"""
        using System.Text.Json;
        using RabbitMQ.Client.Events;
        {{Order}}
        public class Consumer
        {
            private static readonly JsonSerializerOptions Options = new();
            static Consumer() => Options.Converters.Add(new System.Text.Json.Serialization.JsonStringEnumConverter());
            public byte[] OnReceived(BasicDeliverEventArgs ea) => {|EVC6001:JsonSerializer.SerializeToUtf8Bytes(new Order(ea.RoutingKey), Options)|};
            public byte[] Write(Order order) => JsonSerializer.SerializeToUtf8Bytes(order, Options);
        }
        """);

    [Fact]
    public Task Options_of_ones_own() => Verify.FindsAsync(References.RabbitMq7, $$"""
        using System.Text.Json;
        using RabbitMQ.Client.Events;
        {{Order}}
        public class Consumer
        {
            private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web) { WriteIndented = false };
            public byte[] OnReceived(BasicDeliverEventArgs ea) => {|EVC6001:JsonSerializer.SerializeToUtf8Bytes(new Order(ea.RoutingKey), Web)|};
        }
        """);

    [Fact]
    public Task Code_off_the_hot_path() => Verify.SilentAsync(References.RabbitMq7 | References.Hosting, $$"""
        using System.Collections.Concurrent;
        using System.Text.Json;
        using Microsoft.Extensions.Logging;
        using RabbitMQ.Client;
        using RabbitMQ.Client.Events;
        {{Order}}
        public class Consumer
        {
            private readonly ConcurrentDictionary<string, string> _orders = new();
            private readonly ILogger<Consumer> _logger;
            private string? _default;
            public Consumer(ILogger<Consumer> logger) => _logger = logger;
            public void Save(Order order) => File.WriteAllText("default.json", JsonSerializer.Serialize(order));
            public void OnReceived(BasicDeliverEventArgs ea)
            {
                _default ??= JsonSerializer.Serialize(new Order(ea.RoutingKey));
                var known = _orders.GetOrAdd(ea.RoutingKey, key => JsonSerializer.Serialize(new Order(key)));
                try
                {
                    Handle(ea);
                }
                catch (Exception e)
                {
                    _logger.LogError(e, "Failed on {Order}", JsonSerializer.Serialize(new Order(ea.RoutingKey)));
                }
            }
            private static void Handle(BasicDeliverEventArgs ea) => Console.WriteLine(ea.RoutingKey);
        }
        public static class Program
        {
            public static async Task Main()
            {
                var connection = await new ConnectionFactory().CreateConnectionAsync();
                var channel = await connection.CreateChannelAsync();
                await channel.BasicPublishAsync("", "orders", JsonSerializer.SerializeToUtf8Bytes(new Order("1")));
            }
        }
        """, "EVC6001");

    [Fact]
    public Task Half_typed_code_is_no_trouble() => new CSharpAnalyzerTest<EventConsumerAnalyzer>
    {
        TestCode = """
            using System.Text.Json;
            using RabbitMQ.Client;
            using RabbitMQ.Client.Events;
            public class Consumer
            {
                public void OnReceived(BasicDeliverEventArgs ea)
                {
                    var first = JsonSerializer.Serialize<Missing>(ea.Body);
                    var second = JsonSerializer.Serialize<>(ea.Body.Span, new JsonSerializerOptions { );
                    JsonSerializer.Serialize(
                }
            }
            """,
        References = References.RabbitMq7,
        CompilerDiagnostics = CompilerDiagnostics.None,
        OnlyDiagnostics = { "EVC6001" },
    }.RunAsync();

    [Fact]
    public Task Uses_the_context_of_the_project() => Verify.FixesAsync<JsonOnHotPathFix>(
        References.RabbitMq7,
        $$"""
        using System.Text.Json;
        using RabbitMQ.Client;
        using RabbitMQ.Client.Events;
        {{Order}}
        {{Context}}
        public class Consumer
        {
            public async Task OnReceived(BasicDeliverEventArgs ea, IChannel channel)
            {
                var order = new Order(ea.RoutingKey);
                await channel.BasicPublishAsync("", "copies", {|EVC6001:JsonSerializer.SerializeToUtf8Bytes(order)|});
                await {|EVC6001:JsonSerializer.SerializeAsync(new MemoryStream(), order, cancellationToken: CancellationToken.None)|};
            }
        }
        """,
        $$"""
        using System.Text.Json;
        using RabbitMQ.Client;
        using RabbitMQ.Client.Events;
        {{Order}}
        {{Context}}
        public class Consumer
        {
            public async Task OnReceived(BasicDeliverEventArgs ea, IChannel channel)
            {
                var order = new Order(ea.RoutingKey);
                await channel.BasicPublishAsync("", "copies", JsonSerializer.SerializeToUtf8Bytes(order, AppJsonContext.Default.Order));
                await JsonSerializer.SerializeAsync(new MemoryStream(), order, AppJsonContext.Default.Order, cancellationToken: CancellationToken.None);
            }
        }
        """,
        title: "Use 'AppJsonContext.Default.Order'");

    [Fact]
    public Task No_fix_without_the_same_metadata() => Verify.OffersNoFixAsync<JsonOnHotPathFix>(References.RabbitMq7 | References.Newtonsoft, $$"""
        using System.Text;
        using System.Text.Json;
        using RabbitMQ.Client.Events;
        {{Order}}
        public record Invoice(string Id);
        {{Context}}
        public class Consumer
        {
            private static readonly JsonSerializerOptions Options = new() { PropertyNameCaseInsensitive = true };
            public void OnReceived(BasicDeliverEventArgs ea)
            {
                var order = {|EVC6001:JsonSerializer.Serialize(new Order(ea.RoutingKey), Options)|};
                var invoice = {|EVC6001:JsonSerializer.Serialize(new Invoice(ea.RoutingKey))|};
                var other = {|EVC6001:Newtonsoft.Json.JsonConvert.DeserializeObject<Order>(Encoding.UTF8.GetString(ea.Body.Span))|};
            }
        }
        """);

    [Theory]
    [InlineData("PropertyNamingPolicy = System.Text.Json.Serialization.JsonKnownNamingPolicy.CamelCase")]
    [InlineData("GenerationMode = System.Text.Json.Serialization.JsonSourceGenerationMode.Metadata")]
    public Task No_fix_by_a_context_that_writes_other_json_or_no_faster(string options) => Verify.OffersNoFixAsync<JsonOnHotPathFix>(References.RabbitMq7, $$"""
        using System.Text.Json;
        using RabbitMQ.Client.Events;
        {{Order}}
        [System.Text.Json.Serialization.JsonSourceGenerationOptions({{options}})]
        {{Context}}
        public class Consumer
        {
            public byte[] OnReceived(BasicDeliverEventArgs ea) => {|EVC6001:JsonSerializer.SerializeToUtf8Bytes(new Order(ea.RoutingKey))|};
        }
        """);

    private static string Publishes(string code) => $$"""
        using System.Text;
        using Newtonsoft.Json;
        using RabbitMQ.Client;
        using JsonSerializer = System.Text.Json.JsonSerializer;
        {{Order}}
        public class Publisher
        {
            public void Publish(IConnection connection, IModel channel, Order order)
            {
                {{code}}
            }
        }
        """;

    private static string Converts(string call, string type) => $$"""
        using Newtonsoft.Json;
        using RabbitMQ.Client.Events;
        public interface IEvent { }
        public abstract class Event : IEvent { }
        public class Placed : Event { }
        public class Consumer
        {
            public object? OnReceived(BasicDeliverEventArgs ea, Func<string, {{type}}> parse)
            {
                var message = parse(ea.RoutingKey);
                return {{call}};
            }
        }
        """;

    private static string Handles(string code) => $$"""
        using System.Text.Json;
        using Microsoft.Extensions.Logging;
        using Rebus.Handlers;
        {{Order}}
        public class Handler : IHandleMessages<Order>
        {
            private readonly ILogger<Handler> logger = null!;
            private readonly Action<string> store = null!;
            public Task Handle(Order message)
            {
                {{code}}
                return Task.CompletedTask;
            }
        }
        """;

    private static string ReadsWith(string settings, string open = "", string close = "") => $$"""
        using Newtonsoft.Json;
        using Newtonsoft.Json.Serialization;
        using RabbitMQ.Client.Events;
        {{Order}}
        public class PrivateSetters : DefaultContractResolver { }
        public class Consumer
        {
            private static readonly JsonSerializerSettings Settings = new JsonSerializerSettings { TypeNameHandling = TypeNameHandling.Auto };
            public Order? Read(BasicDeliverEventArgs ea) => {{open}}JsonConvert.DeserializeObject<Order>(ea.RoutingKey, {{settings}}){{close}};
        }
        """;
}
