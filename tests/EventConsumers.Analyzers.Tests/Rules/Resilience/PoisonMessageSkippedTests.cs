namespace EventConsumers.Analyzers.Tests.Rules.Resilience;

public class PoisonMessageSkippedTests
{
    [Theory, EachVersionOf(Client.Kafka)]
    public async Task Consume_exception_in_a_poll_loop(References client)
    {
        var found = await Verify.FindsAsync(client, Consumer("Order", """
            try
            {
                var result = consumer.Consume(token);
                await orders.SaveAsync(result.Message.Value);
                consumer.Commit(result);
            }
            {|EVC3009:catch (ConsumeException e)|}
            {
                Console.WriteLine(e.Error.Reason);
            }
            """));
        Assert.Equal(
            "A message that 'Consume' cannot read is skipped here: it is in no dead-letter queue, where somebody could look at it and send it again",
            found[0].GetMessage());
    }

    [Theory]
    [InlineData("{|EVC3009:catch (ConsumeException e)|} when (!e.Error.IsFatal) { Console.WriteLine(e); }")]
    [InlineData("{|EVC3009:catch (ConsumeException e)|} when (e.Error.Code == ErrorCode.Local_ValueDeserialization) { Console.WriteLine(e); }")]
    [InlineData("{|EVC3009:catch (ConsumeException e)|} { if (e.Error.IsFatal) throw; Console.WriteLine(e); }")]
    [InlineData("{|EVC3009:catch (ConsumeException e)|} { if (e.Error.IsFatal) break; Console.WriteLine(e); }")]
    [InlineData("{|EVC3009:catch (ConsumeException)|} { await Task.Delay(1000, token); continue; }")]
    [InlineData("{|EVC3009:catch (ConsumeException)|} { }")]
    public Task Clauses_that_skip(string clause) => Verify.FindsAsync(References.Kafka2, Consumer("Order", "try { var result = consumer.Consume(token); await orders.SaveAsync(result.Message.Value); } " + clause));

    [Theory]
    [InlineData("catch (ConsumeException e) { await orders.KeepAsync(e.ConsumerRecord.Message.Value); }")]
    [InlineData("catch (ConsumeException e) { await orders.ReportAsync(e); }")]
    [InlineData("catch (ConsumeException e) { await dead.ProduceAsync(\"dead\", new Message<byte[], byte[]> { Value = e.ConsumerRecord.Message.Value }); }")]
    [InlineData("catch (ConsumeException e) { await DeadLetterAsync(); }")]
    [InlineData("catch (ConsumeException e) { consumer.Seek(e.ConsumerRecord.TopicPartitionOffset); }")]
    [InlineData("catch (ConsumeException) { throw; }")]
    [InlineData("catch (ConsumeException) { break; }")]
    [InlineData("catch (ConsumeException) { return; }")]
    [InlineData("catch (ConsumeException e) { failed = e; }")]
    [InlineData("catch (ConsumeException e) when (e.Error.Code == ErrorCode.UnknownTopicOrPart) { await Task.Delay(1000); }")]
    [InlineData("catch (OperationCanceledException) { }")]
    public Task Clauses_that_do_not_skip(string clause) => Verify.SilentAsync(
        References.Kafka2, Consumer("Order", "try { var result = consumer.Consume(token); await orders.SaveAsync(result.Message.Value); } " + clause), "EVC3009");

    [Theory]
    [InlineData("Console.WriteLine(result.Message.Value);")]
    [InlineData("var order = result.Message.Value; Console.Write($\"{order.Id}\"); seen++;")]
    public Task What_is_only_shown(string use) => Verify.SilentAsync(
        References.Kafka2, Consumer("Order", $"var seen = 0; try {{ var result = consumer.Consume(token); {use} }} catch (ConsumeException e) {{ Console.WriteLine(e); }}"), "EVC3009");

    [Theory]
    [InlineData("Guid.NewGuid().ToString()", "catch (ConsumeException e)")]
    [InlineData("\"orders\"", "{|EVC3009:catch (ConsumeException e)|}")]
    public Task A_group_of_the_instance(string group, string clause) => Verify.ReportsAsync("EVC3009", References.Kafka2, $$"""
        using Confluent.Kafka;

        record Order(string Id);

        interface IOrders { void Save(Order order); }

        class Consumer
        {
            public void Run(IOrders orders, IDeserializer<Order> deserializer)
            {
                var config = new ConsumerConfig { GroupId = {{group}} };
                using var consumer = new ConsumerBuilder<string, Order>(config).SetValueDeserializer(deserializer).Build();
                while (true)
                {
                    try { orders.Save(consumer.Consume().Message.Value); } {{clause}} { Console.WriteLine(e); }
                }
            }
        }
        """);

