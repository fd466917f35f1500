using EventConsumers.Analyzers.Messaging;

namespace EventConsumers.Analyzers.Clients;

/// <summary>Azure Functions with a message trigger, in the isolated and in the in-process model.</summary>
internal sealed class FunctionsClient : MessagingClient
{
    private static readonly string[] Actions =
    [
        "Microsoft.Azure.Functions.Worker.ServiceBusMessageActions", "Microsoft.Azure.WebJobs.ServiceBus.ServiceBusMessageActions",
    ];

    public override string Name => "Azure Functions";

    public override string[] Assemblies => ["Microsoft.Azure.Functions.Worker", "Microsoft.Azure.Functions.Worker.", "Microsoft.Azure.WebJobs", "Microsoft.Azure.WebJobs."];

    public override IReadOnlyList<SettlementIdiom> Settlements { get; } =
    [
        new("CompleteMessageAsync") { IsAsync = true, Reject = "DeadLetterMessageAsync" },
    ];

    public override bool SettlesOnce => true;

    public override AutomaticByDefault SettlesUnless { get; } = new("AutoCompleteMessages");

    public override bool IsMeasuredByHost => true;

    public override void Describe(ClientDescription client) => client
        .Members(Actions, ["CompleteMessageAsync"], Verb.Settle, m => m with { Message = ["message"] })
        .Members(Actions, ["AbandonMessageAsync"], Verb.Abandon, m => m with { Message = ["message"], BrokerLimitsRedelivery = true })
        .Members(Actions, ["DeadLetterMessageAsync"], Verb.DeadLetter, m => m with { Message = ["message"] })
        .Members(Actions, ["DeferMessageAsync", "RenewMessageLockAsync"], Verb.Hold, m => m with { Message = ["message"] })
        .RetryAttributes(
            "Microsoft.Azure.Functions.Worker.FixedDelayRetryAttribute",
            "Microsoft.Azure.Functions.Worker.ExponentialBackoffRetryAttribute",
            "Microsoft.Azure.WebJobs.FixedDelayRetryAttribute",
            "Microsoft.Azure.WebJobs.ExponentialBackoffRetryAttribute")
        .HandlerAttributes(
            SettlementMode.Framework,
            "Microsoft.Azure.Functions.Worker.ServiceBusTriggerAttribute",
            "Microsoft.Azure.Functions.Worker.RabbitMQTriggerAttribute",
            "Microsoft.Azure.Functions.Worker.QueueTriggerAttribute",
            "Microsoft.Azure.WebJobs.ServiceBusTriggerAttribute",
            "Microsoft.Azure.WebJobs.RabbitMQTriggerAttribute",
            "Microsoft.Azure.WebJobs.QueueTriggerAttribute")
        .StreamHandlerAttributes(
            SettlementMode.Framework,
            "Microsoft.Azure.Functions.Worker.KafkaTriggerAttribute",
            "Microsoft.Azure.Functions.Worker.EventHubTriggerAttribute",
            "Microsoft.Azure.WebJobs.Extensions.Kafka.KafkaTriggerAttribute",
            "Microsoft.Azure.WebJobs.EventHubTriggerAttribute");
}
