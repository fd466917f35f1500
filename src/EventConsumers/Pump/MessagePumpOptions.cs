using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace EventConsumers;

/// <summary>How a <see cref="MessagePump{TMessage}"/> works.</summary>
/// <typeparam name="TMessage">The client's type of a message.</typeparam>
public sealed class MessagePumpOptions<TMessage>
{
    private static readonly OptionCheck Check = new(nameof(MessagePumpOptions<TMessage>));

    /// <summary>How many handlers run at the same time at most. The default is 10.</summary>
    public int Concurrency { get; set; } = 10;

    /// <summary>
    /// How many messages the pump holds at most, those being handled included; a writer waits for room. The default is 100.
    /// With a broker that limits deliveries (a prefetch), make both the same.
    /// </summary>
    public int Capacity { get; set; } = 100;

    /// <summary>Which messages may be handled side by side. The default is all of them.</summary>
    public MessageOrder<TMessage> Order { get; set; } = MessageOrder.Unordered<TMessage>();

    /// <summary>What to do when a handler throws. The default is to stop, because going on could only lose or reorder messages.</summary>
    public FailureMode WhenHandlerFails { get; set; } = FailureMode.Stop;

    /// <summary>
    /// How long a stop waits for the messages in the pump before it cancels their handlers. The default is 20 seconds: with
    /// <see cref="CancelTimeout"/> it is below the 30 seconds that a .NET host gives its services.
    /// </summary>
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>
    /// How long a stop then waits for cancelled handlers before it leaves them behind, unsettled; the last settlements get as long,
    /// beside what is left of <see cref="DrainTimeout"/>. The default is 5 seconds.
    /// </summary>
    public TimeSpan CancelTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Names messages in logs and traces. The default calls <see cref="object.ToString"/>.</summary>
    public MessageMetadata<TMessage> Metadata { get; set; } = new();

    /// <summary>Where failures are logged. The default is nowhere.</summary>
    public ILogger Logger { get; set; } = NullLogger.Instance;

    /// <summary>Measures time. The default is the system's clock.</summary>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    /// <summary>Says what is wrong with the options and how to mend it.</summary>
    /// <exception cref="ArgumentException">An option has a value that cannot work.</exception>
    internal void Validate()
    {
        if (Concurrency < 1)
            throw Check.Wrong(Concurrency, "give it the number of handlers that may run at the same time, 1 or more");
        if (Capacity < Concurrency)
            throw Check.Wrong(Capacity, $"it counts the messages being handled too, so give it at least Concurrency ({Concurrency})");
        Check.TimeToWait(DrainTimeout);
        Check.TimeToWait(CancelTimeout);
        if (!Enum.IsDefined(WhenHandlerFails))
            throw Check.Wrong(WhenHandlerFails, "give it FailureMode.Stop or FailureMode.Release");
        Check.NotNull(Order);
        Check.NotNull(Metadata);
        Check.NotNull(Logger);
        Check.NotNull(TimeProvider);
    }
}
