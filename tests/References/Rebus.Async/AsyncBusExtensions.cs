using Rebus.Bus;

namespace Rebus;

public static class AsyncBusExtensions
{
    public static Task<TReply> SendRequest<TReply>(this IBus bus, object request, IDictionary<string, string> optionalHeaders = null, TimeSpan? timeout = null, CancellationToken externalCancellationToken = default) => throw null;
}
