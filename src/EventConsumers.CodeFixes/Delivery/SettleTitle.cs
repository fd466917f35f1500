using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;

namespace EventConsumers.CodeFixes.Delivery;

/// <summary>Says what a fix that settles manually does.</summary>
internal static class SettleTitle
{
    public static string Of(SettleCall call, SyntaxNode code, BodyFacts facts)
    {
        var work = facts.Invocations.LastOrDefault(invocation =>
            code.Span.Contains(invocation.Syntax.Span)
            && (facts.CallAt(invocation) is { Verb: Verb.Send or Verb.SendMany or Verb.Request }
                || facts.CallAt(invocation) is null && Effects.Of(invocation.TargetMethod) == Effect.Work && invocation.TargetMethod.MethodKind != MethodKind.DelegateInvoke));
        return work is null
            ? $"Settle with '{call.Idiom.Settle}' when the message is handled"
            : $"Settle with '{call.Idiom.Settle}' after '{work.TargetMethod.Name}'";
    }
}
