using EventConsumers.CodeFixes.Throughput;

namespace EventConsumers.Analyzers.Tests.Rules.Throughput;

public class MessagesSettledOneByOneTests
{
    private const string Work = """

        public interface IWork { Task SaveAsync(object? message); bool Save(object? message); }
        """;

    private static string Poll(string turn) => $$"""
        using Confluent.Kafka;

        public class Worker
        {
            private int _count;
            private DateTime _last;
            private bool _manual;

            public async Task RunAsync(IConsumer<string, string> consumer, IWork work, CancellationToken token)
            {
                await Task.Yield();
                while (!token.IsCancellationRequested)
                {
                    var result = consumer.Consume(TimeSpan.FromSeconds(1));
                    {{turn}}
                }
            }

            private void Done(ConsumeResult<string, string> result) => Console.WriteLine(result.Offset);
        }
        """ + Work;

    private static string Batch(string loop) => $$"""
        using Amazon.SQS;
        using Amazon.SQS.Model;

        public class Worker
        {
            private readonly bool _deleteBatching;

            public async Task RunAsync(IAmazonSQS sqs, IWork work, string url, CancellationToken token)
            {
                while (!token.IsCancellationRequested)
                {
                    var response = await sqs.ReceiveMessageAsync(new ReceiveMessageRequest { QueueUrl = url, MaxNumberOfMessages = 10 }, token);
                    if (response.Messages == null)
                        continue;
                    {{loop}}
                }
            }
        }
        """ + Work;

    [Theory, EachVersionOf(Client.Kafka)]
    public async Task Commit_of_each_message_in_the_poll_loop(References client)
    {
        var found = await Verify.FindsAsync(client, Poll("if (result?.Message is null) continue; await work.SaveAsync(result.Message.Value); {|EVC2003:consumer.Commit(result)|};"));
        Assert.Equal("'Commit' settles one message per call, a trip to the broker for each; use 'StoreOffset', which the background commit sends", found[0].GetMessage());
    }

    [Theory]
    [InlineData("if (result != null) { work.Save(result); {|EVC2003:consumer.Commit()|}; }")]
    [InlineData("try { work.Save(result); {|EVC2003:consumer.Commit(result)|}; } catch (InvalidOperationException) { }")]
    [InlineData("if (work.Save(result)) {|EVC2003:consumer.Commit(result)|};")]
    [InlineData("var ok = false; try { ok = work.Save(result); } catch { } if (ok) {|EVC2003:consumer.Commit(result)|};")]
    [InlineData("if (!int.TryParse(result.Message.Value, out var id)) { {|EVC2003:consumer.Commit(result)|}; continue; } work.Save(id); {|EVC2003:consumer.Commit(result)|};")]
    [InlineData("work.Save(result); {|EVC2003:consumer.Commit(new[] { new TopicPartitionOffset(result.TopicPartition, result.Offset + 1) })|};")]
    [InlineData("work.Save(result); {|EVC2003:consumer.Commit(new List<TopicPartitionOffset> { new(result.TopicPartition, result.Offset + 1) })|};")]
    [InlineData("work.Save(result); await Task.Run(() => {|EVC2003:consumer.Commit(result)|});")]
    [InlineData("switch (result.Topic) { case \"a\": work.Save(result); {|EVC2003:consumer.Commit(result)|}; break; }")]
    [InlineData("var done = false; while (!done) { try { work.Save(result); {|EVC2003:consumer.Commit(result)|}; done = true; } catch (IOException) when (_manual) { await Task.Delay(100, token); } }")]
    public Task Every_way_to_commit_each_message(string turn) => Verify.FindsAsync(References.Kafka2, Poll(turn));

    [Theory]
    [InlineData("work.Save(result); if (++_count % 100 == 0) consumer.Commit(result);")]
    [InlineData("work.Save(result); if (result.Offset % 100 == 0) consumer.Commit(result);")]
    [InlineData("work.Save(result); if (++_count >= 100) { consumer.Commit(); _count = 0; }")]
    [InlineData("work.Save(result); if (++_count < 100) continue; consumer.Commit(); _count = 0;")]
    [InlineData("work.Save(result); if (DateTime.UtcNow - _last > TimeSpan.FromSeconds(5)) { consumer.Commit(); _last = DateTime.UtcNow; }")]
    [InlineData("work.Save(result); if (_manual) consumer.Commit(result);")]
    [InlineData("if (result == null) { consumer.Commit(); continue; } work.Save(result);")]
    [InlineData("if (result.IsPartitionEOF) { consumer.Commit(); continue; } work.Save(result);")]
    [InlineData("work.Save(result); consumer.Commit(); break;")]
    [InlineData("work.Save(result); consumer.Commit(result); return;")]
    [InlineData("try { work.Save(result); } catch (FormatException) { consumer.Commit(result); }")]
    [InlineData("work.Save(result); consumer.StoreOffset(result);")]
    [InlineData("work.Save(result); AppDomain.CurrentDomain.ProcessExit += (_, _) => consumer.Commit();")]
    [InlineData("var batch = new List<ConsumeResult<string, string>> { result }; while (batch.Count < 10) batch.Add(consumer.Consume(token)); work.Save(batch); consumer.Commit(batch.Select(r => r.TopicPartitionOffset));")]
    public Task Commit_now_and_then(string turn) => Verify.SilentAsync(References.Kafka2, Poll(turn), "EVC2003");

