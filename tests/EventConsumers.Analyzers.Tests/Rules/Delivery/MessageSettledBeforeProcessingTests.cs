using EventConsumers.CodeFixes.Delivery;

namespace EventConsumers.Analyzers.Tests.Rules.Delivery;

public class MessageSettledBeforeProcessingTests
{
    private static readonly References RabbitMq7 = References.RabbitMq7 | References.Hosting;
    private static readonly References ServiceBus = References.ServiceBus | References.Hosting;
    private static readonly References Kafka = References.Kafka2 | References.Hosting;
    private static readonly References Sqs = References.Sqs4 | References.Hosting;

    [Fact]
    public async Task Names_the_calls()
    {
        var found = await Verify.FindsAsync(RabbitMq7, HandlerSources.RabbitMq7("""
            await {|EVC1001:channel.BasicAckAsync(ea.DeliveryTag, false)|};
            await work.SaveAsync(ea.Body.ToArray());
            """));

        Assert.Equal(
            "'BasicAckAsync' settles the message before 'SaveAsync' has processed it; a crash in between loses the message",
            found[0].GetMessage());
    }

    [Fact]
    public Task RabbitMq_6_ack_before_work() => Verify.FindsAsync(References.RabbitMq6 | References.Hosting, HandlerSources.RabbitMq6("""
        {|EVC1001:channel.BasicAck(ea.DeliveryTag, multiple: false)|};
        work.Save(ea.Body.ToArray());
        """));

    [Fact]
    public Task RabbitMq_6_received_lambda() => Verify.FindsAsync(References.RabbitMq6, """
        using System.Text;
        using RabbitMQ.Client;
        using RabbitMQ.Client.Events;

        public class Consumer
        {
            public void Start(IModel channel, Action<string> handle)
            {
                var consumer = new EventingBasicConsumer(channel);
                consumer.Received += (sender, ea) =>
                {
                    var text = Encoding.UTF8.GetString(ea.Body.Span);
                    {|EVC1001:channel.BasicAck(ea.DeliveryTag, false)|};
                    handle(text);
                };
                channel.BasicConsume("orders", false, consumer);
            }
        }
        """);

    [Fact]
    public Task RabbitMq_consumer_class() => Verify.FindsAsync(References.RabbitMq6, """
        using RabbitMQ.Client;

        public class Consumer : DefaultBasicConsumer
        {
            private readonly Action<byte[]> _handle;

            public Consumer(IModel model, Action<byte[]> handle) : base(model) => _handle = handle;

            public override void HandleBasicDeliver(string consumerTag, ulong deliveryTag, bool redelivered, string exchange, string routingKey, IBasicProperties properties, ReadOnlyMemory<byte> body)
            {
                {|EVC1001:Model.BasicAck(deliveryTag, false)|};
                _handle(body.ToArray());
            }
        }
        """);

    [Theory, EachVersionOf(Client.Kafka)]
    public Task Kafka_commit_in_a_poll_loop(References client) => Verify.FindsAsync(client | References.Hosting, HandlerSources.Kafka("""
        while (!token.IsCancellationRequested)
        {
            var result = consumer.Consume(token);
            if (result is null)
                continue;

            {|EVC1001:consumer.Commit(result)|};
            await work.SaveAsync(result.Message.Value);
        }
        """));

    [Theory, EachVersionOf(Client.Kafka)]
    public Task Kafka_offsets_made_by_hand(References client) => Verify.FindsAsync(client | References.Hosting, HandlerSources.Kafka("""
        while (true)
        {
            var result = consumer.Consume(token);
            var next = new TopicPartitionOffset(result.TopicPartition, result.Offset + 1);
            {|EVC1001:consumer.Commit(new[] { next })|};
            await work.SaveAsync(result.Message.Value);
        }
        """));

    [Fact]
    public Task Kafka_commit_without_argument() => Verify.FindsAsync(Kafka, HandlerSources.Kafka("""
        while (true)
        {
            var result = consumer.Consume(token);
            {|EVC1001:consumer.Commit()|};
            await work.SaveAsync(result.Message.Value);
        }
        """));

    [Fact]
    public Task Kafka_stored_offset() => Verify.FindsAsync(Kafka, HandlerSources.Kafka("""
        while (true)
        {
            var result = consumer.Consume(token);
            {|EVC1001:consumer.StoreOffset(result)|};
            await work.SaveAsync(result.Message.Value);
        }
        """));

    [Fact]
    public Task Kafka_records_collected_and_committed_before_the_batch_is_saved() => Verify.FindsAsync(Kafka, HandlerSources.Kafka("""
        var batch = new List<string>();
        while (true)
        {
            var result = consumer.Consume(token);
            batch.Add(result.Message.Value);
            {|EVC1001:consumer.Commit(result)|};
            if (batch.Count < 100)
                continue;

            await work.SaveAsync(batch);
            batch.Clear();
        }
        """));

    [Theory, EachVersionOf(Client.Sqs)]
    public Task Sqs_delete_then_process(References client) => Verify.FindsAsync(client | References.Hosting, HandlerSources.Sqs("""
        var response = await sqs.ReceiveMessageAsync("orders", token);
        foreach (var message in response.Messages)
        {
            await {|EVC1001:sqs.DeleteMessageAsync("orders", message.ReceiptHandle, token)|};
            await work.SaveAsync(message.Body);
        }
        """));

