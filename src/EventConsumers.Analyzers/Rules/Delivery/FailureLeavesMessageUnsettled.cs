using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Rules.Delivery;

/// <summary>EVC1007: a handler that fails leaves its message unsettled.</summary>
internal sealed class FailureLeavesMessageUnsettled : BodyRule
{
    public override DiagnosticDescriptor Descriptor { get; } = Descriptors.Suggestion(
        "EVC1007",
        "Failure leaves the message unsettled",
        "'{0}' is not reached when '{1}' fails; the message then stays unsettled until the connection ends",
        "A message that is neither acknowledged nor rejected takes a place of the prefetch limit for good; enough of them, and nothing is delivered any more.");

    public override void Analyze(BodyFacts facts, Reporter report)
    {
        foreach (var handler in facts.Handlers)
        {
            if (!handler.Client.KeepsFailedMessages || handler.Receives.Count > 0 || facts.Tries.Any(@try => !@try.Catches.IsEmpty && @try.IsWithin(handler.Body)))
                continue;

            var site = facts.Settles.FirstOrDefault(site =>
                site.Operation.IsWithin(handler.Body) && site.Operation.IsWaitedForIn(handler.Body) && site.Message.Symbols.Any(message => handler.Messages.Contains(message, SymbolEqualityComparer.Default)));
            if (site is not null && !IsReachedAnyway(site, facts) && WorkBefore(site, handler, facts) is { } work
                && AttachedOpenly.Is(handler, facts) && SettlementMeanwhile.AcknowledgingOnDelivery(handler, facts) is null
                && !IsOfPrivateQueue(handler, facts))
            {
                report.Report(this, CallName.LocationOf(site.Operation.Syntax), site.Name, work.CalledName());
            }
        }
    }

    // A queue that ends with its consumer delivers to nobody else; without a limit, what is unsettled keeps nothing back either.
    private static bool IsOfPrivateQueue(Handler handler, BodyFacts facts) =>
        !facts.CallsOfType(static meaning => meaning.Prefetch is not null).Any()
        && SettlementMeanwhile.SubscriptionsOf(handler, call => ConsumedQueue.Of(call, facts) is { IsPrivate: true }, facts).Any();

    private static bool IsReachedAnyway(SettleSite site, BodyFacts facts) => facts.Tries.Any(@try => @try.Finally is { } last && site.Operation.IsWithin(last));

    private static IInvocationOperation? WorkBefore(SettleSite site, Handler handler, BodyFacts facts) =>
        MessageWork.In(handler.Body, site.Message.Content, facts).FirstOrDefault(work =>
            work.Syntax.Span.End <= site.Operation.Syntax.SpanStart
            && work.IsWaitedFor()
            && work.IsWaitedForIn(handler.Body)
            && !facts.Compilation.Catalog.SeesToFailures(work.TargetMethod)
            && !facts.Compilation.Summaries.Settles(work.TargetMethod, facts.CancellationToken)
            && !facts.Compilation.Summaries.Rejects(work.TargetMethod, facts.CancellationToken));
}
