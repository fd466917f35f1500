using RabbitMQ.Client;

namespace UserActivity;

/// <summary>RabbitMQ: tells the systems of the building who has signed in at a kiosk.</summary>
internal sealed class KioskExport(IChannel channel) : BackgroundService
{
    private static readonly string[] Systems = ["doors", "lights", "heating"];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            if (await channel.BasicGetAsync("kiosk-logins", autoAck: false, stoppingToken) is { } login) // EVC2007
            {
                await Parallel.ForEachAsync(Systems, stoppingToken, async (system, token) =>
                    await channel.BasicPublishAsync("", routingKey: system, login.Body, token)); // EVC5008
                await channel.BasicAckAsync(login.DeliveryTag, multiple: false, stoppingToken);
            }
            else
            {
                await Task.Delay(TimeSpan.FromSeconds(1), stoppingToken);
            }
        }
    }
}