    [Theory, EachVersionOf(Client.Sqs)]
    public Task Sqs_request_object(References client) => Verify.FindsAsync(client | References.Hosting, HandlerSources.Sqs("""
        var response = await sqs.ReceiveMessageAsync("orders", token);
        foreach (var message in response.Messages)
        {
            var request = new DeleteMessageRequest { QueueUrl = "orders", ReceiptHandle = message.ReceiptHandle };
            await {|EVC1001:sqs.DeleteMessageAsync(request)|};
            await work.SaveAsync(message.Body);
        }
        """));

    [Theory, EachVersionOf(Client.Sqs)]
    public Task Sqs_batch_deleted_before_its_items_are_processed(References client) => Verify.FindsAsync(client | References.Hosting, HandlerSources.Sqs("""
        var response = await sqs.ReceiveMessageAsync("orders", token);
        var entries = response.Messages.Select((message, i) => new DeleteMessageBatchRequestEntry(i.ToString(), message.ReceiptHandle)).ToList();
        await {|EVC1001:sqs.DeleteMessageBatchAsync("orders", entries)|};
        foreach (var message in response.Messages)
            await work.SaveAsync(message.Body);
        """));

    [Fact]
    public Task Sqs_all_deleted_in_one_loop_and_processed_in_the_next() => Verify.FindsAsync(Sqs, HandlerSources.Sqs("""
        var response = await sqs.ReceiveMessageAsync("orders", token);
        var entries = new List<DeleteMessageBatchRequestEntry>();
        foreach (var message in response.Messages)
            entries.Add(new DeleteMessageBatchRequestEntry(message.MessageId, message.ReceiptHandle));
        await {|EVC1001:sqs.DeleteMessageBatchAsync("orders", entries)|};
        await Task.WhenAll(response.Messages.Select(message => work.SaveAsync(message.Body)));
        """));

    [Fact]
    public Task Own_type_that_carries_the_receipt_handle() => Verify.FindsAsync(Sqs, HandlerSources.Sqs(
        "await Task.CompletedTask;",
        """
        public record Claim(string ReceiptHandle, string Task);

        public async Task SubmitAsync(IAmazonSQS sqs, IWork work, Claim claim)
        {
            await {|EVC1001:sqs.DeleteMessageAsync("claims", claim.ReceiptHandle)|};
            await work.SaveAsync(claim.Task);
        }
        """));

    [Fact]
    public Task Service_bus_arguments() => Verify.FindsAsync(ServiceBus, HandlerSources.ServiceBus("""
        var order = args.Message.Body.ToObjectFromJson<Order>();
        await {|EVC1001:args.CompleteMessageAsync(args.Message)|};
        await work.SaveAsync(order);
        """));

    [Fact]
    public Task Service_bus_receiver() => Verify.FindsAsync(ServiceBus, HandlerSources.ServiceBus("""
        while (true)
        {
            var message = await receiver.ReceiveMessageAsync();
            await {|EVC1001:receiver.CompleteMessageAsync(message)|};
            work.Save(message.Body);
        }
        """));

    [Fact]
    public Task Functions_message_actions() => Verify.FindsAsync(References.FunctionsIsolated, """
        using Azure.Messaging.ServiceBus;
        using Microsoft.Azure.Functions.Worker;

        public class Function
        {
            public async Task Run([ServiceBusTrigger("orders")] ServiceBusReceivedMessage message, ServiceBusMessageActions actions, Func<string, Task> handle)
            {
                await {|EVC1001:actions.CompleteMessageAsync(message)|};
                await handle(message.Body.ToString());
            }
        }
        """);

    [Theory, EachVersionOf(Client.Redis)]
    public Task Redis_stream_entry(References client) => Verify.FindsAsync(client | References.Hosting, HandlerSources.Redis("""
        var entries = await db.StreamReadGroupAsync("orders", "billing", "one");
        foreach (var entry in entries)
        {
            await {|EVC1001:db.StreamAcknowledgeAsync("orders", "billing", entry.Id)|};
            await work.SaveAsync(entry.Values);
        }
        """));

    [Theory, EachVersionOf(Client.Redis)]
    public Task Redis_whole_batch(References client) => Verify.FindsAsync(client | References.Hosting, HandlerSources.Redis("""
        var entries = await db.StreamReadGroupAsync("orders", "billing", "one");
        await {|EVC1001:db.StreamAcknowledgeAsync("orders", "billing", entries.Select(entry => entry.Id).ToArray())|};
        foreach (var entry in entries)
            await work.SaveAsync(entry.Values);
        """));

    [Fact]
    public Task Lambda_run_by_Task_Run() => Verify.FindsAsync(RabbitMq7, HandlerSources.RabbitMq7("""
        await Task.Run(async () =>
        {
            await {|EVC1001:channel.BasicAckAsync(ea.DeliveryTag, false)|};
            await work.SaveAsync(ea.Body.ToArray());
        });
        """));

    [Fact]
    public Task Work_in_a_lambda_that_a_later_call_runs() => Verify.FindsAsync(RabbitMq7, HandlerSources.RabbitMq7("""
        await {|EVC1001:channel.BasicAckAsync(ea.DeliveryTag, false)|};
        await Task.Run(() => work.SaveAsync(ea.Body.ToArray()));
        """));

    [Fact]
    public Task Work_in_a_local_function() => Verify.FindsAsync(RabbitMq7, HandlerSources.RabbitMq7("""
        await {|EVC1001:channel.BasicAckAsync(ea.DeliveryTag, false)|};
        await ProcessAsync();

        Task ProcessAsync() => work.SaveAsync(ea.Body.ToArray());
        """));

