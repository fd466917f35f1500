namespace EventConsumers.Analyzers.Tests.Clients;

/// <summary>The messaging library of a company: a wrapper whose inside nobody sees, and what the company says of it.</summary>
internal static class Contoso
{
    public static References Library { get; } = References.Library("Contoso.Messaging", """
        namespace Contoso.Messaging
        {
            public class Envelope
            {
                public string Id { get; set; } = "";
                public byte[] Body { get; set; } = new byte[0];
                public int Deliveries { get; set; }
                public Task FinishAsync() => Task.CompletedTask;
            }

            public class Envelope<T> : Envelope
            {
                public T Content { get; set; } = default!;
            }

            public interface IReceiver
            {
                Task<Envelope> ReceiveAsync(CancellationToken cancellationToken = default);
                Task<Envelope> ReceiveAsync(bool autoComplete, CancellationToken cancellationToken = default);
                Task<IReadOnlyList<Envelope>> ReceiveManyAsync(int count);
            }

            public interface IQueue : IReceiver
            {
                Task CompleteAsync(Envelope message, CancellationToken cancellationToken = default);
                Task CompleteAsync(string id, string reason);
                Task CompleteManyAsync(IEnumerable<Envelope> messages);
                Task AbandonAsync(Envelope message);
                Task RejectAsync(Envelope message, bool putBack);
                Task DeadLetterAsync(Envelope message, string reason);
            }

            public interface IPublisher
            {
                Task PublishAsync<T>(string topic, T content);
                Task PublishManyAsync<T>(string topic, IEnumerable<T> contents);
            }

            public interface IHandler<T>
            {
                Task HandleAsync(T message, CancellationToken cancellationToken);
            }

            public abstract class ConsumerBase
            {
                public abstract class Batched
                {
                    protected abstract Task OnBatchAsync(IReadOnlyList<Envelope> messages);
                }

                protected virtual Task OnMessageAsync(Envelope message) => Task.CompletedTask;
            }

            public sealed class Subscriber
            {
                public event Func<object, string, Task>? Received;
                public Task SubscribeAsync(string queue, Func<string, Task> onMessage) => Received!.Invoke(this, "");
            }

            public sealed class QueueClient : IDisposable
            {
                public QueueClient(string address) { }
                public IQueue Open(string name) => null!;
                public void Dispose() { }
            }

            public static class Setup
            {
                public static void UseInMemoryQueues(this object services) { }
            }
        }
        """);

    public const string Path = "/0/Contoso.messaging.txt";

    public const string Description = """
        # What our own messaging library means.
        name            Contoso queues
        message         Contoso.Messaging.Envelope
        metadata        Contoso.Messaging.Envelope.Id
        body            Contoso.Messaging.Envelope.Body
        settle          Contoso.Messaging.Envelope.FinishAsync
        receive         Contoso.Messaging.IReceiver.ReceiveAsync(automatic: autoComplete)
        receive-batch   Contoso.Messaging.IReceiver.ReceiveManyAsync
        settle          Contoso.Messaging.IQueue.CompleteAsync(message, id)
        settle-many     Contoso.Messaging.IQueue.CompleteManyAsync
        abandon         Contoso.Messaging.IQueue.AbandonAsync
        reject          Contoso.Messaging.IQueue.RejectAsync(message, requeue: putBack)
        dead-letter     Contoso.Messaging.IQueue.DeadLetterAsync
        send            Contoso.Messaging.IPublisher.PublishAsync(content)
        send-many       Contoso.Messaging.IPublisher.PublishManyAsync(contents)
        handler         Contoso.Messaging.IHandler`1.HandleAsync
        handler         Contoso.Messaging.ConsumerBase.OnMessageAsync
        handler         Contoso.Messaging.ConsumerBase+Batched.OnBatchAsync
        delivery-event  Contoso.Messaging.Subscriber.Received
        subscribe       Contoso.Messaging.Subscriber.SubscribeAsync(handler: onMessage)
        client          Contoso.Messaging.QueueClient
        local-transport Contoso.Messaging.Setup.UseInMemoryQueues
        """;

    /// <summary>The description as a file of the project, with further lines.</summary>
    public static (string Path, string Content) With(string lines = "") => (Path, $"{Description}\n{lines}");

    /// <summary>A description of these lines only.</summary>
    public static (string Path, string Content) Only(string lines) => (Path, lines);
}