    // Strings and bytes can always be read: the exception is about the broker.
    [Theory]
    [InlineData("string")]
    [InlineData("byte[]")]
    [InlineData("Ignore")]
    [InlineData("T")]
    public Task Silent_where_every_message_can_be_read(string content) => Verify.SilentAsync(
        References.Kafka2, Consumer(content, "try { var result = consumer.Consume(token); await orders.SaveAsync(result.Message.Value); } catch (ConsumeException e) { Console.WriteLine(e); }"), "EVC3009");

    [Theory]
    [InlineData("{|EVC3009:catch (System.Text.Json.JsonException e)|} { Console.WriteLine(e); }")]
    [InlineData("{|EVC3009:catch (System.Text.Json.JsonException)|} { consumer.Commit(result); continue; }")]
    [InlineData("{|EVC3009:catch (System.Text.Json.JsonException)|} { continue; }")]
    public Task Content_that_cannot_be_read_of_a_log(string clause) => Verify.FindsAsync(References.Kafka2, Consumer("string", $$"""
        var result = consumer.Consume(token);
        try
        {
            var order = System.Text.Json.JsonSerializer.Deserialize<Order>(result.Message.Value);
            await orders.SaveAsync(order);
        }
        {{clause}}
        """));

    [Theory]
    [InlineData("catch (System.Text.Json.JsonException) { await orders.KeepAsync(result.Message.Value); }")]
    [InlineData("catch (System.Text.Json.JsonException) { throw; }")]
    [InlineData("catch (System.Text.Json.JsonException) { break; }")]
    [InlineData("catch (TimeoutException) { Console.WriteLine(); }")]
    [InlineData("catch (Exception e) { Console.WriteLine(e); }")]
    public Task Content_that_is_kept_or_another_failure(string clause) => Verify.SilentAsync(References.Kafka2, Consumer("string", $$"""
        var result = consumer.Consume(token);
        try
        {
            var order = System.Text.Json.JsonSerializer.Deserialize<Order>(result.Message.Value);
            await orders.SaveAsync(order);
        }
        {{clause}}
        """), "EVC3009");

    [Fact]
    public Task Reading_alone_that_fails_for_any_reason() => Verify.FindsAsync(References.Kafka2, Consumer("string", """
        var result = consumer.Consume(token);
        Order order;
        try
        {
            order = System.Text.Json.JsonSerializer.Deserialize<Order>(result.Message.Value);
        }
        {|EVC3009:catch (Exception e)|}
        {
            Console.WriteLine(e);
            continue;
        }

        await orders.SaveAsync(order);
        """));

    [Theory]
    [InlineData("try { var result = consumer.Consume(token); queue.Enqueue(System.Text.Json.JsonSerializer.Deserialize<Order>(result.Message.Value)); } catch (Exception e) { Console.WriteLine(e); }")]
    [InlineData("try { var result = consumer.Consume(token); Console.WriteLine(System.Text.Json.JsonSerializer.Deserialize<Order>(result.Message.Value)); } catch (ConsumeException e) { Console.WriteLine(e); }")]
    [InlineData("var result = consumer.Consume(token); try { queue.Enqueue(System.Text.Json.JsonSerializer.Deserialize<Order>(result.Message.Value)); } catch (Exception e) { Console.WriteLine(e); }")]
    [InlineData("var result = consumer.Consume(token); try { Console.WriteLine(System.Text.Json.JsonSerializer.Deserialize<Order>(result.Message.Value)); } catch (OutOfMemoryException e) { Console.WriteLine(e); }")]
    [InlineData("var result = consumer.Consume(token); try { try { Console.WriteLine(System.Text.Json.JsonSerializer.Deserialize<Order>(result.Message.Value)); } catch (Exception) { await orders.KeepAsync(result); } } catch (System.Text.Json.JsonException e) { Console.WriteLine(e); }")]
    public Task More_than_reading_or_another_failure(string statements) => Verify.SilentAsync(References.Kafka2, Consumer("string", statements), "EVC3009");

    [Theory, EachVersionOf(Client.RabbitMq)]
    public Task Settled_without_having_been_read(References client)
    {
        var ack = client == References.RabbitMq6 ? "channel.BasicAck(ea.DeliveryTag, false)" : "await channel.BasicAckAsync(ea.DeliveryTag, false)";
        return Verify.FindsAsync(client, Handler(client, $$"""
            try
            {
                var order = System.Text.Json.JsonSerializer.Deserialize<Order>(ea.Body.Span);
                await orders.SaveAsync(order);
                {{ack}};
            }
            {|EVC3009:catch (System.Text.Json.JsonException e)|}
            {
                Console.WriteLine(e);
                {{ack}};
            }
            """));
    }

