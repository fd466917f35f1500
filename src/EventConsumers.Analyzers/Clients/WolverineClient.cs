using EventConsumers.Analyzers.Messaging;

namespace EventConsumers.Analyzers.Clients;

/// <summary>Wolverine, which finds handlers by name.</summary>
internal sealed class WolverineClient : MessagingClient
{
    public override string Name => "Wolverine";

    public override string[] Assemblies => ["Wolverine"];

    public override void Describe(ClientDescription client) => client
        .Members(
            ["Wolverine.IMessageBus", "Wolverine.IMessageContext", "Wolverine.ICommandBus"],
            ["PublishAsync", "SendAsync", "ScheduleAsync"],
            Verb.Send,
            m => m with { Message = ["message"] })
        .HandlerConvention(
            SettlementMode.Framework,
            ["Handler", "Consumer"],
            ["Handle", "HandleAsync", "Handles", "HandlesAsync", "Consume", "ConsumeAsync", "Consumes", "ConsumesAsync"]);
}
