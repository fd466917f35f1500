using EventConsumers.CodeFixes.Scaling;

namespace EventConsumers.Analyzers.Tests.Rules.Scaling;

public class QueueDiesWithItsConsumerTests
{
    [Fact]
    public async Task Exclusive_by_default_6()
    {
        var found = await Verify.FindsAsync(References.RabbitMq6, Declares6("channel.{|EVC5003:QueueDeclare(\"orders\")|};"));
        Assert.Equal(
            "'QueueDeclare' leaves 'exclusive' and 'autoDelete' on, which is the default: no second instance can use 'orders', and its messages are gone when the connection ends",
            found[0].GetMessage());
    }

    [Fact]
    public async Task Auto_delete_by_default_7()
    {
        var found = await Verify.FindsAsync(References.RabbitMq7, Declares7("channel.{|EVC5003:QueueDeclareAsync(\"orders\", durable: true, exclusive: false)|}"));
        Assert.Equal(
            "'QueueDeclareAsync' leaves 'autoDelete' on, which is the default: 'orders' and its messages are gone when its last consumer ends", found[0].GetMessage());
    }

    [Theory]
    [InlineData("channel.{|EVC5003:QueueDeclare(\"orders\", true)|};")]
    [InlineData("channel.{|EVC5003:QueueDeclare(\"orders\", durable: true, autoDelete: false)|};")]
    [InlineData("channel.{|EVC5003:QueueDeclare(\"orders\", true, false)|};")]
    [InlineData("channel.{|EVC5003:QueueDeclare(Queue)|};")]
    [InlineData("var queue = \"orders\"; channel.{|EVC5003:QueueDeclare(queue)|};")]
    [InlineData("channel.{|EVC5003:QueueDeclare(queue: \"orders\", arguments: null)|};")]
    public Task However_it_is_written(string declare) => Verify.FindsAsync(References.RabbitMq6, Declares6(declare));

    [Theory]
    [InlineData("channel.QueueDeclare(\"orders\", true, false, false, null);")]
    [InlineData("channel.QueueDeclare(\"orders\", durable: true, exclusive: false, autoDelete: false);")]
    [InlineData("channel.QueueDeclare(\"orders\", exclusive: true);")]
    [InlineData("channel.QueueDeclare(\"orders\", exclusive: false, autoDelete: true);")]
    [InlineData("channel.QueueDeclare(\"orders\", autoDelete: true);")]
    [InlineData("channel.QueueDeclare(\"orders\", exclusive: flag);")]
    [InlineData("channel.QueueDeclare();")]
    [InlineData("channel.QueueDeclare(\"\");")]
    [InlineData("channel.QueueDeclare(name);")]
    [InlineData("channel.QueueDeclare(\"orders-\" + Environment.MachineName);")]
    [InlineData("channel.QueueDeclare(\"price-replies\");")]
    [InlineData("channel.QueueDeclarePassive(\"orders\");")]
    public Task By_choice_or_for_itself(string declare) => Verify.SilentAsync(References.RabbitMq6, Declares6(declare), "EVC5003");

    [Theory]
    [InlineData("var queue = channel.QueueDeclare(\"prices\"); channel.ExchangeDeclare(\"local\", \"x-local-random\"); channel.QueueBind(queue.QueueName, \"local\", \"\");")]
    [InlineData("channel.ExchangeDeclare(exchange: name, type: \"x-local-random\"); channel.QueueDeclare(Queue); channel.QueueBind(Queue, name, \"\");")]
    [InlineData("channel.QueueDeclare(\"prices\", exclusive: false); var consumer = new EventingBasicConsumer(channel); consumer.Received += (_, ea) => channel.BasicPublish(\"\", ea.BasicProperties.ReplyTo, null, ea.Body); channel.BasicConsume(\"prices\", false, consumer);")]
    [InlineData("channel.QueueDeclare(Queue); var consumer = new EventingBasicConsumer(channel); consumer.Received += (_, ea) => { var props = ea.BasicProperties; var to = props.ReplyTo; channel.BasicPublish(\"\", to, null, ea.Body); }; channel.BasicConsume(Queue, false, consumer);")]
    public Task Requests_end_with_their_server(string code) => Verify.SilentAsync(References.RabbitMq6, Declares6(code), "EVC5003");

