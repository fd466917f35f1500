namespace UserActivity;

/// <summary>The profile store. Writes are keyed by event id: the same event recorded twice changes nothing.</summary>
public interface IUserProfiles
{
    Task RecordLoginAsync(UserLoggedIn login, CancellationToken cancellationToken);

    Task RecordLoginsAsync(IReadOnlyCollection<UserLoggedIn> logins, CancellationToken cancellationToken);

    Task CloseSessionAsync(UserLoggedOut logout, CancellationToken cancellationToken);

    Task CloseSessionsAsync(IReadOnlyCollection<UserLoggedOut> logouts, CancellationToken cancellationToken);

    Task ForgetDevicesAsync(IReadOnlyCollection<UserLoggedOut> logouts, CancellationToken cancellationToken);

    Task<bool> KnowsDeviceAsync(string userId, string device, CancellationToken cancellationToken);

    Task<bool> IsOnlineAsync(string userId, CancellationToken cancellationToken);

    Task SetOnlineAsync(string userId, bool online, CancellationToken cancellationToken);
}
