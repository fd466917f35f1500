using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Rules.Semantics;

/// <summary>Signs that somebody has thought of messages that come twice.</summary>
internal static class Deduplication
{
    private static readonly string[] Words = ["Inbox", "inbox", "Outbox", "Idempotent", "idempotent", "Idempotency", "idempotency"];
    private static readonly string[] WordsOfType = ["duplicate", "dedup", "already"];

    private static readonly string[] Questions =
    [
        "Any", "Exists", "Find", "First", "Single", "Contains", "Has", "Is", "Was", "Try", "Count", "Get", "Load", "Query", "ExecuteScalar", "ExecuteReader", "Check", "Ensure", "Lock",
    ];

    /// <summary>The project has an inbox, or the type of the handler speaks of duplicates.</summary>
    public static bool IsSpokenOf(Handler handler)
    {
        var facts = handler.Facts;
        return Array.Exists(Words, word => facts.Compilation.Mentions(word, facts.CancellationToken))
            || facts.Owner.ContainingType is { } type && type.DeclaringSyntaxReferences.Any(reference =>
            {
                var code = reference.GetSyntax(facts.CancellationToken).ToString();
                return Array.Exists(WordsOfType, word => code.IndexOf(word, StringComparison.OrdinalIgnoreCase) >= 0);
            });
    }

    /// <summary>Something that knows more than the message was asked about it first; the answer may be that it was handled.</summary>
    public static bool IsAskedBefore(IInvocationOperation effect, Handler handler) => handler.Facts.InvocationsIn(handler.Body).Any(call =>
        call.Syntax.Span.End <= effect.Syntax.SpanStart && handler.Facts.CallAt(call) is null && IsQuestion(call) && handler.Taint.Reaches(call));

    private static bool IsQuestion(IInvocationOperation call) =>
        call.TargetMethod is { Name: var name } method
        && (Effects.Of(method) == Effect.Work || method.ContainingType.Is("System.Linq", "Queryable") || method.ContainingType.Is("System.Collections.Generic", "HashSet"))
        && (AnswersYesOrNo(method.ReturnType) || Array.Exists(Questions, question => name.StartsWith(question, StringComparison.Ordinal)));

    private static bool AnswersYesOrNo(ITypeSymbol type) =>
        type.SpecialType == SpecialType.System_Boolean
        || type is INamedTypeSymbol { TypeArguments: { Length: 1 } results } && type.IsTask() && results[0].SpecialType == SpecialType.System_Boolean;
}