    [Fact]
    public Task Commit_when_partitions_are_revoked() => Verify.SilentAsync(References.Kafka2, """
        using Confluent.Kafka;

        public class Worker
        {
            public IConsumer<string, string> Start(ConsumerConfig config) =>
                new ConsumerBuilder<string, string>(config).SetPartitionsRevokedHandler((c, partitions) =>
                {
                    c.Commit();
                    foreach (var partition in partitions)
                        Console.WriteLine(partition);
                }).Build();
        }
        """, "EVC2003");

    [Fact]
    public Task Commit_of_each_message_of_a_channel() => Verify.FindsAsync(References.Kafka2, """
        using System.Threading.Channels;
        using Confluent.Kafka;

        public class Committer
        {
            public async Task RunAsync(IConsumer<string, string> consumer, ChannelReader<ConsumeResult<string, string>> done, CancellationToken token)
            {
                await foreach (var result in done.ReadAllAsync(token))
                    {|EVC2003:consumer.Commit(result)|};

                while (true)
                {
                    var next = await done.ReadAsync(token);
                    {|EVC2003:consumer.Commit(next)|};
                }
            }

            public async Task DrainAsync(IConsumer<string, string> consumer, ChannelReader<ConsumeResult<string, string>> done, int period)
            {
                while (await done.WaitToReadAsync())
                {
                    while (done.TryRead(out var result))
                    {
                        {|EVC2003:consumer.Commit(result)|};
                        if (result.Offset % period == 0)
                            consumer.Commit(result);
                    }
                }
            }
        }
        """);

    [Fact]
    public async Task Commit_in_a_helper()
    {
        var found = await Verify.FindsAsync(References.Kafka2, """
            using Confluent.Kafka;

            public class Worker
            {
                private readonly IConsumer<string, string> _consumer = null!;
                private readonly IWork _work = null!;
                private int _count;

                public void Run(CancellationToken token)
                {
                    while (!token.IsCancellationRequested)
                    {
                        var result = _consumer.Consume(token);
                        Handle(result);
                        {|EVC2003:Commit()|};
                        CommitSometimes();
                        CommitEvery(result, 100);
                    }
                }

                private void Handle(ConsumeResult<string, string> result)
                {
                    if (_work.Save(result))
                        Done(result);
                }

                private void Done(ConsumeResult<string, string> result) => {|EVC2003:_consumer.Commit(result)|};

                private void Commit() => _consumer.Commit();

                private void CommitSometimes()
                {
                    if (_count++ > 100)
                        _consumer.Commit();
                }

                private void CommitEvery(ConsumeResult<string, string> result, int every)
                {
                    if (result.Offset % every == 0)
                        _consumer.Commit(result);
                }
            }
            """ + Work);
        Assert.Equal(2, found.Length);
    }

    [Theory, EachVersionOf(Client.Sqs)]
    public async Task Delete_of_each_message_of_a_batch(References client)
    {
        var found = await Verify.FindsAsync(client, Batch("""
            foreach (var message in response.Messages)
            {
                if (work.Save(message))
                    await {|EVC2003:sqs.DeleteMessageAsync(url, message.ReceiptHandle, token)|};
            }
            """));
        Assert.Equal("'DeleteMessageAsync' settles one message per call, a trip to the broker for each; use 'DeleteMessageBatchAsync' for the whole batch", found[0].GetMessage());
    }

    [Theory]
    [InlineData("foreach (var message in response.Messages) { work.Save(message); await {|EVC2003:sqs.DeleteMessageAsync(new DeleteMessageRequest { QueueUrl = url, ReceiptHandle = message.ReceiptHandle })|}; }")]
    [InlineData("for (var i = 0; i < response.Messages.Count; i++) { var message = response.Messages[i]; work.Save(message); await {|EVC2003:sqs.DeleteMessageAsync(url, message.ReceiptHandle)|}; }")]
    [InlineData("response.Messages.ForEach(message => {|EVC2003:sqs.DeleteMessageAsync(url, message.ReceiptHandle)|});")]
    [InlineData("await Task.WhenAll(response.Messages.Select(message => {|EVC2003:sqs.DeleteMessageAsync(url, message.ReceiptHandle)|}));")]
    [InlineData("await Parallel.ForEachAsync(response.Messages, async (message, t) => { await work.SaveAsync(message); await {|EVC2003:sqs.DeleteMessageAsync(url, message.ReceiptHandle, t)|}; });")]
    [InlineData("var tasks = new List<Task>(); foreach (var message in response.Messages) tasks.Add(Task.Run(async () => { await work.SaveAsync(message); await {|EVC2003:sqs.DeleteMessageAsync(url, message.ReceiptHandle)|}; })); await Task.WhenAll(tasks);")]
    [InlineData("foreach (var handle in response.Messages.Select(m => m.ReceiptHandle)) await {|EVC2003:sqs.DeleteMessageAsync(url, handle)|};")]
    public Task Every_way_to_delete_each_message(string loop) => Verify.FindsAsync(References.Sqs3, Batch(loop));

