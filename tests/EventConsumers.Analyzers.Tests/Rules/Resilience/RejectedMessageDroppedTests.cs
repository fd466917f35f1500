using EventConsumers.CodeFixes.Delivery;
using EventConsumers.CodeFixes.Resilience;

namespace EventConsumers.Analyzers.Tests.Rules.Resilience;

public class RejectedMessageDroppedTests
{
    private const string Declare = "channel.QueueDeclare(\"orders\", durable: true, exclusive: false, autoDelete: false, arguments: null);";
    private const string Reject = "channel.{|EVC3003:BasicReject(ea.DeliveryTag, requeue: false)|};";

    [Fact]
    public async Task Rejected_in_the_catch_6()
    {
        var found = await Verify.FindsAsync(References.RabbitMq6, Worker6(Declare, Reject));
        Assert.Equal("'BasicReject' drops the message: its queue is declared without 'x-dead-letter-exchange', so there is nowhere it could go", found[0].GetMessage());
    }

    [Fact]
    public Task Rejected_in_the_catch_7() => Verify.FindsAsync(References.RabbitMq7, Worker7(
        "await channel.QueueDeclareAsync(Queue, durable: true, exclusive: false, autoDelete: false);",
        "await channel.{|EVC3003:BasicNackAsync(ea.DeliveryTag, multiple: false, requeue: false)|};"));

    [Theory]
    [InlineData("new Dictionary<string, object> { [\"x-max-length\"] = 1000 }")]
    [InlineData("new Dictionary<string, object> { { \"x-queue-type\", \"quorum\" } }")]
    [InlineData("new Dictionary<string, object>()")]
    public Task Settings_without_a_target(string settings) => Verify.FindsAsync(
        References.RabbitMq6, Worker6($"channel.QueueDeclare(\"orders\", true, false, false, {settings});", Reject));

    [Theory]
    [InlineData("channel.QueueDeclare(\"orders\", true, false, false, new Dictionary<string, object> { [\"x-dead-letter-exchange\"] = \"failed\" });", "channel.BasicReject(ea.DeliveryTag, false);")]
    [InlineData("channel.QueueDeclare(\"orders\", true, false, false, new Dictionary<string, object> { [Headers.XDeadLetterExchange] = \"failed\" });", "channel.BasicReject(ea.DeliveryTag, false);")]
    [InlineData("channel.QueueDeclare(\"orders\", true, false, false, arguments);", "channel.BasicReject(ea.DeliveryTag, false);")]
    [InlineData("channel.QueueDeclare(\"logins\", true, false, false, null);", "channel.BasicReject(ea.DeliveryTag, false);")]
    [InlineData("channel.QueueDeclarePassive(\"orders\");", "channel.BasicReject(ea.DeliveryTag, false);")]
    [InlineData("channel.QueueDeclare(\"orders\", false, true, true, null);", "channel.BasicReject(ea.DeliveryTag, false);")]
    [InlineData(Declare, "channel.BasicReject(ea.DeliveryTag, requeue: true);")]
    [InlineData(Declare, "channel.BasicReject(ea.DeliveryTag, requeue: !ea.Redelivered);")]
    [InlineData(Declare, "channel.BasicPublish(\"\", \"failed\", null, ea.Body); channel.BasicReject(ea.DeliveryTag, false);")]
    [InlineData(Declare, "orders.Keep(ea.Body.ToArray()); channel.BasicReject(ea.DeliveryTag, false);")]
    [InlineData("", "channel.BasicReject(ea.DeliveryTag, false);")]
    public Task Goes_somewhere_is_kept_or_unknown(string declare, string reject) =>
        Verify.SilentAsync(References.RabbitMq6, Worker6(declare, reject), "EVC3003");