    [Fact]
    public Task Settle_in_a_local_function() => Verify.FindsAsync(RabbitMq7, HandlerSources.RabbitMq7("""
        await {|EVC1001:AckAsync()|};
        await work.SaveAsync(ea.Body.ToArray());

        ValueTask AckAsync() => channel.BasicAckAsync(ea.DeliveryTag, false);
        """));

    [Fact]
    public Task Settle_in_a_helper() => Verify.FindsAsync(RabbitMq7, HandlerSources.RabbitMq7(
        """
        await {|EVC1001:AckAsync(channel, ea)|};
        await work.SaveAsync(ea.Body.ToArray());
        """,
        """
        private static async Task AckAsync(IChannel channel, BasicDeliverEventArgs ea)
        {
            Console.WriteLine("done");
            await channel.BasicAckAsync(ea.DeliveryTag, false);
        }
        """));

    [Fact]
    public Task Work_started_before_and_awaited_after() => Verify.FindsAsync(RabbitMq7, HandlerSources.RabbitMq7("""
        var saving = work.SaveAsync(ea.Body.ToArray());
        await {|EVC1001:channel.BasicAckAsync(ea.DeliveryTag, false)|};
        await saving;
        """));

    [Fact]
    public Task Work_after_other_work() => Verify.FindsAsync(RabbitMq7, HandlerSources.RabbitMq7("""
        var text = ea.Body.ToString();
        await work.SaveAsync(text);
        await {|EVC1001:channel.BasicAckAsync(ea.DeliveryTag, false)|};
        await work.NotifyAsync(text);
        """));

    [Fact]
    public Task Work_on_one_branch_only() => Verify.FindsAsync(RabbitMq7, HandlerSources.RabbitMq7("""
        await {|EVC1001:channel.BasicAckAsync(ea.DeliveryTag, false)|};
        if (ea.BasicProperties.Type == "order")
            await work.SaveAsync(ea.Body.ToArray());
        """));

    [Fact]
    public Task Work_in_a_switch_expression() => Verify.FindsAsync(RabbitMq7, HandlerSources.RabbitMq7("""
        await {|EVC1001:channel.BasicAckAsync(ea.DeliveryTag, false)|};
        await (ea.BasicProperties.Type switch
        {
            "order" => work.SaveAsync(ea.Body.ToArray()),
            _ => Task.CompletedTask,
        });
        """));

    [Fact]
    public Task Null_conditional_settle_and_work() => Verify.FindsAsync(References.RabbitMq6 | References.Hosting, HandlerSources.RabbitMq6("""
        IModel? open = channel.IsOpen ? channel : null;
        open?{|EVC1001:.BasicAck(ea.DeliveryTag, false)|};
        (work ?? throw new InvalidOperationException()).Save(ea?.Body.ToArray() ?? new byte[0]);
        """));

    [Fact]
    public Task Inside_using_blocks() => Verify.FindsAsync(RabbitMq7, HandlerSources.RabbitMq7("""
        using var scope = logger.BeginScope(ea.DeliveryTag);
        await using (var stream = new MemoryStream(ea.Body.ToArray()))
        {
            await {|EVC1001:channel.BasicAckAsync(ea.DeliveryTag, false)|};
        }

        await work.SaveAsync(ea.Body.ToArray());
        """));

    [Fact]
    public Task Settle_in_a_try_of_its_own() => Verify.FindsAsync(RabbitMq7, HandlerSources.RabbitMq7("""
        try
        {
            await {|EVC1001:channel.BasicAckAsync(ea.DeliveryTag, false)|};
        }
        catch (Exception e)
        {
            logger.LogError(e, "Not acknowledged");
        }

        await work.SaveAsync(ea.Body.ToArray());
        """));

    private static string Queued(string queue, string write, string drain) => $$"""
        using System.Collections.Concurrent;
        using System.Threading.Channels;
        using System.Threading.Tasks.Dataflow;
        using Confluent.Kafka;

        public interface IWork { Task SaveAsync(object? message); void Save(object? message); }

        public sealed record Item(string Key, string Value);

        public sealed record Job(string Value, TaskCompletionSource Done);

        public sealed class Consumer
        {
            private readonly IConsumer<string, string> _consumer = null!;
            private readonly IWork _work = null!;
            private {{queue}};

            public async Task RunAsync(CancellationToken token)
            {
                await Task.Yield();
                while (!token.IsCancellationRequested)
                {
                    var result = _consumer.Consume(token);
                    if (result?.Message == null)
                        continue;
                    {{write}}
                }
            }

            public async Task DrainAsync(CancellationToken token)
            {
                await Task.Yield();
                {{drain}}
            }
        }
        """;