    [Theory]
    [InlineData("foreach (var message in response.Messages) if (_deleteBatching) await sqs.DeleteMessageAsync(url, message.ReceiptHandle);")]
    [InlineData("foreach (var message in response.Messages) { try { work.Save(message); } catch { await sqs.DeleteMessageAsync(url, message.ReceiptHandle); } }")]
    [InlineData("foreach (var message in response.Messages) { await sqs.DeleteMessageAsync(url, message.ReceiptHandle); break; }")]
    [InlineData("var batch = await sqs.DeleteMessageBatchAsync(url, new List<DeleteMessageBatchRequestEntry>()); foreach (var failed in batch.Failed) await sqs.DeleteMessageAsync(url, failed.Id);")]
    [InlineData("var first = response.Messages[0]; await sqs.DeleteMessageAsync(url, first.ReceiptHandle);")]
    [InlineData("foreach (var message in response.Messages) await sqs.ChangeMessageVisibilityAsync(url, message.ReceiptHandle, 0);")]
    public Task Delete_of_some(string loop) => Verify.SilentAsync(References.Sqs3, Batch(loop), "EVC2003");

    [Theory, EachVersionOf(Client.Sqs)]
    public Task Delete_of_the_only_message(References client) => Verify.SilentAsync(client, """
        using Amazon.SQS;
        using Amazon.SQS.Model;

        public class Worker
        {
            public async Task RunAsync(IAmazonSQS sqs, IWork work, string url)
            {
                var request = new ReceiveMessageRequest { QueueUrl = url, MaxNumberOfMessages = 1 };
                var response = await sqs.ReceiveMessageAsync(request);
                foreach (var message in response.Messages ?? new())
                {
                    work.Save(message);
                    await sqs.DeleteMessageAsync(url, message.ReceiptHandle);
                }
            }
        }
        """ + Work, "EVC2003");

    [Fact]
    public Task Delete_in_a_helper_of_the_loop() => Verify.FindsAsync(References.Sqs3, """
        using Amazon.SQS;
        using Amazon.SQS.Model;

        public class Worker
        {
            private readonly IAmazonSQS _sqs = null!;
            private readonly IWork _work = null!;

            public async Task RunAsync(string url)
            {
                var response = await _sqs.ReceiveMessageAsync(url);
                foreach (var message in response.Messages)
                    await HandleAsync(url, message);
                await Task.WhenAll(response.Messages.Select(DropAsync));
            }

            private async Task HandleAsync(string url, Message message)
            {
                try
                {
                    await _work.SaveAsync(message);
                    await DeleteAsync(url, message.ReceiptHandle);
                }
                catch (Exception)
                {
                    await _sqs.ChangeMessageVisibilityAsync(url, message.ReceiptHandle, 0);
                }
            }

            private Task DeleteAsync(string url, string handle) => {|EVC2003:_sqs.DeleteMessageAsync(url, handle)|};

            private Task DropAsync(Message message) => {|EVC2003:_sqs.DeleteMessageAsync("drop", message.ReceiptHandle)|};
        }
        """ + Work);

    [Theory, EachVersionOf(Client.Redis)]
    public Task Acknowledgement_of_what_was_acknowledged_on_receipt(References client) => Verify.SilentAsync(client, """
        using StackExchange.Redis;

        public class Worker
        {
            public async Task RunAsync(IDatabase redis, IWork work)
            {
                var entries = await redis.StreamReadGroupAsync("orders", "group", "consumer", ">", count: 10, noAck: true);
                foreach (var entry in entries)
                {
                    await work.SaveAsync(entry["body"]);
                    await redis.StreamAcknowledgeAsync("orders", "group", entry.Id);
                }
            }
        }
        """ + Work, "EVC2003");

    [Theory, EachVersionOf(Client.Redis)]
    public Task Acknowledgement_of_what_was_claimed_by_one_id(References client) => Verify.ReportsAsync("EVC2003", client, """
        using StackExchange.Redis;

        public class Worker
        {
            public async Task TakeOverAsync(IDatabase redis, IWork work, RedisValue[] pending)
            {
                foreach (var id in pending)
                {
                    var claimed = await redis.StreamClaimAsync("orders", "group", "consumer", 5000, new[] { id });
                    foreach (var entry in claimed)
                    {
                        await work.SaveAsync(entry["body"]);
                        await redis.StreamAcknowledgeAsync("orders", "group", entry.Id);
                    }
                }
            }

            public async Task TakeAllAsync(IDatabase redis, IWork work, RedisValue[] pending)
            {
                foreach (var entry in await redis.StreamClaimAsync("orders", "group", "consumer", 5000, pending))
                {
                    await work.SaveAsync(entry["body"]);
                    await {|EVC2003:redis.StreamAcknowledgeAsync("orders", "group", entry.Id)|};
                }
            }
        }
        """ + Work);

    [Theory, EachVersionOf(Client.Redis)]
    public Task Acknowledgement_of_an_entry_that_cannot_be_read_beside_that_of_the_others(References client) => Verify.FindsAsync(client, """
        using StackExchange.Redis;

        public class Worker
        {
            public async Task RunAsync(IDatabase redis, IWork work)
            {
                while (true)
                {
                    foreach (var entry in await redis.StreamReadGroupAsync("orders", "group", "consumer", ">", count: 10))
                        await ProcessAsync(redis, work, entry);
                    await Task.Delay(100);
                }
            }

            private static async Task ProcessAsync(IDatabase redis, IWork work, StreamEntry entry)
            {
                var body = entry["body"];
                if (body.IsNull)
                {
                    await redis.StreamAcknowledgeAsync("orders", "group", entry.Id);
                    return;
                }

                await work.SaveAsync(body);
                await {|EVC2003:redis.StreamAcknowledgeAsync("orders", "group", entry.Id)|};
            }
        }
        """ + Work);

