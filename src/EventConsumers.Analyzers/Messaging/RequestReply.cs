using EventConsumers.Analyzers.Clients;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Messaging;

/// <summary>Finds the calls by which a handler asks another consumer something and waits for its answer.</summary>
internal static class RequestReply
{
    private static readonly string[] AddressWords = ["ReplyTo", "replyTo", "reply-to", "reply_to"];

    private static readonly Func<MemberMeaning, bool> Requesting = meaning => meaning.Verb == Verb.Request;
    private static readonly Func<MemberMeaning, bool> Sending = meaning => meaning.Verb == Verb.Send;

    /// <summary>The calls that the handler itself makes, of a client's member or of a method that asks by one.</summary>
    public static IEnumerable<IInvocationOperation> In(Handler handler)
    {
        // What a client of a queue receives after it has asked is the answer, not a message to handle.
        var start = handler.Receives.Count == 0 ? 0 : handler.Receives.Min(receive => receive.Operation.Syntax.SpanStart);
        foreach (var invocation in handler.Facts.InvocationsIn(handler.Body))
        {
            if (invocation.Syntax.SpanStart >= start && invocation.IsWaitedFor() && Asks(invocation, handler) && invocation.IsWaitedForIn(handler.Body))
                yield return invocation;
        }
    }

    private static bool Asks(IInvocationOperation invocation, Handler handler)
    {
        var (facts, compilation) = (handler.Facts, handler.Facts.Compilation);
        if (facts.CallAt(invocation) is { } call)
            return Requesting(call.Meaning) ? LeavesProcess(call, facts) : Sending(call.Meaning) && NamesReplies(facts) && IsAnswered(call, handler.Body, compilation.Catalog);

        return compilation.Summaries.CallsBehind(invocation.TargetMethod, Requesting, facts.CancellationToken).Any(reached => LeavesProcess(reached.Call, facts))
            || NamesReplies(facts) && compilation.Summaries.CallsBehind(invocation.TargetMethod, Sending, facts.CancellationToken)
                .Any(reached => IsAnswered(reached.Call, reached.Call.Operation.Root(), compilation.Catalog));
    }

    // Some clients answer requests in the process if they can.
    private static bool LeavesProcess(MessagingCall request, BodyFacts facts)
    {
        if (Array.Exists(request.Meaning.LocalWith, word => facts.Compilation.Mentions(word, facts.CancellationToken)))
            return false;

        return request.Meaning.RoutedBy is not { } member
            || request.Message?.Unwrapped().Type is { } message && IsRouted(message, member, facts) && !IsHandledHere(message, facts);
    }

    private static bool IsRouted(ITypeSymbol message, string member, BodyFacts facts) =>
        facts.Compilation.Source.Named(member, facts.CancellationToken).Any(name =>
            facts.Compilation.Source.Model(name.SyntaxTree).GetSymbolInfo(name, facts.CancellationToken).Symbol is IMethodSymbol { TypeArguments: { Length: 1 } arguments }
            && SymbolEqualityComparer.Default.Equals(arguments[0], message));

    private static bool IsHandledHere(ITypeSymbol message, BodyFacts facts) =>
        facts.Compilation.Source.NamesOf(message, facts.CancellationToken).Any(name =>
            name.Parent is ParameterSyntax parameter
            && facts.Compilation.Source.Model(name.SyntaxTree).GetDeclaredSymbol(parameter, facts.CancellationToken)?.ContainingSymbol is IMethodSymbol method
            && facts.Compilation.Catalog.HandlerMeaningOf(method) is not null);

    private static bool NamesReplies(BodyFacts facts) => Array.Exists(AddressWords, word => facts.Compilation.Mentions(word, facts.CancellationToken));

    // The message says where the answer goes, and what runs after it waits for one.
    private static bool IsAnswered(MessagingCall send, IOperation code, ClientCatalog catalog)
    {
        var end = send.Operation.Syntax.Span.End;
        var parts = code.Descendants().ToList();
        return parts.Exists(GivesReplyAddress) && parts.Exists(part => WaitsForReply(part, end, parts, catalog));
    }

    private static bool GivesReplyAddress(IOperation operation) => operation switch
    {
        ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property: var property }, Value: var value } =>
            property.Name.StartsWith("ReplyTo", StringComparison.Ordinal) && value.ReferencedSymbol()?.Name.StartsWith("ReplyTo", StringComparison.Ordinal) != true,
        ILiteralOperation { ConstantValue: { HasValue: true, Value: string text } } =>
            text.Replace("-", "").Replace("_", "").StartsWith("replyTo", StringComparison.OrdinalIgnoreCase),
        _ => false,
    };

    private static bool WaitsForReply(IOperation operation, int sent, List<IOperation> code, ClientCatalog catalog) => operation switch
    {
        IPropertyReferenceOperation { Property: { Name: "Task", ContainingType: var source } } => source.Is("System.Threading.Tasks", "TaskCompletionSource")
            && (operation.Syntax.SpanStart >= sent || operation.ResultSymbol() is ILocalSymbol task && IsReadAfter(task, sent, code)),
        IInvocationOperation { TargetMethod: var method } when operation.Syntax.SpanStart >= sent =>
            method.Name is "Take" or "TryTake" && method.ContainingType.Is("System.Collections.Concurrent", "BlockingCollection")
            || catalog.MeaningOf(method)?.Verb is Verb.Receive or Verb.ReceiveBatch,
        _ => false,
    };

    private static bool IsReadAfter(ILocalSymbol local, int position, List<IOperation> code) => code.Exists(part =>
        part is ILocalReferenceOperation reference && reference.Syntax.SpanStart >= position && SymbolEqualityComparer.Default.Equals(reference.Local, local));
}
