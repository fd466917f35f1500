using EventConsumers.CodeFixes.FlowControl;

namespace EventConsumers.Analyzers.Tests.Rules.FlowControl;

public class UnboundedBufferTests
{
    private const string Usings = """
        using System.Collections.Concurrent;
        using System.Diagnostics;
        using System.Threading.Channels;
        using System.Threading.Tasks.Dataflow;
        using Confluent.Kafka;
        using Microsoft.Extensions.Hosting;

        public interface IWork { Task SaveAsync(object? message); void Save(object? message); }

        """;

    /// <summary>A Kafka consumer with the given members, whose poll loop has the given statement and whose drain has the other.</summary>
    private static string Kafka(string members, string write, string drain = "") => Usings + $$"""
        public class Consumer : BackgroundService
        {
            private readonly IConsumer<string, string> consumer = null!;
            private readonly IWork work = null!;
            {{members}}

            protected override async Task ExecuteAsync(CancellationToken stoppingToken)
            {
                var worker = Task.Run(() => DrainAsync(stoppingToken), stoppingToken);
                while (!stoppingToken.IsCancellationRequested)
                {
                    var result = consumer.Consume(stoppingToken);
                    {{write}}
                }

                await worker;
            }

            private async Task DrainAsync(CancellationToken token)
            {
                {{drain}}
                await Task.Yield();
            }
        }
        """;

    [Theory, EachVersionOf(Client.Kafka)]
    public async Task Channel_between_poll_loop_and_worker(References client)
    {
        var found = await Verify.FindsAsync(client | References.Hosting, Kafka(
            "private readonly Channel<string> _channel = {|EVC4001:Channel.CreateUnbounded<string>()|};",
            "await _channel.Writer.WriteAsync(result.Message.Value, stoppingToken);",
            "await foreach (var message in _channel.Reader.ReadAllAsync(token)) await work.SaveAsync(message);"));
        Assert.Equal(
            "'_channel' has no bound and is filled by the poll loop of 'ExecuteAsync'; when the work is slower than the broker, memory grows until the process ends",
            found[0].GetMessage());
    }

    [Theory]
    [InlineData("BlockingCollection<string> _queue = {|EVC4001:new()|};", "_queue.Add(result.Message.Value);", "foreach (var message in _queue.GetConsumingEnumerable(token)) work.Save(message);")]
    [InlineData("BlockingCollection<string> _queue = {|EVC4001:new BlockingCollection<string>(new ConcurrentQueue<string>())|};", "_queue.TryAdd(result.Message.Value);", "work.Save(_queue.Take(token));")]
    [InlineData("ConcurrentQueue<ConsumeResult<string, string>> _queue = {|EVC4001:new()|};", "_queue.Enqueue(result);", "while (_queue.TryDequeue(out var message)) work.Save(message);")]
    [InlineData("Queue<string> _queue = {|EVC4001:new()|};", "lock (_queue) _queue.Enqueue(result.Message.Value);", "lock (_queue) if (_queue.Count > 0) work.Save(_queue.Dequeue());")]
    [InlineData("BufferBlock<string> _queue = {|EVC4001:new()|};", "_queue.Post(result.Message.Value);", "work.Save(await _queue.ReceiveAsync(token));")]
    [InlineData("ActionBlock<string> _queue = {|EVC4001:new(message => Console.WriteLine(message))|};", "await _queue.SendAsync(result.Message.Value);", "")]
    [InlineData("ActionBlock<string> _queue = {|EVC4001:new(message => Console.WriteLine(message), new ExecutionDataflowBlockOptions { MaxDegreeOfParallelism = 4 })|};", "_queue.Post(result.Message.Value);", "")]
    public Task Buffer_of_any_kind(string buffer, string write, string drain) =>
        Verify.FindsAsync(References.Kafka2 | References.Hosting, Kafka("private readonly " + buffer, write, drain));

