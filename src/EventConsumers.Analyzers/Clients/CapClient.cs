using EventConsumers.Analyzers.Messaging;

namespace EventConsumers.Analyzers.Clients;

/// <summary>DotNetCore.CAP subscribers, its in-memory queue and its in-memory storage.</summary>
internal sealed class CapClient : MessagingClient
{
    private static readonly string[] Options =
    [
        "Microsoft.Extensions.DependencyInjection.CapOptionsExtensions", "Savorboard.CAP.InMemoryMessageQueue.CapOptionsExtensions",
    ];

    public override string Name => "CAP";

    public override string[] Assemblies => ["DotNetCore.CAP", "DotNetCore.CAP.InMemoryStorage", "Savorboard.CAP.InMemoryMessageQueue"];

    public override OutboxMode Outbox => OutboxMode.Always;

    public override string[] Instrumentation => ["DotNetCore.CAP.OpenTelemetry", "AddCapInstrumentation"];

    public override void Describe(ClientDescription client) => client
        .Members(["DotNetCore.CAP.ICapPublisher"], ["Publish", "PublishAsync", "PublishDelay", "PublishDelayAsync"], Verb.Send, m => m with { Message = ["contentObj"] })
        .Members(Options, ["UseInMemoryMessageQueue"], Verb.UseLocalTransport)
        .Members(Options, ["UseInMemoryStorage"], Verb.UseLocalTransport, m => m with { Reach = "that only this process remembers; a restart loses what is not delivered yet" })
        .RetryLimits("DotNetCore.CAP.CapOptions", "FailedRetryCount")
        .HandlerAttributes(SettlementMode.Framework, "DotNetCore.CAP.CapSubscribeAttribute");
}
