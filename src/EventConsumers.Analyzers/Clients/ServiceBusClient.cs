using EventConsumers.Analyzers.Messaging;

namespace EventConsumers.Analyzers.Clients;

/// <summary>Azure.Messaging.ServiceBus 7.x.</summary>
internal sealed class ServiceBusClient : MessagingClient
{
    private const string Namespace = "Azure.Messaging.ServiceBus.";
    private const string Administration = Namespace + "Administration.";

    private static readonly string[] Receivers = [Namespace + "ServiceBusReceiver", Namespace + "ServiceBusSessionReceiver"];
    private static readonly string[] Arguments = [Namespace + "ProcessMessageEventArgs", Namespace + "ProcessSessionMessageEventArgs"];
    private static readonly string[] Client = [Namespace + "ServiceBusClient"];

    public override string Name => "Service Bus";

    public override string[] Assemblies => ["Azure.Messaging.ServiceBus"];

    public override IReadOnlyList<SettlementIdiom> Settlements { get; } =
    [
        new("CompleteMessageAsync") { IsAsync = true, Reject = "DeadLetterMessageAsync" },
    ];

    public override AutomaticByDefault SettlesUnless { get; } = new("AutoCompleteMessages")
    {
        Arguments = ["ProcessMessageEventArgs", "ProcessSessionMessageEventArgs"],
    };

    public override bool SettlesOnce => true;

    public override bool CountsDeliveries => true;

    public override string[] Instrumentation => ["AddSource(\"Azure", "Azure.Messaging.ServiceBus.*"];

    public override void Describe(ClientDescription client) => client
        .Members(Receivers, ["ReceiveMessageAsync"], Verb.Receive, m => m with { ReceiveTogether = "ReceiveMessagesAsync" })
        .Members(Receivers, ["ReceiveMessagesAsync"], Verb.ReceiveBatch)
        .Members([.. Receivers, .. Arguments], ["CompleteMessageAsync"], Verb.Settle, m => m with { Message = ["message"] })
        .Members([.. Receivers, .. Arguments], ["AbandonMessageAsync"], Verb.Abandon, m => m with { Message = ["message"], BrokerLimitsRedelivery = CountsDeliveries })
        .Members([.. Receivers, .. Arguments], ["DeadLetterMessageAsync"], Verb.DeadLetter, m => m with { Message = ["message"] })
        .Members([.. Receivers, .. Arguments], ["DeferMessageAsync", "RenewMessageLockAsync"], Verb.Hold, m => m with { Message = ["message"] })
        .Members([Namespace + "ServiceBusSender"], ["SendMessageAsync"], Verb.Send, m => m with { Message = ["message"], SendTogether = "'SendMessagesAsync' with a batch" })
        .Members([Namespace + "ServiceBusSender"], ["ScheduleMessageAsync"], Verb.Send, m => m with { Message = ["message"], SendTogether = "'ScheduleMessagesAsync'" })
        .Members(
            [Namespace + "ServiceBusSender"],
            ["SendMessagesAsync", "ScheduleMessagesAsync"],
            Verb.SendMany,
            m => m with { Message = ["messages", "messageBatch"] })
        .Members(
            Client,
            ["CreateProcessor"],
            Verb.CreateClient,
            m => m with { SharesConnection = true, SequentialWithout = ("options", "MaxConcurrentCalls") })
        .Members(Client, ["CreateReceiver"], Verb.CreateClient, m => m with { SharesConnection = true })
        .Members(Client, ["CreateSessionProcessor"], Verb.CreateClient, m => m with { SharesConnection = true, Destination = "queueName", ReadsSessions = true })
        .Members(Client, ["CreateSender"], Verb.CreateClient, m => m with { SharesConnection = true, Destination = "queueOrTopicName" })
        .Members(
            [Namespace + "ServiceBusProcessor", Namespace + "ServiceBusSessionProcessor"],
            ["StartProcessingAsync", "StopProcessingAsync"],
            Verb.Lifecycle)
        .AutomaticSettlement(
            [Namespace + "ServiceBusReceiverOptions", Namespace + "ServiceBusSessionReceiverOptions"],
            "ReceiveMode",
            Namespace + "ServiceBusReceiveMode",
            automatic: "ReceiveAndDelete",
            manual: "PeekLock")
        .AutomaticSettlement(
            [Namespace + "ServiceBusProcessorOptions", Namespace + "ServiceBusSessionProcessorOptions"],
            "ReceiveMode",
            Namespace + "ServiceBusReceiveMode",
            automatic: "ReceiveAndDelete",
            manual: "PeekLock",
            settlesAfterwards: "AutoCompleteMessages")
        .Options(
            Namespace + "ServiceBusProcessorOptions",
            Namespace + "ServiceBusSessionProcessorOptions",
            Namespace + "ServiceBusReceiverOptions",
            Namespace + "ServiceBusSessionReceiverOptions")
        .Concurrency(Namespace + "ServiceBusProcessorOptions", "MaxConcurrentCalls", isOfConsumer: true)
        .Keyed(Namespace + "ServiceBusMessage", new(["SessionId", "PartitionKey"], "body") { Correlating = ["ReplyTo", "ReplyToSessionId"] })
        .LockedPrefetch(Namespace + "ServiceBusProcessorOptions", new("PrefetchCount", "MaxConcurrentCalls", 1, "ReceiveMode", "ReceiveAndDelete"))
        .DeliveryLimits(Administration + "CreateQueueOptions", "MaxDeliveryCount")
        .DeliveryLimits(Administration + "CreateSubscriptionOptions", "MaxDeliveryCount")
        .DeliveryLimits(Administration + "QueueProperties", "MaxDeliveryCount")
        .DeliveryLimits(Administration + "SubscriptionProperties", "MaxDeliveryCount")
        .AddedIfRoom(Namespace + "ServiceBusMessageBatch", "TryAddMessage")
        .Creations(Client)
        .Bodies(Namespace + "ServiceBusReceivedMessage", "Body")
        .TextConstructors(Namespace + "ServiceBusMessage")
        .MessageTypes(SettlementMode.Unknown, [.. Arguments, Namespace + "ServiceBusReceivedMessage"])
        .Metadata(
            Namespace + "ServiceBusReceivedMessage",
            "MessageId", "LockToken", "SequenceNumber", "EnqueuedSequenceNumber", "DeliveryCount", "EnqueuedTime", "ExpiresAt", "LockedUntil")
        .Metadata(Namespace + "ProcessMessageEventArgs", "EntityPath", "FullyQualifiedNamespace", "Identifier")
        .Metadata(Namespace + "ProcessSessionMessageEventArgs", "EntityPath", "FullyQualifiedNamespace", "Identifier", "SessionLockedUntil")
        .HandlerMethods(SettlementMode.Unknown, Namespace + "ServiceBusProcessor", "OnProcessMessageAsync")
        .HandlerMethods(SettlementMode.Unknown, Namespace + "ServiceBusSessionProcessor", "OnProcessSessionMessageAsync")
        .DeliveryEvents(SettlementMode.Unknown, Namespace + "ServiceBusProcessor", "ProcessMessageAsync")
        .DeliveryEvents(SettlementMode.Unknown, Namespace + "ServiceBusSessionProcessor", "ProcessMessageAsync");
}
