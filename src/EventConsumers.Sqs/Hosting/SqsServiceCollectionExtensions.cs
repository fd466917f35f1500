using System.Diagnostics.CodeAnalysis;
using Amazon.SQS;
using Amazon.SQS.Model;
using EventConsumers.Hosting;
using EventConsumers.Sqs;

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
        return HostedConsumer<Message, THandler>.Add(services, host =>
        {
            var options = new SqsConsumerOptions { Logger = host.Logger(typeof(SqsConsumer)) };
            configure(host.Services, options);
            options.Validate();
            options.Metrics ??= host.Metrics("aws_sqs", options.QueueUrl[(options.QueueUrl.LastIndexOf('/') + 1)..]);
            return new SqsConsumer(host.Services.GetRequiredService<IAmazonSQS>(), host.Handler, options).RunAsync;
        });
    }
}
