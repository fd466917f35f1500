using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;

namespace EventConsumers.Analyzers.Clients;

/// <summary>AWSSDK.SQS 3 and 4.</summary>
internal sealed class SqsClient : MessagingClient
{
    private const string DeleteEntry = "Amazon.SQS.Model.DeleteMessageBatchRequestEntry";
    private static readonly string[] Outcome = ["Failed", "Successful"];
    private static readonly string[] Clients = ["Amazon.SQS.IAmazonSQS", "Amazon.SQS.AmazonSQSClient"];

    public override string Name => "SQS";

    public override string[] Assemblies => ["AWSSDK.SQS"];

    public override bool SendsTextOverHttp => true;

    public override string? NeverNull => "InitializeCollections";

    public override (string Suffix, string Key)? OrderedQueues => (".fifo", "MessageGroupId");

    public override string[] QueueRemovedBy => ["DeleteQueue", "DeleteQueueAsync", "DeleteQueueRequest"];

    public override string[] RedeliveryLimits => ["RedrivePolicy", "maxReceiveCount"];

    public override IReadOnlyList<BatchSettlementIdiom> BatchSettlements { get; } =
    [
        new("DeleteMessage", "DeleteMessageBatch", DeleteEntry) { EntryId = "MessageId", IsLimited = true, Failed = "Failed" },
        new("DeleteMessageAsync", "DeleteMessageBatchAsync", DeleteEntry) { EntryId = "MessageId", IsLimited = true, Failed = "Failed" },
    ];

    public override string[] Instrumentation => ["OpenTelemetry.Instrumentation.AWS", "OpenTelemetry.Contrib.Instrumentation.AWS", "AddAWSInstrumentation"];

    public override void Describe(ClientDescription client) => client
        .Members(
            Clients,
            ["ReceiveMessage", "ReceiveMessageAsync"],
            Verb.ReceiveBatch,
            m => m with
            {
                BatchSize = "MaxNumberOfMessages",
                MostAtOnce = 10,
                WaitTime = "WaitTimeSeconds",
                HidesFor = "VisibilityTimeout",
                QueueWaitTime = "ReceiveMessageWaitTimeSeconds",
                NullWhenEmpty = NullWhenEmpty(client),
            })
        .Members(
            Clients,
            ["DeleteMessage", "DeleteMessageAsync"],
            Verb.Settle,
            m => m with
            {
                Message = ["receiptHandle", "request"],
                RequestMembers = ["ReceiptHandle"],
                SettleTogether = "'DeleteMessageBatchAsync' for the whole batch",
            })
        .Members(
            Clients,
            ["DeleteMessageBatch", "DeleteMessageBatchAsync"],
            Verb.SettleMany,
            m => m with { Message = ["entries", "request"], RequestMembers = ["Entries", "ReceiptHandle"], Failures = Outcome })
        .Members(
            Clients,
            ["ChangeMessageVisibility", "ChangeMessageVisibilityAsync"],
            Verb.Hold,
            m => m with { Message = ["receiptHandle", "request"], RedeliveryDelay = "visibilityTimeout" })
        .Members(
            Clients,
            ["ChangeMessageVisibilityBatch", "ChangeMessageVisibilityBatchAsync"],
            Verb.Hold,
            m => m with { Message = ["entries", "request"], RedeliveryDelay = "visibilityTimeout", Failures = Outcome })
        .Members(Clients, ["SendMessage", "SendMessageAsync"], Verb.Send, m => m with { Message = ["messageBody", "request"], Destination = "queueUrl", SendTogether = "'SendMessageBatchAsync', ten at a time" })
        .Members(Clients, ["SendMessageBatch", "SendMessageBatchAsync"], Verb.SendMany, m => m with { Message = ["entries", "request"], Failures = Outcome })
        .Members(Clients, ["CreateQueue", "CreateQueueAsync"], Verb.Declare, m => m with { RequestSettings = ("Attributes", "RedrivePolicy") })
        .DeliveryLimit("maxReceiveCount")
        .Keyed("Amazon.SQS.Model.SendMessageRequest", new(["MessageGroupId"], "MessageBody") { OrderedBy = "MessageDeduplicationId", Queue = "QueueUrl" })
        .Keyed("Amazon.SQS.Model.SendMessageBatchRequestEntry", new(["MessageGroupId"], "MessageBody") { OrderedBy = "MessageDeduplicationId" })
        .Options("Amazon.SQS.Model.ReceiveMessageRequest", "Amazon.SQS.Model.CreateQueueRequest")
        .Constructors(["Amazon.SQS.AmazonSQSClient"], Verb.CreateClient, m => m with { SharesConnection = true })
        .MessageTypes(SettlementMode.Unknown, "Amazon.SQS.Model.Message", "Amazon.SQS.Model.ReceiveMessageResponse")
        .Metadata("Amazon.SQS.Model.Message", "MessageId", "ReceiptHandle", "MD5OfBody", "MD5OfMessageAttributes");

    // Version 4 made numbers nullable and leaves lists null.
    private static string? NullWhenEmpty(ClientDescription client) =>
        client.Type("Amazon.SQS.Model.ReceiveMessageRequest")?.GetMembers("MaxNumberOfMessages").FirstOrDefault()
            is IPropertySymbol { Type.OriginalDefinition.SpecialType: SpecialType.System_Nullable_T }
            ? "Messages"
            : null;
}
