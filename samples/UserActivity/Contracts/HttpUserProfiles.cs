using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Serialization.Metadata;

namespace UserActivity;

internal sealed class HttpUserProfiles(HttpClient http) : IUserProfiles
{
    public Task RecordLoginAsync(UserLoggedIn login, CancellationToken cancellationToken) =>
        PutAsync($"logins/{login.EventId}", login, ServiceJson.Default.UserLoggedIn, cancellationToken);

    public Task RecordLoginsAsync(IReadOnlyCollection<UserLoggedIn> logins, CancellationToken cancellationToken) =>
        PutAsync("logins", logins, ServiceJson.Default.IReadOnlyCollectionUserLoggedIn, cancellationToken);

    public Task CloseSessionAsync(UserLoggedOut logout, CancellationToken cancellationToken) =>
        PutAsync($"logouts/{logout.EventId}", logout, ServiceJson.Default.UserLoggedOut, cancellationToken);

    public Task CloseSessionsAsync(IReadOnlyCollection<UserLoggedOut> logouts, CancellationToken cancellationToken) =>
        PutAsync("logouts", logouts, ServiceJson.Default.IReadOnlyCollectionUserLoggedOut, cancellationToken);

    public Task ForgetDevicesAsync(IReadOnlyCollection<UserLoggedOut> logouts, CancellationToken cancellationToken) =>
        PutAsync("forgotten-devices", logouts, ServiceJson.Default.IReadOnlyCollectionUserLoggedOut, cancellationToken);

    public Task<bool> KnowsDeviceAsync(string userId, string device, CancellationToken cancellationToken) =>
        ExistsAsync($"users/{Uri.EscapeDataString(userId)}/devices/{Uri.EscapeDataString(device)}", cancellationToken);

    public Task<bool> IsOnlineAsync(string userId, CancellationToken cancellationToken) =>
        ExistsAsync($"users/{Uri.EscapeDataString(userId)}/online", cancellationToken);

    public Task SetOnlineAsync(string userId, bool online, CancellationToken cancellationToken) =>
        PutAsync($"users/{Uri.EscapeDataString(userId)}/online", online, ServiceJson.Default.Boolean, cancellationToken);

    private async Task PutAsync<T>(string path, T body, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        using var response = await http.PutAsJsonAsync(path, body, type, cancellationToken);
        response.EnsureSuccessStatusCode();
    }

    private async Task<bool> ExistsAsync(string path, CancellationToken cancellationToken)
    {
        using var response = await http.GetAsync(new Uri(path, UriKind.Relative), cancellationToken);
        if (response.StatusCode == HttpStatusCode.NotFound)
            return false;

        response.EnsureSuccessStatusCode();
        return true;
    }
}
