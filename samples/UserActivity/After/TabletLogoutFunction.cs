using System.Text.Json;
using Amazon.Lambda.Core;
using Amazon.Lambda.SQSEvents;

namespace UserActivity;

/// <summary>Lambda on SQS: closes the sessions of the tablet app. The event source mapping reports batch item failures.</summary>
public sealed class TabletLogoutFunction(IUserProfiles profiles)
{
    public async Task<SQSBatchResponse> HandleAsync(SQSEvent batch, ILambdaContext context)
    {
        using var timeout = new CancellationTokenSource(context.RemainingTime - TimeSpan.FromSeconds(1));
        var response = new SQSBatchResponse();
        foreach (var record in batch.Records)
        {
            try
            {
                var logout = JsonSerializer.Deserialize(record.Body, ActivityJson.Default.UserLoggedOut)!;
                await profiles.CloseSessionAsync(logout, timeout.Token);
            }
            catch (Exception e)
            {
                context.Logger.LogError($"{record.MessageId} failed: {e}");
                response.BatchItemFailures.Add(new SQSBatchResponse.BatchItemFailure { ItemIdentifier = record.MessageId });
            }
        }

        return response;
    }
}
