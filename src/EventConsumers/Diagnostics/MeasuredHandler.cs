using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace EventConsumers;

/// <summary>A handler that is measured and traced.</summary>
internal sealed class MeasuredHandler<TMessage>(
    ConsumerMetrics metrics, Func<TMessage, CancellationToken, ValueTask> handler, MessageMetadata<TMessage> metadata)
{
    public ValueTask HandleAsync(TMessage message, CancellationToken cancellationToken)
    {
        if (ConsumerMetrics.Activities.HasListeners())
            return TraceAsync(message, cancellationToken);

        var started = metrics.Start();
        ValueTask work;
        try
        {
            work = handler(message, cancellationToken);
        }
        catch (Exception exception)
        {
            metrics.Finish(started, null, exception);
            throw;
        }

        if (!work.IsCompletedSuccessfully)
            return FinishAsync(work, started);

        metrics.Finish(started, null, null);
        return work;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask FinishAsync(ValueTask work, long started)
    {
        try
        {
            await work.ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            metrics.Finish(started, null, exception);
            throw;
        }

        metrics.Finish(started, null, null);
    }

    // Asynchronous from the start, so that the caller's current activity stays its own.
    private async ValueTask TraceAsync(TMessage message, CancellationToken cancellationToken)
    {
        var activity = metrics.StartActivity(metadata.TraceContextOrNone(message));
        if (activity is { IsAllDataRequested: true } && metadata.IdOrNone(message) is { } id)
            activity.SetTag("messaging.message.id", id);

        var started = metrics.Start();
        try
        {
            await handler(message, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            activity?.SetTag("error.type", ConsumerMetrics.ErrorType(exception));
            activity?.SetStatus(ActivityStatusCode.Error, exception.Message);
            metrics.Finish(started, activity, exception);
            throw;
        }

        metrics.Finish(started, activity, null);
    }
}
