namespace UserActivity;

internal static class ActivityEndpoints
{
    public static void MapActivityEndpoints(this WebApplication app)
    {
        app.MapPost("/logins", async (
            SessionRequest request, ActivityPublisher publisher, ActivityBus bus, CancellationToken cancellationToken) =>
        {
            var login = request.ToLogin();
            await publisher.PublishAsync(login, cancellationToken);
            await bus.PublishAsync(new PresenceChanged(login.UserId, Online: true), cancellationToken);
            return Results.Accepted();
        });

        app.MapPost("/logouts", async (
            SessionRequest request, ActivityPublisher publisher, ActivityBus bus, CancellationToken cancellationToken) =>
        {
            var logout = request.ToLogout();
            await publisher.PublishAsync(logout, cancellationToken);
            await bus.PublishAsync(new PresenceChanged(logout.UserId, Online: false), cancellationToken);
            return Results.Accepted();
        });

        app.MapPost("/mobile/logins", async (SessionRequest request, ActivityPublisher publisher, CancellationToken cancellationToken) =>
        {
            await publisher.PublishMobileAsync(request.ToLogin(), cancellationToken);
            return Results.Accepted();
        });

        app.MapPost("/mobile/logouts", async (SessionRequest request, ActivityPublisher publisher, CancellationToken cancellationToken) =>
        {
            await publisher.PublishMobileAsync(request.ToLogout(), cancellationToken);
            return Results.Accepted();
        });

        app.MapGet("/presence/{userId}", (string userId, IUserProfiles profiles, CancellationToken cancellationToken) =>
            profiles.IsOnlineAsync(userId, cancellationToken));
    }

    private sealed record SessionRequest(string UserId, string Device)
    {
        public UserLoggedIn ToLogin() => new(Guid.NewGuid(), UserId, Device, DateTimeOffset.UtcNow);

        public UserLoggedOut ToLogout() => new(Guid.NewGuid(), UserId, Device, DateTimeOffset.UtcNow);
    }
}
