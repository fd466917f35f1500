using System.Text.Json;
using Amazon.Lambda.Core;
using Amazon.Lambda.SQSEvents;

namespace UserActivity;

/// <summary>Lambda on SQS: writes the logins of the tablet app to the audit trail. The event source mapping reports batch item failures.</summary>
public sealed class TabletLoginFunction(IAuditTrail audit)
{
    public async Task<SQSBatchResponse> HandleAsync(SQSEvent batch, ILambdaContext context)
    {
        using var timeout = new CancellationTokenSource(context.RemainingTime - TimeSpan.FromSeconds(1));
        var response = new SQSBatchResponse();
        foreach (var record in batch.Records)
        {
            try
            {
                var login = JsonSerializer.Deserialize(record.Body, ActivityJson.Default.UserLoggedIn)!;
                await audit.AppendAsync(login, timeout.Token);
            }
            catch (Exception e)
            {
                context.Logger.LogError($"{record.MessageId} failed: {e}");
                response.BatchItemFailures.Add(new SQSBatchResponse.BatchItemFailure
                {
                    ItemIdentifier = record.MessageId,
                });
            }
        }

        return response;
    }
}
