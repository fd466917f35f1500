using System.Diagnostics.CodeAnalysis;
using Confluent.Kafka;
using EventConsumers.Hosting;
using EventConsumers.Kafka;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds consumers of Kafka to a host.</summary>
public static class KafkaServiceCollectionExtensions
{
    /// <summary>
    /// Adds a background service that consumes topics as a member of a group: a handler from a new scope for each message, with the
    /// host's logger and meter. Settings that cannot work fail the start of the host, by name.
    /// </summary>
    /// <typeparam name="TKey">The type of keys.</typeparam>
    /// <typeparam name="TValue">The type of values.</typeparam>
    /// <typeparam name="THandler">Handles a message; added as a scoped service if it is not known yet.</typeparam>
    /// <param name="services">The services.</param>
    /// <param name="config">The client's settings.</param>
    /// <param name="topics">The topics.</param>
    /// <param name="configure">Sets the options; the defaults if null.</param>
    public static IServiceCollection AddKafkaConsumer<TKey, TValue, [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] THandler>(
        this IServiceCollection services, ConsumerConfig config, IEnumerable<string> topics, Action<KafkaConsumerOptions<TKey, TValue>>? configure = null)
        where TKey : notnull
        where THandler : class, IMessageHandler<ConsumeResult<TKey, TValue>> =>
        services.AddKafkaConsumer<TKey, TValue, THandler>(config, topics, (_, options) => configure?.Invoke(options));

    /// <inheritdoc cref="AddKafkaConsumer{TKey, TValue, THandler}(IServiceCollection, ConsumerConfig, IEnumerable{string}, Action{KafkaConsumerOptions{TKey, TValue}})"/>
    /// <param name="services">The services.</param>
    /// <param name="config">The client's settings.</param>
    /// <param name="topics">The topics.</param>
    /// <param name="configure">Sets the options with the help of the host's services, such as a producer for dead letters.</param>
    public static IServiceCollection AddKafkaConsumer<TKey, TValue, [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] THandler>(
        this IServiceCollection services, ConsumerConfig config, IEnumerable<string> topics, Action<IServiceProvider, KafkaConsumerOptions<TKey, TValue>> configure)
        where TKey : notnull
        where THandler : class, IMessageHandler<ConsumeResult<TKey, TValue>>
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(topics);
        ArgumentNullException.ThrowIfNull(configure);
        string[] names = [.. topics];
        return HostedConsumer<ConsumeResult<TKey, TValue>, THandler>.Add(services, host =>
        {
            var options = new KafkaConsumerOptions<TKey, TValue> { Logger = host.Logger(typeof(KafkaConsumer<,>)) };
            configure(host.Services, options);
            if (names.Length > 0)
                options.Metrics ??= host.Metrics("kafka", string.Join(',', names), config.GroupId);
            return new KafkaConsumer<TKey, TValue>(config, names, host.Handler, options).RunAsync;
        });
    }
}