    // From the last message back to one that can be committed, and with it all before.
    [Theory, EachVersionOf(Client.Kafka)]
    public Task Commit_of_the_last_message_that_can_be(References client) => Verify.SilentAsync(client, """
        using Confluent.Kafka;

        public class Checkpoints
        {
            private readonly IConsumer<string, string> _consumer = null!;

            public void Commit(List<ConsumeResult<string, string>> batch)
            {
                for (var i = batch.Count - 1; i >= 0; i--)
                {
                    if (!TryCommit(batch[i]))
                        continue;

                    batch.RemoveRange(0, i + 1);
                    return;
                }
            }

            private bool TryCommit(ConsumeResult<string, string> message)
            {
                try
                {
                    _consumer.Commit(new[] { new TopicPartitionOffset(message.TopicPartition, message.Offset + 1) });
                    return true;
                }
                catch (KafkaException)
                {
                    return false;
                }
            }
        }
        """, "EVC2003");

    private static string ReceiveAndDeleteInHelpers(string loop, string request) => $$"""
        using Amazon.SQS;
        using Amazon.SQS.Model;

        public class Worker
        {
            private readonly IAmazonSQS _sqs = null!;
            private readonly IWork _work = null!;
            private readonly string _url = "";

            public async Task RunAsync(CancellationToken token)
            {
                while (!token.IsCancellationRequested)
                {
                    var batch = await NextAsync(token);
                    {{loop}}
                }
            }

            private async Task<List<Message>> NextAsync(CancellationToken token)
            {
                var response = await _sqs.ReceiveMessageAsync({{request}}, token);
                return response.Messages ?? new();
            }

            private async Task HandleAsync(Message message, CancellationToken token)
            {
                await _work.SaveAsync(message);
                await _sqs.DeleteMessageAsync(_url, message.ReceiptHandle, token);
            }
        }
        """ + Work;

    [Theory]
    [InlineData("foreach (var message in batch) await HandleAsync(message, token);")]
    [InlineData("await Task.WhenAll(batch.Select(message => HandleAsync(message, token)));")]
    [InlineData("var tasks = batch?.Select(message => HandleAsync(message, token)).ToArray(); if (tasks is not { Length: > 0 }) continue; await Task.WhenAll(tasks);")]
    public Task Receive_and_delete_in_helpers_of_the_loop(string loop) => Verify.FindsAsync(
        References.Sqs4,
        ReceiveAndDeleteInHelpers(loop, "new ReceiveMessageRequest { QueueUrl = _url, MaxNumberOfMessages = 10 }")
            .Replace("_sqs.DeleteMessageAsync(_url, message.ReceiptHandle, token)", "{|EVC2003:_sqs.DeleteMessageAsync(_url, message.ReceiptHandle, token)|}"));

    [Theory]
    [InlineData("foreach (var message in batch) await HandleAsync(message, token);", "new ReceiveMessageRequest { QueueUrl = _url, MaxNumberOfMessages = 1 }")]
    [InlineData("await HandleAsync(batch[0], token);", "new ReceiveMessageRequest { QueueUrl = _url, MaxNumberOfMessages = 10 }")]
    [InlineData("foreach (var message in batch) { if (token.IsCancellationRequested) break; await HandleAsync(message, token); break; }", "new ReceiveMessageRequest { QueueUrl = _url, MaxNumberOfMessages = 10 }")]
    public Task Helpers_that_settle_what_came_alone(string loop, string request) => Verify.SilentAsync(References.Sqs4, ReceiveAndDeleteInHelpers(loop, request), "EVC2003");

    [Theory, EachVersionOf(Client.Redis)]
    public Task Acknowledgement_of_each_entry(References client) => Verify.FindsAsync(client, """
        using StackExchange.Redis;

        public class Worker
        {
            public async Task RunAsync(IDatabase redis, IWork work)
            {
                while (true)
                {
                    var entries = await redis.StreamReadGroupAsync("orders", "group", "consumer", ">", count: 10);
                    foreach (var entry in entries)
                    {
                        await work.SaveAsync(entry["body"]);
                        await {|EVC2003:redis.StreamAcknowledgeAsync("orders", "group", entry.Id)|};
                        {|EVC2003:redis.StreamAcknowledge("orders", "group", new[] { entry.Id })|};
                    }

                    redis.StreamAcknowledge("orders", "group", entries.Select(entry => entry.Id).ToArray());
                    await Task.Delay(100);
                }
            }

            public async Task OneAsync(IDatabase redis, IWork work)
            {
                foreach (var entry in await redis.StreamReadGroupAsync("orders", "group", "consumer", ">", count: 1))
                {
                    await work.SaveAsync(entry["body"]);
                    await redis.StreamAcknowledgeAsync("orders", "group", entry.Id);
                }
            }
        }
        """ + Work);

