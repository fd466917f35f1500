// Trap: ReceiveAndDelete with a handler, but the handler only counts and logs.
using System.Diagnostics.Metrics;
using Azure.Messaging.ServiceBus;
using Microsoft.Extensions.Logging;

namespace ValidCode.ServiceBus;

public sealed class Telemetry
{
    private static readonly Counter<long> Pings = new Meter("fleet").CreateCounter<long>("fleet.pings");

    public static async Task WatchAsync(ServiceBusClient client, ILogger logger, CancellationToken cancellationToken)
    {
        await using var receiver = client.CreateReceiver("pings", new ServiceBusReceiverOptions { ReceiveMode = ServiceBusReceiveMode.ReceiveAndDelete });
        await foreach (var ping in receiver.ReceiveMessagesAsync(cancellationToken))
        {
            Pings.Add(1, new KeyValuePair<string, object?>("vehicle", ping.Subject));
            logger.LogTrace("Ping of {Vehicle}", ping.Subject);
        }
    }
}
