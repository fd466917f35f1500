namespace EventConsumers.Analyzers.Tests.Rules.Delivery;

public class MessageNeverSettledTests
{
    [Theory, EachVersionOf(Client.Kafka)]
    public async Task Kafka_without_a_commit(References client)
    {
        var found = await Verify.FindsAsync(client, Kafka("GroupId = \"orders\", {|EVC1006:EnableAutoCommit = false|}"));
        Assert.Equal("'EnableAutoCommit' leaves settling to the code, and nothing here settles: messages stay unsettled and are delivered again", found[0].GetMessage());
    }

    [Theory]
    [InlineData("{|EVC1006:EnableAutoOffsetStore = false|}")]
    [InlineData("EnableAutoOffsetStore = true, {|EVC1006:EnableAutoCommit = false|}")]
    public Task Kafka_either_way(string settings) => Verify.FindsAsync(References.Kafka2, Kafka(settings));

    [Theory]
    [InlineData("EnableAutoCommit = false", "consumer.Commit(result);")]
    [InlineData("EnableAutoCommit = false", "consumer.Commit();")]
    [InlineData("EnableAutoOffsetStore = false", "consumer.StoreOffset(result);")]
    [InlineData("EnableAutoCommit = false", "consumer.Seek(result.TopicPartitionOffset);")]
    [InlineData("EnableAutoCommit = false", "_producer.SendOffsetsToTransaction(new[] { new TopicPartitionOffset(result.TopicPartition, result.Offset + 1) }, consumer.ConsumerGroupMetadata, TimeSpan.FromSeconds(1));")]
    [InlineData("EnableAutoCommit = false", "_committer.Done(consumer);")]
    [InlineData("EnableAutoCommit = _flag", "")]
    [InlineData("EnableAutoCommit = true", "")]
    [InlineData("EnableAutoCommit = false, GroupId = Guid.NewGuid().ToString()", "")]
    public Task Kafka_settled_unknown_or_for_itself(string settings, string settle) => Verify.SilentAsync(References.Kafka2, Kafka(settings, settle), "EVC1006");

    [Theory, EachVersionOf(Client.RabbitMq)]
    public Task A_handler_that_acknowledges_nothing(References client) => Verify.FindsAsync(client, Rabbit(client, "await orders.SaveAsync(ea.Body.ToArray());", "{|EVC1006:autoAck: false|}"));

    [Theory]
    [InlineData("await orders.SaveAsync(ea.Body.ToArray()); await channel.BasicAckAsync(ea.DeliveryTag, false);")]
    [InlineData("await orders.SaveAsync(ea.Body.ToArray()); await channel.BasicRejectAsync(ea.DeliveryTag, false);")]
    [InlineData("await orders.HandleAsync(ea);")]
    [InlineData("await orders.HandleAsync(channel, ea.DeliveryTag);")]
    [InlineData("await orders.SaveAsync(ea.Body.ToArray()); await Settle.AckAsync(channel, ea);")]
    [InlineData("await orders.SaveAsync(ea.Body.ToArray()); _tags.Add(ea.DeliveryTag);")]
    [InlineData("System.Diagnostics.Trace.WriteLine(ea.RoutingKey); await Task.CompletedTask;")]
    public Task Settled_or_handed_on(string handle) => Verify.SilentAsync(References.RabbitMq7, Rabbit(References.RabbitMq7, handle, "autoAck: false"), "EVC1006");

    [Theory, EachVersionOf(Client.RabbitMq)]
    public Task A_handler_that_only_prints(References client) =>
        Verify.FindsAsync(client, Rabbit(client, "Console.WriteLine(ea.RoutingKey); await Task.CompletedTask;", "{|EVC1006:autoAck: false|}"));

    [Fact]
    public Task Automatic_mode_is_another_matter() =>
        Verify.SilentAsync(References.RabbitMq7, Rabbit(References.RabbitMq7, "await orders.SaveAsync(ea.Body.ToArray());", "autoAck: true"), "EVC1006");

    [Theory, EachVersionOf(Client.Sqs)]
    public Task Sqs_without_a_delete(References client) => Verify.FindsAsync(client, Sqs("{|EVC1006:sqs.ReceiveMessageAsync(new ReceiveMessageRequest { QueueUrl = \"orders\" })|}", "await orders.SaveAsync(message.Body);"));