    [Fact]
    public Task Ack_of_each_delivery_of_a_collected_batch() => Verify.FindsAsync(References.RabbitMq7, """
        using System.Threading.Channels;
        using RabbitMQ.Client;
        using RabbitMQ.Client.Events;

        public class Worker
        {
            private readonly List<BasicDeliverEventArgs> _batch = new();

            public void Start(IChannel channel, AsyncEventingBasicConsumer consumer, IWork work)
            {
                consumer.ReceivedAsync += async (_, ea) =>
                {
                    _batch.Add(ea);
                    if (_batch.Count < 100)
                        return;

                    await work.SaveAsync(_batch);
                    foreach (var delivery in _batch)
                        await {|EVC2003:channel.BasicAckAsync(delivery.DeliveryTag, multiple: false)|};
                    _batch.Clear();
                };
            }

            public async Task StreamAsync(IChannel channel, ChannelReader<BasicDeliverEventArgs> deliveries, IWork work)
            {
                await foreach (var delivery in deliveries.ReadAllAsync())
                {
                    await work.SaveAsync(delivery.Body);
                    await channel.BasicAckAsync(delivery.DeliveryTag, multiple: false);
                }
            }

            public async Task AcknowledgeAsync(IChannel channel, IEnumerable<ulong> tags, bool all)
            {
                foreach (var tag in tags)
                {
                    await {|EVC2003:channel.BasicAckAsync(tag, false)|};
                    await channel.BasicAckAsync(tag, true);
                    await channel.BasicAckAsync(tag, all);
                }
            }
        }
        """ + Work);

    [Fact]
    public Task Silent_where_each_message_is_received_by_a_call_of_its_own() => Verify.SilentAsync(References.RabbitMq6, """
        using RabbitMQ.Client;

        public class Worker
        {
            public void Drain(IModel channel, IWork work)
            {
                BasicGetResult? result;
                do
                {
                    result = channel.BasicGet("orders", false);
                    if (result is not null)
                    {
                        work.Save(result.Body);
                        channel.BasicAck(result.DeliveryTag, false);
                    }
                }
                while (result is not null);

                while (true)
                {
                    var next = channel.BasicGet("orders", false);
                    if (next == null)
                        break;
                    work.Save(next.Body);
                    channel.BasicAck(next.DeliveryTag, false);
                }
            }

            public void Poll(IModel channel, IWork work, CancellationToken token)
            {
                while (!token.IsCancellationRequested)
                {
                    var next = channel.BasicGet("orders", false);
                    if (next != null)
                    {
                        work.Save(next.Body);
                        channel.BasicAck(next.DeliveryTag, false);
                    }
                }
            }
        }
        """ + Work, "EVC2003");

    [Fact]
    public Task Push_handlers_ack_their_own_delivery() => Verify.SilentAsync(References.RabbitMq7, """
        using RabbitMQ.Client;
        using RabbitMQ.Client.Events;

        public class Worker
        {
            public void Start(IChannel channel, AsyncEventingBasicConsumer consumer, IWork work)
            {
                consumer.ReceivedAsync += async (_, ea) =>
                {
                    foreach (var part in ea.Body.ToArray())
                        await work.SaveAsync(part);
                    await channel.BasicAckAsync(ea.DeliveryTag, multiple: false);
                };
            }

            public async Task OnReceived(IChannel channel, BasicDeliverEventArgs ea)
            {
                for (var attempt = 0; attempt < 3; attempt++)
                    await channel.BasicAckAsync(ea.DeliveryTag, false);
            }
        }
        """ + Work, "EVC2003");

    [Fact]
    public Task Ack_of_each_delivery_that_a_collection_hands_over_as_it_comes() => Verify.SilentAsync(References.RabbitMq6, """
        using System.Collections.Concurrent;
        using RabbitMQ.Client;
        using RabbitMQ.Client.Events;

        public class Worker
        {
            public void Run(IModel channel, BlockingCollection<BasicDeliverEventArgs> deliveries, IWork work)
            {
                foreach (var delivery in deliveries.GetConsumingEnumerable())
                {
                    work.Save(delivery.Body);
                    channel.BasicAck(delivery.DeliveryTag, false);
                }
            }
        }
        """ + Work, "EVC2003");

    [Fact]
    public Task Service_Bus_cannot_settle_together() => Verify.SilentAsync(References.ServiceBus, """
        using Azure.Messaging.ServiceBus;

        public class Worker
        {
            public async Task RunAsync(ServiceBusReceiver receiver, IWork work)
            {
                foreach (var message in await receiver.ReceiveMessagesAsync(10))
                {
                    await work.SaveAsync(message);
                    await receiver.CompleteMessageAsync(message);
                }
            }
        }
        """ + Work, "EVC2003");

    [Fact]
    public Task Half_written_code() => new CSharpAnalyzerTest<EventConsumerAnalyzer>
    {
        References = References.Kafka2,
        CompilerDiagnostics = CompilerDiagnostics.None,
        TestCode = """
            using Confluent.Kafka;

            public class Worker
            {
                public void Run(IConsumer<string, string> consumer, Missing missing)
                {
                    foreach (var result in missing.)
                    {
                        consumer.Commit(result
                        if (
                        consumer.Commit(
                    }
                }
            }
            """,
    }.RunAsync();

