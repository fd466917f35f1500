using EventConsumers.Analyzers.Messaging;

namespace EventConsumers.Analyzers.Clients;

/// <summary>Paramore.Brighter request handlers. What a failure means depends on the policies round them.</summary>
internal sealed class BrighterClient : MessagingClient
{
    private static readonly string[] Processor = ["Paramore.Brighter.IAmACommandProcessor", "Paramore.Brighter.CommandProcessor"];

    public override string Name => "Brighter";

    public override string[] Assemblies => ["Paramore.Brighter"];

    public override string[] Instrumentation => ["AddBrighterInstrumentation", "\"paramore.brighter", "\"Paramore.Brighter"];

    public override void Describe(ClientDescription client) => client
        .Members(Processor, ["Post", "PostAsync"], Verb.Send, m => m with { Message = ["request"] })
        .Requests(Processor, ["Call"], m => m with { Message = ["request"] })
        .HandlerMethods(SettlementMode.Unknown, "Paramore.Brighter.IHandleRequests`1", "Handle")
        .HandlerMethods(SettlementMode.Unknown, "Paramore.Brighter.IHandleRequestsAsync`1", "HandleAsync")
        .HandlerMethods(SettlementMode.Unknown, "Paramore.Brighter.RequestHandler`1", "Handle")
        .HandlerMethods(SettlementMode.Unknown, "Paramore.Brighter.RequestHandlerAsync`1", "HandleAsync");
}