    [Theory]
    [InlineData("readonly ConcurrentQueue<Item> _queue = new()", "var value = result.Message.Value; _queue.Enqueue(new Item(result.Message.Key, value)); {|EVC1001:_consumer.Commit(result)|};", "while (_queue.TryDequeue(out var next)) await _work.SaveAsync(next);")]
    [InlineData("static Queue<string> _queue = new()", "lock (_queue) _queue.Enqueue(result.Message.Value); {|EVC1001:_consumer.Commit(result)|}; _consumer.StoreOffset(result);", "lock (_queue) if (_queue.Count > 0) _work.Save(_queue.Dequeue());")]
    [InlineData("readonly Channel<string> _queue = Channel.CreateBounded<string>(10)", "await _queue.Writer.WriteAsync(result.Message.Value, token); {|EVC1001:_consumer.StoreOffset(result)|};", "await foreach (var next in _queue.Reader.ReadAllAsync(token)) await _work.SaveAsync(next);")]
    [InlineData("readonly BlockingCollection<Item> _queue = new(100)", "_queue.Add(new Item(\"\", result.Message.Value)); Console.WriteLine(result.Offset); {|EVC1001:_consumer.Commit(result)|};", "foreach (var next in _queue.GetConsumingEnumerable(token)) _work.Save(next);")]
    [InlineData("readonly ActionBlock<string> _queue = new(message => Console.WriteLine(message))", "if (!_queue.Post(result.Message.Value)) continue; {|EVC1001:_consumer.Commit(result)|};", "")]
    public async Task Settled_while_it_waits_in_a_queue(string queue, string write, string drain)
    {
        var found = await Verify.FindsAsync(References.Kafka2, Queued(queue, write, drain));
        Assert.EndsWith("settles the message while it waits in '_queue'; a crash loses what is queued", Assert.Single(found).GetMessage(), StringComparison.Ordinal);
    }

    [Theory]
    // Worked off in the same turn, now and then or by the caller.
    [InlineData("readonly Queue<string> _queue = new()", "_queue.Enqueue(result.Message.Value); if (_queue.Count >= 100) { while (_queue.TryDequeue(out var next)) await _work.SaveAsync(next); _consumer.Commit(result); }", "")]
    [InlineData("readonly Queue<string> _queue = new()", "_queue.Enqueue(result.Message.Value); await DrainAsync(token); _consumer.Commit(result);", "while (_queue.TryDequeue(out var next)) await _work.SaveAsync(next);")]
    // Waited for.
    [InlineData("readonly Channel<Job> _queue = Channel.CreateUnbounded<Job>()", "var job = new Job(result.Message.Value, new TaskCompletionSource()); await _queue.Writer.WriteAsync(job); await job.Done.Task; _consumer.Commit(result);", "await foreach (var next in _queue.Reader.ReadAllAsync(token)) { await _work.SaveAsync(next.Value); next.Done.SetResult(); }")]
    [InlineData("readonly ActionBlock<string> _queue = new(message => Console.WriteLine(message))", "_queue.Post(result.Message.Value); _queue.Complete(); await _queue.Completion; _consumer.Commit(result);", "")]
    // The positions of messages that are done.
    [InlineData("readonly ConcurrentQueue<TopicPartitionOffset> _queue = new()", "await _work.SaveAsync(result.Message.Value); _queue.Enqueue(result.TopicPartitionOffset); _consumer.StoreOffset(result);", "while (_queue.TryDequeue(out var next)) _work.Save(next);")]
    // Work besides the queue, such as the announcement of what has been saved.
    [InlineData("readonly ConcurrentQueue<string> _queue = new()", "await _work.SaveAsync(result.Message.Value); _queue.Enqueue(result.Message.Value); _consumer.Commit(result);", "while (_queue.TryDequeue(out var next)) await _work.SaveAsync(next);")]
    // Settled elsewhere or otherwise.
    [InlineData("readonly ConcurrentQueue<ConsumeResult<string, string>> _queue = new()", "_queue.Enqueue(result);", "while (_queue.TryDequeue(out var next)) { await _work.SaveAsync(next.Message.Value); _consumer.Commit(next); }")]
    [InlineData("readonly ConcurrentQueue<string> _queue = new()", "if (result.Message.Key == \"\") _queue.Enqueue(result.Message.Value); else _consumer.Commit(result);", "while (_queue.TryDequeue(out var next)) await _work.SaveAsync(next);")]
    public Task Silent_when_the_queue_is_worked_off_first(string queue, string write, string drain) =>
        Verify.SilentAsync(References.Kafka2, Queued(queue, write, drain), "EVC1001");

    [Fact]
    public Task No_fix_for_a_queued_message() => Verify.OffersNoFixAsync<MessageSettledBeforeProcessingFix>(References.Kafka2, Queued(
        "readonly ConcurrentQueue<string> _queue = new()",
        "_queue.Enqueue(result.Message.Value); {|EVC1001:_consumer.Commit(result)|};",
        "while (_queue.TryDequeue(out var next)) await _work.SaveAsync(next);"));

    [Fact]
    public Task Silent_when_the_work_comes_first() => Verify.SilentAsync(RabbitMq7, HandlerSources.RabbitMq7("""
        await work.SaveAsync(ea.Body.ToArray());
        await channel.BasicAckAsync(ea.DeliveryTag, false);
        """));

    [Fact]
    public Task Silent_when_only_logging_follows() => Verify.SilentAsync(RabbitMq7, HandlerSources.RabbitMq7("""
        await work.SaveAsync(ea.Body.ToArray());
        await channel.BasicAckAsync(ea.DeliveryTag, false);
        logger.LogInformation("Handled {Message}", ea.Body);
        Console.WriteLine(ea.RoutingKey);
        """));

    [Fact]
    public Task Silent_when_what_follows_only_needs_the_tag() => Verify.SilentAsync(RabbitMq7, HandlerSources.RabbitMq7("""
        await work.SaveAsync(ea.Body.ToArray());
        await channel.BasicAckAsync(ea.DeliveryTag, false);
        await work.NotifyAsync(ea.DeliveryTag);
        """), "EVC1001");

