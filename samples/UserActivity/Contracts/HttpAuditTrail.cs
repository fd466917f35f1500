using System.Net.Http.Json;

namespace UserActivity;

internal sealed class HttpAuditTrail(HttpClient http) : IAuditTrail
{
    public async Task AppendAsync(UserLoggedIn login, CancellationToken cancellationToken)
    {
        using var response = await http.PutAsJsonAsync(
            $"entries/{login.EventId}", login, ServiceJson.Default.UserLoggedIn, cancellationToken);
        response.EnsureSuccessStatusCode();
    }
}
