using EventConsumers.Analyzers.Messaging;

namespace EventConsumers.Analyzers.Clients;

/// <summary>Wolverine, which finds handlers by name.</summary>
internal sealed class WolverineClient : MessagingClient
{
    private static readonly string[] FailureActions = ["Wolverine.ErrorHandling.IFailureActions", "Wolverine.ErrorHandling.PolicyExpression"];

    public override string Name => "Wolverine";

    public override string[] Assemblies => ["Wolverine"];

    public override OutboxMode Outbox => OutboxMode.InHandlers;

    public override string[] OutboxSettings => ["AutoApplyTransactions", "IntegrateWithWolverine", "UseEntityFrameworkCoreTransactions", "Transactional"];

    public override string[] Instrumentation => ["\"Wolverine"];

    public override void Describe(ClientDescription client) => client
        .Members(
            ["Wolverine.IMessageBus", "Wolverine.IMessageContext", "Wolverine.ICommandBus"],
            ["PublishAsync", "SendAsync", "ScheduleAsync"],
            Verb.Send,
            m => m with { Message = ["message"] })
        .Requests(["Wolverine.IDestinationEndpoint"], ["InvokeAsync"], m => m with { Message = ["message"] })
        .Requests(["Wolverine.IMessageBus", "Wolverine.ICommandBus"], ["InvokeAsync"], m => m with { Message = ["message"], RoutedBy = "PublishMessage" })
        .Members(FailureActions, ["RetryTimes"], Verb.LimitRetries, m => m with { Attempts = "attempts", Delays = new(DelayGrowth.None), FollowedBy = "Then", FailuresOf = "OnException" })
        .Members(FailureActions, ["RetryWithCooldown"], Verb.LimitRetries, m => m with { Attempts = "delays", Delays = new(DelayGrowth.Listed, "delays"), FailuresOf = "OnException" })
        .Members(FailureActions, ["RequeueIndefinitely", "ScheduleRetryIndefinitely"], Verb.LimitRetries, m => m with { Requeues = true, FailuresOf = "OnException" })
        .HandlerConvention(
            SettlementMode.Framework,
            ["Handler", "Consumer"],
            ["Handle", "HandleAsync", "Handles", "HandlesAsync", "Consume", "ConsumeAsync", "Consumes", "ConsumesAsync"]);
}
