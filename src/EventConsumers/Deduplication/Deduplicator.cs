using System.Collections.Concurrent;

namespace EventConsumers;

/// <summary>
/// Skips messages that have been handled before. A message counts as handled only once its handler has finished, and a copy that
/// comes meanwhile waits: if the first fails, the next one is handled. So no message is lost, and a copy of one that was handled
/// costs a look at the store.
/// </summary>
/// <remarks>
/// A store that fails loses nothing either: a message that cannot be looked up is handled, perhaps again, and one that cannot be
/// marked counts as handled all the same. Both are logged.
/// </remarks>
/// <typeparam name="TMessage">The client's type of a message.</typeparam>
public sealed class Deduplicator<TMessage>
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource<bool>> _running = new(StringComparer.Ordinal);
    private readonly Func<TMessage, string?> _idOf;
    private readonly ICompletedMessageStore _store;
    private readonly DeduplicatorOptions _options;
    private long _skipped;

    /// <summary>Makes a deduplicator.</summary>
    /// <param name="idOf">
    /// Reads the id that the producer gave a message, the same in each copy of it; see <see cref="MessageMetadata{TMessage}.IdOf"/>.
    /// A message whose id is null or empty is always handled.
    /// </param>
    /// <param name="store">Remembers what has been handled; a new <see cref="InMemoryCompletedMessages"/> if null.</param>
    /// <param name="options">For how long; the defaults if null.</param>
    /// <exception cref="ArgumentException">An option has a value that cannot work; the message says what to change.</exception>
    public Deduplicator(Func<TMessage, string?> idOf, ICompletedMessageStore? store = null, DeduplicatorOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(idOf);
        _options = options ?? new DeduplicatorOptions();
        _options.Validate();
        (_idOf, _store) = (idOf, store ?? new InMemoryCompletedMessages());
    }

    /// <summary>How many messages have been skipped.</summary>
    public long Skipped => Interlocked.Read(ref _skipped);

    /// <summary>Puts deduplication round a handler. Handlers wrapped by one deduplicator share what they know.</summary>
    /// <remarks>
    /// Round retries that dead-letter, a dead letter counts as handled: sent back while its id is remembered, it is skipped.
    /// </remarks>
    /// <param name="handler">Does the work for one message. It must not hand a message of the same id to the wrapped handler.</param>
    public Func<TMessage, CancellationToken, ValueTask> Wrap(Func<TMessage, CancellationToken, ValueTask> handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        return (message, cancellationToken) =>
            _idOf(message) is { Length: > 0 } id ? HandleAsync(handler, message, id, cancellationToken) : handler(message, cancellationToken);
    }

    private async ValueTask HandleAsync(
        Func<TMessage, CancellationToken, ValueTask> handler, TMessage message, string id, CancellationToken cancellationToken)
    {
        var mine = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        while (_running.GetOrAdd(id, mine) is var first && first != mine)
        {
            if (await first.Task.WaitAsync(cancellationToken).ConfigureAwait(false))
            {
                Skip();
                return;
            }
        }

        var isHandled = false;
        try
        {
            isHandled = await IsCompletedAsync(id, cancellationToken).ConfigureAwait(false);
            if (isHandled)
            {
                Skip();
                return;
            }

            await handler(message, cancellationToken).ConfigureAwait(false);
            isHandled = true;
            await MarkCompletedAsync(id).ConfigureAwait(false);
        }
        finally
        {
            // Out of the table first: one that waited may have to enter itself.
            _running.TryRemove(id, out _);
            mine.SetResult(isHandled);
        }
    }

    private async ValueTask<bool> IsCompletedAsync(string id, CancellationToken cancellationToken)
    {
        try
        {
            return await _store.IsCompletedAsync(id, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            Log.NotLookedUp(_options.Logger, exception, id);
            return false;
        }
    }

    private async ValueTask MarkCompletedAsync(string id)
    {
        try
        {
            // The work is done: a stop is no reason to forget it.
            await _store.MarkCompletedAsync(id, _options.KeepFor, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            Log.NotMarked(_options.Logger, exception, id);
        }
    }

    private void Skip()
    {
        Interlocked.Increment(ref _skipped);
        _options.Metrics?.CountDuplicate();
    }
}
