using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace EventConsumers.Analyzers.Tests.Clients;

/// <summary>A description of a wrapper that stands in the same compilation, whose inside calls a known client.</summary>
public class DescribedWrapperTests
{
    private const string Wrapper = """
        using RabbitMQ.Client;
        using RabbitMQ.Client.Events;

        public interface IStore { Task SaveAsync(object content); }

        public record Envelope(ulong Tag, byte[] Body);

        public interface IQueue
        {
            Task<Envelope> ReceiveAsync();
            Task CompleteAsync(Envelope message);
            Task FailAsync(Envelope message);
        }

        public sealed class RabbitQueue : IQueue
        {
            private readonly IChannel _channel;
            private readonly IStore _audit;

            public RabbitQueue(IChannel channel, IStore audit) => (_channel, _audit) = (channel, audit);

            public async Task<Envelope> ReceiveAsync()
            {
                var result = await _channel.BasicGetAsync("orders", autoAck: false);
                return new Envelope(result!.DeliveryTag, result.Body.ToArray());
            }

            public async Task CompleteAsync(Envelope message)
            {
                await _channel.BasicAckAsync(message.Tag, false);
                await _audit.SaveAsync(message.Body);
            }

            async Task IQueue.FailAsync(Envelope message)
            {
                await _channel.BasicNackAsync(message.Tag, false, requeue: false);
                await _audit.SaveAsync(message.Body);
            }
        }

        """;

    private static readonly (string, string) Description = ("/src/Orders.messaging.txt", """
        message     Envelope
        receive     IQueue.ReceiveAsync
        settle      IQueue.CompleteAsync(message)
        dead-letter IQueue.FailAsync(message)
        """);

    [Fact]
    public Task The_call_is_reported_and_the_wrapper_is_not() => Finds("""
        public class Worker
        {
            public async Task RunAsync(IQueue queue, IStore store)
            {
                while (true)
                {
                    var envelope = await queue.ReceiveAsync();
                    await {|EVC1001:queue.CompleteAsync(envelope)|};
                    await store.SaveAsync(envelope.Body);
                }
            }
        }
        """);

    [Fact]
    public Task Calls_of_the_class_mean_what_its_interface_means() => Finds("""
        public class Worker
        {
            public async Task RunAsync(RabbitQueue queue, IStore store)
            {
                var envelope = await queue.ReceiveAsync();
                await {|EVC1001:queue.CompleteAsync(envelope)|};
                await store.SaveAsync(envelope.Body);
            }
        }
        """);

    [Fact]
    public Task Helpers_are_seen_through_up_to_the_description() => Finds("""
        public class Worker
        {
            private readonly IQueue _queue;

            public Worker(IQueue queue) => _queue = queue;

            public async Task RunAsync(IStore store)
            {
                var envelope = await _queue.ReceiveAsync();
                await {|EVC1001:DoneAsync(envelope)|};
                await store.SaveAsync(envelope.Body);
            }

            private Task DoneAsync(Envelope envelope) => _queue.CompleteAsync(envelope);
        }
        """);

    [Fact]
    public Task Settled_after_the_work() => Verify.SilentAsync(References.RabbitMq7, Description, Wrapper + """
        public class Worker
        {
            public async Task RunAsync(IQueue queue, IStore store)
            {
                var envelope = await queue.ReceiveAsync();
                try
                {
                    await store.SaveAsync(envelope.Body);
                }
                catch (Exception)
                {
                    await queue.FailAsync(envelope);
                    return;
                }

                await queue.CompleteAsync(envelope);
            }
        }
        """, "EVC1001", "EVC1004", "EVC1005", "EVC1006", "EVC1008", "EVC3002");

