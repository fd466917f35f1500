using EventConsumers.Analyzers.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Messaging;

/// <summary>A place where code settles a message: a client's call, or the call of a helper that does nothing else.</summary>
internal sealed class SettleSite
{
    private readonly HashSet<ISymbol> _path;

    private SettleSite(IInvocationOperation operation, MessagingCall call, SettledMessage message, IEnumerable<ISymbol> path)
    {
        Operation = operation;
        Call = call;
        Message = message;
        _path = new HashSet<ISymbol>(path, SymbolEqualityComparer.Default);
    }

    /// <summary>The client's call, or that of the helper.</summary>
    public IInvocationOperation Operation { get; }

    /// <summary>The client's call; for a helper, the one inside it.</summary>
    public MessagingCall Call { get; }

    /// <summary>What the code calls to settle.</summary>
    public string Name => Operation.TargetMethod.Name;

    /// <summary>What is settled.</summary>
    public SettledMessage Message { get; }

    /// <summary>The symbol stands between the message and the settle call: once it is written, another message is meant.</summary>
    public bool IsNamedBy(ISymbol symbol) => _path.Contains(symbol);

    /// <summary>
    /// The symbol stands between them and is given another message by being written; what is declared once, and computed from
    /// a message further up, such as the request of the settle call, belongs to that message.
    /// </summary>
    public bool IsRenewedBy(ISymbol symbol, BodyFacts facts) =>
        IsNamedBy(symbol) && !(symbol is ILocalSymbol && !Message.Symbols.Contains(symbol, SymbolEqualityComparer.Default) && IsWrittenOnce(symbol, facts));

    /// <summary>All places in a body that settle a message of which it can be told where it comes from.</summary>
    public static IEnumerable<SettleSite> In(BodyFacts facts)
    {
        // What a wrapper does besides settling is no processing of the message.
        if (facts.Owner is IMethodSymbol owner && facts.Compilation.Catalog.MeaningOf(owner)?.Verb is Verb.Settle or Verb.SettleMany or Verb.Reject or Verb.DeadLetter or Verb.Abandon)
            yield break;

        var known = new List<SettledMessage>();
        foreach (var call in facts.Calls)
        {
            if (call.Settles && call.Operation is IInvocationOperation invocation && Of(invocation, call, facts, known) is { } site)
                yield return site;
        }

        if (facts.Handlers.Count == 0)
            yield break;

        foreach (var invocation in facts.Invocations)
        {
            if (HelperSite(invocation, facts, known) is { } site)
                yield return site;
        }
    }

    private static SettleSite? Of(IInvocationOperation invocation, MessagingCall call, BodyFacts facts, List<SettledMessage> known)
    {
        if (call.Message is { } message)
        {
            var origin = MessageOrigin.Of(message, call.Meaning.RequestMembers, facts);
            return origin.Messages.Count > 0 ? new SettleSite(invocation, call, SettledMessage.Of(origin.Messages, facts, known), origin.Path) : null;
        }

        return call.Meaning.CoversEverything ? OfEverything(invocation, call, facts, known) : null;
    }

    // Kafka's Commit() covers what the consumer has handed out; where offsets are stored by hand, only what was stored.
    private static SettleSite? OfEverything(IInvocationOperation invocation, MessagingCall call, BodyFacts facts, List<SettledMessage> known)
    {
        if (facts.Calls.Any(other => other.Meaning.IsLocal))
            return null;

        var consumer = call.Receiver.ReferencedSymbol();
        var handlers = facts.Handlers
            .Where(handler => handler.Receives.Any(receive => SymbolEqualityComparer.Default.Equals(receive.Receiver.ReferencedSymbol(), consumer)))
            .ToList();
        var messages = handlers.SelectMany(handler => handler.Messages).ToList();
        return consumer is not null && messages.Count > 0 ? new SettleSite(invocation, call, SettledMessage.Of(messages, facts, known), messages) : null;
    }

    private static SettleSite? HelperSite(IInvocationOperation invocation, BodyFacts facts, List<SettledMessage> known)
    {
        var method = invocation.TargetMethod;
        if (!method.Locations.Any(location => location.IsInSource) || facts.Compilation.Catalog.MeaningOf(method) is not null)
            return null;

        if (facts.Functions.OfType<ILocalFunctionOperation>().FirstOrDefault(local => SymbolEqualityComparer.Default.Equals(local.Symbol, method)) is { } function)
            return OfLocalFunction(invocation, function, facts, known);

        if (!facts.Handlers.Any(handler => handler.Contains(invocation) && handler.Taint.Reaches(invocation))
            || facts.Compilation.Summaries.OnlySettles(method, facts.CancellationToken) is not { } call)
        {
            return null;
        }

        var origins = invocation.Arguments
            .Where(argument => facts.Handlers.Any(handler => handler.Contains(invocation) && handler.Taint.Covers(argument.Value)))
            .Select(argument => MessageOrigin.Of(argument.Value, [], facts))
            .ToList();
        var messages = origins.SelectMany(origin => origin.Messages).Distinct(SymbolEqualityComparer.Default).Cast<ISymbol>().ToList();
        return messages.Count > 0 ? new SettleSite(invocation, call, SettledMessage.Of(messages, facts, known), origins.SelectMany(origin => origin.Path)) : null;
    }

    // What a local function settles may be captured instead of passed.
    private static SettleSite? OfLocalFunction(IInvocationOperation invocation, ILocalFunctionOperation function, BodyFacts facts, List<SettledMessage> known)
    {
        var inside = facts.Calls.Where(call => call.Operation.IsWithin(function)).ToList();
        if (inside.Count != 1 || !inside[0].Settles || inside[0].Message is not { } message
            || facts.Compilation.Summaries.OnlySettles(function.Symbol, facts.CancellationToken) is null)
        {
            return null;
        }

        var origin = MessageOrigin.Of(message, inside[0].Meaning.RequestMembers, facts);
        var parameters = function.Symbol.Parameters;
        var passed = invocation.Arguments
            .Where(argument => argument.Parameter is { } parameter && origin.Path.Contains(parameter, SymbolEqualityComparer.Default))
            .Select(argument => MessageOrigin.Of(argument.Value, [], facts))
            .ToList();
        var messages = origin.Messages.Where(symbol => !parameters.Contains(symbol, SymbolEqualityComparer.Default))
            .Concat(passed.SelectMany(origin => origin.Messages)).ToList();
        var path = origin.Path.Concat(passed.SelectMany(origin => origin.Path));
        return messages.Count > 0 ? new SettleSite(invocation, inside[0], SettledMessage.Of(messages, facts, known), path) : null;
    }

    private static bool IsWrittenOnce(ISymbol local, BodyFacts facts)
    {
        var declarations = 0;
        foreach (var operation in facts.Assignments)
        {
            if (operation is IVariableDeclaratorOperation declarator && SymbolEqualityComparer.Default.Equals(declarator.Symbol, local))
                declarations += declarator.GetVariableInitializer() is null ? 2 : 1;
            else if (operation is not IVariableDeclaratorOperation && FlowWrites.Of(operation).Contains(local, SymbolEqualityComparer.Default))
                return false;
        }

        return declarations == 1;
    }
}
