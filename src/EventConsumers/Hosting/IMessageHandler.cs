namespace EventConsumers.Hosting;

/// <summary>Does the work for one message. A hosted consumer takes it from a scope of its own for each message.</summary>
/// <typeparam name="TMessage">The client's type of a message.</typeparam>
public interface IMessageHandler<in TMessage>
{
    /// <summary>Handles a message. It is settled after this has completed, and again delivered if this throws.</summary>
    /// <param name="message">The message.</param>
    /// <param name="cancellationToken">Cancelled when the time for stopping has run out.</param>
    ValueTask HandleAsync(TMessage message, CancellationToken cancellationToken);
}
