using EventConsumers.CodeFixes.Resilience;

namespace EventConsumers.Analyzers.Tests.Rules.Resilience;

public class RequeuedWithoutLimitTests
{
    [Theory, EachVersionOf(Client.RabbitMq)]
    public Task Requeue_chosen_by_a_helper(References client) => Verify.FindsAsync(client, Chooser(client, "return true;", """
        var requeue = await handler.HandleAsync(ea.Body.ToArray());
        if (!requeue)
            ACK
        else
            {|EVC3002:NACK(ea.DeliveryTag, false, true)|};
        """));

    [Theory]
    [InlineData("var requeue = await handler.HandleAsync(ea.Body.ToArray()); await channel.{|EVC3002:BasicNackAsync(ea.DeliveryTag, false, requeue)|};")]
    [InlineData("await channel.{|EVC3002:BasicNackAsync(ea.DeliveryTag, false, requeue: await handler.HandleAsync(ea.Body.ToArray()))|};")]
    [InlineData("try { await handler.SaveAsync(ea.Body.ToArray()); } catch (Exception e) { await channel.{|EVC3002:BasicNackAsync(ea.DeliveryTag, false, policy.Requeues(e))|}; }")]
    [InlineData("if (await handler.HandleAsync(ea.Body.ToArray())) await channel.{|EVC3002:BasicNackAsync(ea.DeliveryTag, false, true)|};")]
    public Task Requeue_given_by_a_helper(string statements) => Verify.FindsAsync(References.RabbitMq7, Chooser(References.RabbitMq7, "return true;", statements));

    [Theory]
    [InlineData("return false;")]
    [InlineData("return e is TimeoutException;")]
    [InlineData("if (ea.Redelivered) return false; return true;")]
    [InlineData("if (_seen++ > 5) throw; return true;")]
    public Task Requeue_that_a_helper_may_not_choose(string failure) => Verify.SilentAsync(References.RabbitMq7, Chooser(References.RabbitMq7, failure, """
        var requeue = await handler.HandleAsync(ea.Body.ToArray());
        await channel.BasicNackAsync(ea.DeliveryTag, false, requeue);
        await channel.BasicNackAsync(ea.DeliveryTag, false, await other.HandleAsync(ea.Body.ToArray()));
        await channel.BasicNackAsync(ea.DeliveryTag, false, await handler.TryLockAsync(ea.Body.ToArray()));
        """), "EVC3002");

    [Fact]
    public Task Refuses_what_a_helper_would_requeue() => Verify.FixesAsync<RequeuedWithoutLimitFix>(
        References.RabbitMq7,
        Chooser(References.RabbitMq7, "return true;", "await channel.{|EVC3002:BasicNackAsync(ea.DeliveryTag, false, requeue: await handler.HandleAsync(ea.Body.ToArray()))|};"),
        Chooser(References.RabbitMq7, "return true;", "await channel.BasicNackAsync(ea.DeliveryTag, false, requeue: false);"));

    [Fact]
    public async Task Requeue_in_a_catch_all()
    {
        var found = await Verify.FindsAsync(References.RabbitMq7, Handler("""
            try
            {
                await orders.SaveAsync(ea.Body.ToArray());
                await channel.BasicAckAsync(ea.DeliveryTag, false);
            }
            catch (Exception)
            {
                await channel.{|EVC3002:BasicNackAsync(ea.DeliveryTag, false, true)|};
            }
            """));
        Assert.Equal(
            "'BasicNackAsync' gives the failed message straight back, however often it has failed; a poison message comes round for ever",
            found[0].GetMessage());
    }

    [Fact]
    public Task Requeue_with_the_synchronous_client() => Verify.FindsAsync(References.RabbitMq6, """
        using RabbitMQ.Client;
        using RabbitMQ.Client.Events;

        class Consumer
        {
            private readonly IModel _channel;

            public Consumer(IModel channel) => _channel = channel;

            private void OnReceived(object sender, BasicDeliverEventArgs e)
            {
                try
                {
                    Console.WriteLine(System.Text.Encoding.UTF8.GetString(e.Body.ToArray()));
                    _channel.BasicAck(e.DeliveryTag, false);
                }
                catch
                {
                    _channel?.{|EVC3002:BasicReject(e.DeliveryTag, requeue: true)|};
                }
            }
        }
        """);

