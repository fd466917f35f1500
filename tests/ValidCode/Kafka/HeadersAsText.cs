// Trap: bytes become strings in a handler, but they are headers and a plain-text body that is used as text.
using System.Diagnostics;
using System.Text;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace ValidCode.Kafka;

public sealed class HeadersAsText
{
    private static readonly ActivitySource Source = new("audit");

    private readonly TextWriter _journal;
    private readonly ILogger<HeadersAsText> _logger;

    public HeadersAsText(TextWriter journal, ILogger<HeadersAsText> logger) => (_journal, _logger) = (journal, logger);

    public async Task HandleAsync(ConsumeResult<Ignore, byte[]> result, IConsumer<Ignore, byte[]> consumer)
    {
        var parent = result.Message.Headers.TryGetLastBytes("traceparent", out var bytes) ? Encoding.ASCII.GetString(bytes) : null;
        using var activity = Source.StartActivity("audit", ActivityKind.Consumer, parent ?? "");

        var line = Encoding.UTF8.GetString(result.Message.Value);
        _logger.LogDebug("Audit {Line}", line);
        await _journal.WriteLineAsync(line);
        consumer.StoreOffset(result);
    }
}
