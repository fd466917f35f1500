using EventConsumers.Analyzers.Messaging;

namespace EventConsumers.Analyzers.Clients;

/// <summary>NServiceBus handlers.</summary>
internal sealed class NServiceBusClient : MessagingClient
{
    private static readonly string[] Senders =
    [
        "NServiceBus.IPipelineContext", "NServiceBus.IMessageSession", "NServiceBus.IPipelineContextExtensions", "NServiceBus.IMessageSessionExtensions",
    ];

    public override string Name => "NServiceBus";

    public override string[] Assemblies => ["NServiceBus.Core"];

    public override void Describe(ClientDescription client) => client
        .Members(Senders, ["Publish", "Send", "SendLocal"], Verb.Send, m => m with { Message = ["message", "messageConstructor"] })
        .Members(
            ["NServiceBus.IMessageProcessingContext", "NServiceBus.IMessageProcessingContextExtensions"],
            ["Reply", "ForwardCurrentMessageTo"],
            Verb.Send,
            m => m with { Message = ["message"] })
        .Members(
            ["NServiceBus.ImmediateRetriesSettings", "NServiceBus.DelayedRetriesSettings"],
            ["NumberOfRetries"],
            Verb.LimitRetries,
            m => m with { Attempts = "numberOfRetries" })
        .HandlerMethods(SettlementMode.Framework, "NServiceBus.IHandleMessages`1", "Handle");
}
