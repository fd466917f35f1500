using Microsoft.Extensions.DependencyInjection;
using NServiceBus.Configuration.AdvancedExtensibility;
using NServiceBus.Persistence;
using NServiceBus.Serialization;
using NServiceBus.Transport;

namespace NServiceBus
{
    public class EndpointConfiguration : ExposeSettings
    {
        public EndpointConfiguration(string endpointName) { }

        public void RegisterComponents(Action<IServiceCollection> registration) => throw null;
        public void SendOnly() => throw null;
        public RoutingSettings<TTransport> UseTransport<TTransport>(TTransport transportDefinition)
            where TTransport : TransportDefinition => throw null;
    }

    public static class UseTransportExtensions
    {
        public static TransportExtensions<T> UseTransport<T>(this EndpointConfiguration endpointConfiguration)
            where T : TransportDefinition, new() => throw null;
    }

    public static class PersistenceConfig
    {
        public static PersistenceExtensions<T> UsePersistence<T>(this EndpointConfiguration config)
            where T : PersistenceDefinition => throw null;
    }

    public static class SerializationConfigExtensions
    {
        public static SerializationExtensions<T> UseSerialization<T>(this EndpointConfiguration config)
            where T : SerializationDefinition, new() => throw null;
    }

    public static class RecoverabilityEndpointConfigurationExtensions
    {
        public static RecoverabilitySettings Recoverability(this EndpointConfiguration configuration) => throw null;
    }

    public static class ConfigureErrorSettings
    {
        public static void SendFailedMessagesTo(this EndpointConfiguration config, string errorQueue) => throw null;
    }

    public static class ConcurrencyLimitExtensions
    {
        public static void LimitMessageProcessingConcurrencyTo(this EndpointConfiguration config, int maxConcurrency) => throw null;
    }

    public static class InstallConfigExtensions
    {
        public static void EnableInstallers(this EndpointConfiguration config, string username = null) => throw null;
    }

    public static class OutboxConfigExtensions
    {
        public static OutboxSettings EnableOutbox(this EndpointConfiguration config) => throw null;
    }

    public class OutboxSettings : ExposeSettings;

    public static class Endpoint
    {
        public static Task<IStartableEndpoint> Create(EndpointConfiguration configuration, CancellationToken cancellationToken = default) => throw null;
        public static Task<IEndpointInstance> Start(EndpointConfiguration configuration, CancellationToken cancellationToken = default) => throw null;
    }

    public interface IStartableEndpoint
    {
        Task<IEndpointInstance> Start(CancellationToken cancellationToken = default);
    }

    public interface IEndpointInstance : IMessageSession
    {
        Task Stop(CancellationToken cancellationToken = default);
    }

    public class RecoverabilitySettings : ExposeSettings
    {
        public RecoverabilitySettings Immediate(Action<ImmediateRetriesSettings> customizations) => throw null;
        public RecoverabilitySettings Delayed(Action<DelayedRetriesSettings> customizations) => throw null;
        public RecoverabilitySettings AddUnrecoverableException<T>()
            where T : Exception => throw null;
    }

    public class ImmediateRetriesSettings : ExposeSettings
    {
        public void NumberOfRetries(int numberOfRetries) => throw null;
    }

    public class DelayedRetriesSettings : ExposeSettings
    {
        public DelayedRetriesSettings NumberOfRetries(int numberOfRetries) => throw null;
        public DelayedRetriesSettings TimeIncrease(TimeSpan timeIncrease) => throw null;
    }

    public class RoutingSettings : ExposeSettings
    {
        public void RouteToEndpoint(Type messageType, string destination) => throw null;
    }

    public class RoutingSettings<T> : RoutingSettings
        where T : TransportDefinition;

    public class TransportExtensions<T> : ExposeSettings
        where T : TransportDefinition;

    public static class TransportExtensionsExtensions
    {
        public static TransportExtensions<T> ConnectionString<T>(this TransportExtensions<T> config, string connectionString)
            where T : TransportDefinition => throw null;
        public static RoutingSettings<T> Routing<T>(this TransportExtensions<T> config)
            where T : TransportDefinition => throw null;
    }

    public class LearningTransport : TransportDefinition
    {
        public string StorageDirectory { get; set; }
    }

    public class LearningPersistence : PersistenceDefinition;

    public class PersistenceExtensions<T> : ExposeSettings
        where T : PersistenceDefinition;

    public class SystemJsonSerializer : SerializationDefinition;
}

namespace NServiceBus.Configuration.AdvancedExtensibility
{
    public abstract class ExposeSettings;
}

namespace NServiceBus.Persistence
{
    public abstract class PersistenceDefinition;
}

namespace NServiceBus.Serialization
{
    public abstract class SerializationDefinition;

    public class SerializationExtensions<T> : ExposeSettings
        where T : SerializationDefinition;
}

namespace NServiceBus.Transport
{
    public abstract class TransportDefinition;
}
