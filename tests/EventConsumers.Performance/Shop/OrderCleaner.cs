using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Shop.Feature0;

public sealed class OrderCleaner(IOrderStore store, IOptions<OrderOptions> options, ILogger<OrderCleaner> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.CleanEvery);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                var count = await store.RemoveBeforeAsync(DateTimeOffset.UtcNow.AddDays(-options.Value.KeepDays), stoppingToken);
                logger.LogInformation("{Count} orders removed", count);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                logger.LogError(e, "Orders not removed");
            }
        }
    }
}
