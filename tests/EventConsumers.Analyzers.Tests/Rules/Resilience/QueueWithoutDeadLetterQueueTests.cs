using EventConsumers.CodeFixes.Resilience;

namespace EventConsumers.Analyzers.Tests.Rules.Resilience;

public class QueueWithoutDeadLetterQueueTests
{
    [Fact]
    public async Task No_settings_6()
    {
        var found = await Verify.FindsAsync(References.RabbitMq6, Declares6("channel.{|EVC3004:QueueDeclare(\"orders\", true, false, false, null)|};"));
        Assert.Equal(
            "'QueueDeclare' declares a queue without 'x-dead-letter-exchange': a message that cannot be processed is lost, or comes back for ever", found[0].GetMessage());
    }

    [Fact]
    public Task No_settings_7() => Verify.FindsAsync(References.RabbitMq7, Declares7(
        "await channel.{|EVC3004:QueueDeclareAsync(name, durable: true, exclusive: false, autoDelete: false)|};"));

    [Theory]
    [InlineData("channel.QueueDeclare();")]
    [InlineData("channel.QueueDeclare(\"\", false, false, false, null);")]
    [InlineData("channel.QueueDeclare(\"orders\", false, true, false, null);")]
    [InlineData("channel.QueueDeclare(\"orders\", false, false, flag, null);")]
    [InlineData("channel.QueueDeclare(\"orders.dead-letter\", true, false, false, null);")]
    [InlineData("channel.QueueDeclare(DeadLetterQueue, true, false, false, null);")]
    [InlineData("channel.QueueDeclare(\"order-replies\", true, false, false, null);")]
    [InlineData("channel.QueueDeclare(\"orders\", true, false, false, new Dictionary<string, object> { { \"x-dead-letter-exchange\", \"failed\" } });")]
    [InlineData("channel.QueueDeclare(\"orders\", true, false, false, new Dictionary<string, object> { [\"x-queue-type\"] = \"stream\" });")]
    [InlineData("channel.QueueDeclare(\"orders\", true, false, false, arguments);")]
    [InlineData("channel.QueueDeclarePassive(\"orders\");")]
    public Task Private_dead_letter_or_unknown(string declare) => Verify.SilentAsync(References.RabbitMq6, Declares6(declare), "EVC3004");

    [Theory, EachVersionOf(Client.Sqs)]
    public Task A_queue_of_SQS(References client) => Verify.FindsAsync(client, Creates("""
        await sqs.{|EVC3004:CreateQueueAsync("orders")|};
        await sqs.{|EVC3004:CreateQueueAsync(new CreateQueueRequest { QueueName = "logins", Attributes = new Dictionary<string, string> { ["VisibilityTimeout"] = "60" } })|};
        """));

    [Theory]
    [InlineData("await sqs.CreateQueueAsync(new CreateQueueRequest { QueueName = \"orders\", Attributes = new Dictionary<string, string> { [\"RedrivePolicy\"] = policy } });")]
    [InlineData("await sqs.CreateQueueAsync(\"orders\"); await sqs.SetQueueAttributesAsync(policy, new Dictionary<string, string> { [\"RedrivePolicy\"] = policy });")]
    [InlineData("await sqs.CreateQueueAsync(\"orders-dlq\");")]
    public Task With_a_redrive_policy(string create) => Verify.SilentAsync(References.Sqs4, Creates(create), "EVC3004");

    [Fact]
    public Task Says_nothing_where_the_rejection_is_reported() => Verify.FindsAsync(
        References.RabbitMq6,
        """
        using RabbitMQ.Client;

        class Worker
        {
            void Run(IModel channel)
            {
                channel.QueueDeclare("orders", true, false, false, null);
                var result = channel.BasicGet("orders", false);
                channel.{|EVC3003:BasicReject(result.DeliveryTag, false)|};
            }
        }
        """,
        "EVC3004");

    [Fact]
    public Task Declares_a_dead_letter_queue() => Verify.FixesAsync<QueueWithoutDeadLetterQueueFix>(
        References.RabbitMq6,
        Declares6("channel.{|EVC3004:QueueDeclare(\"orders\", true, false, false, null)|};"),
        Declares6("channel.QueueDeclare(queue: \"orders.dead-letter\", durable: true, exclusive: false, autoDelete: false, arguments: null);\n        channel.QueueDeclare(\"orders\", true, false, false, new Dictionary<string, object> { [\"x-dead-letter-exchange\"] = \"\", [\"x-dead-letter-routing-key\"] = \"orders.dead-letter\" });"));

    [Fact]
    public Task Adds_to_the_settings() => Verify.FixesAsync<QueueWithoutDeadLetterQueueFix>(
        References.RabbitMq6,
        Declares6("channel.{|EVC3004:QueueDeclare(\"orders\", true, false, false, new Dictionary<string, object> { [\"x-queue-type\"] = \"quorum\" })|};"),
        Declares6("channel.QueueDeclare(queue: \"orders.dead-letter\", durable: true, exclusive: false, autoDelete: false, arguments: null);\n        channel.QueueDeclare(\"orders\", true, false, false, new Dictionary<string, object> { [\"x-queue-type\"] = \"quorum\", [\"x-dead-letter-exchange\"] = \"\", [\"x-dead-letter-routing-key\"] = \"orders.dead-letter\" });"));

    [Fact]
    public Task Adds_the_settings_behind_arguments_in_any_order() => Verify.FixesAsync<QueueWithoutDeadLetterQueueFix>(
        References.RabbitMq7,
        Declares7("await channel.{|EVC3004:QueueDeclareAsync(name, durable: true, exclusive: false, noWait: false, autoDelete: false)|};"),
        Declares7("await channel.QueueDeclareAsync(queue: name + \".dead-letter\", durable: true, exclusive: false, autoDelete: false, arguments: null);\n        await channel.QueueDeclareAsync(name, durable: true, exclusive: false, noWait: false, autoDelete: false, arguments: new Dictionary<string, object?> { [\"x-dead-letter-exchange\"] = \"\", [\"x-dead-letter-routing-key\"] = name + \".dead-letter\" });"));

    [Theory]
    [InlineData("_ = channel.{|EVC3004:QueueDeclare(\"orders\" + name, true, false, false, null)|};")]
    [InlineData("Func<QueueDeclareOk> declare = () => channel.{|EVC3004:QueueDeclare(\"orders\", true, false, false, null)|}; declare();")]
    public Task Needs_a_name_and_a_statement(string declare) => Verify.OffersNoFixAsync<QueueWithoutDeadLetterQueueFix>(References.RabbitMq6, Declares6(declare));

    private static string Declares6(string declare) => $$"""
        using RabbitMQ.Client;

        class Worker
        {
            private const string DeadLetterQueue = "orders-2";

            void Declare(IModel channel, IDictionary<string, object> arguments, string name, bool flag)
            {
                {{declare}}
            }
        }
        """;

    private static string Declares7(string declare) => $$"""
        using RabbitMQ.Client;

        class Worker
        {
            async Task DeclareAsync(IChannel channel, string name)
            {
                {{declare}}
            }
        }
        """;

    private static string Creates(string create) => $$"""
        using Amazon.SQS;
        using Amazon.SQS.Model;

        class Worker
        {
            async Task CreateAsync(IAmazonSQS sqs, string policy)
            {
                {{create}}
            }
        }
        """;
}
