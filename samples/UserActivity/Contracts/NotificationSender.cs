using System.Net.Http.Json;

namespace UserActivity;

/// <summary>Sends a notification to the user's devices. The event id keeps the service from sending it twice.</summary>
public sealed class NotificationSender(HttpClient http)
{
    public async Task SendAsync(Notification notification, CancellationToken cancellationToken)
    {
        using var response = await http.PostAsJsonAsync(
            "notifications", notification, ServiceJson.Default.Notification, cancellationToken);
        response.EnsureSuccessStatusCode();
    }
}