    [Fact]
    public Task Silent_when_what_follows_only_needs_the_token() => Verify.SilentAsync(ServiceBus, HandlerSources.ServiceBus("""
        await work.SaveAsync(args.Message);
        await args.CompleteMessageAsync(args.Message);
        await work.NotifyAsync(args.CancellationToken);
        """), "EVC1001");

    [Theory, EachVersionOf(Client.Sqs)]
    public Task Silent_when_only_the_settling_is_waited_for(References client) => Verify.SilentAsync(client, """
        using Amazon.SQS;
        using Amazon.SQS.Model;

        public static class Extensions
        {
            public static DeleteMessageResponse DeleteNow(this IAmazonSQS client, DeleteMessageRequest request) =>
                client.DeleteMessageAsync(request).Result();

            public static T Result<T>(this Task<T> task) => Scheduler.RunSync(() => task);
        }

        public static class Poller
        {
            public static async Task HandleAsync(IAmazonSQS client, Message message, Func<Message, Task> handle, Func<DeleteMessageResponse, Task> check)
            {
                await handle(message);
                var deletion = client.DeleteMessageAsync("queue", message.ReceiptHandle);
                await check(Scheduler.RunSync(() => deletion));
                await check(await client.DeleteMessageAsync("queue", message.ReceiptHandle));
            }
        }

        public static class Scheduler
        {
            public static extern T RunSync<T>(Func<Task<T>> start);
        }
        """, "EVC1001");

    [Fact]
    public Task Finds_work_on_the_message_beside_the_settled_one() => Verify.FindsAsync(Sqs, """
        using Amazon.SQS;
        using Amazon.SQS.Model;

        public static class Poller
        {
            public static async Task HandleAsync(IAmazonSQS client, Message message, Func<Task, Message, Task> handle)
            {
                var deletion = {|EVC1001:client.DeleteMessageAsync("queue", message.ReceiptHandle)|};
                await handle(deletion, message);
            }
        }
        """);

    [Fact]
    public Task Silent_when_what_is_settled_is_only_a_request_to_settle() => Verify.SilentAsync(RabbitMq7, """
        using RabbitMQ.Client;

        public abstract class Request
        {
            private readonly TaskCompletionSource<bool> _promise = new();

            public ulong DeliveryTag { get; init; }
            public bool Multiple { get; init; }

            public void Confirm() => Outcome.Report(_promise);
        }

        public sealed class Ack : Request
        {
        }

        public static class Outcome
        {
            public static extern void Report(TaskCompletionSource<bool> promise);
        }

        public sealed class Settler
        {
            public Func<Request, Task> For(IChannel channel) => async request =>
            {
                switch (request)
                {
                    case Ack ack:
                        await channel.BasicAckAsync(ack.DeliveryTag, ack.Multiple);
                        ack.Confirm();
                        break;
                }
            };
        }
        """, "EVC1001");

    [Theory, EachVersionOf(Client.Kafka)]
    public Task Silent_when_what_follows_only_needs_positions(References client) => Verify.SilentAsync(client, """
        using Confluent.Kafka;

        public interface IProgress
        {
            Task RecordAsync(List<TopicPartitionOffset> offsets);
            Task MarkAsync(TopicPartition partition, Offset offset);
        }

        public interface ITopology
        {
            IEnumerable<TopicPartitionOffset> GetOffsets();
        }

        public sealed class Streams
        {
            public async Task CommitAsync(IConsumer<string, byte[]> consumer, IAdminClient admin, IProgress progress, List<ITopology> topologies)
            {
                var offsets = topologies.SelectMany(topology => topology.GetOffsets()).ToList();
                consumer.Commit(offsets);
                await admin.DeleteRecordsAsync(offsets);
                await progress.RecordAsync(offsets);
            }

            public async Task RunAsync(IConsumer<string, byte[]> consumer, IProgress progress, Func<byte[], Task> handle, CancellationToken token)
            {
                while (true)
                {
                    var result = consumer.Consume(token);
                    await handle(result.Message.Value);
                    var next = new TopicPartitionOffset(result.TopicPartition, result.Offset + 1);
                    consumer.Commit(new[] { next });
                    await progress.MarkAsync(result.TopicPartition, result.Offset);
                    await progress.RecordAsync(new List<TopicPartitionOffset> { next });
                }
            }
        }
        """, "EVC1001");

    [Theory, EachVersionOf(Client.Kafka)]
    public Task Commit_of_a_position_before_work(References client) => Verify.FindsAsync(client, """
        using Confluent.Kafka;

        public sealed class Poller
        {
            public async Task RunAsync(IConsumer<string, byte[]> consumer, Func<byte[], Task> handle, CancellationToken token)
            {
                while (true)
                {
                    var result = consumer.Consume(token);
                    var next = new TopicPartitionOffset(result.TopicPartition, result.Offset + 1);
                    {|EVC1001:consumer.Commit(new[] { next })|};
                    await handle(result.Message.Value);
                }
            }
        }
        """);

    [Fact]
    public Task Copy_of_the_message_that_is_still_the_same() => Verify.FindsAsync(Kafka, HandlerSources.Kafka("""
        ConsumeResult<string, string>? last = null;
        while (!token.IsCancellationRequested)
        {
            var result = consumer.Consume(token);
            last = result;
            {|EVC1001:consumer.StoreOffset(last)|};
            await work.SaveAsync(result.Message.Value);
        }
        """));