    [Fact]
    public Task Requeue_in_a_lambda_of_a_started_task() => Verify.FindsAsync(References.RabbitMq6, """
        using RabbitMQ.Client;
        using RabbitMQ.Client.Events;

        interface IJob { Task RunAsync(); }

        class Consumer
        {
            void Start(IModel channel, IJob job)
            {
                var consumer = new EventingBasicConsumer(channel);
                consumer.Received += (_, ea) =>
                {
                    _ = Task.Run(async () =>
                    {
                        try
                        {
                            await job.RunAsync();
                            channel.BasicAck(ea.DeliveryTag, multiple: false);
                        }
                        catch (Exception)
                        {
                            channel.{|EVC3002:BasicNack(ea.DeliveryTag, multiple: false, requeue: true)|};
                        }
                    });
                };
            }
        }
        """);

    [Fact]
    public Task Requeue_by_a_local_that_is_always_true() => Verify.FindsAsync(References.RabbitMq7, Handler("""
        var requeue = true;
        try
        {
            await orders.SaveAsync(ea.Body.ToArray());
        }
        catch (Exception)
        {
            await channel.{|EVC3002:BasicRejectAsync(ea.DeliveryTag, requeue)|};
        }
        """));

    [Fact]
    public Task Requeue_of_a_message_whose_processing_said_no() => Verify.FindsAsync(References.RabbitMq7, Handler("""
        var saved = await orders.TrySaveAsync(ea.Body.ToArray());
        if (saved)
        {
            await channel.BasicAckAsync(ea.DeliveryTag, false);
        }
        else
        {
            await channel.{|EVC3002:BasicNackAsync(ea.DeliveryTag, false, requeue: true)|};
        }
        """));

    [Fact]
    public Task Requeue_after_a_guard_that_acknowledges() => Verify.FindsAsync(References.RabbitMq7, Handler("""
        if (await orders.TrySaveAsync(ea.Body.ToArray()))
        {
            await channel.BasicAckAsync(ea.DeliveryTag, false);
            return;
        }

        await channel.{|EVC3002:BasicNackAsync(ea.DeliveryTag, false, requeue: true)|};
        """));

    [Fact]
    public Task Requeue_of_a_message_that_is_not_valid() => Verify.FindsAsync(References.RabbitMq7, Handler("""
        var order = System.Text.Json.JsonSerializer.Deserialize<Order>(ea.Body.Span);
        if (order == null || order.Id == null)
        {
            await channel.{|EVC3002:BasicNackAsync(ea.DeliveryTag, false, requeue: true)|};
            return;
        }

        await orders.SaveAsync(ea.Body.ToArray());
        await channel.BasicAckAsync(ea.DeliveryTag, false);
        """));

    [Fact]
    public Task Requeue_by_a_flag_that_the_catch_leaves_behind() => Verify.FindsAsync(References.RabbitMq7, Handler("""
        var done = false;
        try
        {
            await orders.SaveAsync(ea.Body.ToArray());
            done = true;
        }
        catch (Exception e)
        {
            Console.WriteLine(e);
        }

        if (done)
            await channel.BasicAckAsync(ea.DeliveryTag, false);
        else
            await channel.{|EVC3002:BasicNackAsync(ea.DeliveryTag, false, true)|};
        """));

    [Fact]
    public Task Requeue_by_the_case_of_a_result() => Verify.FindsAsync(References.RabbitMq7, Handler("""
        switch (await orders.HandleAsync(ea.Body.ToArray()))
        {
            case Outcome.Done:
                await channel.BasicAckAsync(ea.DeliveryTag, false);
                break;
            case Outcome.Failed:
                await channel.{|EVC3002:BasicNackAsync(ea.DeliveryTag, false, true)|};
                break;
        }
        """));

    [Fact]
    public Task Requeue_by_a_helper_of_the_type() => Verify.FindsAsync(References.RabbitMq7, """
        using RabbitMQ.Client;
        using RabbitMQ.Client.Events;

        interface IOrders { Task SaveAsync(byte[] body); }

        class Consumer
        {
            private readonly IChannel _channel;
            private readonly IOrders _orders;

            public Consumer(IChannel channel, IOrders orders) => (_channel, _orders) = (channel, orders);

            private async Task OnReceivedAsync(object sender, BasicDeliverEventArgs ea)
            {
                try
                {
                    await _orders.SaveAsync(ea.Body.ToArray());
                    await _channel.BasicAckAsync(ea.DeliveryTag, false);
                }
                catch (Exception)
                {
                    await PutBackAsync(ea.DeliveryTag);
                }
            }

            private async Task PutBackAsync(ulong tag)
            {
                if (_channel.IsOpen)
                    await _channel.{|EVC3002:BasicNackAsync(tag, false, true)|};
            }
        }
        """);

