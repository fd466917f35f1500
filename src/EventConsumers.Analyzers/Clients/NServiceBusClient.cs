using EventConsumers.Analyzers.Messaging;

namespace EventConsumers.Analyzers.Clients;

/// <summary>NServiceBus handlers.</summary>
internal sealed class NServiceBusClient : MessagingClient
{
    private static readonly string[] Senders =
    [
        "NServiceBus.IPipelineContext", "NServiceBus.IMessageSession", "NServiceBus.IPipelineContextExtensions", "NServiceBus.IMessageSessionExtensions",
    ];

    private const string LearningTransport = "NServiceBus.LearningTransport";
    private const string OneMachine = "through files of one machine; an instance on another one does not see them";

    public override string Name => "NServiceBus";

    public override string[] Assemblies => ["NServiceBus.Core", "NServiceBus.Callbacks"];

    public override bool ReportsDroppedTasks => true;

    public override bool KeepsErrorQueue => true;

    public override OutboxMode Outbox => OutboxMode.InHandlers;

    public override string[] Instrumentation =>
    [
        "NServiceBus.Metrics", "NServiceBus.Extensions.Diagnostics", "NServiceBus.Extensions.OpenTelemetry", "EnableOpenTelemetry", "EnableMetrics",
        "\"NServiceBus",
    ];

    public override void Describe(ClientDescription client) => client
        .Members(Senders, ["Publish", "Send", "SendLocal"], Verb.Send, m => m with { Message = ["message", "messageConstructor"] })
        .Members(
            ["NServiceBus.IMessageProcessingContext", "NServiceBus.IMessageProcessingContextExtensions"],
            ["Reply", "ForwardCurrentMessageTo"],
            Verb.Send,
            m => m with { Message = ["message"] })
        .Requests(["NServiceBus.RequestResponseExtensions"], ["Request"], m => m with { Message = ["requestMessage"] })
        .Members(
            ["NServiceBus.ImmediateRetriesSettings", "NServiceBus.DelayedRetriesSettings"],
            ["NumberOfRetries"],
            Verb.LimitRetries,
            m => m with { Attempts = "numberOfRetries" })
        .Members(["NServiceBus.UseTransportExtensions"], ["UseTransport"], Verb.UseLocalTransport, m => m with { TypeArgument = LearningTransport, Reach = OneMachine })
        .Constructors([LearningTransport], Verb.UseLocalTransport, m => m with { Reach = OneMachine })
        .HandlerMethods(SettlementMode.Framework, "NServiceBus.IHandleMessages`1", "Handle");
}
