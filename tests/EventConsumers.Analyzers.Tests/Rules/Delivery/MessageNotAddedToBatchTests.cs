using EventConsumers.CodeFixes.Delivery;
using Microsoft.CodeAnalysis;

namespace EventConsumers.Analyzers.Tests.Rules.Delivery;

public class MessageNotAddedToBatchTests
{
    [Fact]
    public async Task Result_ignored()
    {
        var found = await Verify.FindsAsync(References.ServiceBus, ServiceBus("{|EVC1017:batch.TryAddMessage(message)|};"));
        Assert.Equal("'TryAddMessage' returns false and adds nothing when the batch is full; nobody looks, so the message is lost", found[0].GetMessage());
        Assert.Equal(DiagnosticSeverity.Warning, found[0].Severity);
    }

    [Theory]
    [InlineData("_ = {|EVC1017:batch.TryAddMessage(message)|};")]
    [InlineData("var added = {|EVC1017:batch.TryAddMessage(message)|};")]
    [InlineData("messages.ForEach(one => {|EVC1017:batch.TryAddMessage(one)|});")]
    [InlineData("foreach (var one in messages) {|EVC1017:batch.TryAddMessage(new ServiceBusMessage(\"first\"))|};")]
    [InlineData("{|EVC1017:batch.TryAddMessage(new ServiceBusMessage(messages.Count.ToString()))|};")]
    public Task Every_way_to_ignore_it(string code) => Verify.FindsAsync(References.ServiceBus, ServiceBus(code));

    [Theory]
    [InlineData("if (!batch.TryAddMessage(message)) throw new InvalidOperationException();")]
    [InlineData("var added = batch.TryAddMessage(message); if (!added) throw new InvalidOperationException();")]
    [InlineData("while (!batch.TryAddMessage(message)) Console.WriteLine();")]
    [InlineData("Console.WriteLine(batch.TryAddMessage(message));")]
    [InlineData("_ = messages.TrueForAll(one => batch.TryAddMessage(one));")]
    [InlineData("messages.Add(message);")]
    [InlineData("batch.TryAddMessage(new ServiceBusMessage(\"first\")); batch.TryAddMessage(new ServiceBusMessage(\"second\") { SessionId = \"2\" });")]
    [InlineData("var hello = new ServiceBusMessage(\"hello\"); batch.TryAddMessage(hello);")]
    public Task Result_used(string code) => Verify.SilentAsync(References.ServiceBus, ServiceBus(code), "EVC1017");

    [Fact]
    public Task Event_hubs() => Verify.FindsAsync(References.EventHubs, """
        using Azure.Messaging.EventHubs;
        using Azure.Messaging.EventHubs.Producer;

        public class Publisher
        {
            public async Task SendAsync(EventHubProducerClient producer, IEnumerable<EventData> events)
            {
                using var batch = await producer.CreateBatchAsync();
                foreach (var data in events)
                    {|EVC1017:batch.TryAdd(data)|};
                await producer.SendAsync(batch);
            }
        }
        """);

    [Fact]
    public Task Sends_the_full_batch() => Verify.FixesAsync<MessageNotAddedToBatchFix>(
        References.ServiceBus,
        """
        using Azure.Messaging.ServiceBus;

        public class Publisher
        {
            public async Task SendAsync(ServiceBusSender sender, IEnumerable<string> orders, CancellationToken token)
            {
                // One batch.
                using var batch = await sender.CreateMessageBatchAsync(token);
                foreach (var order in orders)
                {
                    // An order.
                    {|EVC1017:batch.TryAddMessage(new ServiceBusMessage(order))|};
                }

                await sender.SendMessagesAsync(batch, token);
                Console.WriteLine("sent");
            }
        }
        """,
        """
        using Azure.Messaging.ServiceBus;

        public class Publisher
        {
            public async Task SendAsync(ServiceBusSender sender, IEnumerable<string> orders, CancellationToken token)
            {
                // One batch.
                var batch = await sender.CreateMessageBatchAsync(token);
                try
                {
                    foreach (var order in orders)
                    {
                        // An order.
                        var message = new ServiceBusMessage(order);
                        if (!batch.TryAddMessage(message))
                        {
                            await sender.SendMessagesAsync(batch, token);
                            batch.Dispose();
                            batch = await sender.CreateMessageBatchAsync(token);
                            if (!batch.TryAddMessage(message))
                                throw new InvalidOperationException("The message is too large for a batch.");
                        }
                    }

                    await sender.SendMessagesAsync(batch, token);
                    Console.WriteLine("sent");
                }
                finally
                {
                    batch.Dispose();
                }
            }
        }
        """,
        title: "Send the full batch and start another");

    [Fact]
    public Task Sends_the_full_batch_of_event_hubs() => Verify.FixesAsync<MessageNotAddedToBatchFix>(
        References.EventHubs,
        """
        using Azure.Messaging.EventHubs;
        using Azure.Messaging.EventHubs.Producer;

        public class Publisher
        {
            public async Task SendAsync(EventHubProducerClient producer, IEnumerable<EventData> events)
            {
                var batch = await producer.CreateBatchAsync();
                foreach (var data in events)
                    {|EVC1017:batch.TryAdd(data)|};
                await producer.SendAsync(batch);
            }
        }
        """,
        """
        using Azure.Messaging.EventHubs;
        using Azure.Messaging.EventHubs.Producer;

        public class Publisher
        {
            public async Task SendAsync(EventHubProducerClient producer, IEnumerable<EventData> events)
            {
                var batch = await producer.CreateBatchAsync();
                foreach (var data in events)
                {
                    if (!batch.TryAdd(data))
                    {
                        await producer.SendAsync(batch);
                        batch.Dispose();
                        batch = await producer.CreateBatchAsync();
                        if (!batch.TryAdd(data))
                            throw new InvalidOperationException("The message is too large for a batch.");
                    }
                }
                await producer.SendAsync(batch);
            }
        }
        """);

    [Fact]
    public Task Throws_where_the_batch_is_made_elsewhere() => Verify.FixesAsync<MessageNotAddedToBatchFix>(
        References.ServiceBus,
        ServiceBus("{|EVC1017:batch.TryAddMessage(message)|};"),
        ServiceBus("""
            if (!batch.TryAddMessage(message))
                        throw new InvalidOperationException("The batch has no room for the message.");
            """),
        title: "Throw if the batch has no room");

    [Fact]
    public Task No_fix_within_an_expression() => Verify.OffersNoFixAsync<MessageNotAddedToBatchFix>(
        References.ServiceBus, ServiceBus("messages.ForEach(one => {|EVC1017:batch.TryAddMessage(one)|});"));

    private static string ServiceBus(string code) => $$"""
        using Azure.Messaging.ServiceBus;

        public class Publisher
        {
            public void Fill(ServiceBusMessageBatch batch, ServiceBusMessage message, List<ServiceBusMessage> messages)
            {
                {{code}}
            }
        }
        """;
}