    [Theory]
    [InlineData("private readonly List<string> _seen = {|EVC4001:new()|};", "_seen.Add(result.Message.Value);")]
    [InlineData("private static readonly ConcurrentBag<string> Seen = {|EVC4001:new()|};", "Seen.Add(result.Message.Value);")]
    public async Task Collection_that_nothing_is_taken_from(string buffer, string write)
    {
        var found = await Verify.FindsAsync(References.Kafka2 | References.Hosting, Kafka(buffer, write));
        Assert.Contains("; as nothing is taken out, memory grows", found[0].GetMessage(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("_samples.Enqueue(new Sample(result.Message.Value.Length > 9 ? \"large\" : \"small\", result.Message.Timestamp.UnixTimestampMs, Stopwatch.GetTimestamp()));")]
    [InlineData("var isLarge = result.Message.Value.Length > 9; var start = Stopwatch.GetTimestamp(); Rig.Record(new Sample(\"x\", isLarge ? 1 : 0, start));")]
    [InlineData("Rig.Times.Add((result.Offset.Value, DateTime.UtcNow));")]
    public Task Silent_for_measurements(string write) => Verify.SilentAsync(References.Kafka2 | References.Hosting, Kafka(
        "private readonly ConcurrentQueue<Sample> _samples = new();", write) + Rig, "EVC4001");

    [Theory]
    [InlineData("{|EVC4001:new()|}", "new()", "_samples.Enqueue(new Sample(result.Message.Value, result.Message.Timestamp.UnixTimestampMs, Stopwatch.GetTimestamp()));")]
    [InlineData("new()", "{|EVC4001:new()|}", "Rig.Record(new Sample(result.Message.Value, 1, Stopwatch.GetTimestamp()));")]
    public Task Message_beside_a_time(string samples, string rig, string write) => Verify.FindsAsync(References.Kafka2 | References.Hosting, Kafka(
        $"private readonly ConcurrentQueue<Sample> _samples = {samples};", write) + Rig.Replace("Samples = new()", "Samples = " + rig));

    private const string Rig = """

        public readonly record struct Sample(string Kind, long T0, long T1);

        public static class Rig
        {
            private static readonly System.Collections.Concurrent.ConcurrentQueue<Sample> Samples = new();
            public static readonly System.Collections.Concurrent.ConcurrentBag<(long, DateTime)> Times = new();

            public static void Record(Sample sample) => Samples.Enqueue(sample);
        }
        """;

    [Fact]
    public Task Silent_for_a_callback_that_is_told_of_failures() => Verify.SilentAsync(References.Sqs4 | References.Hosting, """
        using System.Collections.Concurrent;
        using Amazon.SQS.Model;

        public sealed class Monitor
        {
            private readonly ConcurrentBag<(Exception, Message)> _failures = new();

            public void OnError(Exception exception, Message message) => _failures.Add((exception, message));
        }
        """, "EVC4001");

    [Fact]
    public async Task Names_no_one_handler_of_several()
    {
        var found = await Verify.FindsAsync(References.Sqs4 | References.Hosting, """
            using System.Collections.Concurrent;
            using Amazon.SQS.Model;

            public sealed class Inbox
            {
                private readonly ConcurrentQueue<string> _bodies = {|EVC4001:new()|};

                public void Put(string body) => _bodies.Enqueue(body);
            }

            public sealed class Orders
            {
                private readonly Inbox _inbox;
                public Orders(Inbox inbox) => _inbox = inbox;
                public void Handle(Message message) => _inbox.Put(message.Body);
            }

            public sealed class Payments
            {
                private readonly Inbox _inbox;
                public Payments(Inbox inbox) => _inbox = inbox;
                public void Process(Message message) => _inbox.Put(message.Body);
            }
            """);
        Assert.Contains("is filled by the handlers that call 'Put'; as nothing", found[0].GetMessage(), StringComparison.Ordinal);
    }

    [Fact]
    public Task Value_computed_from_the_message_and_assignment_in_the_constructor() => Verify.FindsAsync(References.Kafka2 | References.Hosting, Kafka(
        """
            private readonly Channel<Order> _orders;
            public record Order(string? Id);
            public Consumer() => _orders = {|EVC4001:Channel.CreateUnbounded<Order>(new UnboundedChannelOptions { SingleReader = true })|};
        """,
        "var order = new Order(result.Message.Value); _orders.Writer.TryWrite(order);",
        "while (await _orders.Reader.WaitToReadAsync(token)) while (_orders.Reader.TryRead(out var order)) await work.SaveAsync(order);"));

    [Fact]
    public Task Local_channel_read_by_a_task_beside_the_loop() => Verify.FindsAsync(References.Kafka2 | References.Hosting, Usings + """
        public class Consumer
        {
            public async Task RunAsync(IConsumer<string, string> consumer, IWork work, CancellationToken token)
            {
                var channel = {|EVC4001:Channel.CreateUnbounded<string>()|};
                var reader = Task.Run(async () =>
                {
                    await foreach (var message in channel.Reader.ReadAllAsync(token))
                        await work.SaveAsync(message);
                }, token);

                while (!token.IsCancellationRequested)
                {
                    var result = consumer.Consume(token);
                    await channel.Writer.WriteAsync(result.Message.Value, token);
                }

                await reader;
            }
        }
        """);

    [Fact]
    public Task Channel_of_another_class_that_hands_out_its_writer() => Verify.FindsAsync(References.Kafka2 | References.Hosting, Usings + """
        public class Channels
        {
            private readonly Dictionary<TopicPartition, Channel<ConsumeResult<string, string>>> _channels = new();

            public void Assign(TopicPartition partition)
            {
                var channel = {|EVC4001:Channel.CreateUnbounded<ConsumeResult<string, string>>()|};
                _channels.Add(partition, channel);
            }

            public ChannelWriter<ConsumeResult<string, string>> WriterOf(TopicPartition partition) => _channels[partition].Writer;

            public ChannelReader<ConsumeResult<string, string>> ReaderOf(TopicPartition partition) => _channels[partition].Reader;
        }

        public class Consumer
        {
            private readonly Channels _channels = null!;

            public async Task RunAsync(IConsumer<string, string> consumer, CancellationToken token)
            {
                while (true)
                {
                    var result = consumer.Consume(token);
                    var writer = _channels.WriterOf(result.TopicPartition);
                    await writer.WriteAsync(result, token);
                }
            }

            public async Task WorkAsync(IWork work, TopicPartition partition, CancellationToken token) =>
                await work.SaveAsync(await _channels.ReaderOf(partition).ReadAsync(token));
        }
        """);

    [Fact]
    public Task Queue_behind_an_interface_with_one_implementation() => Verify.FindsAsync(References.ServiceBus | References.Hosting, """
        using System.Threading.Channels;
        using Azure.Messaging.ServiceBus;

        public interface IOrderQueue { ValueTask EnqueueAsync(string order); ValueTask<string> DequeueAsync(); }

        public class OrderQueue : IOrderQueue
        {
            private readonly Channel<string> _orders = {|EVC4001:Channel.CreateUnbounded<string>()|};
            public ValueTask EnqueueAsync(string order) => _orders.Writer.WriteAsync(order);
            public ValueTask<string> DequeueAsync() => _orders.Reader.ReadAsync();
        }

        public class Consumer
        {
            private readonly IOrderQueue _queue = null!;

            public async Task OnMessage(ProcessMessageEventArgs args)
            {
                await _queue.EnqueueAsync(args.Message.Body.ToString());
                await args.CompleteMessageAsync(args.Message);
            }
        }
        """);

    [Fact]
    public Task Channel_from_the_service_collection() => Verify.FindsAsync(References.MassTransit, """
        using System.Threading.Channels;
        using MassTransit;
        using Microsoft.Extensions.DependencyInjection;
        using Microsoft.Extensions.Hosting;

        public record OrderPlaced(string Id);

        public static class Setup
        {
            public static void Add(IServiceCollection services) => services.AddSingleton({|EVC4001:Channel.CreateUnbounded<OrderPlaced>()|});
        }

        public class OrderConsumer : IConsumer<OrderPlaced>
        {
            private readonly Channel<OrderPlaced> _orders;
            public OrderConsumer(Channel<OrderPlaced> orders) => _orders = orders;
            public async Task Consume(ConsumeContext<OrderPlaced> context) => await _orders.Writer.WriteAsync(context.Message);
        }

        public class Worker : BackgroundService
        {
            private readonly Channel<OrderPlaced> _orders;
            public Worker(Channel<OrderPlaced> orders) => _orders = orders;

            protected override async Task ExecuteAsync(CancellationToken stoppingToken)
            {
                await foreach (var order in _orders.Reader.ReadAllAsync(stoppingToken))
                    Console.WriteLine(order);
            }
        }
        """);

    [Fact]
    public Task Poll_loop_of_sqs_and_redis() => Verify.FindsAsync(References.Sqs4 | References.Redis2, """
        using System.Collections.Concurrent;
        using Amazon.SQS;
        using Amazon.SQS.Model;
        using StackExchange.Redis;

        public class Consumer
        {
            private readonly ConcurrentQueue<Message> _messages = {|EVC4001:new ConcurrentQueue<Message>()|};
            private readonly BlockingCollection<StreamEntry> _entries = {|EVC4001:new BlockingCollection<StreamEntry>()|};

            public async Task PollAsync(IAmazonSQS sqs, ReceiveMessageRequest request, CancellationToken token)
            {
                while (!token.IsCancellationRequested)
                {
                    var response = await sqs.ReceiveMessageAsync(request, token);
                    foreach (var message in response.Messages)
                        _messages.Enqueue(message);
                }
            }

            public async Task PollAsync(IDatabase database, CancellationToken token)
            {
                while (!token.IsCancellationRequested)
                {
                    foreach (var entry in await database.StreamReadGroupAsync("orders", "group", "me", ">"))
                        _entries.Add(entry);
                }
            }

            public Message? Next() => _messages.TryDequeue(out var message) ? message : null;

            public StreamEntry NextEntry() => _entries.Take();
        }
        """);

    [Fact]
    public Task Subscription_without_acknowledgement() => Verify.FindsAsync(References.Redis2, """
        using System.Threading.Channels;
        using StackExchange.Redis;

        public class Listener
        {
            private readonly Channel<string> _messages = {|EVC4001:Channel.CreateUnbounded<string>()|};

            public void Start(ISubscriber subscriber) =>
                subscriber.Subscribe(RedisChannel.Literal("orders"), (_, value) => _messages.Writer.TryWrite(value.ToString()));

            public ValueTask<string> NextAsync() => _messages.Reader.ReadAsync();
        }
        """);

    /// <summary>A RabbitMQ consumer that puts deliveries into a queue.</summary>
    private static string RabbitMq(bool isV7, string queue, string handle, string drain, string autoAck) =>
        (isV7
            ? """
              using System.Collections.Concurrent;
              using RabbitMQ.Client;
              using RabbitMQ.Client.Events;

              public class Consumer
              {
                  private readonly IChannel channel = null!;
                  QUEUE

                  public async Task StartAsync()
                  {
                      var consumer = new AsyncEventingBasicConsumer(channel);
                      consumer.ReceivedAsync += async (_, ea) => { HANDLE; await Task.Yield(); };
                      await channel.BasicConsumeAsync("orders", AUTOACK, consumer);
                  }

                  public async Task DrainAsync() { DRAIN; await Task.Yield(); }
              }
              """
            : """
              using System.Collections.Concurrent;
              using RabbitMQ.Client;
              using RabbitMQ.Client.Events;

              public class Consumer
              {
                  private readonly IModel channel = null!;
                  QUEUE

                  public void Start()
                  {
                      var consumer = new EventingBasicConsumer(channel);
                      consumer.Received += (_, ea) => { HANDLE; };
                      channel.BasicConsume("orders", AUTOACK, consumer);
                  }

                  public void Drain() { DRAIN; }
              }
              """)
        .Replace("QUEUE", queue, StringComparison.Ordinal).Replace("HANDLE", handle, StringComparison.Ordinal)
        .Replace("DRAIN", drain, StringComparison.Ordinal).Replace("AUTOACK", autoAck, StringComparison.Ordinal);

    private const string DeliveryQueue = "private readonly ConcurrentQueue<BasicDeliverEventArgs> _queue = {|EVC4001:new()|};";
    private const string SilentDeliveryQueue = "private readonly ConcurrentQueue<BasicDeliverEventArgs> _queue = new();";

    [Theory, EachVersionOf(Client.RabbitMq)]
    public Task Push_with_automatic_acknowledgement(References client) => Verify.FindsAsync(
        client,
        RabbitMq(client == References.RabbitMq7, DeliveryQueue, "_queue.Enqueue(ea)", "_queue.TryDequeue(out var ea)", "true"));

    [Theory, EachVersionOf(Client.RabbitMq)]
    public Task Push_acknowledged_before_the_drain(References client) => Verify.FindsAsync(
        client,
        RabbitMq(
            client == References.RabbitMq7,
            DeliveryQueue,
            client == References.RabbitMq7 ? "_queue.Enqueue(ea); await channel.BasicAckAsync(ea.DeliveryTag, false)" : "_queue.Enqueue(ea); channel.BasicAck(ea.DeliveryTag, false)",
            "_queue.TryDequeue(out var ea)",
            "false"));

    [Theory, EachVersionOf(Client.RabbitMq)]
    public Task Push_acknowledged_after_the_drain(References client) => Verify.SilentAsync(
        client,
        RabbitMq(
            client == References.RabbitMq7,
            SilentDeliveryQueue,
            "_queue.Enqueue(ea)",
            client == References.RabbitMq7
                ? "if (_queue.TryDequeue(out var ea)) await channel.BasicAckAsync(ea.DeliveryTag, false)"
                : "if (_queue.TryDequeue(out var ea)) channel.BasicAck(ea.DeliveryTag, false)",
            "false"),
        "EVC4001");

    [Theory]
    [InlineData("Channel<string> _queue = Channel.CreateBounded<string>(100);", "await _queue.Writer.WriteAsync(result.Message.Value, stoppingToken);", "await _queue.Reader.ReadAsync(token);")]
    [InlineData("BlockingCollection<string> _queue = new(100);", "_queue.Add(result.Message.Value);", "_queue.Take(token);")]
    [InlineData("BufferBlock<string> _queue = new(new DataflowBlockOptions { BoundedCapacity = 10 });", "await _queue.SendAsync(result.Message.Value);", "await _queue.ReceiveAsync(token);")]
    [InlineData("Channel<TopicPartition> _queue = Channel.CreateUnbounded<TopicPartition>();", "consumer.Resume(new[] { await _queue.Reader.ReadAsync(stoppingToken) });", "_queue.Writer.TryWrite(new TopicPartition(\"t\", 0));")]
    public Task Bounded_or_not_fed_by_the_handler(string buffer, string write, string drain) =>
        Verify.SilentAsync(References.Kafka2 | References.Hosting, Kafka("private readonly " + buffer, write, drain), "EVC4001");

    [Theory]
    [InlineData("_batch.Add(result.Message.Value); if (_batch.Count >= 100) { await work.SaveAsync(_batch.ToArray()); _batch.Clear(); }", "")]
    [InlineData("_batch.Add(result.Message.Value);", "work.Save(_batch); _batch = new List<string>();")]
    [InlineData("_batch.Add(result.Message.Value);", "work.Save(Interlocked.Exchange(ref _batch, new List<string>()));")]
    [InlineData("_batch.Add(result.Message.Value); await FlushAsync();", "", "private async Task FlushAsync() { await work.SaveAsync(_batch); _batch.RemoveRange(0, 1); }")]
    public Task Accumulator(string write, string drain, string more = "") =>
        Verify.SilentAsync(References.Kafka2 | References.Hosting, Kafka("private List<string> _batch = new();" + more, write, drain), "EVC4001");

    [Theory]
    [InlineData("_queue.Enqueue(result); while (_queue.TryDequeue(out var next)) await work.SaveAsync(next);")]
    [InlineData("_queue.Enqueue(result); await FlushAsync();")]
    [InlineData("_queue.Enqueue(result); while (_queue.Count > 1000) await Task.Delay(10, stoppingToken);")]
    [InlineData("_queue.Enqueue(result); if (!_queue.IsEmpty) consumer.Pause(consumer.Assignment);")]
    [InlineData("await _permits.WaitAsync(stoppingToken); _queue.Enqueue(result);")]
    [InlineData("var item = (result, Done: new TaskCompletionSource()); _items.Enqueue(item); await item.Done.Task;")]
    [InlineData("try { work.Save(result); } catch (Exception) { _queue.Enqueue(result); }")]
    [InlineData("var local = new ConcurrentQueue<ConsumeResult<string, string>>(); local.Enqueue(result); work.Save(local);")]
    public Task Something_else_holds_it_back(string write) => Verify.SilentAsync(
        References.Kafka2 | References.Hosting,
        Kafka(
            """
                private readonly ConcurrentQueue<ConsumeResult<string, string>> _queue = new();
                private readonly ConcurrentQueue<(ConsumeResult<string, string>, TaskCompletionSource)> _items = new();
                private readonly SemaphoreSlim _permits = new(10);
                private async Task FlushAsync() { while (_queue.TryDequeue(out var next)) await work.SaveAsync(next); }
            """,
            write,
            "while (_queue.TryDequeue(out var next)) { await work.SaveAsync(next); _permits.Release(); } while (_items.TryDequeue(out var item)) item.Item2.SetResult();"),
        "EVC4001");

    [Fact]
    public Task Flushed_on_a_timer() => Verify.SilentAsync(
        References.Kafka2 | References.Hosting,
        Kafka(
            """
                private readonly ConcurrentQueue<string> _queue = new();
                private readonly Timer _timer;
                public Consumer() => _timer = new Timer(_ => Flush(), null, 1000, 1000);
                private void Flush() { while (_queue.TryDequeue(out var next)) work.Save(next); }
            """,
            "_queue.Enqueue(result.Message.Value);"),
        "EVC4001");

    [Fact]
    public Task Read_ahead_that_is_filled_when_it_is_empty() => Verify.SilentAsync(References.Sqs4, """
        using System.Collections.Concurrent;
        using Amazon.SQS;
        using Amazon.SQS.Model;

        public class Receiver
        {
            private readonly ConcurrentQueue<Message> _ahead = new();
            private readonly IAmazonSQS _sqs = null!;

            public async Task<Message?> ReceiveAsync()
            {
                if (_ahead.TryDequeue(out var message))
                    return message;

                Keep(await _sqs.ReceiveMessageAsync("url"));
                return _ahead.TryDequeue(out message) ? message : null;
            }

            private void Keep(ReceiveMessageResponse response)
            {
                foreach (var message in response.Messages)
                    _ahead.Enqueue(message);
            }
        }
        """, "EVC4001");

    [Fact]
    public Task Replies_to_requests_of_the_same_type() => Verify.SilentAsync(References.RabbitMq6, """
        using System.Collections.Concurrent;
        using RabbitMQ.Client;
        using RabbitMQ.Client.Events;

        public class RpcClient
        {
            private readonly BlockingCollection<BasicDeliverEventArgs> _replies = new();
            private readonly IModel _channel;

            public RpcClient(IModel channel)
            {
                _channel = channel;
                var consumer = new EventingBasicConsumer(channel);
                consumer.Received += (_, ea) => _replies.Add(ea);
                channel.BasicConsume("amq.rabbitmq.reply-to", true, consumer);
            }

            public BasicDeliverEventArgs Call(byte[] request)
            {
                _channel.BasicPublish("", "rpc", null, request);
                return _replies.Take();
            }
        }
        """, "EVC4001");

    [Fact]
    public Task Consumer_that_the_framework_makes_per_message() => Verify.SilentAsync(References.MassTransit, """
        using MassTransit;

        public record OrderPlaced(string Id);

        public class OrderConsumer : IConsumer<OrderPlaced>
        {
            private readonly List<string> _ids = new();

            public Task Consume(ConsumeContext<OrderPlaced> context)
            {
                _ids.Add(context.Message.Id);
                return Task.CompletedTask;
            }
        }
        """, "EVC4001");

    [Fact]
    public Task Buffer_that_cannot_be_seen() => Verify.SilentAsync(References.Kafka2 | References.Hosting, Usings + """
        public class Consumer
        {
            private readonly Channel<string> _channel;
            private readonly ChannelWriter<string> _writer;

            public Consumer(Channel<string> channel, bool bounded)
            {
                _channel = channel;
                _writer = (bounded ? Channel.CreateBounded<string>(10) : Channel.CreateUnbounded<string>()).Writer;
            }

            public async Task RunAsync(IConsumer<string, string> consumer, CancellationToken token)
            {
                while (true)
                {
                    var result = consumer.Consume(token);
                    await _channel.Writer.WriteAsync(result.Message.Value, token);
                    await _writer.WriteAsync(result.Message.Value, token);
                }
            }
        }
        """, "EVC4001");

    [Fact]
    public Task Notifications_inside_the_process() => Verify.SilentAsync(References.MediatR, """
        using System.Threading.Channels;
        using MediatR;

        public record OrderPlaced(string Id) : INotification;

        public class Handler : INotificationHandler<OrderPlaced>
        {
            private static readonly Channel<OrderPlaced> Channel = System.Threading.Channels.Channel.CreateUnbounded<OrderPlaced>();

            public async Task Handle(OrderPlaced notification, CancellationToken cancellationToken) =>
                await Channel.Writer.WriteAsync(notification, cancellationToken);
        }
        """, "EVC4001");

    [Fact]
    public Task Test_project() => Verify.SilentAsync(References.Kafka2 | References.Hosting | References.Xunit, Kafka(
        "private readonly ConcurrentQueue<string> _received = new();",
        "_received.Enqueue(result.Message.Value);"), "EVC4001");

    private const string Title = "Bound the buffer at 1000 messages, writers wait while it is full";

    [Theory, EachVersionOf(Client.Kafka)]
    public Task Bounds_a_channel(References client)
    {
        const string Drain = "await foreach (var message in _channel.Reader.ReadAllAsync(token)) await work.SaveAsync(message);";
        const string Write = "await _channel.Writer.WriteAsync(result.Message.Value, stoppingToken);";
        return Verify.FixesAsync<UnboundedBufferFix>(
            client | References.Hosting,
            Kafka("private readonly Channel<string> _channel = {|EVC4001:Channel.CreateUnbounded<string>()|};", Write, Drain),
            Kafka(
                "private readonly Channel<string> _channel = Channel.CreateBounded<string>(new BoundedChannelOptions(1000) { FullMode = BoundedChannelFullMode.Wait });",
                Write,
                Drain),
            Title);
    }

    [Fact]
    public Task Keeps_the_options_and_makes_the_writers_wait() => Verify.FixesAsync<UnboundedBufferFix>(
        References.Kafka2 | References.Hosting,
        Kafka(
            """
            private readonly Channel<string> _channel = {|EVC4001:Channel.CreateUnbounded<string>(new UnboundedChannelOptions
                {
                    SingleReader = true, // one worker
                    SingleWriter = true,
                })|};
            """,
            """
            // On to the worker.
                        _channel.Writer.TryWrite(result.Message.Value); // at once
            """,
            "while (await _channel.Reader.WaitToReadAsync(token)) while (_channel.Reader.TryRead(out var message)) await work.SaveAsync(message);"),
        Kafka(
            """
            private readonly Channel<string> _channel = Channel.CreateBounded<string>(new BoundedChannelOptions(1000)
                {
                    FullMode = BoundedChannelFullMode.Wait,
                    SingleReader = true, // one worker
                    SingleWriter = true,
                });
            """,
            """
            // On to the worker.
                        await _channel.Writer.WriteAsync(result.Message.Value, stoppingToken); // at once
            """,
            "while (await _channel.Reader.WaitToReadAsync(token)) while (_channel.Reader.TryRead(out var message)) await work.SaveAsync(message);"),
        Title);

    [Theory]
    [InlineData(
        "BlockingCollection<string> _queue = {|EVC4001:new()|};",
        "BlockingCollection<string> _queue = new(boundedCapacity: 1000);",
        "_queue.Add(result.Message.Value);", "_queue.Add(result.Message.Value);", "work.Save(_queue.Take(token));")]
    [InlineData(
        "BlockingCollection<string> _queue = {|EVC4001:new BlockingCollection<string>(new ConcurrentQueue<string>())|};",
        "BlockingCollection<string> _queue = new BlockingCollection<string>(new ConcurrentQueue<string>(), boundedCapacity: 1000);",
        "_queue.TryAdd(result.Message.Value);", "_queue.Add(result.Message.Value);", "work.Save(_queue.Take(token));")]
    [InlineData(
        "BufferBlock<string> _queue = {|EVC4001:new BufferBlock<string>()|};",
        "BufferBlock<string> _queue = new BufferBlock<string>(new DataflowBlockOptions { BoundedCapacity = 1000 });",
        "_queue.Post(result.Message.Value);", "await _queue.SendAsync(result.Message.Value, stoppingToken);", "work.Save(await _queue.ReceiveAsync(token));")]
    [InlineData(
        "ActionBlock<string> _queue = {|EVC4001:new(message => Console.WriteLine(message), new ExecutionDataflowBlockOptions { MaxDegreeOfParallelism = 4 })|};",
        "ActionBlock<string> _queue = new(message => Console.WriteLine(message), new ExecutionDataflowBlockOptions { BoundedCapacity = 1000, MaxDegreeOfParallelism = 4 });",
        "await _queue.SendAsync(result.Message.Value);", "await _queue.SendAsync(result.Message.Value);", "")]
    public Task Bounds_the_others(string buffer, string bounded, string write, string waiting, string drain) => Verify.FixesAsync<UnboundedBufferFix>(
        References.Kafka2 | References.Hosting,
        Kafka("private readonly " + buffer, write, drain),
        Kafka("private readonly " + bounded, waiting, drain));

    [Fact]
    public Task Bounds_all_buffers_of_a_file() => Verify.FixesAsync<UnboundedBufferFix>(
        References.Kafka2 | References.Hosting,
        Kafka(
            "private readonly BlockingCollection<string> _keys = {|EVC4001:new()|}, _values = {|EVC4001:new()|};",
            "_keys.Add(result.Message.Key); _values.Add(result.Message.Value);",
            "work.Save(_keys.Take(token)); work.Save(_values.Take(token));"),
        Kafka(
            "private readonly BlockingCollection<string> _keys = new(boundedCapacity: 1000), _values = new(boundedCapacity: 1000);",
            "_keys.Add(result.Message.Key); _values.Add(result.Message.Value);",
            "work.Save(_keys.Take(token)); work.Save(_values.Take(token));"));

    [Theory]
    [InlineData("Channel<string> _queue = {|EVC4001:Channel.CreateUnbounded<string>()|};", "if (!_queue.Writer.TryWrite(result.Message.Value)) Console.WriteLine();", "work.Save(await _queue.Reader.ReadAsync(token));")]
    [InlineData("Channel<string> _queue = {|EVC4001:Channel.CreateUnbounded<string>()|};", "lock (work) { _queue.Writer.TryWrite(result.Message.Value); }", "work.Save(await _queue.Reader.ReadAsync(token));")]
    [InlineData("Channel<string> _queue = {|EVC4001:Channel.CreateUnbounded<string>()|};", "await _queue.Writer.WriteAsync(result.Message.Value);", "var next = await _queue.Reader.ReadAsync(token); work.Save(next); await _queue.Writer.WriteAsync(next);")]
    [InlineData("BlockingCollection<string> _queue = {|EVC4001:new()|};", "_queue.Add(result.Message.Value);", "")]
    [InlineData("ConcurrentQueue<string> _queue = {|EVC4001:new()|};", "_queue.Enqueue(result.Message.Value);", "_queue.TryDequeue(out var next);")]
    public Task Offers_nothing_where_a_bound_would_lose_messages_or_block(string buffer, string write, string drain) =>
        Verify.OffersNoFixAsync<UnboundedBufferFix>(References.Kafka2 | References.Hosting, Kafka("private readonly " + buffer, write, drain));
}
