using Microsoft.CodeAnalysis;

namespace EventConsumers.Analyzers.Tests.Rules.Scaling;

public class GroupKeyDefeatsOrderingTests
{
    [Theory, EachVersionOf(Client.Kafka)]
    public async Task The_same_key_for_all(References client)
    {
        var found = await Verify.FindsAsync(client, Produces("Key = {|EVC5007:\"order\"|}, Value = order"));
        Assert.Equal("'\"order\"' as 'Key' puts all messages into one group, which one consumer has to handle one by one", found[0].GetMessage());
        Assert.Equal(DiagnosticSeverity.Info, found[0].Severity);
    }

    [Theory, EachVersionOf(Client.Kafka)]
    public async Task Another_key_for_each(References client)
    {
        var found = await Verify.FindsAsync(client, Produces("Key = {|EVC5007:Guid.NewGuid().ToString()|}, Value = order"));
        Assert.Equal(
            "'Guid.NewGuid().ToString()' as 'Key' puts every message into a group of its own, so no two of them are kept in order", found[0].GetMessage());
    }

    [Theory]
    [InlineData("Key = {|EVC5007:Prefix + nameof(Orders)|}, Value = order")]
    [InlineData("Key = {|EVC5007:$\"{Prefix}-{Name}\"|}, Value = order")]
    [InlineData("Key = {|EVC5007:typeof(Orders).Name|}, Value = order")]
    [InlineData("Key = {|EVC5007:string.Empty|}, Value = order")]
    [InlineData("Key = {|EVC5007:$\"{id}-{Guid.NewGuid():N}\"|}, Value = order")]
    [InlineData("Key = {|EVC5007:made|}, Value = order")]
    public Task Computed_of_the_same(string message) => Verify.FindsAsync(References.Kafka2, Produces(message));

    [Theory]
    [InlineData("Key = id, Value = order")]
    [InlineData("Key = $\"{Prefix}-{id}\", Value = order")]
    [InlineData("Key = id ?? Guid.NewGuid().ToString(), Value = order")]
    [InlineData("Key = orderId.ToString(), Value = orderId + order")]
    [InlineData("Key = TenantId, Value = order")]
    [InlineData("Key = \"settings\", Value = order")]
    [InlineData("Key = \"test\", Value = \"test\"")]
    [InlineData("Key = \"test\"")]
    [InlineData("Value = order")]
    [InlineData("Key = null, Value = order")]
    public Task A_key_of_the_entity_or_of_a_scope(string message) => Verify.SilentAsync(References.Kafka2, Produces(message), "EVC5007");

    [Fact]
    public Task A_key_that_is_set_once_more() => Verify.SilentAsync(
        References.Kafka2,
        """
        using Confluent.Kafka;

        class Orders
        {
            void Send(IProducer<string, string> producer, string id, string order)
            {
                var message = new Message<string, string> { Key = "none", Value = order };
                if (id != null)
                    message.Key = id;
                producer.Produce("orders", message);
            }
        }
        """,
        "EVC5007");

    [Theory, EachVersionOf(Client.Sqs)]
    public Task Message_groups(References client) => Verify.FindsAsync(client, """
        using Amazon.SQS;
        using Amazon.SQS.Model;

        class Orders
        {
            async Task SendAsync(IAmazonSQS sqs, string queue, string order)
            {
                await sqs.SendMessageAsync(new SendMessageRequest { QueueUrl = queue, MessageBody = order, MessageGroupId = {|EVC5007:"orders"|} });
                await sqs.SendMessageAsync(new SendMessageRequest(queue, order) { MessageGroupId = {|EVC5007:Guid.NewGuid().ToString()|} });
                await sqs.SendMessageBatchAsync(queue, new List<SendMessageBatchRequestEntry>
                {
                    new SendMessageBatchRequestEntry { Id = "1", MessageBody = order, MessageGroupId = {|EVC5007:"orders"|} },
                    new SendMessageBatchRequestEntry { Id = "2", MessageBody = order, MessageGroupId = order },
                });
            }
        }
        """);

    [Fact]
    public Task Sessions() => Verify.FindsAsync(References.ServiceBus, """
        using Azure.Messaging.ServiceBus;

        class Orders
        {
            async Task SendAsync(ServiceBusSender sender, BinaryData order, string id)
            {
                await sender.SendMessageAsync(new ServiceBusMessage(order) { SessionId = {|EVC5007:"orders"|} });
                await sender.SendMessageAsync(new ServiceBusMessage(order) { SessionId = id });
                await sender.SendMessageAsync(new ServiceBusMessage(order) { SessionId = Guid.NewGuid().ToString(), ReplyTo = "replies" });
                await sender.SendMessageAsync(new ServiceBusMessage(order) { SessionId = "orders", ReplyToSessionId = id });

                var message = new ServiceBusMessage(order);
                message.SessionId = {|EVC5007:Guid.NewGuid().ToString()|};
                await sender.SendMessageAsync(message);
            }

            ServiceBusMessage Convert(BinaryData order) => new(order) { SessionId = {|EVC5007:"orders"|} };
        }
        """);

    [Fact]
    public Task Nobody_needs_the_order() => Verify.SilentAsync(
        References.Kafka2,
        """
        using Confluent.Kafka;

        class Metrics
        {
            void Send(IProducer<string, string> producer, string sample) =>
                producer.Produce("samples", new Message<string, string> { Key = "cpu", Value = sample });
        }
        """,
        "EVC5007");

    private static string Produces(string message) => $$"""
        using Confluent.Kafka;

        class Orders
        {
            private const string Prefix = "orders";
            private const string TenantId = "europe";
            private static readonly string Name = "web";

            async Task<Guid> PlaceAsync(IProducer<string, string> producer, string id, string order)
            {
                var made = Guid.NewGuid().ToString();
                var orderId = Guid.NewGuid();
                await producer.ProduceAsync("orders", new Message<string, string> { {{message}} });
                return orderId;
            }
        }
        """;
}
