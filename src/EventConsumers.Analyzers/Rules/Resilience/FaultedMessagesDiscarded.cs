using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Rules.Resilience;

/// <summary>EVC3008: failed messages discarded.</summary>
internal sealed class FaultedMessagesDiscarded : BodyRule
{
    /// <summary>What MassTransit publishes of a message that failed: who consumes that has what the message contained.</summary>
    private const string Faults = "Fault<";

    public override DiagnosticDescriptor Descriptor { get; } = Descriptors.Warning(
        "EVC3008",
        "Failed messages discarded",
        "'{0}' throws away {1}; without it, {2} moves them to a queue of their own",
        "Messages that are discarded instead of dead-lettered cannot be looked at, mended and sent again.");

    public override void Analyze(BodyFacts facts, Reporter report)
    {
        if (!facts.Calls.Any(call => call.Verb == Verb.Discard) || IsShortLived(facts) || facts.Compilation.Mentions(Faults, facts.CancellationToken))
            return;

        foreach (var call in facts.Calls)
        {
            if (call is { Verb: Verb.Discard, Meaning.Discards: { } messages } && !IsOn(call, call.Meaning.NotOn))
                report.Report(this, call.Operation.Syntax.GetLocation(), call.Method.Name, messages, call.Client.Name);
        }
    }

    private static bool IsOn(MessagingCall call, string[] types) =>
        call.Receiver?.Unwrapped().Type is { } receiver
        && receiver.AllInterfaces.Prepend(receiver).Any(type => Array.Exists(types, name => type.Name.TrimStart('I').StartsWith(name, StringComparison.Ordinal)));

    // What is kept of an endpoint that ends with its process would never be looked at.
    private static bool IsShortLived(BodyFacts facts) =>
        facts.Creations.Any(creation => creation.Type?.Name.StartsWith("Temporary", StringComparison.Ordinal) == true)
        || facts.Assignments.Any(assignment => assignment is ISimpleAssignmentOperation
        {
            Target: IPropertyReferenceOperation { Property.Name: "AutoDelete" }, Value.ConstantValue: { HasValue: true, Value: true },
        });
}
