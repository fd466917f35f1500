using System.Text.Json;
using Amazon.Lambda.Core;
using Amazon.Lambda.SQSEvents;

namespace UserActivity;

/// <summary>Lambda on SQS: writes the logins of the tablet app to the audit trail.</summary>
public sealed class TabletLoginFunction(IAuditTrail audit)
{
    public async Task<SQSBatchResponse> HandleAsync(SQSEvent batch, ILambdaContext context)
    {
        var response = new SQSBatchResponse();
        foreach (var record in batch.Records)
        {
            try
            {
                var login = JsonSerializer.Deserialize<UserLoggedIn>(record.Body)!;
                await audit.AppendAsync(login, CancellationToken.None);
            }
            catch (Exception e)
            {
                context.Logger.LogError($"{record.MessageId} failed: {e}");
                response.BatchItemFailures.Add(new SQSBatchResponse.BatchItemFailure
                {
                    ItemIdentifier = record.ReceiptHandle, // EVC1016
                });
            }
        }

        return response;
    }
}