    [Theory]
    [InlineData("new ReceiveMessageRequest { QueueUrl = \"orders\" }", "await orders.SaveAsync(message.Body); await sqs.DeleteMessageAsync(\"orders\", message.ReceiptHandle);")]
    [InlineData("new ReceiveMessageRequest { QueueUrl = \"orders\" }", "await orders.HandleAsync(message);")]
    [InlineData("new ReceiveMessageRequest { QueueUrl = \"orders\" }", "await orders.DoneAsync(message.ReceiptHandle);")]
    [InlineData("new ReceiveMessageRequest { QueueUrl = \"orders\", VisibilityTimeout = 0 }", "await orders.SaveAsync(message.Body);")]
    [InlineData("request", "await orders.SaveAsync(message.Body);")]
    public Task Sqs_deleted_handed_on_or_looked_at(string request, string handle) =>
        Verify.SilentAsync(References.Sqs4, Sqs($"sqs.ReceiveMessageAsync({request})", handle), "EVC1006");

    [Theory, EachVersionOf(Client.Sqs)]
    public Task Sqs_queue_that_is_removed_with_its_answer(References client) => Verify.SilentAsync(client, """
        using Amazon.SQS;
        using Amazon.SQS.Model;

        interface IOrders { Task SaveAsync(string order); }

        class Asker
        {
            async Task AskAsync(IAmazonSQS sqs, IOrders orders, string queue)
            {
                var response = await sqs.ReceiveMessageAsync(new ReceiveMessageRequest { QueueUrl = queue });
                foreach (var message in response.Messages)
                    await orders.SaveAsync(message.Body);
                await sqs.DeleteQueueAsync(new DeleteQueueRequest { QueueUrl = queue });
            }
        }
        """, "EVC1006");

    [Theory, EachVersionOf(Client.Redis)]
    public Task Redis_without_an_acknowledgement(References client) => Verify.FindsAsync(client, """
        using StackExchange.Redis;

        interface IOrders { Task SaveAsync(string order); }

        class Worker
        {
            async Task RunAsync(IDatabase database, IOrders orders)
            {
                while (true)
                {
                    foreach (var entry in await {|EVC1006:database.StreamReadGroupAsync("orders", "workers", "one", ">")|})
                        await orders.SaveAsync(entry["body"].ToString());
                }
            }
        }
        """);

    private static string Kafka(string settings, string settle = "") => $$"""
        using Confluent.Kafka;

        interface IOrders { void Save(string order); }
        interface ICommitter { void Done(object consumer); }

        class Worker
        {
            private readonly ICommitter _committer = null!;
            private readonly IProducer<string, string> _producer = null!;
            private readonly bool _flag;

            public Worker(bool flag) => _flag = flag;

            void Run(IOrders orders, CancellationToken token)
            {
                using var consumer = new ConsumerBuilder<string, string>(new ConsumerConfig { {{settings}} }).Build();
                consumer.Subscribe("orders");
                while (!token.IsCancellationRequested)
                {
                    var result = consumer.Consume(token);
                    orders.Save(result.Message.Value);
                    {{settle}}
                }
            }
        }
        """;

    private static string Rabbit(References client, string handle, string mode) => $$"""
        using RabbitMQ.Client;
        using RabbitMQ.Client.Events;

        interface IOrders
        {
            Task SaveAsync(byte[] order);
            Task HandleAsync(BasicDeliverEventArgs message);
            Task HandleAsync(object channel, ulong tag);
        }

        class Worker
        {
            private readonly List<ulong> _tags = new();

            async Task RunAsync({{(client == References.RabbitMq6 ? "IModel" : "IChannel")}} channel, IOrders orders)
            {
                var consumer = new AsyncEventingBasicConsumer(channel);
                consumer.{{(client == References.RabbitMq6 ? "Received" : "ReceivedAsync")}} += async (_, ea) =>
                {
                    {{handle}}
                };
                {{(client == References.RabbitMq6 ? "channel.BasicConsume" : "await channel.BasicConsumeAsync")}}("orders", {{mode}}, consumer);
                await Task.CompletedTask;
            }
        }

        static class Settle
        {
            public static async Task AckAsync({{(client == References.RabbitMq6 ? "IModel" : "IChannel")}} channel, BasicDeliverEventArgs ea) =>
                {{(client == References.RabbitMq6 ? "await Task.Run(() => channel.BasicAck(ea.DeliveryTag, false))" : "await channel.BasicAckAsync(ea.DeliveryTag, false)")}};
        }
        """;

    private static string Sqs(string receive, string handle) => $$"""
        using Amazon.SQS;
        using Amazon.SQS.Model;

        interface IOrders
        {
            Task SaveAsync(string order);
            Task HandleAsync(Message message);
            Task DoneAsync(string receipt);
        }

        class Worker
        {
            async Task RunAsync(IAmazonSQS sqs, IOrders orders, ReceiveMessageRequest request)
            {
                while (true)
                {
                    var response = await {{receive}};
                    foreach (var message in response.Messages)
                    {
                        {{handle}}
                    }
                }
            }
        }
        """;
}