    [Fact]
    public Task Silent_on_a_branch_that_ends() => Verify.SilentAsync(RabbitMq7, HandlerSources.RabbitMq7("""
        if (ea.Redelivered)
        {
            await channel.BasicAckAsync(ea.DeliveryTag, false);
            return;
        }

        if (ea.Body.Length == 0)
        {
            await channel.BasicAckAsync(ea.DeliveryTag, false);
            throw new InvalidOperationException();
        }

        await work.SaveAsync(ea.Body.ToArray());
        await channel.BasicAckAsync(ea.DeliveryTag, false);
        """));

    [Fact]
    public Task Silent_on_the_other_branch_of_the_same_condition() => Verify.SilentAsync(RabbitMq7, HandlerSources.RabbitMq7("""
        var known = work.IsKnown(ea.BasicProperties.MessageId);
        if (known)
            await channel.BasicAckAsync(ea.DeliveryTag, false);
        if (!known)
        {
            await work.SaveAsync(ea.Body.ToArray());
            await channel.BasicAckAsync(ea.DeliveryTag, false);
        }
        """), "EVC1001");

    [Fact]
    public Task Silent_when_a_flag_says_that_it_was_settled() => Verify.SilentAsync(RabbitMq7, HandlerSources.RabbitMq7("""
        var settled = false;
        try
        {
            await work.SaveAsync(ea.Body.ToArray());
            await channel.BasicAckAsync(ea.DeliveryTag, false);
            settled = true;
        }
        catch (InvalidOperationException e)
        {
            logger.LogError(e, "Failed");
        }

        if (!settled)
            await work.NotifyAsync(ea.Body.ToArray());
        """), "EVC1001");

    [Fact]
    public Task Silent_when_a_flag_tested_before_the_try_rules_the_way_out() => Verify.SilentAsync(Kafka, HandlerSources.Kafka("""
        var isReady = work.IsKnown(null);
        while (!token.IsCancellationRequested)
        {
            var result = consumer.Consume(token);
            if (!isReady)
            {
                do
                {
                    try
                    {
                        consumer.Commit(result);
                    }
                    catch (Exception)
                    {
                        break;
                    }
                    finally
                    {
                        work.Save(result.Message.Value);
                    }
                }
                while (work.IsKnown(null));

                if (!isReady)
                    throw new InvalidOperationException();
                work.Save(result.Message.Value);
            }
        }
        """), "EVC1001");

    [Fact]
    public Task Silent_when_a_using_block_is_left_by_return() => Verify.SilentAsync(RabbitMq7, HandlerSources.RabbitMq7("""
        using (logger.BeginScope("message"))
        {
            if (ea.Redelivered)
            {
                await channel.BasicAckAsync(ea.DeliveryTag, false);
                return;
            }
        }

        await work.SaveAsync(ea.Body.ToArray());
        await channel.BasicAckAsync(ea.DeliveryTag, false);
        """), "EVC1001");

    [Fact]
    public Task Silent_in_a_poll_loop_that_goes_on() => Verify.SilentAsync(Kafka, HandlerSources.Kafka("""
        while (!token.IsCancellationRequested)
        {
            var result = consumer.Consume(token);
            if (result.Message.Value.Length == 0)
            {
                consumer.Commit(result);
                continue;
            }

            await work.SaveAsync(result.Message.Value);
            consumer.StoreOffset(result);
            consumer.Commit();
        }
        """), "EVC1001");

    [Fact]
    public Task Silent_when_the_batch_is_saved_before_it_is_committed() => Verify.SilentAsync(Kafka, HandlerSources.Kafka("""
        var batch = new List<ConsumeResult<string, string>>();
        while (true)
        {
            batch.Add(consumer.Consume(token));
            if (batch.Count < 100)
                continue;

            await work.SaveAsync(batch);
            consumer.Commit(batch[batch.Count - 1]);
            batch.Clear();
        }
        """), "EVC1001");

    [Theory, EachVersionOf(Client.Sqs)]
    public Task Silent_in_a_loop_over_items(References client) => Verify.SilentAsync(client | References.Hosting, HandlerSources.Sqs("""
        while (!token.IsCancellationRequested)
        {
            var response = await sqs.ReceiveMessageAsync("orders", token);
            foreach (var message in response.Messages)
            {
                await work.SaveAsync(message.Body);
                await sqs.DeleteMessageAsync("orders", message.ReceiptHandle, token);
            }
        }
        """), "EVC1001");

    [Fact]
    public Task Silent_in_a_loop_over_indices() => Verify.SilentAsync(Sqs, HandlerSources.Sqs("""
        var messages = (await sqs.ReceiveMessageAsync("orders", token)).Messages;
        for (var i = 0; i < messages.Count; i++)
        {
            await work.SaveAsync(messages[i].Body);
            await sqs.DeleteMessageAsync("orders", messages[i].ReceiptHandle, token);
        }
        """), "EVC1001");

    [Fact]
    public Task Silent_when_done_messages_are_deleted_in_pages() => Verify.SilentAsync(Sqs, HandlerSources.Sqs("""
        while (true)
        {
            var response = await sqs.ReceiveMessageAsync("orders", token);
            var done = new List<DeleteMessageBatchRequestEntry>();
            foreach (var message in response.Messages)
            {
                await work.SaveAsync(message.Body);
                done.Add(new DeleteMessageBatchRequestEntry(message.MessageId, message.ReceiptHandle));
                if (done.Count == 10)
                {
                    await sqs.DeleteMessageBatchAsync("orders", done);
                    done.Clear();
                }
            }

            await sqs.DeleteMessageBatchAsync("orders", done);
        }
        """), "EVC1001");

