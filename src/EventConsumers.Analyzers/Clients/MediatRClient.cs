using EventConsumers.Analyzers.Messaging;

namespace EventConsumers.Analyzers.Clients;

/// <summary>MediatR notifications: in-process by design, so nothing is settled.</summary>
internal sealed class MediatRClient : MessagingClient
{
    public override string Name => "MediatR";

    public override string[] Assemblies => ["MediatR", "MediatR.Contracts"];

    public override bool IsInProcess => true;

    public override void Describe(ClientDescription client) => client
        .HandlerMethods(SettlementMode.None, "MediatR.INotificationHandler`1", "Handle");
}