    [Theory, EachVersionOf(Client.Kafka)]
    public Task Stores_the_offset_and_configures_it(References client) => Verify.FixesAsync<MessagesSettledOneByOneFix>(client, """
        using Confluent.Kafka;

        public class Worker
        {
            public void Run(IWork work, CancellationToken token)
            {
                var config = new ConsumerConfig
                {
                    GroupId = "orders",
                    EnableAutoCommit = false, // committed below
                };
                using var consumer = new ConsumerBuilder<string, string>(config).Build();
                while (!token.IsCancellationRequested)
                {
                    var result = consumer.Consume(token);
                    if (!work.Save(result.Message.Value))
                    {
                        {|EVC2003:consumer.Commit(result)|};
                        continue;
                    }

                    // Done.
                    {|EVC2003:consumer.Commit(new[] { new TopicPartitionOffset(result.TopicPartition, result.Offset + 1) })|};
                }
            }
        }
        """ + Work, """
        using Confluent.Kafka;

        public class Worker
        {
            public void Run(IWork work, CancellationToken token)
            {
                var config = new ConsumerConfig
                {
                    GroupId = "orders",
                    EnableAutoCommit = true, // committed below
                    EnableAutoOffsetStore = false,
                };
                using var consumer = new ConsumerBuilder<string, string>(config).Build();
                while (!token.IsCancellationRequested)
                {
                    var result = consumer.Consume(token);
                    if (!work.Save(result.Message.Value))
                    {
                        consumer.StoreOffset(result);
                        continue;
                    }

                    // Done.
                    consumer.StoreOffset(new TopicPartitionOffset(result.TopicPartition, result.Offset + 1));
                }
            }
        }
        """ + Work, title: "Note the message with 'StoreOffset' and leave settling to the background");

    [Fact]
    public Task Drops_a_commit_beside_a_store() => Verify.FixesAsync<MessagesSettledOneByOneFix>(References.Kafka2, """
        using Confluent.Kafka;

        public class Worker
        {
            private static readonly ConsumerConfig Config = new() { GroupId = "orders" };

            public void Run(IWork work, CancellationToken token)
            {
                using var consumer = new ConsumerBuilder<string, string>(Config).Build();
                while (!token.IsCancellationRequested)
                {
                    var result = consumer.Consume(token);
                    work.Save(result.Message.Value);
                    consumer.StoreOffset(result);
                    {|EVC2003:consumer.Commit(result)|};
                }
            }
        }
        """ + Work, """
        using Confluent.Kafka;

        public class Worker
        {
            private static readonly ConsumerConfig Config = new() { GroupId = "orders", EnableAutoOffsetStore = false };

            public void Run(IWork work, CancellationToken token)
            {
                using var consumer = new ConsumerBuilder<string, string>(Config).Build();
                while (!token.IsCancellationRequested)
                {
                    var result = consumer.Consume(token);
                    work.Save(result.Message.Value);
                    consumer.StoreOffset(result);
                }
            }
        }
        """ + Work);

    [Fact]
    public Task No_fix_where_the_configuration_is_out_of_sight() => Verify.OffersNoFixAsync<MessagesSettledOneByOneFix>(References.Kafka2, """
        using Confluent.Kafka;

        public class Worker
        {
            public void Run(IConsumer<string, string> consumer, IWork work, CancellationToken token)
            {
                while (!token.IsCancellationRequested)
                {
                    var result = consumer.Consume(token);
                    work.Save(result.Message.Value);
                    {|EVC2003:consumer.Commit(result)|};
                }
            }
        }
        """ + Work);

    [Theory, EachVersionOf(Client.Sqs)]
    public Task Deletes_the_batch_behind_the_loop(References client) => Verify.FixesAsync<MessagesSettledOneByOneFix>(client, """
        using Amazon.SQS;

        public class Worker
        {
            public async Task RunAsync(IAmazonSQS sqs, IWork work, string url, CancellationToken token)
            {
                while (!token.IsCancellationRequested)
                {
                    var response = await sqs.ReceiveMessageAsync(url, token);

                    // Each on its own.
                    foreach (var message in response.Messages ?? new())
                    {
                        try
                        {
                            await work.SaveAsync(message.Body);
                        }
                        catch (Exception)
                        {
                            continue;
                        }

                        // Done.
                        await {|EVC2003:sqs.DeleteMessageAsync(url, message.ReceiptHandle, token)|};
                    }

                    await Task.Delay(100, token);
                }
            }
        }
        """ + Work, """
        using Amazon.SQS;
        using Amazon.SQS.Model;

        public class Worker
        {
            public async Task RunAsync(IAmazonSQS sqs, IWork work, string url, CancellationToken token)
            {
                while (!token.IsCancellationRequested)
                {
                    var response = await sqs.ReceiveMessageAsync(url, token);

                    var settled = new List<DeleteMessageBatchRequestEntry>();
                    // Each on its own.
                    foreach (var message in response.Messages ?? new())
                    {
                        try
                        {
                            await work.SaveAsync(message.Body);
                        }
                        catch (Exception)
                        {
                            continue;
                        }

                        // Done.
                        settled.Add(new DeleteMessageBatchRequestEntry(message.MessageId, message.ReceiptHandle));
                    }

                    if (settled.Count > 0)
                    {
                        var settlement = await sqs.DeleteMessageBatchAsync(url, settled, token);
                        if (settlement.Failed is { Count: > 0 })
                            throw new InvalidOperationException($"{settlement.Failed.Count} messages could not be settled: {settlement.Failed[0].Message}");
                    }

                    await Task.Delay(100, token);
                }
            }
        }
        """ + Work, title: "Settle the batch with one 'DeleteMessageBatchAsync' after the loop");

