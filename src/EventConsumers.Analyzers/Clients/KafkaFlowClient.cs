using EventConsumers.Analyzers.Messaging;

namespace EventConsumers.Analyzers.Clients;

/// <summary>KafkaFlow handlers and middlewares.</summary>
internal sealed class KafkaFlowClient : MessagingClient
{
    public override string Name => "KafkaFlow";

    public override string[] Assemblies => ["KafkaFlow", "KafkaFlow.Abstractions", "KafkaFlow.TypedHandler", "KafkaFlow.Retry"];

    public override string[] Instrumentation => ["KafkaFlow.OpenTelemetry", "AddOpenTelemetryInstrumentation", "KafkaFlowInstrumentation"];

    public override bool KeepsOrder => true;

    public override void Describe(ClientDescription client) => client
        .Members(["KafkaFlow.IMessageProducer", "KafkaFlow.IMessageProducer`1"], ["ProduceAsync", "Produce"], Verb.Send, m => m with { Message = ["messageValue", "message"] })
        .Members(["KafkaFlow.Retry.ConfigurationBuilderExtensions"], ["RetryForever"], Verb.LimitRetries)
        .HandlerMethods(SettlementMode.Framework, "KafkaFlow.IMessageHandler`1", "Handle")
        .HandlerMethods(SettlementMode.Framework, "KafkaFlow.TypedHandler.IMessageHandler`1", "Handle");
}
