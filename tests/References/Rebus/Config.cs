using Rebus.Bus;
using Rebus.Config;
using Rebus.Handlers;
using Rebus.Pipeline;
using Rebus.Routing;
using Rebus.Transport;

namespace Rebus.Config
{
    public static class Configure
    {
        public static RebusConfigurer With(Activation.IHandlerActivator handlerActivator) => throw null;
        public static RebusConfigurer OneWayClient() => throw null;
    }

    public class RebusConfigurer
    {
        internal RebusConfigurer() { }

        public RebusConfigurer Transport(Action<StandardConfigurer<ITransport>> configurer) => throw null;
        public RebusConfigurer Routing(Action<StandardConfigurer<IRouter>> configurer) => throw null;
        public RebusConfigurer Options(Action<OptionsConfigurer> configurer) => throw null;
        public IBus Start() => throw null;
    }

    public class OptionsConfigurer
    {
        internal OptionsConfigurer() { }

        public void SetNumberOfWorkers(int numberOfWorkers) => throw null;
        public void SetMaxParallelism(int maxParallelism) => throw null;
    }

    public class StandardConfigurer<TService>
    {
        internal StandardConfigurer() { }
    }
}

namespace Rebus.Activation
{
    public interface IHandlerActivator
    {
        Task<IEnumerable<IHandleMessages<TMessage>>> GetHandlers<TMessage>(TMessage message, ITransactionContext transactionContext);
    }

    public class BuiltinHandlerActivator : IHandlerActivator, IDisposable
    {
        public IBus Bus => throw null;

        public BuiltinHandlerActivator Handle<TMessage>(Func<TMessage, Task> handlerFunction) => throw null;
        public BuiltinHandlerActivator Handle<TMessage>(Func<IBus, TMessage, Task> handlerFunction) => throw null;
        public BuiltinHandlerActivator Handle<TMessage>(Func<IBus, IMessageContext, TMessage, Task> handlerFunction) => throw null;
        public BuiltinHandlerActivator Register<THandler>(Func<THandler> handlerFactory)
            where THandler : IHandleMessages => throw null;
        public Task<IEnumerable<IHandleMessages<TMessage>>> GetHandlers<TMessage>(TMessage message, ITransactionContext transactionContext) => throw null;
        public void Dispose() => throw null;
    }
}

namespace Rebus.Routing
{
    public interface IRouter;
}

namespace Rebus.Routing.TypeBased
{
    public static class TypeBasedRouterConfigurationExtensions
    {
        public static TypeBasedRouterConfigurationBuilder TypeBased(this StandardConfigurer<IRouter> configurer) => throw null;

        public class TypeBasedRouterConfigurationBuilder
        {
            public TypeBasedRouterConfigurationBuilder Map<TMessage>(string destinationAddress) => throw null;
        }
    }
}

namespace Rebus.Transport.InMem
{
    public class InMemNetwork
    {
        public InMemNetwork() { }
        public InMemNetwork(bool outputEventsToConsole) { }
    }

    public static class InMemTransportConfigurationExtensions
    {
        public static void UseInMemoryTransport(this StandardConfigurer<ITransport> configurer, InMemNetwork network, string inputQueueName, bool registerSubscriptionStorage = true) => throw null;
        public static void UseInMemoryTransportAsOneWayClient(this StandardConfigurer<ITransport> configurer, InMemNetwork network, bool registerSubscriptionStorage = true) => throw null;
    }
}