    [Fact]
    public Task Silent_when_only_some_of_the_batch_are_deleted_first() => Verify.SilentAsync(Sqs, HandlerSources.Sqs("""
        var messages = (await sqs.ReceiveMessageAsync("orders", token)).Messages;
        var expired = messages.Where(message => work.IsKnown(message.MessageId)).ToList();
        foreach (var message in expired)
            await sqs.DeleteMessageAsync("orders", message.ReceiptHandle);
        foreach (var message in messages.Except(expired))
        {
            await work.SaveAsync(message.Body);
            await sqs.DeleteMessageAsync("orders", message.ReceiptHandle);
        }
        """), "EVC1001");

    [Fact]
    public Task Silent_when_the_catch_works_after_a_settle_that_failed() => Verify.SilentAsync(RabbitMq7, HandlerSources.RabbitMq7("""
        try
        {
            await work.SaveAsync(ea.Body.ToArray());
            await channel.BasicAckAsync(ea.DeliveryTag, false);
        }
        catch (Exception)
        {
            await work.NotifyAsync(ea.Body.ToArray());
            await channel.BasicNackAsync(ea.DeliveryTag, false, false);
        }
        finally
        {
            await work.NotifyAsync(ea);
        }
        """), "EVC1001");

    [Fact]
    public Task Silent_when_a_helper_both_works_and_settles() => Verify.SilentAsync(RabbitMq7, HandlerSources.RabbitMq7(
        """
        await FinishAsync(channel, ea, work);
        await work.NotifyAsync(ea.Body.ToArray());
        """,
        """
        private static async Task FinishAsync(IChannel channel, BasicDeliverEventArgs ea, IWork work)
        {
            await work.SaveAsync(ea.Body.ToArray());
            await channel.BasicAckAsync(ea.DeliveryTag, false);
        }
        """), "EVC1001");

    [Fact]
    public Task Finds_it_in_the_helper_that_takes_the_message() => Verify.FindsAsync(RabbitMq7, HandlerSources.RabbitMq7(
        "await FinishAsync(channel, ea, work);",
        """
        private static async Task FinishAsync(IChannel channel, BasicDeliverEventArgs ea, IWork work)
        {
            await {|EVC1001:channel.BasicAckAsync(ea.DeliveryTag, false)|};
            await work.SaveAsync(ea.Body.ToArray());
        }
        """));

    [Fact]
    public Task Silent_for_broken_code()
    {
        var test = new CSharpAnalyzerTest<EventConsumerAnalyzer>
        {
            TestCode = HandlerSources.RabbitMq7("await channel.BasicAckAsync(ea.DeliveryTag, false); await Unknown.SaveAsync(ea.; foreach (var x in"),
            References = RabbitMq7,
            CompilerDiagnostics = CompilerDiagnostics.None,
        };
        test.OnlyDiagnostics.Add("EVC1001");
        return test.RunAsync();
    }

    [Fact]
    public Task Fix_moves_the_settle_call_behind_the_work() => Verify.FixesAsync<MessageSettledBeforeProcessingFix>(
        RabbitMq7,
        HandlerSources.RabbitMq7("""
            // at most once
            await {|EVC1001:channel.BasicAckAsync(ea.DeliveryTag, false)|};

            var text = ea.Body.ToString();
            await work.SaveAsync(text);
            Console.WriteLine("done");
            """),
        HandlerSources.RabbitMq7("""
            var text = ea.Body.ToString();
            await work.SaveAsync(text);
            // at most once
            await channel.BasicAckAsync(ea.DeliveryTag, false);
            Console.WriteLine("done");
            """),
        title: "Settle with 'BasicAckAsync' after 'SaveAsync'");

    [Fact]
    public Task Fix_settles_on_the_ways_out_too() => Verify.FixesAsync<MessageSettledBeforeProcessingFix>(
        Kafka,
        HandlerSources.Kafka("""
            while (!token.IsCancellationRequested)
            {
                var result = consumer.Consume(token);
                {|EVC1001:consumer.StoreOffset(result)|};
                if (result.Message.Value.Length == 0)
                    continue;

                if (work.IsKnown(result.Message.Key))
                {
                    // nothing new
                    continue;
                }

                await work.SaveAsync(result.Message.Value);
            }
            """),
        HandlerSources.Kafka("""
            while (!token.IsCancellationRequested)
            {
                var result = consumer.Consume(token);
                if (result.Message.Value.Length == 0)
                {
                    consumer.StoreOffset(result);
                    continue;
                }

                if (work.IsKnown(result.Message.Key))
                {
                    // nothing new
                    consumer.StoreOffset(result);
                    continue;
                }

                await work.SaveAsync(result.Message.Value);
                consumer.StoreOffset(result);
            }
            """));