    [Theory]
    [InlineData("var queue = channel.{|EVC5003:QueueDeclare(\"prices\")|}; channel.ExchangeDeclare(\"local\", \"topic\"); channel.QueueBind(queue.QueueName, \"local\", \"\");")]
    [InlineData("channel.ExchangeDeclare(\"local\", \"x-local-random\"); var queue = channel.{|EVC5003:QueueDeclare(\"prices\")|}; channel.QueueBind(queue.QueueName, \"other\", \"\");")]
    [InlineData("channel.ExchangeDeclare(\"local\", \"x-local-random\"); channel.{|EVC5003:QueueDeclare(\"prices\")|}; var queue = channel.QueueDeclare(\"others\"); channel.QueueBind(queue.QueueName, \"local\", \"\");")]
    [InlineData("channel.{|EVC5003:QueueDeclare(\"prices\")|}; var consumer = new EventingBasicConsumer(channel); consumer.Received += (_, ea) => channel.BasicPublish(\"\", name, null, ea.Body); channel.BasicConsume(\"prices\", false, consumer);")]
    [InlineData("channel.{|EVC5003:QueueDeclare(\"prices\")|}; var consumer = new EventingBasicConsumer(channel); consumer.Received += (_, ea) => channel.BasicPublish(\"\", ea.BasicProperties.ReplyTo, null, ea.Body); channel.BasicConsume(\"others\", false, consumer);")]
    public Task Queues_of_other_exchanges_and_handlers(string code) => Verify.FindsAsync(References.RabbitMq6, Declares6(code), "EVC5003");

    [Theory]
    [InlineData("\"orders\"", "\"orders\", durable: true, exclusive: false, autoDelete: false")]
    [InlineData("\"orders\", true", "\"orders\", true, exclusive: false, autoDelete: false")]
    [InlineData("\"orders\", false, false", "\"orders\", false, false, autoDelete: false")]
    [InlineData("\"orders\", exclusive: false", "\"orders\", durable: true, exclusive: false, autoDelete: false")]
    [InlineData("queue: \"orders\", arguments: null", "queue: \"orders\", durable: true, exclusive: false, autoDelete: false, arguments: null")]
    [InlineData("\n            queue: \"orders\",\n            durable: true", "\n            queue: \"orders\",\n            durable: true,\n            exclusive: false,\n            autoDelete: false")]
    public Task Writes_what_is_meant(string before, string after) => Fixed(
        "Declare a queue that stays and can be shared",
        "ShareQueue",
        References.RabbitMq6,
        Declares6($"channel.{{|EVC5003:QueueDeclare({before})|}};"),
        Declares6($"channel.QueueDeclare({after});")).RunAsync();

    [Fact]
    public Task Writes_what_is_meant_7() => Fixed(
        "Declare a queue that stays and can be shared",
        "ShareQueue",
        References.RabbitMq7,
        Declares7("channel.{|EVC5003:QueueDeclareAsync(\"orders\", cancellationToken: token)|}"),
        Declares7("channel.QueueDeclareAsync(\"orders\", durable: true, exclusive: false, autoDelete: false, cancellationToken: token)")).RunAsync();

    // In a queue that stays, what fails stays too.
    [Fact]
    public Task Gives_a_queue_that_stays_a_dead_letter_queue() => Verify.FixesAsync<QueueDiesWithItsConsumerFix>(
        References.RabbitMq6, Dying, WithDeadLetters, title: "Declare a queue that stays and can be shared, with a dead-letter queue");

    [Theory]
    [InlineData(null, true)]
    [InlineData("ShareQueue", false)]
    public Task Offers_no_queue_without_one_where_that_is_asked_for(string? key, bool isOffered)
    {
        var test = Fixed(null, key, References.RabbitMq6, Dying, isOffered ? WithDeadLetters : Dying);
        test.EnabledDiagnostics.Add("EVC3004");
        return test.RunAsync();
    }

    [Fact]
    public Task Gives_no_dead_letter_queue_where_that_was_turned_off()
    {
        var test = Fixed("Declare a queue that stays and can be shared", null, References.RabbitMq6, Dying, Declares6("channel.QueueDeclare(queue: \"orders\", durable: true, exclusive: false, autoDelete: false);"));
        test.DisabledDiagnostics.Add("EVC3004");
        return test.RunAsync();
    }

    private static string Dying { get; } = Declares6("channel.{|EVC5003:QueueDeclare(queue: \"orders\")|};");

    private static string WithDeadLetters { get; } = Declares6("""
        channel.QueueDeclare(queue: "orders.dead-letter", durable: true, exclusive: false, autoDelete: false, arguments: null);
                channel.QueueDeclare(queue: "orders", durable: true, exclusive: false, autoDelete: false, arguments: new Dictionary<string, object> { ["x-dead-letter-exchange"] = "", ["x-dead-letter-routing-key"] = "orders.dead-letter" });
        """);

    private static CSharpCodeFixTest<EventConsumerAnalyzer, QueueDiesWithItsConsumerFix> Fixed(string? title, string? key, References references, string code, string fixedCode) => new()
    {
        TestCode = code,
        FixedCode = fixedCode,
        References = references,
        CodeActionTitle = title,
        CodeActionEquivalenceKey = key,
    };

    private static string Declares6(string declare) => $$"""
        using RabbitMQ.Client;
        using RabbitMQ.Client.Events;

        class Worker
        {
            private const string Queue = "orders";

            void Declare(IModel channel, string name, bool flag)
            {
                {{declare}}
            }
        }
        """;

    private static string Declares7(string declare) => $$"""
        using RabbitMQ.Client;

        class Worker
        {
            async Task DeclareAsync(IChannel channel, CancellationToken token) => await {{declare}};
        }
        """;
}
