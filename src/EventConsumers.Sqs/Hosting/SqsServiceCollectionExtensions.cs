using System.Diagnostics.CodeAnalysis;
using System.Diagnostics.Metrics;
using Amazon.SQS;
using Amazon.SQS.Model;
using EventConsumers;
using EventConsumers.Hosting;
using EventConsumers.Sqs;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds consumers of Amazon SQS to a host.</summary>
public static class SqsServiceCollectionExtensions
{
    /// <summary>
    /// Adds a background service that consumes a queue: a handler from a new scope for each message, with the host's
    /// <see cref="IAmazonSQS"/>, logger and meter. Options that cannot work fail the start of the host, by name.
    /// </summary>
    /// <typeparam name="THandler">Handles a message; added as a scoped service if it is not known yet.</typeparam>
    /// <param name="services">The services.</param>
    /// <param name="configure">Sets the options; <see cref="SqsConsumerOptions.QueueUrl"/> at least.</param>
    public static IServiceCollection AddSqsConsumer<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] THandler>(
        this IServiceCollection services, Action<SqsConsumerOptions> configure)
        where THandler : class, IMessageHandler<Message>
    {
        ArgumentNullException.ThrowIfNull(configure);
        return services.AddSqsConsumer<THandler>((_, options) => configure(options));
    }

    /// <inheritdoc cref="AddSqsConsumer{THandler}(IServiceCollection, Action{SqsConsumerOptions})"/>
    /// <param name="services">The services.</param>
    /// <param name="configure">Sets the options with the help of the host's services.</param>
    public static IServiceCollection AddSqsConsumer<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] THandler>(
        this IServiceCollection services, Action<IServiceProvider, SqsConsumerOptions> configure)
        where THandler : class, IMessageHandler<Message>
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);
        services.TryAddScoped<THandler>();
        return services.AddSingleton<IHostedService>(provider =>
        {
            var options = new SqsConsumerOptions();
            if (provider.GetService<ILoggerFactory>() is { } loggers)
                options.Logger = loggers.CreateLogger<SqsConsumer>();
            configure(provider, options);
            options.Validate();
            options.Metrics ??= new ConsumerMetrics("aws_sqs", options.QueueUrl[(options.QueueUrl.LastIndexOf('/') + 1)..], meterFactory: provider.GetService<IMeterFactory>());
            var handler = new ScopedHandler<Message, THandler>(provider.GetRequiredService<IServiceScopeFactory>());
            return new ConsumerService(new SqsConsumer(provider.GetRequiredService<IAmazonSQS>(), handler.HandleAsync, options).RunAsync);
        });
    }
}