    [Fact]
    public Task Declares_a_dead_letter_queue_6() => Verify.FixesAsync<RejectedMessageDroppedFix>(
        References.RabbitMq6,
        Worker6(Declare, Reject),
        Worker6(
            "channel.QueueDeclare(queue: \"orders.dead-letter\", durable: true, exclusive: false, autoDelete: false, arguments: null);\n        channel.QueueDeclare(\"orders\", durable: true, exclusive: false, autoDelete: false, arguments: new Dictionary<string, object> { [\"x-dead-letter-exchange\"] = \"\", [\"x-dead-letter-routing-key\"] = \"orders.dead-letter\" });",
            "channel.BasicReject(ea.DeliveryTag, requeue: false);"),
        title: "Declare a dead-letter queue for what is rejected");

    [Fact]
    public Task Declares_a_dead_letter_queue_7() => Verify.FixesAsync<RejectedMessageDroppedFix>(
        References.RabbitMq7,
        Worker7(
            "await channel.QueueDeclareAsync(Queue, durable: true, exclusive: false, autoDelete: false);",
            "await channel.{|EVC3003:BasicNackAsync(ea.DeliveryTag, multiple: false, requeue: false)|};"),
        Worker7(
            "await channel.QueueDeclareAsync(queue: Queue + \".dead-letter\", durable: true, exclusive: false, autoDelete: false, arguments: null);\n        await channel.QueueDeclareAsync(Queue, durable: true, exclusive: false, autoDelete: false, arguments: new Dictionary<string, object?> { [\"x-dead-letter-exchange\"] = \"\", [\"x-dead-letter-routing-key\"] = Queue + \".dead-letter\" });",
            "await channel.BasicNackAsync(ea.DeliveryTag, multiple: false, requeue: false);"));

    // Which of the queues the handler reads cannot be told: each has to keep what is rejected.
    [Fact]
    public Task Declares_a_dead_letter_queue_for_each_queue_that_the_type_reads() => Verify.FixesAsync<RejectedMessageDroppedFix>(
        References.RabbitMq6,
        TwoQueues(
            "channel.QueueDeclare(name, true, false, false, null);",
            "channel.QueueDeclare(\"orders\", true, false, false, null);",
            "{|EVC3003:BasicReject(ea.DeliveryTag, false)|}"),
        TwoQueues(
            "channel.QueueDeclare(queue: name + \".dead-letter\", durable: true, exclusive: false, autoDelete: false, arguments: null);\n        channel.QueueDeclare(name, true, false, false, new Dictionary<string, object> { [\"x-dead-letter-exchange\"] = \"\", [\"x-dead-letter-routing-key\"] = name + \".dead-letter\" });",
            "channel.QueueDeclare(queue: \"orders.dead-letter\", durable: true, exclusive: false, autoDelete: false, arguments: null);\n        channel.QueueDeclare(\"orders\", true, false, false, new Dictionary<string, object> { [\"x-dead-letter-exchange\"] = \"\", [\"x-dead-letter-routing-key\"] = \"orders.dead-letter\" });",
            "BasicReject(ea.DeliveryTag, false)"));

    [Theory]
    [InlineData("if (name != \"\") channel.QueueDeclare(name, true, false, false, null);")]
    [InlineData("channel.QueueDeclare(name, true, false, false, new Dictionary<string, object>());")]
    public Task No_fix_where_one_declaration_cannot_be_repaired(string declare) => Verify.OffersNoFixAsync<RejectedMessageDroppedFix>(
        References.RabbitMq6,
        TwoQueues(declare, "channel.QueueDeclare(\"orders\", true, false, false, null);", "{|EVC3003:BasicReject(ea.DeliveryTag, false)|}"));

    [Theory]
    [InlineData(".Wait()")]
    [InlineData(".GetAwaiter().GetResult()")]
    public Task Declares_a_dead_letter_queue_as_the_code_waits(string wait) => Verify.FixesAsync<RejectedMessageDroppedFix>(
        References.RabbitMq7,
        Worker7($"channel.QueueDeclareAsync(Queue, true, false, false){wait};", "await channel.{|EVC3003:BasicNackAsync(ea.DeliveryTag, false, false)|};"),
        Worker7(
            $"channel.QueueDeclareAsync(queue: Queue + \".dead-letter\", durable: true, exclusive: false, autoDelete: false, arguments: null){wait};\n        channel.QueueDeclareAsync(Queue, true, false, false, arguments: new Dictionary<string, object?> {{ [\"x-dead-letter-exchange\"] = \"\", [\"x-dead-letter-routing-key\"] = Queue + \".dead-letter\" }}){wait};",
            "await channel.BasicNackAsync(ea.DeliveryTag, false, false);"));