    [Fact]
    public Task Requeue_by_a_wrapper_of_another_type() => Verify.FindsAsync(References.RabbitMq7, """
        using RabbitMQ.Client;
        using RabbitMQ.Client.Events;

        interface IOrders { Task SaveAsync(byte[] body); }

        static class ChannelExtensions
        {
            public static async Task RefuseAsync(this IChannel channel, ulong tag, bool requeue) => await channel.BasicNackAsync(tag, false, requeue);
        }

        class Consumer
        {
            async Task OnReceivedAsync(IChannel channel, IOrders orders, BasicDeliverEventArgs ea)
            {
                try
                {
                    await orders.SaveAsync(ea.Body.ToArray());
                }
                catch (FormatException)
                {
                    await channel.RefuseAsync(ea.DeliveryTag, requeue: false);
                }
                catch (Exception)
                {
                    await channel.{|EVC3002:RefuseAsync(ea.DeliveryTag, requeue: true)|};
                }
            }
        }
        """);

    [Fact]
    public Task Requeue_by_a_handler_of_failures() => Verify.FindsAsync(References.RabbitMq6, """
        using RabbitMQ.Client;
        using RabbitMQ.Client.Events;

        class Consumer
        {
            void OnFailed(IModel channel, BasicDeliverEventArgs message, Exception exception)
            {
                Console.WriteLine("will be delivered again: " + exception);
                channel.{|EVC3002:BasicReject(message.DeliveryTag, true)|};
            }
        }
        """);

    [Theory, EachVersionOf(Client.Sqs)]
    public Task Visibility_of_zero(References client) => Verify.FindsAsync(client, """
        using Amazon.SQS;
        using Amazon.SQS.Model;

        interface IOrders { Task SaveAsync(string body); }

        class Consumer
        {
            async Task HandleAsync(IAmazonSQS sqs, IOrders orders, Message message)
            {
                try
                {
                    await orders.SaveAsync(message.Body);
                    await sqs.DeleteMessageAsync("queue", message.ReceiptHandle);
                }
                catch (Exception)
                {
                    await sqs.{|EVC3002:ChangeMessageVisibilityAsync("queue", message.ReceiptHandle, 0)|};
                }
            }

            async Task HandleByRequestAsync(IAmazonSQS sqs, IOrders orders, Message message)
            {
                try
                {
                    await orders.SaveAsync(message.Body);
                }
                catch (Exception)
                {
                    var request = new ChangeMessageVisibilityRequest { QueueUrl = "queue", ReceiptHandle = message.ReceiptHandle, VisibilityTimeout = 0 };
                    await sqs.{|EVC3002:ChangeMessageVisibilityAsync(request)|};
                }
            }

            async Task HandleWithDelayAsync(IAmazonSQS sqs, IOrders orders, Message message)
            {
                try
                {
                    await orders.SaveAsync(message.Body);
                }
                catch (Exception)
                {
                    await sqs.ChangeMessageVisibilityAsync("queue", message.ReceiptHandle, 60);
                }
            }
        }
        """);

    [Theory, EachVersionOf(Client.Kafka)]
    public Task Seek_back_to_the_failed_message(References client) => Verify.FindsAsync(client, """
        using Confluent.Kafka;

        interface IOrders { void Save(string body); }

        class Consumer
        {
            void Run(IConsumer<string, string> consumer, IOrders orders, CancellationToken token)
            {
                while (!token.IsCancellationRequested)
                {
                    var result = consumer.Consume(token);
                    try
                    {
                        orders.Save(result.Message.Value);
                        consumer.Commit(result);
                    }
                    catch (Exception)
                    {
                        consumer.{|EVC3002:Seek(result.TopicPartitionOffset)|};
                    }
                }
            }

            void Skip(IConsumer<string, string> consumer, IOrders orders, CancellationToken token)
            {
                while (!token.IsCancellationRequested)
                {
                    var result = consumer.Consume(token);
                    try
                    {
                        orders.Save(result.Message.Value);
                    }
                    catch (Exception)
                    {
                        consumer.Seek(new TopicPartitionOffset(result.TopicPartition, result.Offset + 1));
                    }
                }
            }
        }
        """);

    [Theory, EachVersionOf(Client.Kafka)]
    public Task Silent_for_back_pressure(References client) => Verify.SilentAsync(client, """
        using System.Threading.Channels;
        using Confluent.Kafka;

        class Partition
        {
            private readonly Channel<ConsumeResult<string, string>> _channel = Channel.CreateBounded<ConsumeResult<string, string>>(100);

            public bool Accepts(ConsumeResult<string, string> result) => _channel.Writer.TryWrite(result);
        }

        interface IOrders { bool TrySave(string body); }

        class Consumer
        {
            void Pause(IConsumer<string, string> consumer, IOrders orders, CancellationToken token)
            {
                while (!token.IsCancellationRequested)
                {
                    var result = consumer.Consume(token);
                    if (!orders.TrySave(result.Message.Value))
                    {
                        consumer.Pause(new[] { result.TopicPartition });
                        consumer.Seek(result.TopicPartitionOffset);
                    }
                }
            }

            void Full(IConsumer<string, string> consumer, Partition partition, Channel<string> bodies, CancellationToken token)
            {
                while (!token.IsCancellationRequested)
                {
                    var result = consumer.Consume(token);
                    bool posted = partition.Accepts(result);
                    if (!posted)
                        consumer.Seek(result.TopicPartitionOffset);
                    if (!bodies.Writer.TryWrite(result.Message.Value))
                        consumer.Seek(result.TopicPartitionOffset);
                }
            }
        }
        """, "EVC3002");

