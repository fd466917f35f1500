using System.Diagnostics.CodeAnalysis;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace EventConsumers.Hosting;

/// <summary>What a consumer gets from its host.</summary>
internal sealed class HostedConsumer<TMessage, [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] THandler>(
    IServiceProvider services)
    where THandler : class, IMessageHandler<TMessage>
{
    public IServiceProvider Services => services;

    /// <summary>Handles a message with a handler from a new scope.</summary>
    public Func<TMessage, CancellationToken, ValueTask> Handler { get; } =
        new ScopedHandler<TMessage, THandler>(services.GetRequiredService<IServiceScopeFactory>()).HandleAsync;

    /// <summary>Adds a background service; making its consumer fails the start of the host if the settings cannot work.</summary>
    /// <param name="services">The services.</param>
    /// <param name="run">Makes the consumer, and returns what runs it.</param>
    public static IServiceCollection Add(IServiceCollection services, Func<HostedConsumer<TMessage, THandler>, Func<CancellationToken, Task>> run)
    {
        services.TryAddScoped<THandler>();
        return services.AddSingleton<IHostedService>(provider => new ConsumerService(run(new HostedConsumer<TMessage, THandler>(provider))));
    }

    public ILogger Logger(Type consumer) => services.GetService<ILoggerFactory>()?.CreateLogger(consumer) ?? NullLogger.Instance;

    public ConsumerMetrics Metrics(string system, string destination, string? consumerGroup = null) =>
        new(system, destination, consumerGroup, services.GetService<IMeterFactory>());
}
