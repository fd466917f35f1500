using EventConsumers.Analyzers.Messaging;

namespace EventConsumers.Analyzers.Clients;

/// <summary>Producers of Azure.Messaging.EventHubs 5.x.</summary>
internal sealed class EventHubsClient : MessagingClient
{
    private const string Producer = "Azure.Messaging.EventHubs.Producer.EventHubProducerClient";

    public override string Name => "Event Hubs";

    public override string[] Assemblies => ["Azure.Messaging.EventHubs"];

    public override bool KeepsOrder => true;

    public override void Describe(ClientDescription client) => client
        .Members([Producer], ["SendAsync"], Verb.SendMany, m => m with { Message = ["eventBatch"] })
        .AddedIfRoom("Azure.Messaging.EventHubs.Producer.EventDataBatch", "TryAdd")
        .Creations(Producer);
}
