// Trap: a session processor that keeps its state in the session and completes early only what it has seen.
using Azure.Messaging.ServiceBus;

namespace ValidCode.ServiceBus;

public sealed class Sessions
{
    private readonly Func<string, BinaryData, BinaryData?, CancellationToken, Task<BinaryData>> _apply;

    public Sessions(Func<string, BinaryData, BinaryData?, CancellationToken, Task<BinaryData>> apply) => _apply = apply;

    public void Attach(ServiceBusSessionProcessor processor, Action<Exception> report)
    {
        processor.ProcessMessageAsync += async args =>
        {
            var state = await args.GetSessionStateAsync(args.CancellationToken);
            if (state is not null && args.Message.ExpiresAt < DateTimeOffset.UtcNow)
            {
                await args.CompleteMessageAsync(args.Message, args.CancellationToken);
                return;
            }

            var next = await _apply(args.SessionId, args.Message.Body, state, args.CancellationToken);
            await args.SetSessionStateAsync(next, args.CancellationToken);
            await args.CompleteMessageAsync(args.Message, args.CancellationToken);
        };
        processor.ProcessErrorAsync += args =>
        {
            report(args.Exception);
            return Task.CompletedTask;
        };
    }
}