    private static string TwoQueues(string declareFirst, string declareSecond, string reject) => $$"""
        using RabbitMQ.Client;
        using RabbitMQ.Client.Events;

        interface IOrders { void Save(byte[] order); }

        class Worker
        {
            void ReceiveFrom(IModel channel, string name, IBasicConsumer consumer)
            {
                {{declareFirst}}
                channel.BasicConsume(name, false, consumer);
            }

            void Receive(IModel channel, IOrders orders)
            {
                {{declareSecond}}
                var consumer = new EventingBasicConsumer(channel);
                consumer.Received += (_, ea) =>
                {
                    try
                    {
                        orders.Save(ea.Body.ToArray());
                        channel.BasicAck(ea.DeliveryTag, false);
                    }
                    catch (Exception)
                    {
                        channel.{{reject}};
                    }
                };
                channel.BasicConsume("orders", false, consumer);
            }
        }
        """;

    private static string Worker6(string declare, string reject) => $$"""
        using RabbitMQ.Client;
        using RabbitMQ.Client.Events;

        interface IOrders { void Save(byte[] order); void Keep(byte[] order); }

        class Worker
        {
            void Run(IModel channel, IOrders orders, IDictionary<string, object> arguments)
            {
                {{declare}}
                var consumer = new EventingBasicConsumer(channel);
                consumer.Received += (_, ea) =>
                {
                    try
                    {
                        orders.Save(ea.Body.ToArray());
                        channel.BasicAck(ea.DeliveryTag, false);
                    }
                    catch (Exception e)
                    {
                        Console.WriteLine(e);
                        {{reject}}
                    }
                };
                channel.BasicConsume("orders", false, consumer);
            }
        }
        """;

    private static string Worker7(string declare, string reject) => $$"""
        using RabbitMQ.Client;
        using RabbitMQ.Client.Events;

        interface IOrders { Task SaveAsync(byte[] order); }

        class Worker
        {
            private const string Queue = "orders";

            async Task RunAsync(IChannel channel, IOrders orders)
            {
                {{declare}}
                var consumer = new AsyncEventingBasicConsumer(channel);
                consumer.ReceivedAsync += async (_, ea) =>
                {
                    try
                    {
                        await orders.SaveAsync(ea.Body.ToArray());
                        await channel.BasicAckAsync(ea.DeliveryTag, false);
                    }
                    catch (Exception)
                    {
                        {{reject}}
                    }
                };
                await channel.BasicConsumeAsync(Queue, false, consumer);
            }
        }
        """;

    private const string Declared = "await _channel.QueueDeclareAsync(\"orders\", true, false, false);";

    private const string WithDeadLetters = """
        await _channel.QueueDeclareAsync(queue: "orders.dead-letter", durable: true, exclusive: false, autoDelete: false, arguments: null);
                await _channel.QueueDeclareAsync("orders", true, false, false, arguments: new Dictionary<string, object?> { ["x-dead-letter-exchange"] = "", ["x-dead-letter-routing-key"] = "orders.dead-letter" });
        """;

    private const string Refuses = """
        try
        {
            await _orders.SaveAsync(ea.Body.ToArray());
            await _channel.BasicAckAsync(ea.DeliveryTag, multiple: false);
        }
        catch (Exception)
        {
            await _channel.BasicNackAsync(ea.DeliveryTag, multiple: false, requeue: false);
        }
        """;

