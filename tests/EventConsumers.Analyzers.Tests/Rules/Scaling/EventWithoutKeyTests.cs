namespace EventConsumers.Analyzers.Tests.Rules.Scaling;

public class EventWithoutKeyTests
{
    [Theory, EachVersionOf(Client.Kafka)]
    public async Task Only_a_value(References client)
    {
        var found = await Verify.FindsAsync(client, Produces("await producer.ProduceAsync(\"orders\", {|EVC5006:new Message<string, string>|} { Value = order });"));
        Assert.Equal(
            "'Message<string, string>' is sent without 'Key', so two events of one entity can be handled in the wrong order, or at the same time", found[0].GetMessage());
    }

    [Theory]
    [InlineData("await nulls.ProduceAsync(\"orders\", {|EVC5006:new Message<Null, string>|} { Value = order });")]
    [InlineData("await nulls.ProduceAsync(\"user-logins\", {|EVC5006:new()|} { Value = order });")]
    [InlineData("producer.Produce(\"orders\", {|EVC5006:new Message<string, string>|} { Key = null, Value = order });")]
    [InlineData("var message = {|EVC5006:new Message<string, string>()|}; message.Value = order; producer.Produce(\"orders\", message);")]
    [InlineData("void Send(Message<string, string> message) => producer.Produce(\"orders\", message); Send({|EVC5006:new Message<string, string>|} { Value = order });")]
    public Task Sent_in_other_ways(string send) => Verify.FindsAsync(References.Kafka2, Produces(send));

    [Theory]
    [InlineData("await producer.ProduceAsync(\"orders\", new Message<string, string> { Key = id, Value = order });")]
    [InlineData("var message = new Message<string, string> { Value = order }; if (id != null) message.Key = id; producer.Produce(\"orders\", message);")]
    [InlineData("var message = new Message<string, string> { Value = order }; SetKey(message); producer.Produce(\"orders\", message);")]
    [InlineData("producer.Produce(new TopicPartition(\"orders\", 3), new Message<string, string> { Value = order });")]
    [InlineData("numbers.Produce(\"orders\", new Message<int, string> { Value = order });")]
    [InlineData("wrapper.Send(new Message<string, string> { Value = order });")]
    [InlineData("var received = new ConsumeResult<string, string> { Message = new Message<string, string> { Value = order } }; producer.Produce(\"orders\", received.Message);")]
    public Task Keyed_or_not_known(string send) => Verify.SilentAsync(References.Kafka2, Produces(send), "EVC5006");

    [Theory]
    [InlineData("nulls.Produce(\"app-logs\", new Message<Null, string> { Value = order });")]
    [InlineData("nulls.Produce(HeartbeatTopic, new Message<Null, string> { Value = order });")]
    [InlineData("metrics.Produce(\"orders\", new Message<Null, CpuMetric> { Value = new CpuMetric() });")]
    [InlineData("producer.Produce(\"orders.dead-letter\", new Message<string, string> { Value = order });")]
    public Task Nobody_needs_the_order(string send) => Verify.SilentAsync(References.Kafka2, Produces(send), "EVC5006");

    [Fact]
    public Task Code_that_chooses_partitions() => Verify.SilentAsync(
        References.Kafka2,
        """
        using Confluent.Kafka;

        class Orders
        {
            void Send(string order, PartitionerDelegate partitioner)
            {
                using var producer = new ProducerBuilder<string, string>(new ProducerConfig()).SetDefaultPartitioner(partitioner).Build();
                producer.Produce("orders", new Message<string, string> { Value = order });
                producer.Flush();
            }
        }
        """,
        "EVC5006");

    [Fact]
    public Task Further_words_are_an_option() => new CSharpAnalyzerTest<EventConsumerAnalyzer>
    {
        TestCode = Produces("producer.Produce(\"page-clicks\", new Message<string, string> { Value = order });"),
        References = References.Kafka2,
        OnlyDiagnostics = { "EVC5006" },
        TestState = { AnalyzerConfigFiles = { "root = true\n[*.cs]\neventconsumers.telemetry_words = views, Clicks\n" } },
    }.RunAsync();