    [Fact]
    public Task Seek_back_to_a_message_that_was_not_saved() => Verify.FindsAsync(References.Kafka2, """
        using Confluent.Kafka;

        interface IOrders { bool TrySave(string body); }

        class Consumer
        {
            void Run(IConsumer<string, string> consumer, IOrders orders, CancellationToken token)
            {
                while (!token.IsCancellationRequested)
                {
                    var result = consumer.Consume(token);
                    var saved = orders.TrySave(result.Message.Value);
                    if (!saved)
                        consumer.{|EVC3002:Seek(result.TopicPartitionOffset)|};
                }
            }
        }
        """);

    [Theory, EachVersionOf(Client.Redis)]
    public Task Release_of_a_stream_entry(References client) => Verify.FindsAsync(client, """
        #pragma warning disable SER006
        using StackExchange.Redis;

        interface IOrders { Task SaveAsync(StreamEntry entry); }

        class Consumer
        {
            async Task HandleAsync(IDatabase redis, IOrders orders, StreamEntry entry)
            {
                try
                {
                    await orders.SaveAsync(entry);
                    await redis.StreamAcknowledgeAsync("orders", "group", entry.Id);
                }
                catch (FormatException)
                {
                    await redis.StreamNegativeAcknowledgeAsync("orders", "group", StreamNackMode.Fatal, entry.Id);
                }
                catch (Exception)
                {
                    await redis.{|EVC3002:StreamNegativeAcknowledgeAsync("orders", "group", StreamNackMode.Fail, entry.Id)|};
                }
            }
        }
        """);

    [Fact]
    public Task Service_Bus_counts_deliveries_itself() => Verify.SilentAsync(References.ServiceBus, """
        using Azure.Messaging.ServiceBus;

        interface IOrders { Task SaveAsync(BinaryData body); }

        class Consumer
        {
            async Task HandleAsync(ProcessMessageEventArgs args, IOrders orders)
            {
                try
                {
                    await orders.SaveAsync(args.Message.Body);
                    await args.CompleteMessageAsync(args.Message);
                }
                catch (Exception)
                {
                    await args.AbandonMessageAsync(args.Message);
                }
            }
        }
        """, "EVC3002");

    [Theory]
    [InlineData("catch (Exception) { await channel.BasicNackAsync(ea.DeliveryTag, false, requeue: false); }")]
    [InlineData("catch (Exception) { await channel.BasicNackAsync(ea.DeliveryTag, true, false); }")]
    [InlineData("catch (Exception) { await channel.BasicNackAsync(ea.DeliveryTag, false, requeue: !ea.Redelivered); }")]
    [InlineData("catch (Exception) when (!ea.Redelivered) { await channel.BasicNackAsync(ea.DeliveryTag, false, requeue: true); }")]
    [InlineData("catch (Exception) when (TimesDelivered(ea) < 5) { await channel.BasicNackAsync(ea.DeliveryTag, false, requeue: true); }")]
    [InlineData("""catch (Exception) { await channel.BasicNackAsync(ea.DeliveryTag, false, requeue: true); Console.WriteLine(ea.BasicProperties.Headers["x-death"]); }""")]
    [InlineData("catch (Exception) { if (GetRetryCount(ea) < 5) await channel.BasicNackAsync(ea.DeliveryTag, false, requeue: true); }")]
    [InlineData("catch (OperationCanceledException) { await channel.BasicNackAsync(ea.DeliveryTag, false, requeue: true); }")]
    [InlineData("catch (Exception e) when (e is OperationCanceledException) { await channel.BasicNackAsync(ea.DeliveryTag, false, requeue: true); }")]
    [InlineData("catch (Exception) { if (token.IsCancellationRequested) { await channel.BasicNackAsync(ea.DeliveryTag, false, requeue: true); return; } throw; }")]
    [InlineData("catch (TimeoutException) { await channel.BasicNackAsync(ea.DeliveryTag, false, true); } catch (Exception) { await channel.BasicNackAsync(ea.DeliveryTag, false, false); }")]
    [InlineData("catch (Exception e) { if (e is TimeoutException) await channel.BasicNackAsync(ea.DeliveryTag, false, true); else await channel.BasicNackAsync(ea.DeliveryTag, false, false); }")]
    [InlineData("catch (Exception e) { if (e is FormatException) { await channel.BasicAckAsync(ea.DeliveryTag, false); return; } await channel.BasicNackAsync(ea.DeliveryTag, false, true); }")]
    [InlineData("catch (Exception) { await channel.BasicNackAsync(ea.DeliveryTag, false, requeue); }")]
    public Task Silent_in_a_catch(string clause) => Verify.SilentAsync(References.RabbitMq7, Handler($$"""
        try
        {
            await orders.SaveAsync(ea.Body.ToArray());
        }
        {{clause}}
        """), "EVC3002");

