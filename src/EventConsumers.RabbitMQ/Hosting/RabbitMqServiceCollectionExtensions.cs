using System.Diagnostics.CodeAnalysis;
using EventConsumers.Hosting;
using EventConsumers.RabbitMQ;
using RabbitMQ.Client;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds consumers of RabbitMQ to a host.</summary>
public static class RabbitMqServiceCollectionExtensions
{
    /// <summary>
    /// Adds a background service that consumes a queue: a handler from a new scope for each message, with the host's
    /// <see cref="IConnection"/> or, if there is none, a connection of its own from the host's <see cref="IConnectionFactory"/>, and
    /// with the host's logger and meter. Options that cannot work fail the start of the host, by name. A broker that does not answer does
    /// not: it is tried until it does.
    /// </summary>
    /// <typeparam name="THandler">Handles a message; added as a scoped service if it is not known yet.</typeparam>
    /// <param name="services">The services.</param>
    /// <param name="queue">The queue.</param>
    /// <param name="configure">Sets the options; the defaults if null.</param>
    public static IServiceCollection AddRabbitMqConsumer<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] THandler>(
        this IServiceCollection services, string queue, Action<RabbitMqConsumerOptions>? configure = null)
        where THandler : class, IMessageHandler<RabbitMqDelivery> =>
        services.AddRabbitMqConsumer<THandler>(queue, (_, options) => configure?.Invoke(options));

    /// <inheritdoc cref="AddRabbitMqConsumer{THandler}(IServiceCollection, string, Action{RabbitMqConsumerOptions})"/>
    /// <param name="services">The services.</param>
    /// <param name="queue">The queue.</param>
    /// <param name="configure">Sets the options with the help of the host's services.</param>
    public static IServiceCollection AddRabbitMqConsumer<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] THandler>(
        this IServiceCollection services, string queue, Action<IServiceProvider, RabbitMqConsumerOptions> configure)
        where THandler : class, IMessageHandler<RabbitMqDelivery>
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentException.ThrowIfNullOrWhiteSpace(queue);
        ArgumentNullException.ThrowIfNull(configure);
        return HostedConsumer<RabbitMqDelivery, THandler>.Add(services, host =>
        {
            var options = new RabbitMqConsumerOptions { Logger = host.Logger(typeof(RabbitMqConsumer)) };
            configure(host.Services, options);
            options.Metrics ??= host.Metrics("rabbitmq", queue);
            var consumer = host.Services.GetService<IConnection>() is { } connection
                ? new RabbitMqConsumer(connection, queue, host.Handler, options)
                : new RabbitMqConsumer(Factory(host.Services), queue, host.Handler, options);
            return async stopping =>
            {
                await using (consumer.ConfigureAwait(false))
                    await consumer.RunAsync(stopping).ConfigureAwait(false);
            };
        });
    }

    private static IConnectionFactory Factory(IServiceProvider provider) =>
        provider.GetService<IConnectionFactory>()
        ?? throw new InvalidOperationException(
            "AddRabbitMqConsumer needs a connection: add RabbitMQ.Client's IConnectionFactory (or an open IConnection) to the services as a singleton.");
}
