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
                    var other = {|EVC6001:System.Text.Json.JsonSerializer.Deserialize<Order>(ea.Body.Span)|};
                }
            }
            """);
        Assert.Equal("'JsonConvert.DeserializeObject' uses reflection for every message; System.Text.Json with a source-generated JsonTypeInfo spares CPU and allocations", found[0].GetMessage());
    }

    [Theory, EachVersionOf(Client.Kafka)]
    public Task Read_in_a_poll_loop_and_in_its_helpers(References client) => Verify.FindsAsync(client, $$"""
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
                    var order = {|EVC6001:JsonSerializer.Deserialize<Order>(result.Message.Value, Options)|};
                    var same = Parse<Order>(result.Message.Value);
                }
            }
            private static T? Parse<T>(string text)
            {
                var options = new JsonSerializerOptions(JsonSerializerDefaults.Web);
                return {|EVC6001:JsonSerializer.Deserialize<T>(text, options)|};
            }
        }
        """);

    [Fact]
    public Task Binary_data() => Verify.FindsAsync(References.ServiceBus, $$"""
        using Azure.Messaging.ServiceBus;
        {{Order}}
        public class Worker
        {
            public async Task HandleAsync(ProcessMessageEventArgs args)
            {
                var order = {|EVC6001:args.Message.Body.ToObjectFromJson<Order>()|};
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
                    Console.WriteLine(JsonSerializer.Deserialize<Order>(message.Body));
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
    [InlineData("JsonSerializer.Deserialize<Order>(ea.Body.Span)", "a source-generated JsonTypeInfo")]
    [InlineData("JsonSerializer.Deserialize(ea.Body.Span, type)", "a source-generated resolver in its options")]
    [InlineData("JsonSerializer.Deserialize<T>(ea.Body.Span)", "a source-generated resolver in its options")]
    [InlineData("JsonSerializer.Deserialize<List<T>>(ea.Body.Span)", "a source-generated resolver in its options")]
    [InlineData("JsonSerializer.Deserialize<T[]>(ea.Body.Span)", "a source-generated resolver in its options")]
    [InlineData("JsonConvert.DeserializeObject<Order>(ea.RoutingKey)", "System.Text.Json with a source-generated JsonTypeInfo")]
    [InlineData("JsonConvert.DeserializeObject<T>(ea.RoutingKey)", "System.Text.Json with a source-generated resolver in its options")]
    [InlineData("JsonConvert.DeserializeObject(ea.RoutingKey, type)", "System.Text.Json with a source-generated resolver in its options")]
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
                public object? Read(BasicDeliverEventArgs ea, Type type) => {|EVC6001:{{call}}|};
            }
            """);
        Assert.Equal($"'{call[..call.IndexOfAny(['<', '('])]}' uses reflection for every message; {advice} spares CPU and allocations", found[0].GetMessage());
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

    [Fact]
    public Task Silent_for_one_message_on_demand() => Verify.SilentAsync(References.ServiceBus, $$"""
        using System.Text.Json;
        using Azure.Messaging.ServiceBus;
        {{Order}}
        public class Desk
        {
            private readonly ServiceBusReceiver _receiver;
            public Desk(ServiceBusReceiver receiver) => _receiver = receiver;
            public async Task<Order?> NextAsync()
            {
                var message = await _receiver.ReceiveMessageAsync();
                return message != null ? JsonSerializer.Deserialize<Order>(message.Body) : null;
            }
        }
        """, "EVC6001");

    [Theory]
    [InlineData("10", "")]
    [InlineData("1", "public async Task RunAsync() { while (true) await NextAsync(); }")]
    public Task Receive_of_several_or_in_a_loop(string most, string caller) => Verify.FindsAsync(References.ServiceBus, $$"""
        using System.Text.Json;
        using Azure.Messaging.ServiceBus;
        {{Order}}
        public class Desk
        {
            private readonly ServiceBusReceiver _receiver;
            public Desk(ServiceBusReceiver receiver) => _receiver = receiver;
            public async Task<List<Order?>> NextAsync()
            {
                var messages = await _receiver.ReceiveMessagesAsync({{most}});
                return messages.Select(message => {|EVC6001:JsonSerializer.Deserialize<Order>(message.Body)|}).ToList();
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
                var first = JsonSerializer.Deserialize(ea.Body.Span, AppJsonContext.Default.Order);
                var second = JsonSerializer.Deserialize(ea.Body.Span, typeof(Order), AppJsonContext.Default);
                var third = JsonSerializer.Deserialize<Order>(ea.Body.Span, Options);
                var fourth = JsonSerializer.Deserialize<Order>(ea.Body.Span, AppJsonContext.Default.Options);
                var unknown = JsonSerializer.Deserialize<Order>(ea.Body.Span, injected);
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
                var number = System.Text.Json.JsonSerializer.Deserialize<int>(ea.Body.Span);
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
            public Order? OnReceived(BasicDeliverEventArgs ea) => JsonSerializer.Deserialize<Order>(ea.Body.Span, _options);
            public static void Use(JsonSerializerOptions options) => _shared = options;
        }
        """, "EVC6001");

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
            public Order? OnReceived(BasicDeliverEventArgs ea) => JsonSerializer.Deserialize<Order>(ea.Body.Span, {{(setUp.StartsWith("Json.Shared", StringComparison.Ordinal) ? "Json.Shared" : "Options")}});
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
            public Order? OnReceived(BasicDeliverEventArgs ea)
            {
                var options = new JsonSerializerOptions();
                SetUp(options);
                return JsonSerializer.Deserialize<Order>(ea.Body.Span, options);
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
            public Order? OnReceived(BasicDeliverEventArgs ea) => {|EVC6001:JsonSerializer.Deserialize<Order>(ea.Body.Span, Options)|};
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
            public Order? OnReceived(BasicDeliverEventArgs ea) => {|EVC6001:JsonSerializer.Deserialize<Order>(ea.Body.Span, Web)|};
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
            private readonly ConcurrentDictionary<string, Order?> _orders = new();
            private readonly ILogger<Consumer> _logger;
            private Order? _default;
            public Consumer(ILogger<Consumer> logger) => _logger = logger;
            public Order? Load() => JsonSerializer.Deserialize<Order>(File.ReadAllText("default.json"));
            public void OnReceived(BasicDeliverEventArgs ea)
            {
                _default ??= JsonSerializer.Deserialize<Order>(File.ReadAllText("default.json"));
                var known = _orders.GetOrAdd(ea.RoutingKey, key => JsonSerializer.Deserialize<Order>(File.ReadAllText(key)));
                try
                {
                    Handle(ea);
                }
                catch (Exception e)
                {
                    _logger.LogError(e, "Failed on {Order}", JsonSerializer.Serialize(known));
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
                    var first = JsonSerializer.Deserialize<Missing>(ea.Body.Span);
                    var second = JsonSerializer.Deserialize<>(ea.Body.Span, new JsonSerializerOptions { );
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
                var order = {|EVC6001:JsonSerializer.Deserialize<Order>(ea.Body.Span)|};
                await channel.BasicPublishAsync("", "copies", {|EVC6001:JsonSerializer.SerializeToUtf8Bytes(order)|});
                var known = await {|EVC6001:JsonSerializer.DeserializeAsync<Order>(new MemoryStream(ea.Body.ToArray()), cancellationToken: CancellationToken.None)|};
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
                var order = JsonSerializer.Deserialize<Order>(ea.Body.Span, AppJsonContext.Default.Order);
                await channel.BasicPublishAsync("", "copies", JsonSerializer.SerializeToUtf8Bytes(order, AppJsonContext.Default.Order));
                var known = await JsonSerializer.DeserializeAsync<Order>(new MemoryStream(ea.Body.ToArray()), AppJsonContext.Default.Order, cancellationToken: CancellationToken.None);
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
                var order = {|EVC6001:JsonSerializer.Deserialize<Order>(ea.Body.Span, Options)|};
                var invoice = {|EVC6001:JsonSerializer.Deserialize<Invoice>(ea.Body.Span)|};
                var other = {|EVC6001:Newtonsoft.Json.JsonConvert.DeserializeObject<Order>(Encoding.UTF8.GetString(ea.Body.Span))|};
            }
        }
        """);

    [Fact]
    public Task No_fix_by_a_context_that_writes_other_json() => Verify.OffersNoFixAsync<JsonOnHotPathFix>(References.RabbitMq7, $$"""
        using System.Text.Json;
        using RabbitMQ.Client.Events;
        {{Order}}
        [System.Text.Json.Serialization.JsonSourceGenerationOptions(PropertyNamingPolicy = System.Text.Json.Serialization.JsonKnownNamingPolicy.CamelCase)]
        {{Context}}
        public class Consumer
        {
            public Order? OnReceived(BasicDeliverEventArgs ea) => {|EVC6001:JsonSerializer.Deserialize<Order>(ea.Body.Span)|};
        }
        """);

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