    [Fact]
    public Task Deletes_what_was_done_even_if_the_loop_fails() => Verify.FixesAsync<MessagesSettledOneByOneFix>(References.Sqs4 | References.Hosting, """
        using Amazon.SQS;
        using Amazon.SQS.Model;
        using Microsoft.Extensions.Logging;

        public class Worker
        {
            private readonly ILogger<Worker> _logger = null!;

            public async Task RunAsync(IAmazonSQS sqs, IWork work, string url, CancellationToken token)
            {
                var settled = 0;
                var response = await sqs.ReceiveMessageAsync(url);
                foreach (var message in response.Messages ?? new())
                {
                    if (message.Body == "")
                    {
                        await {|EVC2003:sqs.DeleteMessageAsync(new DeleteMessageRequest(url, message.ReceiptHandle), token).ConfigureAwait(false)|};
                        continue;
                    }

                    await work.SaveAsync(message.Body);
                    await sqs.DeleteMessageAsync(new DeleteMessageRequest { QueueUrl = url, ReceiptHandle = message.ReceiptHandle }, token).ConfigureAwait(false);
                    settled++;
                }
            }
        }
        """.Replace("{|EVC2003:sqs.DeleteMessageAsync(new DeleteMessageRequest(url, message.ReceiptHandle), token).ConfigureAwait(false)|}", "{|EVC2003:sqs.DeleteMessageAsync(new DeleteMessageRequest(url, message.ReceiptHandle), token)|}.ConfigureAwait(false)", StringComparison.Ordinal)
        .Replace("await sqs.DeleteMessageAsync(new DeleteMessageRequest { QueueUrl = url, ReceiptHandle = message.ReceiptHandle }, token).", "await {|EVC2003:sqs.DeleteMessageAsync(new DeleteMessageRequest { QueueUrl = url, ReceiptHandle = message.ReceiptHandle }, token)|}.", StringComparison.Ordinal) + Work, """
        using Amazon.SQS;
        using Amazon.SQS.Model;
        using Microsoft.Extensions.Logging;

        public class Worker
        {
            private readonly ILogger<Worker> _logger = null!;

            public async Task RunAsync(IAmazonSQS sqs, IWork work, string url, CancellationToken token)
            {
                var settled = 0;
                var response = await sqs.ReceiveMessageAsync(url);
                var settled2 = new List<DeleteMessageBatchRequestEntry>();
                try
                {
                    foreach (var message in response.Messages ?? new())
                    {
                        if (message.Body == "")
                        {
                            settled2.Add(new DeleteMessageBatchRequestEntry(message.MessageId, message.ReceiptHandle));
                            continue;
                        }

                        await work.SaveAsync(message.Body);
                        settled2.Add(new DeleteMessageBatchRequestEntry(message.MessageId, message.ReceiptHandle));
                        settled++;
                    }
                }
                finally
                {
                    if (settled2.Count > 0)
                    {
                        var settlement = await sqs.DeleteMessageBatchAsync(url, settled2, CancellationToken.None).ConfigureAwait(false);
                        if (settlement.Failed is { Count: > 0 })
                            _logger.LogError("{Count} messages could not be settled and will be received again", settlement.Failed.Count);
                    }
                }
            }
        }
        """ + Work);

    // As many consumers as one likes, each of which reads one entry at a time.
    [Theory, EachVersionOf(Client.Redis)]
    public Task Acknowledgement_of_the_one_entry_that_was_read(References client) => Verify.SilentAsync(client, """
        using StackExchange.Redis;
        public interface IWork { Task<bool> SaveAsync(string order); }

        public class Worker
        {
            public void Run(IDatabase redis, IWork work, int consumers, CancellationToken token)
            {
                for (var i = 0; i < consumers; i++)
                {
                    var name = "consumer" + i;
                    _ = Task.Run(async () =>
                    {
                        while (!token.IsCancellationRequested)
                        {
                            StreamEntry[] entries;
                            try
                            {
                                entries = await redis.StreamReadGroupAsync("orders", "group", name, StreamPosition.NewMessages, count: 1);
                            }
                            catch (Exception)
                            {
                                await Task.Delay(100);
                                continue;
                            }

                            if (entries is null || entries.Length == 0)
                            {
                                await Task.Delay(10);
                                continue;
                            }

                            var entry = entries[0];
                            if (await work.SaveAsync(entry["order"]!))
                                await redis.StreamAcknowledgeAsync("orders", "group", entry.Id);
                        }
                    });
                }
            }
        }
        """, "EVC2003");

    [Theory, EachVersionOf(Client.Redis)]
    public Task Acknowledges_all_ids_in_one_call(References client) => Verify.FixesAsync<MessagesSettledOneByOneFix>(client, """
        using StackExchange.Redis;

        public class Worker
        {
            public async Task RunAsync(IDatabase redis)
            {
                var entries = await redis.StreamReadGroupAsync("orders", "group", "consumer", ">", count: 10);
                foreach (var entry in entries)
                {
                    Console.WriteLine(entry["body"]);
                    await {|EVC2003:redis.StreamAcknowledgeAsync("orders", "group", entry.Id)|};
                }
            }
        }
        """, """
        using StackExchange.Redis;

        public class Worker
        {
            public async Task RunAsync(IDatabase redis)
            {
                var entries = await redis.StreamReadGroupAsync("orders", "group", "consumer", ">", count: 10);
                var settled = new List<RedisValue>();
                foreach (var entry in entries)
                {
                    Console.WriteLine(entry["body"]);
                    settled.Add(entry.Id);
                }

                if (settled.Count > 0)
                    await redis.StreamAcknowledgeAsync("orders", "group", settled.ToArray());
            }
        }
        """);