    [Theory, EachVersionOf(Client.Sqs)]
    public Task Fifo_queue_without_a_group(References client) => Verify.FindsAsync(client, Sends("""
        await sqs.SendMessageAsync({|EVC5006:new SendMessageRequest|} { QueueUrl = "https://sqs/1/orders.fifo", MessageBody = order });
        await sqs.SendMessageAsync({|EVC5006:new SendMessageRequest("https://sqs/1/orders.fifo", order)|});
        await sqs.SendMessageAsync({|EVC5006:new SendMessageRequest|} { QueueUrl = queue, MessageBody = order, MessageDeduplicationId = order });
        await sqs.{|EVC5006:SendMessageAsync("https://sqs/1/orders.fifo", order)|};
        """));

    [Theory]
    [InlineData("await sqs.SendMessageAsync(new SendMessageRequest { QueueUrl = \"https://sqs/1/orders.fifo\", MessageBody = order, MessageGroupId = queue });")]
    [InlineData("await sqs.SendMessageAsync(new SendMessageRequest { QueueUrl = \"https://sqs/1/orders\", MessageBody = order });")]
    [InlineData("await sqs.SendMessageAsync(new SendMessageRequest { QueueUrl = queue, MessageBody = order });")]
    [InlineData("await sqs.SendMessageAsync(queue, order);")]
    public Task With_a_group_or_without_order(string send) => Verify.SilentAsync(References.Sqs4, Sends(send), "EVC5006");

    [Fact]
    public Task Queue_that_is_read_in_sessions() => Verify.FindsAsync(
        References.ServiceBus, SendsToServiceBus("CreateSessionProcessor(Orders.Queue)", "{|EVC5006:new ServiceBusMessage(order)|} { Subject = \"placed\" }"));

    [Theory]
    [InlineData("CreateSessionProcessor(Orders.Queue)", "new ServiceBusMessage(order) { SessionId = id }")]
    [InlineData("CreateSessionProcessor(Orders.Queue)", "new ServiceBusMessage(order) { PartitionKey = id }")]
    [InlineData("CreateSessionProcessor(Orders.Queue)", "new ServiceBusMessage(received)")]
    [InlineData("CreateSessionProcessor(\"invoices\")", "new ServiceBusMessage(order)")]
    [InlineData("CreateProcessor(Orders.Queue)", "new ServiceBusMessage(order)")]
    public Task In_a_session_or_not_known_to_need_one(string reader, string message) =>
        Verify.SilentAsync(References.ServiceBus, SendsToServiceBus(reader, message), "EVC5006");

    private static string Produces(string send) => $$"""
        using Confluent.Kafka;

        class Orders
        {
            private const string HeartbeatTopic = "beats";

            async Task PlaceAsync(IProducer<string, string> producer, IProducer<Null, string> nulls, IProducer<int, string> numbers,
                IProducer<Null, CpuMetric> metrics, IWrapper wrapper, string id, string order)
            {
                {{send}}
                await Task.Yield();
            }

            static void SetKey(Message<string, string> message) => message.Key = message.Value;
        }

        class CpuMetric { }

        interface IWrapper
        {
            void Send(Message<string, string> message);
        }
        """;

    private static string Sends(string send) => $$"""
        using Amazon.SQS;
        using Amazon.SQS.Model;

        class Orders
        {
            async Task SendAsync(IAmazonSQS sqs, string queue, string order)
            {
                {{send}}
            }
        }
        """;

    private static string SendsToServiceBus(string reader, string message) => $$"""
        using Azure.Messaging.ServiceBus;

        class Orders
        {
            public const string Queue = "orders";

            private readonly ServiceBusSender _sender;

            public Orders(ServiceBusClient client) => _sender = client.CreateSender(Orders.Queue);

            public Task SendAsync(string id, string order, ServiceBusReceivedMessage received) => _sender.SendMessageAsync({{message}});
        }

        static class Reader
        {
            public static object Read(ServiceBusClient client) => client.{{reader}};
        }
        """;
}
