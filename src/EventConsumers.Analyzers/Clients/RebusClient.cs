using EventConsumers.Analyzers.Messaging;

namespace EventConsumers.Analyzers.Clients;

/// <summary>Rebus handlers.</summary>
internal sealed class RebusClient : MessagingClient
{
    public override string Name => "Rebus";

    public override string[] Assemblies => ["Rebus"];

    public override void Describe(ClientDescription client) => client
        .Members(
            ["Rebus.Bus.IBus", "Rebus.Bus.IBusExtensions"],
            ["Publish", "Send", "SendLocal", "Reply", "Defer", "DeferLocal"],
            Verb.Send,
            m => m with { Message = ["eventMessage", "commandMessage", "replyMessage", "message"] })
        .HandlerMethods(SettlementMode.Framework, "Rebus.Handlers.IHandleMessages`1", "Handle");
}
