namespace UserActivity;

internal static class ActivityEndpoints
{
    public static void MapActivityEndpoints(this WebApplication app)
    {
        app.MapPost("/logins", async (SessionRequest request, ActivityPublisher publisher, CancellationToken cancellationToken) =>
        {
            var login = request.ToLogin();
            await publisher.PublishAsync(login, cancellationToken);
            ActivityBus.Raise(login);
            return Results.Accepted();
        });

        app.MapPost("/logouts", async (SessionRequest request, ActivityPublisher publisher, CancellationToken cancellationToken) =>
        {
            var logout = request.ToLogout();
            await publisher.PublishAsync(logout, cancellationToken);
            await ActivityBus.Logouts.Writer.WriteAsync(logout, cancellationToken);
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

        app.MapGet("/presence/{userId}", (string userId, PresenceTracker presence) => presence.IsOnline(userId));
    }

    private sealed record SessionRequest(string UserId, string Device)
    {
        public UserLoggedIn ToLogin() => new(Guid.NewGuid(), UserId, Device, DateTimeOffset.UtcNow);

        public UserLoggedOut ToLogout() => new(Guid.NewGuid(), UserId, Device, DateTimeOffset.UtcNow);
    }
}
