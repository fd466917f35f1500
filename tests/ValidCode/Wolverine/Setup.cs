// Trap: retries, requeues and local queues; each bounded or durable.
using Microsoft.Extensions.Hosting;
using Wolverine;
using Wolverine.ErrorHandling;

namespace ValidCode.Wolverine;

public static class Setup
{
    public static IHostBuilder WithMessaging(this IHostBuilder host) => host.UseWolverine(options =>
    {
        options.Policies.OnException<StoreUnavailableException>()
            .RetryWithCooldown(TimeSpan.FromMilliseconds(50), TimeSpan.FromMilliseconds(250), TimeSpan.FromSeconds(1))
            .Then.Requeue(3);
        options.Policies.OnException<InvalidOrderException>().MoveToErrorQueue();
        options.Policies.UseDurableLocalQueues();
        options.Policies.UseDurableInboxOnAllListeners();
        options.Policies.UseDurableOutboxOnAllSendingEndpoints();
        options.LocalQueue("thumbnails").MaximumParallelMessages(4).UseDurableInbox();
    });
}
