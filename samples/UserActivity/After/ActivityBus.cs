using System.Text.Json;
using Confluent.Kafka;

namespace UserActivity;

internal sealed record PresenceChanged(string UserId, bool Online);

/// <summary>Tells every instance of the application who comes and who goes, in order for each user.</summary>
internal sealed class ActivityBus(IProducer<string, byte[]> producer)
{
    public const string Topic = "user-presence";

    public async Task PublishAsync(PresenceChanged change, CancellationToken cancellationToken)
    {
        var value = JsonSerializer.SerializeToUtf8Bytes(change, ActivityJson.Default.PresenceChanged);
        await producer.ProduceAsync(Topic, new Message<string, byte[]> { Key = change.UserId, Value = value }, cancellationToken);
    }
}
