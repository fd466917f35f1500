using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Rules.Delivery;

/// <summary>EVC1022: pending entries never reclaimed.</summary>
internal sealed class PendingEntriesNeverReclaimed : BodyRule
{
    public override DiagnosticDescriptor Descriptor { get; } = Descriptors.Suggestion(
        "EVC1022",
        "Pending entries never reclaimed",
        "'{0}' reads new entries only, and nothing calls '{1}': what a crashed consumer had read, and what failed, is never read again",
        "Entries that were read and not acknowledged stay pending for their consumer until somebody claims them or reads them from the start.");

    public override void Analyze(BodyFacts facts, Reporter report)
    {
        foreach (var call in facts.Calls)
        {
            if (ReadsNewOnly(call) && !IsClaimed(call, facts) && facts.CallsOfType(static meaning => meaning.Verb == Verb.ReceiveBatch).All(other => !IsOfGroup(other) || ReadsNewOnly(other)))
                report.Report(this, CallName.LocationOf(call.Operation.Syntax), call.Method.Name, call.Client.Pending!.ClaimedBy[0]);
        }
    }

    private static bool IsOfGroup(MessagingCall call) =>
        call.Verb == Verb.ReceiveBatch && call.Client.Pending is { } pending && call.Argument(pending.Group) is not null;

    // A position that cannot be told may be another one.
    private static bool ReadsNewOnly(MessagingCall call)
    {
        if (!IsOfGroup(call) || call.Client.Pending is not { } pending || call.Argument(pending.Position)?.Unwrapped() is not { } position
            || call.Meaning.AutomaticSettlement is { } automatic && call.Argument(automatic) is not null && call.Flag(automatic) != false)
        {
            return false;
        }

        var isNew = IsNothing(position) || Constants.Of(position) as string == pending.New || position is IPropertyReferenceOperation or IFieldReferenceOperation && position.ReferencedSymbol() is { Name: "NewMessages" };
        return isNew && (pending.Claim is not { } claim || call.Argument(claim) is not { } given || IsNothing(given.Unwrapped()));
    }

    private static bool IsClaimed(MessagingCall call, BodyFacts facts) =>
        Array.Exists(call.Client.Pending!.ClaimedBy, member => facts.Compilation.Source.Named(member, facts.CancellationToken).Count > 0);

    private static bool IsNothing(IOperation value) => value is IDefaultValueOperation or { ConstantValue: { HasValue: true, Value: null } };
}
