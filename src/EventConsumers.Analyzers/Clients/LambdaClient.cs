using EventConsumers.Analyzers.Messaging;

namespace EventConsumers.Analyzers.Clients;

/// <summary>AWS Lambda functions that an SQS queue triggers.</summary>
internal sealed class LambdaClient : MessagingClient
{
    private const string Batch = "Amazon.Lambda.SQSEvents.SQSEvent";
    private const string Message = "Amazon.Lambda.SQSEvents.SQSEvent+SQSMessage";
    private const string Response = "Amazon.Lambda.SQSEvents.SQSBatchResponse";

    public override string Name => "Lambda SQS";

    public override string[] Assemblies => ["Amazon.Lambda.SQSEvents"];

    public override bool IsMeasuredByHost => true;

    public override void Describe(ClientDescription client) => client
        .MessageTypes(SettlementMode.Framework, Batch, Message)
        .BatchResponse(
            Batch,
            response: Response,
            failures: "BatchItemFailures",
            failure: Response + "+BatchItemFailure",
            identifier: "ItemIdentifier",
            message: Message,
            id: "MessageId",
            setup: "Counts only with ReportBatchItemFailures in the event source mapping; without it, all messages count as processed.");
}