    [Fact]
    public Task Cancellation_aside_every_failure_is_requeued() => Verify.FindsAsync(References.RabbitMq7, Handler("""
        try
        {
            await orders.SaveAsync(ea.Body.ToArray());
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            await channel.{|EVC3002:BasicNackAsync(ea.DeliveryTag, false, true)|};
        }
        """));

    [Fact]
    public Task Attempts_of_this_process_limit_no_redelivery() => Verify.FindsAsync(References.RabbitMq7, Handler("""
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await orders.SaveAsync(ea.Body.ToArray());
                return;
            }
            catch (Exception) when (attempt < 3)
            {
                await Task.Delay(1000);
            }
            catch (Exception)
            {
                await channel.{|EVC3002:BasicNackAsync(ea.DeliveryTag, false, true)|};
                return;
            }
        }
        """));

    [Theory]
    [InlineData("throw;", "", false)]
    [InlineData("", "", true)]
    [InlineData("throw;", "public async Task RunAsync(IChannel channel, IOrders orders) { while (true) { try { await MoveAsync(channel, orders); } catch (Exception) { } } }", true)]
    public Task Whoever_gives_up_with_the_first_that_fails(string end, string caller, bool isFound)
    {
        var source = $$"""
            using RabbitMQ.Client;

            public interface IOrders { Task SaveAsync(byte[] body); }

            public class Mover
            {
                public async Task MoveAsync(IChannel channel, IOrders orders)
                {
                    while (await channel.BasicGetAsync("orders", false) is { } result)
                    {
                        try
                        {
                            await orders.SaveAsync(result.Body.ToArray());
                            await channel.BasicAckAsync(result.DeliveryTag, false);
                        }
                        catch
                        {
                            await channel.{|EVC3002:BasicNackAsync(result.DeliveryTag, false, true)|};
                            {{end}}
                        }
                    }
                }

                {{caller}}
            }
            """;
        return isFound
            ? Verify.FindsAsync(References.RabbitMq7, source)
            : Verify.SilentAsync(References.RabbitMq7, source.Replace("{|EVC3002:", "").Replace("|}", ""), "EVC3002");
    }

    [Fact]
    public Task A_helper_that_is_given_what_was_fetched() => Verify.FindsAsync(References.RabbitMq7, """
        using System.Text;
        using System.Text.Json;
        using RabbitMQ.Client;

        public record Order(string Id);
        public interface IOrders { Task SaveAsync(Order order); }

        // Tries its own call again, which says nothing of how often the message has come.
        public class RemoteOrders : IOrders
        {
            private const int MaxAttempts = 5;
            private readonly HttpClient _http = null!;

            public async Task SaveAsync(Order order)
            {
                for (var attempt = 1; attempt <= MaxAttempts; attempt++)
                {
                    if ((await _http.GetAsync(order.Id)).IsSuccessStatusCode)
                        return;
                    Console.WriteLine($"{attempt}/{MaxAttempts}");
                }
            }
        }

        public class Consumer
        {
            private IChannel? _channel;
            private readonly IOrders _orders = null!;

            public async Task RunAsync(CancellationToken token)
            {
                while (!token.IsCancellationRequested)
                {
                    var result = await _channel!.BasicGetAsync("orders", false, token);
                    if (result is not null)
                        await HandleAsync(result);
                    else
                        await Task.Delay(100, token);
                }
            }

            private async Task HandleAsync(BasicGetResult result)
            {
                try
                {
                    var order = JsonSerializer.Deserialize<Order>(result.Body.Span);
                    if (order == null)
                    {
                        await _channel!.BasicNackAsync(result.DeliveryTag, false, requeue: false);
                        return;
                    }

                    await _orders.SaveAsync(order);
                    await _channel!.BasicAckAsync(result.DeliveryTag, false);
                }
                catch (Exception e)
                {
                    Console.WriteLine(e);
                    if (_channel != null)
                    {
                        await _channel.{|EVC3002:BasicNackAsync(result.DeliveryTag, false, requeue: true)|};
                    }
                }
            }
        }
        """);