    [Theory]
    [InlineData("consumer.ReceivedAsync += async (_, ea) => { _batch.Add(ea); await SaveAsync(channel); };", true)]
    [InlineData("consumer.ReceivedAsync += async (_, ea) => { if (ea.Redelivered) return; _batch.Add(ea); await SaveAsync(channel); };", false)]
    [InlineData("consumer.ReceivedAsync += async (_, ea) => { _batch.Add(ea); await channel.BasicNackAsync(ea.DeliveryTag, false, false); };", false)]
    public Task Acks_the_last_of_a_batch_that_every_delivery_is_in(string handler, bool isSure)
    {
        string Source(string acknowledgement) => $$"""
            using RabbitMQ.Client;
            using RabbitMQ.Client.Events;

            public class Worker
            {
                private readonly List<BasicDeliverEventArgs> _batch = new();

                public void Start(IChannel channel, AsyncEventingBasicConsumer consumer)
                {
                    {{handler}}
                }

                private async Task SaveAsync(IChannel channel)
                {
                    // Everything.
            {{acknowledgement}}
                    _batch.Clear();
                }
            }
            """;
        var markup = Source("""
                    foreach (var delivery in _batch)
                    {
                        await {|EVC2003:channel.BasicAckAsync(delivery.DeliveryTag, multiple: false)|};
                    }
            """);
        return isSure
            ? Verify.FixesAsync<MessagesSettledOneByOneFix>(References.RabbitMq7, markup, Source("""
                    if (_batch.Count > 0)
                        await channel.BasicAckAsync(_batch[_batch.Count - 1].DeliveryTag, multiple: true);
            """))
            : Verify.OffersNoFixAsync<MessagesSettledOneByOneFix>(References.RabbitMq7, markup);
    }

    [Theory]
    [InlineData("_sqs = new FakeSqs();", true)]
    [InlineData("_sqs = new AmazonSQSClient();", false)]
    [InlineData("_sqs = real ? new AmazonSQSClient() : new FakeSqs();", false)]
    [InlineData("_sqs = new FakeSqs(); if (real) _sqs = given;", false)]
    public async Task Silent_for_a_client_of_its_own(string making, bool isSilent)
    {
        var delete = "_sqs.DeleteMessageAsync(\"queue\", message.ReceiptHandle)";
        var source = $$"""
            using Amazon.SQS;
            using Amazon.SQS.Model;

            public sealed class FakeSqs : AmazonSQSClient
            {
            }

            public sealed class Pipe
            {
                private readonly IAmazonSQS _sqs;

                public Pipe(IAmazonSQS given, bool real)
                {
                    {{making}}
                }

                public async Task ReadAsync(Func<Message, Task> handle)
                {
                    var response = await _sqs.ReceiveMessageAsync("queue");
                    foreach (var message in response.Messages)
                    {
                        await handle(message);
                        await {{(isSilent ? delete : $$"""{|EVC2003:{{delete}}|}""")}};
                    }
                }
            }
            """;
        if (isSilent)
            await Verify.SilentAsync(References.Sqs4, source, "EVC2003");
        else
            await Verify.FindsAsync(References.Sqs4, source);
    }

    [Fact]
    public Task No_fix_where_the_batch_is_not_one_receive_or_the_loop_is_left() => Verify.OffersNoFixAsync<MessagesSettledOneByOneFix>(References.Sqs3, """
        using Amazon.SQS;
        using Amazon.SQS.Model;

        public class Worker
        {
            public async Task ManyAsync(IAmazonSQS sqs, string url, List<Message> messages)
            {
                foreach (var message in messages)
                    await {|EVC2003:sqs.DeleteMessageAsync(url, message.ReceiptHandle)|};
            }

            public async Task UnloggedAsync(IAmazonSQS sqs, IWork work, string url)
            {
                var response = await sqs.ReceiveMessageAsync(url);
                foreach (var message in response.Messages)
                {
                    work.Save(message);
                    await {|EVC2003:sqs.DeleteMessageAsync(url, message.ReceiptHandle)|};
                }
            }

            public async Task LeftAsync(IAmazonSQS sqs, string url)
            {
                var response = await sqs.ReceiveMessageAsync(url);
                foreach (var message in response.Messages)
                {
                    if (message.Body == "stop")
                        return;
                    await {|EVC2003:sqs.DeleteMessageAsync(url, message.ReceiptHandle)|};
                }
            }

            public async Task PerMessageAsync(IAmazonSQS sqs)
            {
                var response = await sqs.ReceiveMessageAsync("url");
                foreach (var message in response.Messages)
                {
                    var url = message.Attributes["queue"];
                    await {|EVC2003:sqs.DeleteMessageAsync(url, message.ReceiptHandle)|};
                }
            }
        }
        """ + Work);
}
