using System.Diagnostics;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace EventConsumers.Kafka;

/// <summary>Handles messages for as long as their partition is the consumer's, and notes which are done.</summary>
internal sealed class PartitionWork<TKey, TValue>(FailureHandling<TKey, TValue> failures, ILogger logger)
    where TKey : notnull
{
    public ValueTask HandleAsync(Delivery<TKey, TValue> delivery, CancellationToken cancellationToken)
    {
        var assignment = delivery.Assignment;
        if (!assignment.TryStart())
            return default;

        ValueTask work;
        try
        {
            var token = assignment.TokenWith(cancellationToken);
            work = delivery switch
            {
                { Poison: { } poison } => failures.HandlePoisonAsync(poison, token),
                { KeyFailure: { } failure } => failures.HandleKeylessAsync(new(delivery.Result!, failure), token),
                _ => failures.HandleAsync(delivery.Result!, token),
            };
        }
        catch (Exception exception)
        {
            work = ValueTask.FromException(exception);
        }

        if (!work.IsCompletedSuccessfully)
            return FinishAsync(work, delivery);

        assignment.Complete(delivery.Offset);
        assignment.Stop();
        return default;
    }

    private async ValueTask FinishAsync(ValueTask work, Delivery<TKey, TValue> delivery)
    {
        var assignment = delivery.Assignment;
        try
        {
            await work.ConfigureAwait(false);
            assignment.Complete(delivery.Offset);
        }
        catch (Exception exception) when (assignment.IsEnded)
        {
            // The message is another owner's now: no reason to stop this one.
            if (exception is not OperationCanceledException)
                Log.FailedAfterRevocation(logger, exception, delivery.ToString());
        }
        finally
        {
            assignment.Stop();
        }
    }
}

/// <summary>Notes what the pump has taken in. What is done is noted by the work itself, and settled by the polling thread.</summary>
internal sealed class OffsetTracking<TKey, TValue> : Settlement<Delivery<TKey, TValue>>
{
    protected override void OnReceived(Delivery<TKey, TValue> message) => message.Assignment.Track(message.Offset);

    protected override ValueTask SettleAsync(Delivery<TKey, TValue> message, CancellationToken cancellationToken) => default;
}

/// <summary>Names deliveries as their messages are named.</summary>
internal sealed class DeliveryMetadata<TKey, TValue>(MessageMetadata<ConsumeResult<TKey, TValue>> metadata) : MessageMetadata<Delivery<TKey, TValue>>
{
    public override string? IdOf(Delivery<TKey, TValue> message) => message.Result is { } result ? metadata.IdOf(result) : null;

    public override string PositionOf(Delivery<TKey, TValue> message) =>
        message.Result is { } result ? metadata.PositionOf(result) : message.ToString();

    public override ActivityContext TraceContextOf(Delivery<TKey, TValue> message) =>
        message.Result is { } result ? metadata.TraceContextOf(result) : default;
}