    private static readonly string RefusesUnlessStopped = Refuses.Replace("catch (Exception)", "catch (Exception) when (!ea.CancellationToken.IsCancellationRequested)", StringComparison.Ordinal)
        .Replace("requeue: false);", "requeue: false);\n    throw;", StringComparison.Ordinal);

    [Fact]
    public Task The_fix_of_EVC3002_gives_what_it_refuses_a_dead_letter_queue() => Verify.FixesAsync<RequeuedWithoutLimitFix>(
        References.RabbitMq7,
        Consumes(Declared, Refuses.Replace("BasicNackAsync(ea.DeliveryTag, multiple: false, requeue: false)", "{|EVC3002:BasicNackAsync(ea.DeliveryTag, multiple: false, requeue: true)|}", StringComparison.Ordinal)),
        Consumes(WithDeadLetters, Refuses));

    [Fact]
    public Task The_fix_of_EVC1007_gives_what_it_refuses_a_dead_letter_queue() => Verify.FixesAsync<FailureLeavesMessageUnsettledFix>(
        References.RabbitMq7,
        Consumes(Declared, """
            await _orders.SaveAsync(ea.Body.ToArray());
            await _channel.{|EVC1007:BasicAckAsync(ea.DeliveryTag, multiple: false)|};
            """),
        Consumes(WithDeadLetters, RefusesUnlessStopped));

    [Fact]
    public Task The_fix_of_EVC1004_gives_what_it_refuses_a_dead_letter_queue() => Verify.FixesAsync<FailedMessageSettledFix>(
        References.RabbitMq7,
        Consumes(Declared, """
            try
            {
                await _orders.SaveAsync(ea.Body.ToArray());
            }
            catch (Exception)
            {
            }
            await {|EVC1004:_channel.BasicAckAsync(ea.DeliveryTag, multiple: false)|};
            """),
        Consumes(WithDeadLetters, Refuses));

    [Fact]
    public Task The_fix_of_EVC1002_gives_what_it_refuses_a_dead_letter_queue() => Verify.FixesAsync<AutomaticAcknowledgementFix>(
        References.RabbitMq7,
        Consumes(Declared, "await _orders.SaveAsync(ea.Body.ToArray());", "{|EVC1002:autoAck: true|}"),
        Consumes(WithDeadLetters, RefusesUnlessStopped));

    // While messages were gone on delivery, giving their work up half-way would have lost them.
    [Fact]
    public Task The_fix_of_EVC1002_passes_the_token_on() => Verify.FixesAsync<AutomaticAcknowledgementFix>(
        References.RabbitMq7,
        Consumes(WithDeadLetters, "await Task.Delay(2000);\nawait _orders.SaveAsync(ea.Body.ToArray());\nawait Task.Delay(3000);", "{|EVC1002:autoAck: true|}"),
        Consumes(WithDeadLetters, RefusesUnlessStopped.Replace("    await _orders.SaveAsync(ea.Body.ToArray());", "    await Task.Delay(2000, ea.CancellationToken);\n    await _orders.SaveAsync(ea.Body.ToArray());\n    await Task.Delay(3000, ea.CancellationToken);", StringComparison.Ordinal)));

    private static string Consumes(string declare, string handle, string acknowledgement = "autoAck: false") => $$"""
        using RabbitMQ.Client;
        using RabbitMQ.Client.Events;
        public interface IOrders { Task SaveAsync(byte[] order); }
        public class Consumer
        {
            private readonly IChannel _channel = null!;
            private readonly IOrders _orders = null!;
            public async Task StartAsync()
            {
                {{declare}}
                await _channel.BasicQosAsync(0, 100, false);
                var consumer = new AsyncEventingBasicConsumer(_channel);
                consumer.ReceivedAsync += OnReceivedAsync;
                await _channel.BasicConsumeAsync("orders", {{acknowledgement}}, consumer);
            }
            private async Task OnReceivedAsync(object sender, BasicDeliverEventArgs ea)
            {
                {{handle.Replace("\n", "\n        ", StringComparison.Ordinal)}}
            }
        }
        """;
}