    [Theory]
    [InlineData("await channel.BasicRejectAsync(ea.DeliveryTag, false);")]
    [InlineData("await channel.BasicNackAsync(ea.DeliveryTag, false, requeue: false);")]
    [InlineData("Console.WriteLine(e);")]
    [InlineData("await orders.KeepAsync(ea.Body.ToArray()); await channel.BasicAckAsync(ea.DeliveryTag, false);")]
    public Task Refused_kept_or_left_unsettled(string statements) => Verify.SilentAsync(References.RabbitMq7, Handler(References.RabbitMq7, $$"""
        try
        {
            var order = System.Text.Json.JsonSerializer.Deserialize<Order>(ea.Body.Span);
            await orders.SaveAsync(order);
            await channel.BasicAckAsync(ea.DeliveryTag, false);
        }
        catch (System.Text.Json.JsonException e)
        {
            {{statements}}
        }
        """), "EVC3009");

    // EVC1004 says that what has failed is settled.
    [Fact]
    public Task Work_that_fails_is_reported_once() => Verify.FindsAsync(References.RabbitMq7, Handler(References.RabbitMq7, """
        try
        {
            var order = System.Text.Json.JsonSerializer.Deserialize<Order>(ea.Body.Span);
            await orders.SaveAsync(order);
            await channel.BasicAckAsync(ea.DeliveryTag, false);
        }
        catch (Exception e)
        {
            Console.WriteLine(e);
            await {|EVC1004:channel.BasicAckAsync(ea.DeliveryTag, false)|};
        }
        """));

    [Fact]
    public Task Records_of_a_Lambda() => Verify.FindsAsync(References.Lambda, """
        using Amazon.Lambda.SQSEvents;
        using System.Text.Json;

        public record Order(string Id);

        public interface IOrders { Task SaveAsync(Order order); }

        public class Function
        {
            private readonly IOrders _orders;

            public Function(IOrders orders) => _orders = orders;

            public async Task<SQSBatchResponse> HandleAsync(SQSEvent input)
            {
                var failures = new List<SQSBatchResponse.BatchItemFailure>();
                foreach (var record in input.Records)
                {
                    try
                    {
                        await _orders.SaveAsync(JsonSerializer.Deserialize<Order>(record.Body));
                    }
                    {|EVC3009:catch (JsonException e)|}
                    {
                        Console.WriteLine(e);
                    }
                    catch (Exception)
                    {
                        failures.Add(new SQSBatchResponse.BatchItemFailure { ItemIdentifier = record.MessageId });
                    }
                }

                return new SQSBatchResponse { BatchItemFailures = failures };
            }

            public async Task<SQSBatchResponse> TellAsync(SQSEvent input)
            {
                var failures = new List<SQSBatchResponse.BatchItemFailure>();
                foreach (var record in input.Records)
                {
                    try
                    {
                        await _orders.SaveAsync(JsonSerializer.Deserialize<Order>(record.Body));
                    }
                    catch (JsonException)
                    {
                        failures.Add(new SQSBatchResponse.BatchItemFailure { ItemIdentifier = record.MessageId });
                    }
                }

                return new SQSBatchResponse { BatchItemFailures = failures };
            }
        }
        """);

    private static string Consumer(string content, string body) => $$"""
        using Confluent.Kafka;

        record Order(string Id);

        interface IOrders { Task SaveAsync(object order); Task KeepAsync(object raw); Task ReportAsync(Exception failure); }

        class Consumer{{(content == "T" ? "<T>" : "")}}
        {
            private readonly IProducer<byte[], byte[]> dead;
            private readonly Queue<object> queue = new();
            private Exception failed;

            public Consumer(IProducer<byte[], byte[]> producer) => dead = producer;

            public async Task RunAsync(IConsumer<string, {{content}}> consumer, IOrders orders, CancellationToken token)
            {
                while (!token.IsCancellationRequested)
                {
                    {{body}}
                }

                Console.WriteLine(failed);
                await Task.CompletedTask;
            }

            private Task DeadLetterAsync() => dead.ProduceAsync("dead", new Message<byte[], byte[]>());
        }
        """;

    private static string Handler(References client, string body) => $$"""
        using RabbitMQ.Client;
        using RabbitMQ.Client.Events;

        record Order(string Id);

        interface IOrders { Task SaveAsync(Order order); Task KeepAsync(byte[] raw); }

        class Consumer
        {
            private async Task OnReceivedAsync({{(client == References.RabbitMq6 ? "IModel" : "IChannel")}} channel, BasicDeliverEventArgs ea, IOrders orders)
            {
                {{body}}
            }
        }
        """;
}