    [Fact]
    public Task What_the_wrapper_settles_counts_for_the_client_behind_it() => Verify.SilentAsync(References.RabbitMq7, Description, Wrapper + """
        public class Subscription
        {
            private readonly IChannel _channel;
            private readonly IQueue _queue;
            private readonly IStore _store;

            public Subscription(IChannel channel, IQueue queue, IStore store) => (_channel, _queue, _store) = (channel, queue, store);

            public async Task StartAsync()
            {
                await _channel.BasicQosAsync(0, 10, false);
                var consumer = new AsyncEventingBasicConsumer(_channel);
                consumer.ReceivedAsync += async (sender, delivery) =>
                {
                    var body = delivery.Body.ToArray();
                    await _store.SaveAsync(body.Length);
                    await _queue.CompleteAsync(new Envelope(delivery.DeliveryTag, body));
                };
                await _channel.BasicConsumeAsync("orders", autoAck: false, consumer);
            }
        }
        """, "EVC1001", "EVC1006");

    [Fact]
    public Task A_wrapper_that_does_many_may_do_them_one_by_one() => Verify.SilentAsync(
        References.None,
        ("/src/Orders.messaging.txt", """
            message       Envelope
            receive       IQueue.ReceiveAsync
            receive-batch IQueue.ReceiveManyAsync
            settle        IQueue.CompleteAsync
            settle-many   IQueue.CompleteManyAsync
            send          IQueue.SendAsync
            send-many     IQueue.SendManyAsync
            """),
        """
        public record Envelope(byte[] Body);

        public interface IQueue
        {
            Task<Envelope> ReceiveAsync();
            Task<List<Envelope>> ReceiveManyAsync(int count);
            Task CompleteAsync(Envelope message);
            Task CompleteManyAsync(IEnumerable<Envelope> messages);
            Task SendAsync(string content);
            Task SendManyAsync(IEnumerable<string> contents);
        }

        public abstract class Queue : IQueue
        {
            public abstract Task<Envelope> ReceiveAsync();

            public abstract Task CompleteAsync(Envelope message);

            public abstract Task SendAsync(string content);

            public async Task<List<Envelope>> ReceiveManyAsync(int count)
            {
                var messages = new List<Envelope>();
                while (messages.Count < count)
                    messages.Add(await ReceiveAsync());
                return messages;
            }

            public async Task CompleteManyAsync(IEnumerable<Envelope> messages)
            {
                foreach (var message in messages)
                    await CompleteAsync(message);
            }

            public async Task SendManyAsync(IEnumerable<string> contents)
            {
                foreach (var content in contents)
                    await SendAsync(content);
            }
        }
        """);

    [Fact]
    public Task An_extension_method_is_a_member_like_others() => Verify.FindsAsync(
        References.RabbitMq7,
        ("/src/Orders.messaging.txt", """
            message Envelope
            settle  Envelopes.DoneAsync
            settle  IQueue.CompleteAsync
            reject  IQueue.FailAsync
            """),
        Wrapper + """
        public static class Envelopes
        {
            public static Task DoneAsync(this Envelope message, IChannel channel, bool several = false) =>
                channel.BasicAckAsync(message.Tag, several).AsTask();
        }

        public class Worker
        {
            public async Task OneAsync(Envelope envelope, IChannel channel, IStore store)
            {
                await {|EVC1001:envelope.DoneAsync(channel)|};
                await store.SaveAsync(envelope.Body);
            }
        }
        """);

    [Fact]
    public Task The_word_of_the_file_counts_for_a_known_client() => Verify.SilentAsync(
        References.RabbitMq7,
        ("/src/Orders.messaging.txt", "hold RabbitMQ.Client.IChannel.BasicAckAsync(deliveryTag)"),
        """
        using RabbitMQ.Client;
        using RabbitMQ.Client.Events;

        public interface IStore { Task SaveAsync(object content); }

        public class Worker
        {
            public async Task OnAsync(BasicDeliverEventArgs delivery, IChannel channel, IStore store)
            {
                await channel.BasicAckAsync(delivery.DeliveryTag, false);
                await store.SaveAsync(delivery.Body);
            }
        }
        """,
        "EVC1001");

    private static Task<ImmutableArray<Diagnostic>> Finds(string markup) =>
        Verify.FindsAsync(References.RabbitMq7, Description, Wrapper + markup, "EVC1004", "EVC1005", "EVC1006", "EVC1008", "EVC3002");
}
