using EventConsumers.Analyzers.Messaging;

namespace EventConsumers.Analyzers.Clients;

/// <summary>AWS Lambda functions that an SQS queue triggers.</summary>
internal sealed class LambdaClient : MessagingClient
{
    public override string Name => "Lambda SQS";

    public override string[] Assemblies => ["Amazon.Lambda.SQSEvents"];

    public override void Describe(ClientDescription client) => client
        .MessageTypes(SettlementMode.Framework, "Amazon.Lambda.SQSEvents.SQSEvent", "Amazon.Lambda.SQSEvents.SQSEvent+SQSMessage");
}
