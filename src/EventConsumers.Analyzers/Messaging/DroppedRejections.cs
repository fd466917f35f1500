using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Messaging;

/// <summary>Finds what a type rejects without putting it back although the queues that it reads have no dead-letter target.</summary>
internal static class DroppedRejections
{
    /// <summary>The declarations, in the type, of the queues that the type reads, if all of these stand in it and none has a target; otherwise none.</summary>
    public static IReadOnlyList<MessagingCall> Declarations(BodyFacts facts)
    {
        var declarations = new List<MessagingCall>();
        foreach (var reader in facts.CallsOfType(static meaning => meaning is { Verb: Verb.Subscribe or Verb.Receive, Queue: not null }))
        {
            if (ConsumedQueue.Of(reader, facts) is not { IsPrivate: false } queue || queue.Declarations.ToList() is not { Count: > 0 } found
                || !found.TrueForAll(declaration => DeadLetterTarget.IsMissing(declaration, facts)))
            {
                return [];
            }

            declarations.AddRange(found);
        }

        return declarations;
    }

    /// <summary>The call refuses a message for good, and nothing on the way to it has kept the message.</summary>
    public static bool Is(MessagingCall call, BodyFacts facts) =>
        call.Verb == Verb.Reject && call.Flag(call.Meaning.Requeue) == false && !IsHandedOn(call.Operation, facts);

    // Sent, or given to other code, in the branch or catch clause that rejects it.
    private static bool IsHandedOn(IOperation rejection, BodyFacts facts)
    {
        var region = RegionOf(rejection);
        var taint = facts.Handlers.FirstOrDefault(handler => handler.Contains(rejection))?.Taint;
        return facts.InvocationsIn(region).Any(invocation => facts.CallAt(invocation) is { } call
            ? call.Verb is Verb.Send or Verb.SendMany
            : Effects.Of(invocation.TargetMethod) == Effect.Work
                && (facts.Compilation.Summaries.Sends(invocation.TargetMethod, facts.CancellationToken)
                    || taint is not null && invocation.Arguments.Any(argument => taint.Covers(argument.Value))));
    }

    private static IOperation RegionOf(IOperation rejection)
    {
        var current = rejection;
        while (current.Parent is { } parent and not (IConditionalOperation or ISwitchCaseOperation or ICatchClauseOperation or IAnonymousFunctionOperation or ILocalFunctionOperation))
            current = parent;
        return current.Parent is ICatchClauseOperation ? current.Parent : current;
    }
}
