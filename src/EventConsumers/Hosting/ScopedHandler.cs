using Microsoft.Extensions.DependencyInjection;

namespace EventConsumers.Hosting;

/// <summary>Takes a handler from a new scope for each message, so that what it depends on (a database context) is its own.</summary>
/// <typeparam name="TMessage">The client's type of a message.</typeparam>
/// <typeparam name="THandler">The handler, which the services know.</typeparam>
/// <param name="scopes">Makes the scopes.</param>
public sealed class ScopedHandler<TMessage, THandler>(IServiceScopeFactory scopes)
    where THandler : class, IMessageHandler<TMessage>
{
    /// <summary>Handles a message; to be given to a consumer or a pump.</summary>
    /// <param name="message">The message.</param>
    /// <param name="cancellationToken">Passed to the handler.</param>
    public async ValueTask HandleAsync(TMessage message, CancellationToken cancellationToken)
    {
        var scope = scopes.CreateAsyncScope();
        await using (scope.ConfigureAwait(false))
            await scope.ServiceProvider.GetRequiredService<THandler>().HandleAsync(message, cancellationToken).ConfigureAwait(false);
    }
}