    [Fact]
    public Task Peek_and_put_back() => Verify.SilentAsync(References.RabbitMq6, """
        using RabbitMQ.Client;

        class Inspector
        {
            byte[] Peek(IModel channel)
            {
                var result = channel.BasicGet("orders", autoAck: false);
                if (result != null)
                {
                    channel.BasicNack(result.DeliveryTag, multiple: false, requeue: true);
                    return result.Body.ToArray();
                }

                return null;
            }

            void Take(IModel channel, string type)
            {
                var result = channel.BasicGet("orders", autoAck: false);
                if (result.BasicProperties.Type.Equals(type))
                    channel.BasicAck(result.DeliveryTag, false);
                else
                    channel.BasicReject(result.DeliveryTag, true);
            }
        }
        """, "EVC3002");

    [Theory]
    [InlineData("await workerQueue.ReceivedAsync(body);", "BasicNackAsync(ea.DeliveryTag, false, true)")]
    [InlineData("inbox.Add(body);", "BasicNackAsync(ea.DeliveryTag, false, true)")]
    [InlineData("await workers.ReceivedAsync(body);", "{|EVC3002:BasicNackAsync(ea.DeliveryTag, false, true)|}")]
    [InlineData("await workerQueue.ProcessAsync(body);", "{|EVC3002:BasicNackAsync(ea.DeliveryTag, false, true)|}")]
    [InlineData("await orders.SaveAsync(body); await workerQueue.ReceivedAsync(body);", "{|EVC3002:BasicNackAsync(ea.DeliveryTag, false, true)|}")]
    public Task Hand_over_to_a_queue_of_the_process(string code, string nack) => Verify.ReportsAsync("EVC3002", References.RabbitMq7, $$"""
        using RabbitMQ.Client;
        using RabbitMQ.Client.Events;

        interface IOrders { Task SaveAsync(byte[] body); }
        interface IReceiver { Task ReceivedAsync(byte[] body); Task ProcessAsync(byte[] body); void Add(byte[] body); }

        class Consumer
        {
            void Start(IChannel channel, IOrders orders, IReceiver workers, IReceiver workerQueue, IReceiver inbox)
            {
                var consumer = new AsyncEventingBasicConsumer(channel);
                consumer.ReceivedAsync += async (_, ea) =>
                {
                    var body = ea.Body.ToArray();
                    try
                    {
                        {{code}}
                    }
                    catch (Exception e)
                    {
                        Console.WriteLine(e);
                        await channel.{{nack}};
                    }
                };
            }
        }
        """);

    [Fact]
    public Task Last_resort_after_a_failed_hand_over() => Verify.SilentAsync(References.RabbitMq7, Handler("""
        try
        {
            await channel.BasicPublishAsync("", "errors", ea.Body);
        }
        catch (Exception)
        {
            await channel.BasicNackAsync(ea.DeliveryTag, false, requeue: true);
        }
        """), "EVC3002");

    [Fact]
    public Task Requeue_that_the_processing_decided() => Verify.SilentAsync(References.RabbitMq7, Handler("""
        if (await orders.HandleAsync(ea.Body.ToArray()) == Outcome.Requeue)
            await channel.BasicNackAsync(ea.DeliveryTag, false, requeue: true);
        else
            await channel.BasicAckAsync(ea.DeliveryTag, false);
        """), "EVC3002");

    [Theory]
    [InlineData("if (!await orders.TryAcquireAsync(ea.Body.ToArray())) { await channel.BasicNackAsync(ea.DeliveryTag, false, true); return; }")]
    [InlineData("if (requeue) { await channel.BasicNackAsync(ea.DeliveryTag, false, true); return; }")]
    [InlineData("if (await orders.TrySaveAsync(ea.Body.ToArray())) { await channel.BasicAckAsync(ea.DeliveryTag, false); return; } if (token.CanBeCanceled) { await channel.BasicNackAsync(ea.DeliveryTag, false, true); return; }")]
    [InlineData("try { await orders.SaveAsync(ea.Body.ToArray()); } catch (Exception) { if (requeue) await channel.BasicNackAsync(ea.DeliveryTag, false, true); }")]
    [InlineData("try { await channel.BasicAckAsync(ea.DeliveryTag, false); } catch (Exception) { await channel.BasicNackAsync(ea.DeliveryTag, false, true); }")]
    public Task Put_back_for_another_reason_than_failure(string body) => Verify.SilentAsync(References.RabbitMq7, Handler(body), "EVC3002");

