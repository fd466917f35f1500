using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Rules.Delivery;

/// <summary>EVC1019: nobody learns whether a message was sent or settled.</summary>
internal sealed class DeliveryResultIgnored : BodyRule
{
    public override DiagnosticDescriptor Descriptor { get; } = Descriptors.Suggestion(
        "EVC1019",
        "Outcome of sending or settling ignored",
        "'{0}' {1}; if it fails, {2}",
        "A message that could not be sent is lost without a trace unless somebody looks at the outcome.");

    public override void Analyze(BodyFacts facts, Reporter report)
    {
        if (facts.Calls.Count == 0)
            return;

        foreach (var dropped in DroppedTask.In(facts))
        {
            if (facts.CallAt(dropped.Start) is { } call && OutcomeOf(call) is { } lost && !IsDeferred(call))
                report.Report(this, CallName.LocationOf(dropped.Start.Syntax), call.Method.Name, "is not awaited", lost);
        }

        foreach (var call in facts.Calls)
        {
            if (call.Meaning.Outcome is { } handler && call.Argument(handler) is { ConstantValue: { HasValue: true, Value: null } } && !IsTransactional(facts))
                report.Report(this, CallName.LocationOf(call.Operation.Syntax), call.Method.Name, "is given no delivery handler", "the message is lost and nobody learns of it");
        }
    }

    private static string? OutcomeOf(MessagingCall call) => call.Client.IsInProcess || call.Client.ReportsDroppedTasks ? null : call.Verb switch
    {
        Verb.Send or Verb.SendMany => "the message is lost and nobody learns of it",
        Verb.Settle or Verb.SettleMany => "the message comes again and nobody learns why",
        _ => null,
    };

    // A batch or transaction sends off what was asked of it later; and some calls are asked to tell nobody.
    private static bool IsDeferred(MessagingCall call) =>
        call.Receiver?.Unwrapped().Type is { } type && type.AllInterfaces.Prepend(type).Any(contract => call.Client.DeferringTypes.Contains(contract.ToDisplayString()))
        || call.Operation is IInvocationOperation { Arguments: var arguments }
            && arguments.Any(argument => argument.Value.DescendantsAndSelf().Any(part => part is IFieldReferenceOperation { Field: { Name: "FireAndForget", ContainingType.TypeKind: TypeKind.Enum } }));

    // The outcome of a transaction is that of all that was sent in it.
    private static bool IsTransactional(BodyFacts facts) =>
        facts.CallsOfType(static meaning => meaning.Verb == Verb.BeginTransaction).Any();
}
