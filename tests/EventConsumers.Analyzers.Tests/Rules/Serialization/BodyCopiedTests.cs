using EventConsumers.CodeFixes.Serialization;

namespace EventConsumers.Analyzers.Tests.Rules.Serialization;

public class BodyCopiedTests
{
    [Theory, EachVersionOf(Client.RabbitMq)]
    public async Task A_copy_for_the_deserializer(References rabbitMq)
    {
        var found = await Verify.FindsAsync(rabbitMq, Handler("work.Save(JsonSerializer.Deserialize<Order>({|EVC6003:ea.Body.ToArray()|}));"));
        Assert.Equal("'ToArray' copies the body only for 'Deserialize' to read it; hand over its span", Assert.Single(found).GetMessage());
    }

    [Theory]
    [InlineData("work.Log(Encoding.UTF8.GetString({|EVC6003:ea.Body.ToArray()|}));")]
    [InlineData("var body = {|EVC6003:ea.Body.ToArray()|}; work.Log(Encoding.UTF8.GetString(body));")]
    [InlineData("var body = {|EVC6003:ea.Body.ToArray()|}; if (body.Length > 0) work.Save(JsonSerializer.Deserialize<Order>(body));")]
    [InlineData("var memory = ea.Body; work.Save(JsonSerializer.Deserialize<Order>({|EVC6003:memory.ToArray()|}));")]
    public Task Every_way_to_copy(string body) => Verify.FindsAsync(References.RabbitMq7, Handler(body));

    [Theory]
    [InlineData("work.Save(JsonSerializer.Deserialize<Order>(ea.Body.Span));")]
    [InlineData("work.Keep(ea.Body.ToArray());")]
    [InlineData("var body = ea.Body.ToArray(); work.Keep(body); work.Log(Encoding.UTF8.GetString(body));")]
    [InlineData("work.Log(Encoding.UTF8.GetString(ea.Body.ToArray(), 0, 4));")]
    [InlineData("using var stream = new MemoryStream(ea.Body.ToArray());")]
    [InlineData("using var json = JsonDocument.Parse(ea.Body.ToArray());")]
    [InlineData("_ = Task.Run(() => work.Log(Encoding.UTF8.GetString(ea.Body.ToArray())));")]
    [InlineData("work.Log(Encoding.UTF8.GetString(new ReadOnlyMemory<byte>().ToArray()));")]
    public Task Copies_that_are_needed(string body) => Verify.SilentAsync(References.RabbitMq7, Handler(body), "EVC6003");

    [Theory]
    [InlineData("_answer.SetResult(Encoding.UTF8.GetString(ea.Body.ToArray()));")]
    [InlineData("var text = Encoding.UTF8.GetString(ea.Body.ToArray()); _answer.TrySetResult(text);")]
    public Task Silent_for_one_answer(string body) => Verify.SilentAsync(References.RabbitMq7, Answer(body), "EVC6003");

    [Theory]
    [InlineData("_answers[ea.RoutingKey].SetResult(Encoding.UTF8.GetString({|EVC6003:ea.Body.ToArray()|}));")]
    [InlineData("if (_answers.TryGetValue(ea.RoutingKey, out var answer)) answer.TrySetResult(Encoding.UTF8.GetString({|EVC6003:ea.Body.ToArray()|}));")]
    [InlineData("var text = Encoding.UTF8.GetString({|EVC6003:ea.Body.ToArray()|}); _answer.TrySetResult(text); Console.WriteLine(text);")]
    public Task Answers_to_many_requests(string body) => Verify.FindsAsync(References.RabbitMq7, Answer(body), "EVC6003");

    [Theory]
    [InlineData("DeadLetterReader", "orders")]
    [InlineData("Reader", "orders.dlq")]
    public Task Silent_for_messages_that_failed(string type, string queue) => Verify.SilentAsync(References.RabbitMq6, Subscribes(type, queue), "EVC6003");

    [Fact]
    public Task Messages_of_another_queue() => Verify.FindsAsync(References.RabbitMq6, Subscribes("Reader", "orders", "{|EVC6003:", "|}"));

    [Fact]
    public Task A_string_made_for_nothing_is_another_rules() => Verify.FindsAsync(
        References.RabbitMq7,
        Handler("work.Save(JsonSerializer.Deserialize<Order>(Encoding.UTF8.{|EVC6002:GetString|}(ea.Body.ToArray())));"),
        "EVC6003");

    [Fact]
    public Task Service_Bus() => Verify.FixesAsync<BodyCopiedFix>(References.ServiceBus, """
        using System.Text.Json;
        using Azure.Messaging.ServiceBus;

        public record Order(int Id);

        public class Reader
        {
            public async Task HandleAsync(ProcessMessageEventArgs args, Func<Order?, Task> save) =>
                await save(JsonSerializer.Deserialize<Order>({|EVC6003:args.Message.Body.ToArray()|}));
        }
        """, """
        using System.Text.Json;
        using Azure.Messaging.ServiceBus;

        public record Order(int Id);

        public class Reader
        {
            public async Task HandleAsync(ProcessMessageEventArgs args, Func<Order?, Task> save) =>
                await save(JsonSerializer.Deserialize<Order>(args.Message.Body.ToMemory().Span));
        }
        """);

    [Fact]
    public Task The_fix_hands_over_the_span() => Verify.FixesAsync<BodyCopiedFix>(References.RabbitMq7, Handler("""
        byte[] body = {|EVC6003:ea.Body.ToArray()|}; // copied
        work.Log(Encoding.UTF8.GetString(body));
        work.Save(JsonSerializer.Deserialize<Order>(body));
        work.Log(Encoding.UTF8.GetString({|EVC6003:ea.Body.ToArray()|}));
        """), Handler("""
        ReadOnlyMemory<byte> body = ea.Body; // copied
        work.Log(Encoding.UTF8.GetString(body.Span));
        work.Save(JsonSerializer.Deserialize<Order>(body.Span));
        work.Log(Encoding.UTF8.GetString(ea.Body.Span));
        """), "Hand over the body's span");

    private static string Answer(string body) => $$"""
        using System.Text;
        using RabbitMQ.Client.Events;

        public class Client
        {
            private readonly TaskCompletionSource<string> _answer = new();
            private readonly Dictionary<string, TaskCompletionSource<string>> _answers = new();

            public Task OnReceivedAsync(object sender, BasicDeliverEventArgs ea)
            {
                {{body}}
                return Task.CompletedTask;
            }
        }
        """;

    private static string Handler(string body) => $$"""
        using System.Text;
        using System.Text.Json;
        using RabbitMQ.Client.Events;

        public record Order(int Id);

        public interface IWork { void Save(Order? order); void Log(string text); void Keep(byte[] body); }

        public class Consumer
        {
            public void Start(AsyncEventingBasicConsumer consumer, IWork work)
            {
                async Task OnReceived(object sender, BasicDeliverEventArgs ea)
                {
        {{string.Join("\n", body.Split('\n').Select(line => "            " + line))}}
                    await Task.Yield();
                }
            }
        }
        """;

    private static string Subscribes(string type, string queue, string open = "", string close = "") => $$"""
        using System.Text;
        using RabbitMQ.Client;
        using RabbitMQ.Client.Events;

        public class {{type}}
        {
            public void Start(IModel channel)
            {
                var consumer = new EventingBasicConsumer(channel);
                consumer.Received += (_, ea) => Console.WriteLine(Encoding.UTF8.GetString({{open}}ea.Body.ToArray(){{close}}));
                channel.BasicConsume("{{queue}}", autoAck: true, consumer);
            }
        }
        """;
}