    [Fact]
    public Task Unprocessed_messages_at_the_end() => Verify.SilentAsync(References.RabbitMq6, """
        using System.Collections.Concurrent;
        using RabbitMQ.Client;
        using RabbitMQ.Client.Events;

        class Consumer
        {
            private readonly ConcurrentQueue<BasicDeliverEventArgs> _buffer = new();

            void OnCancel(IModel channel)
            {
                try
                {
                    foreach (var message in _buffer)
                        channel.BasicNack(message.DeliveryTag, false, true);
                }
                catch (Exception e)
                {
                    Console.WriteLine(e);
                }
            }
        }
        """, "EVC3002");

    [Theory]
    [InlineData("""{ "x-delivery-limit", 5 }""")]
    [InlineData("""{ "x-queue-type", "quorum" }""")]
    public Task Queue_with_a_delivery_limit(string argument) => Verify.SilentAsync(References.RabbitMq6, $$"""
        using RabbitMQ.Client;
        using RabbitMQ.Client.Events;

        interface IOrders { void Save(byte[] body); }

        class Consumer
        {
            void Declare(IModel channel) =>
                channel.QueueDeclare("orders", true, false, false, new Dictionary<string, object> { {{argument}} });

            void Handle(IModel channel, IOrders orders, BasicDeliverEventArgs ea)
            {
                try
                {
                    orders.Save(ea.Body.ToArray());
                }
                catch (Exception)
                {
                    channel.BasicNack(ea.DeliveryTag, false, true);
                }
            }
        }
        """, "EVC3002");

    [Fact]
    public Task Caller_that_looks_at_the_delivery_count() => Verify.SilentAsync(References.RabbitMq6, """
        using RabbitMQ.Client;
        using RabbitMQ.Client.Events;

        class Consumer
        {
            void Handle(IModel channel, BasicDeliverEventArgs ea, Exception e)
            {
                if (ea.Redelivered)
                    channel.BasicNack(ea.DeliveryTag, false, false);
                else
                    OnFirstFailure(channel, ea, e);
            }

            void OnFirstFailure(IModel channel, BasicDeliverEventArgs ea, Exception e)
            {
                channel.BasicNack(ea.DeliveryTag, false, true);
            }
        }
        """, "EVC3002");

    [Fact]
    public Task Refuses_for_good() => Verify.FixesAsync<RequeuedWithoutLimitFix>(
        References.RabbitMq7,
        Handler("""
            try
            {
                await orders.SaveAsync(ea.Body.ToArray());
                await channel.BasicAckAsync(ea.DeliveryTag, false);
            }
            catch (FormatException)
            {
                await channel.{|EVC3002:BasicRejectAsync(ea.DeliveryTag, true)|};
            }
            catch (Exception)
            {
                await channel.{|EVC3002:BasicNackAsync(ea.DeliveryTag, multiple: false, requeue: true /* again */)|}; // back
            }
            """),
        Handler("""
            try
            {
                await orders.SaveAsync(ea.Body.ToArray());
                await channel.BasicAckAsync(ea.DeliveryTag, false);
            }
            catch (FormatException)
            {
                await channel.BasicRejectAsync(ea.DeliveryTag, false);
            }
            catch (Exception)
            {
                await channel.BasicNackAsync(ea.DeliveryTag, multiple: false, requeue: false /* again */); // back
            }
            """),
        title: "Refuse with 'requeue: false', which dead-letters the message");

    [Fact]
    public Task Requeues_once() => Verify.FixesAsync<RequeuedWithoutLimitFix>(
        References.RabbitMq7,
        Handler("""
            try
            {
                await orders.SaveAsync(ea.Body.ToArray());
            }
            catch (Exception)
            {
                await channel.{|EVC3002:BasicNackAsync(ea.DeliveryTag, false, true)|};
            }
            """),
        Handler("""
            try
            {
                await orders.SaveAsync(ea.Body.ToArray());
            }
            catch (Exception)
            {
                await channel.BasicNackAsync(ea.DeliveryTag, false, !ea.Redelivered);
            }
            """),
        index: 1);

    [Fact]
    public Task Refuses_through_a_wrapper() => Verify.FixesAsync<RequeuedWithoutLimitFix>(
        References.RabbitMq6,
        Wrapper("{|EVC3002:Refuse(ea.DeliveryTag, requeue: true)|}"),
        Wrapper("Refuse(ea.DeliveryTag, requeue: false)"));

