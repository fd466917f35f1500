// Trap: a channel between requests and a background service, but of telemetry, bounded, and it may lose the oldest.
using System.Threading.Channels;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;

namespace ValidCode.InProcess;

public readonly record struct Timing(string Path, double Milliseconds);

public sealed class TimingBuffer
{
    private readonly Channel<Timing> _timings = Channel.CreateBounded<Timing>(new BoundedChannelOptions(10_000) { FullMode = BoundedChannelFullMode.DropOldest });

    public ChannelReader<Timing> Reader => _timings.Reader;

    public void Add(Timing timing) => _timings.Writer.TryWrite(timing);
}

public sealed class TimingMiddleware : IMiddleware
{
    private readonly TimingBuffer _buffer;

    public TimingMiddleware(TimingBuffer buffer) => _buffer = buffer;

    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var since = System.Diagnostics.Stopwatch.GetTimestamp();
        await next(context);
        _buffer.Add(new Timing(context.Request.Path, System.Diagnostics.Stopwatch.GetElapsedTime(since).TotalMilliseconds));
    }
}

public sealed class TimingWriter : BackgroundService
{
    private readonly TimingBuffer _buffer;

    public TimingWriter(TimingBuffer buffer) => _buffer = buffer;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await using var file = File.AppendText("timings.csv");
        await foreach (var timing in _buffer.Reader.ReadAllAsync(stoppingToken))
            await file.WriteLineAsync($"{timing.Path};{timing.Milliseconds}");
    }
}
