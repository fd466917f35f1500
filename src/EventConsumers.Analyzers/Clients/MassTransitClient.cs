using EventConsumers.Analyzers.Messaging;

namespace EventConsumers.Analyzers.Clients;

/// <summary>MassTransit 8.x.</summary>
internal sealed class MassTransitClient : MessagingClient
{
    private static readonly string[] Publishers =
    [
        "MassTransit.IPublishEndpoint", "MassTransit.ISendEndpoint", "MassTransit.IBus", "MassTransit.ConsumeContextExtensions",
        "MassTransit.SendEndpointExtensions", "MassTransit.PublishContextExecuteExtensions", "MassTransit.EndpointConventionExtensions",
    ];

    private static readonly string[] RetrySettings = ["MassTransit.RetryConfigurationExtensions"];
    private static readonly string[] OutboxWords = ["Outbox"];
    private static readonly string[] Redelivery = ["UseDelayedRedelivery", "UseScheduledRedelivery"];
    private static readonly string[] Retries = ["UseMessageRetry", "UseRetry", .. Redelivery];

    // Requests by the mediator are answered in the process.
    private static readonly string[] Mediator = ["AddMediator", "IMediator", "CreateMediator"];

    // Logs have no error queue that a failed message could be moved to.
    private static readonly string[] Riders = ["KafkaTopicReceiveEndpoint", "EventHubReceiveEndpoint"];

    public override string Name => "MassTransit";

    public override string[] Assemblies => ["MassTransit", "MassTransit.Abstractions", "MassTransit.Azure.ServiceBus.Core"];

    public override bool ReportsDroppedTasks => true;

    public override OutsideContext OutsideContext { get; } = new(
        "MassTransit.ConsumeContext", ["MassTransit.IBus", "MassTransit.IBusControl"], ["GetSendEndpoint", "GetPublishSendEndpoint"]);

    public override string[] Instrumentation =>
    [
        "OpenTelemetry.Instrumentation.MassTransit", "OpenTelemetry.Contrib.Instrumentation.MassTransit", "\"MassTransit\"", "DiagnosticHeaders",
        "InstrumentationOptions", "UsePrometheusMetrics", "UseInstrumentation",
    ];

    public override string[] InProcessSenders => ["MassTransit.Mediator.IMediator"];

    public override void Describe(ClientDescription client) => client
        .Members(Publishers, ["Publish"], Verb.Send, m => m with { Message = ["message", "values"], SendTogether = "'PublishBatch'", SentTogetherBy = OutboxWords })
        .Members(Publishers, ["Send"], Verb.Send, m => m with { Message = ["message", "values"], SendTogether = "'SendBatch'", SentTogetherBy = OutboxWords })
        .Members(["MassTransit.ConsumeContext"], ["Respond", "RespondAsync", "Forward"], Verb.Send, m => m with { Message = ["message", "values"] })
        .Members(["MassTransit.IMessageScheduler"], ["SchedulePublish", "ScheduleSend"], Verb.Send, m => m with { Message = ["message", "values"] })
        .Requests(
            ["MassTransit.IRequestClient`1", "MassTransit.RequestHandle"],
            ["GetResponse"],
            m => m with { Message = ["message", "values"], LocalWith = Mediator })
        .Requests(["MassTransit.RequestExtensions"], ["Request"], m => m with { Message = ["message", "values"] })
        .Members(RetrySettings, ["Immediate"], Verb.LimitRetries, m => Retry(m, new(DelayGrowth.None)))
        .Members(RetrySettings, ["Interval"], Verb.LimitRetries, m => Retry(m, new(DelayGrowth.Constant, "interval")) with { Attempts = "retryCount" })
        .Members(RetrySettings, ["Intervals"], Verb.LimitRetries, m => Retry(m, new(DelayGrowth.Listed, "intervals")) with { Attempts = "intervals" })
        .Members(RetrySettings, ["Incremental"], Verb.LimitRetries, m => Retry(m, new(DelayGrowth.Linear, "initialInterval", "intervalIncrement")))
        .Members(
            RetrySettings,
            ["Exponential"],
            Verb.LimitRetries,
            m => Retry(m, new(DelayGrowth.Exponential, "minInterval", "maxInterval", "intervalDelta")))
        .DeliveryLimits("MassTransit.IServiceBusEndpointConfigurator", "MaxDeliveryCount")
        .DeliveryLimits("MassTransit.IServiceBusEndpointEntityConfigurator", "MaxDeliveryCount")
        .DeliveryLimits("MassTransit.ISqlQueueConfigurator", "MaxDeliveryCount")
        .Members(["MassTransit.ReceivePipeConfigurationExtensions"], ["DiscardFaultedMessages"], Verb.Discard, m => m with { Discards = "messages that failed", NotOn = Riders })
        .Members(["MassTransit.ReceivePipeConfigurationExtensions"], ["DiscardSkippedMessages"], Verb.Discard, m => m with { Discards = "messages that no consumer takes", NotOn = Riders })
        .Members(["MassTransit.InMemoryConfigurationExtensions"], ["UsingInMemory", "CreateUsingInMemory"], Verb.UseLocalTransport)
        .Members(["MassTransit.IBusRegistrationConfigurator", "MassTransit.IBusRegistrationConfigurator`1"], ["AddRider"], Verb.UseBroker)
        .MessageTypes(SettlementMode.Framework, "MassTransit.ConsumeContext`1")
        .HandlerMethods(SettlementMode.Framework, "MassTransit.IConsumer`1", "Consume")
        .HandlerMethods(SettlementMode.Framework, "MassTransit.IJobConsumer`1", "Run");

    private static MemberMeaning Retry(MemberMeaning meaning, RetryDelays delays) =>
        meaning with { Attempts = "retryLimit", GivenTo = Retries, GivenToRequeue = Redelivery, Delays = delays, FailuresOf = "Handle" };
}