    [Theory, EachVersionOf(Client.Sqs)]
    public Task Offers_no_fix_where_the_queue_decides(References client) => Verify.OffersNoFixAsync<RequeuedWithoutLimitFix>(client, """
        using Amazon.SQS;
        using Amazon.SQS.Model;

        interface IOrders { Task SaveAsync(string body); }

        class Consumer
        {
            async Task HandleAsync(IAmazonSQS sqs, IOrders orders, Message message)
            {
                try
                {
                    await orders.SaveAsync(message.Body);
                }
                catch (Exception)
                {
                    await sqs.{|EVC3002:ChangeMessageVisibilityAsync("queue", message.ReceiptHandle, 0)|};
                }
            }
        }
        """);

    private static string Wrapper(string call) => $$"""
        using RabbitMQ.Client;
        using RabbitMQ.Client.Events;

        interface IOrders { void Save(byte[] body); }

        class Deliveries
        {
            private readonly IModel _channel;

            public Deliveries(IModel channel) => _channel = channel;

            public void Refuse(ulong tag, bool requeue) => _channel.BasicReject(tag, requeue);
        }

        class Consumer
        {
            void OnReceived(Deliveries deliveries, IOrders orders, BasicDeliverEventArgs ea)
            {
                try
                {
                    orders.Save(ea.Body.ToArray());
                }
                catch (Exception)
                {
                    deliveries.{{call}};
                }
            }
        }
        """;

    private static string Handler(string body) => $$"""
        using RabbitMQ.Client;
        using RabbitMQ.Client.Events;

        interface IOrders
        {
            Task SaveAsync(byte[] body);
            Task<bool> TrySaveAsync(byte[] body);
            Task<bool> TryAcquireAsync(byte[] body);
            Task<Outcome> HandleAsync(byte[] body);
        }

        enum Outcome { Done, Failed, Requeue }

        class Order { public string Id { get; set; } }

        class Consumer
        {
            void Start(IChannel channel, IOrders orders, CancellationToken token, bool requeue)
            {
                var consumer = new AsyncEventingBasicConsumer(channel);
                consumer.ReceivedAsync += async (_, ea) =>
                {
                    {{body.Replace("\n", "\n            ")}}
                };
            }

            static int GetRetryCount(BasicDeliverEventArgs ea) => ea.Body.Length;

            static int TimesDelivered(BasicDeliverEventArgs ea) => (int)ea.BasicProperties.Headers["x-delivery-count"];
        }
        """;

    // A handler with one implementation, whose catch-all ends as given; and an interface with two.
    private static string Chooser(References client, string failure, string statements) => $$"""
        using RabbitMQ.Client;
        using RabbitMQ.Client.Events;

        interface IOrders { Task SaveAsync(byte[] body); }

        interface IHandler { Task<bool> HandleAsync(byte[] body); Task<bool> TryLockAsync(byte[] body); Task SaveAsync(byte[] body); }

        interface IOther { Task<bool> HandleAsync(byte[] body); }

        interface IFailurePolicy { bool Requeues(Exception failure); }

        class Always : IFailurePolicy { public bool Requeues(Exception failure) => true; }

        class First : IOther { public async Task<bool> HandleAsync(byte[] body) { try { return false; } catch (Exception) { return true; } } }

        class Second : IOther { public async Task<bool> HandleAsync(byte[] body) { try { return false; } catch (Exception) { return true; } } }

        class Handler : IHandler
        {
            private readonly IOrders _orders;
            private readonly BasicDeliverEventArgs ea;
            private int _seen;

            public Handler(IOrders orders, BasicDeliverEventArgs current) => (_orders, ea) = (orders, current);

            public async Task<bool> HandleAsync(byte[] body)
            {
                try
                {
                    await _orders.SaveAsync(body);
                    return false;
                }
                catch (Exception e)
                {
                    Console.WriteLine($"{e} {ea} {_seen}");
                    {{failure}}
                }
            }

            public async Task<bool> TryLockAsync(byte[] body)
            {
                try { await _orders.SaveAsync(body); return false; }
                catch (Exception) { return true; }
            }

            public Task SaveAsync(byte[] body) => _orders.SaveAsync(body);
        }

        class Consumer
        {
            private async Task OnReceivedAsync({{(client == References.RabbitMq6 ? "IModel" : "IChannel")}} channel, BasicDeliverEventArgs ea, IHandler handler, IOther other, IFailurePolicy policy)
            {
                {{statements
                    .Replace("{|EVC3002:NACK", client == References.RabbitMq6 ? "channel.{|EVC3002:BasicNack" : "await channel.{|EVC3002:BasicNackAsync", StringComparison.Ordinal)
                    .Replace("ACK", client == References.RabbitMq6 ? "channel.BasicAck(ea.DeliveryTag, false);" : "await channel.BasicAckAsync(ea.DeliveryTag, false);", StringComparison.Ordinal)}}
            }
        }
        """;
}
