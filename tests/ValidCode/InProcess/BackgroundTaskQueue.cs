// Trap: a channel between requests and a background service, but what it carries are work items: delegates, not events.
using System.Threading.Channels;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Hosting;

namespace ValidCode.InProcess;

public sealed class BackgroundTaskQueue
{
    private readonly Channel<Func<CancellationToken, ValueTask>> _queue =
        Channel.CreateBounded<Func<CancellationToken, ValueTask>>(new BoundedChannelOptions(100) { FullMode = BoundedChannelFullMode.Wait });

    public ValueTask EnqueueAsync(Func<CancellationToken, ValueTask> work) => _queue.Writer.WriteAsync(work);

    public ValueTask<Func<CancellationToken, ValueTask>> DequeueAsync(CancellationToken cancellationToken) => _queue.Reader.ReadAsync(cancellationToken);
}

public sealed class QueuedHostedService : BackgroundService
{
    private readonly BackgroundTaskQueue _queue;

    public QueuedHostedService(BackgroundTaskQueue queue) => _queue = queue;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var work = await _queue.DequeueAsync(stoppingToken);
            await work(stoppingToken);
        }
    }
}

[ApiController]
public sealed class ReportsController : ControllerBase
{
    private readonly BackgroundTaskQueue _queue;

    public ReportsController(BackgroundTaskQueue queue) => _queue = queue;

    [HttpPost("reports/{year:int}")]
    public async Task<IActionResult> Post(int year)
    {
        await _queue.EnqueueAsync(async token => await System.IO.File.WriteAllTextAsync($"report-{year}.txt", "…", token));
        return Accepted();
    }
}
