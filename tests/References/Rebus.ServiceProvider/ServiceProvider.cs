using Microsoft.Extensions.DependencyInjection;
using Rebus.Bus;
using Rebus.Handlers;

namespace Rebus.Config;

public static class ServiceCollectionExtensions
{
    public static IServiceCollection AddRebus(this IServiceCollection services, Func<RebusConfigurer, RebusConfigurer> configure, bool isDefaultBus = true, Func<IBus, Task> onCreated = null, string key = null, bool startAutomatically = true) => throw null;
    public static IServiceCollection AddRebus(this IServiceCollection services, Func<RebusConfigurer, IServiceProvider, RebusConfigurer> configure, bool isDefaultBus = true, Func<IBus, Task> onCreated = null, string key = null, bool startAutomatically = true) => throw null;
    public static IServiceCollection AddRebusHandler<THandler>(this IServiceCollection services)
        where THandler : IHandleMessages => throw null;
}