    [Fact]
    public Task Fix_settles_inside_a_try_that_swallows_and_refuses_in_its_catch() => Verify.FixesAsync<MessageSettledBeforeProcessingFix>(
        RabbitMq7,
        HandlerSources.RabbitMq7("""
            await {|EVC1001:channel.BasicAckAsync(ea.DeliveryTag, multiple: false)|};
            try
            {
                await work.SaveAsync(ea.Body.ToArray());
            }
            catch (Exception e)
            {
                logger.LogError(e, "Failed");
            }
            """),
        HandlerSources.RabbitMq7("""
            try
            {
                await work.SaveAsync(ea.Body.ToArray());
                await channel.BasicAckAsync(ea.DeliveryTag, multiple: false);
            }
            catch (Exception e)
            {
                logger.LogError(e, "Failed");
                await channel.BasicNackAsync(ea.DeliveryTag, multiple: false, requeue: false);
            }
            """));

    [Fact]
    public Task Fix_moves_a_try_that_holds_nothing_else() => Verify.FixesAsync<MessageSettledBeforeProcessingFix>(
        Sqs,
        HandlerSources.Sqs("""
            var response = await sqs.ReceiveMessageAsync("orders", token);
            foreach (var message in response.Messages)
            {
                try
                {
                    await {|EVC1001:sqs.DeleteMessageAsync("orders", message.ReceiptHandle)|};
                }
                catch (AmazonSQSException e)
                {
                    logger.LogError(e, "Not deleted");
                }

                await work.SaveAsync(message.Body);
            }
            """),
        HandlerSources.Sqs("""
            var response = await sqs.ReceiveMessageAsync("orders", token);
            foreach (var message in response.Messages)
            {
                await work.SaveAsync(message.Body);
                try
                {
                    await sqs.DeleteMessageAsync("orders", message.ReceiptHandle);
                }
                catch (AmazonSQSException e)
                {
                    logger.LogError(e, "Not deleted");
                }
            }
            """));

    [Fact]
    public Task Fix_moves_a_batch_behind_the_loop() => Verify.FixesAsync<MessageSettledBeforeProcessingFix>(
        Sqs,
        HandlerSources.Sqs("""
            var response = await sqs.ReceiveMessageAsync("orders", token);
            var entries = response.Messages.Select(message => new DeleteMessageBatchRequestEntry(message.MessageId, message.ReceiptHandle)).ToList();
            await {|EVC1001:sqs.DeleteMessageBatchAsync("orders", entries)|};
            foreach (var message in response.Messages)
            {
                if (message.Body.Length == 0)
                    continue;
                await work.SaveAsync(message.Body);
            }
            """),
        HandlerSources.Sqs("""
            var response = await sqs.ReceiveMessageAsync("orders", token);
            var entries = response.Messages.Select(message => new DeleteMessageBatchRequestEntry(message.MessageId, message.ReceiptHandle)).ToList();
            foreach (var message in response.Messages)
            {
                if (message.Body.Length == 0)
                    continue;
                await work.SaveAsync(message.Body);
            }
            await sqs.DeleteMessageBatchAsync("orders", entries);
            """));

    [Fact]
    public Task Fix_all_moves_every_settle_call() => Verify.FixesAsync<MessageSettledBeforeProcessingFix>(
        ServiceBus,
        HandlerSources.ServiceBus(
            """
            await {|EVC1001:args.CompleteMessageAsync(args.Message)|};
            await work.SaveAsync(args.Message.Body);
            """,
            """
            public async Task PollAsync(ServiceBusReceiver receiver, IWork work)
            {
                foreach (var message in await receiver.ReceiveMessagesAsync(10))
                {
                    await {|EVC1001:receiver.CompleteMessageAsync(message).ConfigureAwait(false)|};
                    await work.SaveAsync(message.Body);
                }
            }
            """.Replace(".ConfigureAwait(false)|}", "|}.ConfigureAwait(false)", StringComparison.Ordinal)),
        HandlerSources.ServiceBus(
            """
            await work.SaveAsync(args.Message.Body);
            await args.CompleteMessageAsync(args.Message);
            """,
            """
            public async Task PollAsync(ServiceBusReceiver receiver, IWork work)
            {
                foreach (var message in await receiver.ReceiveMessagesAsync(10))
                {
                    await work.SaveAsync(message.Body);
                    await receiver.CompleteMessageAsync(message).ConfigureAwait(false);
                }
            }
            """));

    [Theory]
    [InlineData("if (channel.IsOpen) Console.WriteLine(); else { await {|EVC1001:channel.BasicAckAsync(ea.DeliveryTag, false)|}; } await work.SaveAsync(ea.Body.ToArray());")]
    [InlineData("await {|EVC1001:channel.BasicAckAsync(ea.DeliveryTag, false)|}; _ = work.SaveAsync(ea.Body.ToArray());")]
    [InlineData("await {|EVC1001:channel.BasicAckAsync(ea.DeliveryTag, false)|}; _ = Task.Run(() => work.SaveAsync(ea.Body.ToArray()));")]
    [InlineData("await {|EVC1001:channel.BasicAckAsync(ea.DeliveryTag, false)|}; channel = null!; await work.SaveAsync(ea.Body.ToArray());")]
    [InlineData("var acked = {|EVC1001:channel.BasicAckAsync(ea.DeliveryTag, false)|}; await work.SaveAsync(ea.Body.ToArray()); await acked;")]
    [InlineData("await {|EVC1001:channel.BasicAckAsync(ea.DeliveryTag, false)|}; try { await work.SaveAsync(ea.Body.ToArray()); } catch (Exception) { } await work.NotifyAsync(ea.Body.ToArray());")]
    public Task No_fix_without_a_sure_place(string body) => Verify.OffersNoFixAsync<MessageSettledBeforeProcessingFix>(RabbitMq7, HandlerSources.RabbitMq7(body));
}
