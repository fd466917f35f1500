using EventConsumers.Analyzers.Messaging;

namespace EventConsumers.Analyzers.Clients;

/// <summary>Rebus handlers.</summary>
internal sealed class RebusClient : MessagingClient
{
    private static readonly string[] Buses = ["Rebus.Bus.IBus", "Rebus.Bus.IBusExtensions"];

    public override string Name => "Rebus";

    public override string[] Assemblies => ["Rebus", "Rebus.Async"];

    public override OutboxMode Outbox => OutboxMode.InHandlers;

    public override string[] Instrumentation => ["Rebus.OpenTelemetry", "Rebus.Diagnostics", "AddRebusInstrumentation", "EnableDiagnosticSources"];

    public override void Describe(ClientDescription client) => client
        .Members(
            Buses,
            ["Publish", "Send"],
            Verb.Send,
            m => m with
            {
                Message = ["eventMessage", "commandMessage"],
                SendTogether = "a 'RebusTransactionScope' round the loop",
                SentTogetherBy = ["RebusTransactionScope", "IHandleMessages"],
            })
        .Members(
            Buses,
            ["SendLocal", "Reply", "Defer", "DeferLocal"],
            Verb.Send,
            m => m with { Message = ["commandMessage", "replyMessage", "message"] })
        .Requests(["Rebus.AsyncBusExtensions"], ["SendRequest"], m => m with { Message = ["request"] })
        .Members(
            ["Rebus.Retry.Simple.RetryStrategyConfigurationExtensions", "Rebus.Retry.Simple.SimpleRetryStrategyConfigurationExtensions"],
            ["RetryStrategy", "SimpleRetryStrategy"],
            Verb.LimitRetries,
            m => m with { Attempts = "maxDeliveryAttempts" })
        .Members(
            ["Rebus.Transport.InMem.InMemTransportConfigurationExtensions"],
            ["UseInMemoryTransport", "UseInMemoryTransportAsOneWayClient"],
            Verb.UseLocalTransport)
        .HandlerMethods(SettlementMode.Framework, "Rebus.Handlers.IHandleMessages`1", "Handle");
}
