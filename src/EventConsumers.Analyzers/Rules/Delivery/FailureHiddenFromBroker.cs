using System.Collections.Immutable;
using EventConsumers.Analyzers.Flow;
using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;

namespace EventConsumers.Analyzers.Rules.Delivery;

/// <summary>EVC1005: failure hidden from the broker.</summary>
internal sealed class FailureHiddenFromBroker : BodyRule
{
    /// <summary>A property of the report: the failure is hidden by a later message, and the loop has no one to rethrow to.</summary>
    public const string Position = nameof(Position);

    private const string Settled = "the message counts as processed";

    private static readonly ImmutableDictionary<string, string?> ByPosition = ImmutableDictionary<string, string?>.Empty.Add(Position, "");

    public override DiagnosticDescriptor Descriptor { get; } = Descriptors.Warning(
        "EVC1005",
        "Failure hidden from the broker",
        "This catch hides a failure of '{0}' from {1}: {2}, is not tried again and not dead-lettered",
        "Where a framework settles messages, an exception is how it learns that one has failed. A handler that swallows it loses the message.");

    public override void Analyze(BodyFacts facts, Reporter report)
    {
        if (facts.Tries.Count == 0)
            return;

        foreach (var handler in facts.Handlers)
        {
            if (LearnsOfFailures(handler, facts) && SwallowedFailure.In(handler, facts) is { } swallowed)
                report.Report(this, CatchAll.HeadOf(swallowed.Clause), [swallowed.Work.Syntax.GetLocation()], null, swallowed.Work.CalledName(), handler.Client.Name, Settled);
            else if (LaterSettle.In(handler, facts) is { Failure: var failure, Settle: var settle })
                report.Report(
                    this, CatchAll.HeadOf(failure.Clause), [failure.Work.Syntax.GetLocation(), settle.Operation.Syntax.GetLocation()], ByPosition,
                    failure.Work.CalledName(), handler.Client.Name, $"the message is settled with the next one by '{settle.Method.Name}'");
        }
    }

    private static bool LearnsOfFailures(Handler handler, BodyFacts facts) => handler.Kind is HandlerKind.Method or HandlerKind.Callback
        && !IsAboutFailure(handler)
        && handler.Settlement switch
        {
            SettlementMode.Framework => !Passes(facts) && !SettlesItself(handler, facts),
            SettlementMode.Unknown => SettlementMeanwhile.IsSettledByClient(handler, facts),
            _ => false,
        };

    // A handler of faults comes after all retries: there is nothing left to tell.
    private static bool IsAboutFailure(Handler handler) => handler.Messages.OfType<IParameterSymbol>()
        .Any(message => IsFault(message.Type) || message.Type is INamedTypeSymbol { TypeArguments: var content } && content.Any(IsFault));

    private static bool IsFault(ITypeSymbol type) => type.Name is "Fault" or "ReceiveFault" or "IFailed";

    private static bool Passes(BodyFacts facts) =>
        facts.Owner is IMethodSymbol method && facts.Compilation.Catalog.HandlerMeaningOf(method) is { PassesOverFailures: true };

    private static bool SettlesItself(Handler handler, BodyFacts facts) =>
        handler.Client.SettlesUnless is { } option && TriggerSetting.IsOff(facts.Owner, option.Option)
        || facts.InvocationsIn(handler.Body).Any(invocation => facts.CallAt(invocation) is { } call
            ? call.EndsMessage
            : Effects.Of(invocation.TargetMethod) == Effect.Work
                && (facts.Compilation.Summaries.Settles(invocation.TargetMethod, facts.CancellationToken)
                    || facts.Compilation.Summaries.Rejects(invocation.TargetMethod, facts.CancellationToken)));
}
