using System.Text.Json;
using Amazon.Lambda.SQSEvents;

namespace UserActivity;

/// <summary>Lambda on SQS: closes the sessions of the tablet app.</summary>
public sealed class TabletLogoutFunction(IUserProfiles profiles)
{
    public async Task HandleAsync(SQSEvent batch) // EVC1015
    {
        foreach (var record in batch.Records)
        {
            var logout = JsonSerializer.Deserialize<UserLoggedOut>(record.Body)!;
            await profiles.CloseSessionAsync(logout, CancellationToken.None);
        }
    }
}
