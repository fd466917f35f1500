using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace UserActivity;

public static class UserActivityServices
{
    /// <summary>Registers the services that the consumers call.</summary>
    public static IServiceCollection AddUserActivityServices(this IServiceCollection services, IConfiguration configuration)
    {
        Add(services.AddHttpClient<IUserProfiles, HttpUserProfiles>(), "Profiles");
        Add(services.AddHttpClient<IAuditTrail, HttpAuditTrail>(), "Audit");
        Add(services.AddHttpClient<NotificationSender>(), "Notifications");
        return services;

        // The consumers live as long as the process, so connections, not handlers, have to be renewed.
        void Add(IHttpClientBuilder client, string service) => client
            .ConfigureHttpClient(http => http.BaseAddress = new Uri(configuration[$"Services:{service}"]!))
            .UseSocketsHttpHandler((handler, _) => handler.PooledConnectionLifetime = TimeSpan.FromMinutes(2))
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan);
    }
}
