using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Rules.Resilience;

/// <summary>EVC3004: queue without a dead-letter queue.</summary>
internal sealed class QueueWithoutDeadLetterQueue : BodyRule
{
    public override DiagnosticDescriptor Descriptor { get; } = Descriptors.Off(
        "EVC3004",
        "Queue without a dead-letter queue",
        "'{0}' declares a queue without '{1}': a message that cannot be processed is lost, or comes back for ever",
        "Messages that cannot be processed need a place where somebody can look at them and send them again.");

    public override void Analyze(BodyFacts facts, Reporter report)
    {
        foreach (var call in facts.Calls)
        {
            if (MissingSetting(call, facts) is { } setting && !IsReportedWhereItRejects(call, facts) && !HandsOn(call, facts) && !HasErrorQueue(facts))
                report.Report(this, CallName.LocationOf(call.Operation.Syntax), call.Method.Name, setting);
        }
    }

    private static string? MissingSetting(MessagingCall call, BodyFacts facts)
    {
        if (call.Verb != Verb.Declare)
            return null;

        if (call.Meaning.Queue is { } queue && call.Client.DeadLetter is { } idiom)
        {
            var name = ConsumedQueue.NameOf(call, facts);
            return name != "" && !MaySet(call, call.Meaning.Exclusive) && !MaySet(call, call.Meaning.AutoDelete)
                && !ConsumedQueue.IsForAnswers(name ?? call.Argument(queue)?.Syntax.ToString())
                && !DeadLetterTarget.IsOne(call.Argument(queue), facts)
                && DeadLetterTarget.IsMissing(call, facts)
                    ? idiom.Setting
                    : null;
        }

        return call.Meaning.RequestSettings is { } settings ? MissingInRequest(call, settings, facts) : null;
    }

    // Wherever the compilation names the setting, it may be meant for this queue.
    private static string? MissingInRequest(MessagingCall call, (string Property, string Setting) settings, BodyFacts facts)
    {
        if (facts.Compilation.LimitsRedelivery(call.Client, facts.CancellationToken)
            || call.Operation is not IInvocationOperation { Arguments: { Length: > 0 } arguments } || arguments[0].Value is not { } request
            || DeadLetterTarget.IsOne(request, facts))
        {
            return null;
        }

        if (request.Type?.SpecialType == SpecialType.System_String)
            return settings.Setting;

        return facts.Compilation.Literals.At(request, facts.CancellationToken) is { IsKnown: true } literal
            && !DeadLetterTarget.IsOne(literal[settings.Property].Given, facts)
            && (literal[settings.Property].IsUnset
                || literal[settings.Property].Given?.Unwrapped() is IObjectCreationOperation { Initializer: not null })
                ? settings.Setting
                : null;
    }

    // EVC3003 says of the same queue that messages are dropped.
    private static bool IsReportedWhereItRejects(MessagingCall declaration, BodyFacts facts) =>
        DroppedRejections.Declarations(facts).Any(other => other.Operation.Syntax == declaration.Operation.Syntax)
        && facts.CallsOfType(static meaning => meaning.Verb == Verb.Reject).Any(call => call.Flag(call.Meaning.Requeue) == false);

    // The client itself, in other clothes: who calls it decides.
    private static bool HandsOn(MessagingCall call, BodyFacts facts) =>
        SourceCode.WithContracts(facts.Owner).Contains(call.Method.OriginalDefinition, SymbolEqualityComparer.Default);

    private static bool HasErrorQueue(BodyFacts facts) => facts.Compilation.Catalog.Clients.Any(client => client.KeepsErrorQueue);

    // A flag that is no constant may be set.
    private static bool MaySet(MessagingCall declaration, string? parameter) =>
        parameter is not null && declaration.Argument(parameter) is not null && declaration.Flag(parameter) != false;
}
