using EventConsumers.Analyzers.Messaging;

namespace EventConsumers.Analyzers.Clients;

/// <summary>DotNetCore.CAP subscribers.</summary>
internal sealed class CapClient : MessagingClient
{
    public override string Name => "CAP";

    public override string[] Assemblies => ["DotNetCore.CAP"];

    public override void Describe(ClientDescription client) => client
        .Members(["DotNetCore.CAP.ICapPublisher"], ["Publish", "PublishAsync", "PublishDelay", "PublishDelayAsync"], Verb.Send, m => m with { Message = ["contentObj"] })
        .RetryLimits("DotNetCore.CAP.CapOptions", "FailedRetryCount")
        .HandlerAttributes(SettlementMode.Framework, "DotNetCore.CAP.CapSubscribeAttribute");
}
