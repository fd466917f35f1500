using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Messaging;

/// <summary>A consumer that a body makes: the options that it is made with, and all that is done with it, wherever that stands.</summary>
internal sealed class BuiltConsumer
{
    private readonly BodyFacts _facts;
    private readonly List<MessagingCall> _calls = [];
    private List<Handler>? _handlers;

    private BuiltConsumer(MessagingCall creation, BodyFacts facts)
    {
        _facts = facts;
        Creation = creation;
        var compilation = facts.Compilation;
        Options = compilation.Literals.GivenTo(creation.Operation, facts.CancellationToken);
        Uses = compilation.Literals.UsesOf(creation.Operation, facts.CancellationToken, followsFactories: true);
        foreach (var invocation in Uses.Calls)
        {
            if (compilation.Catalog.MeaningOf(invocation.TargetMethod) is { } meaning)
                _calls.Add(new MessagingCall(invocation, invocation.TargetMethod, meaning));
        }
    }

    /// <summary>The call that makes it.</summary>
    public MessagingCall Creation { get; }

    /// <summary>The options that it is made with; null where they do not stand in the code.</summary>
    public OptionLiteral? Options { get; }

    /// <summary>What becomes of it.</summary>
    public ObjectUses Uses { get; }

    /// <summary>The client's members that are called on it, as far as that can be seen.</summary>
    public IReadOnlyList<MessagingCall> Calls => _calls;

    /// <summary>Some call may be made on it that is not among <see cref="Calls"/>.</summary>
    public bool MayDoMore => !Uses.AreKnown;

    /// <summary>A call on it, or one of its client in the type that makes it, such as on the argument of a rebalance handler.</summary>
    /// <param name="kind">The kind; one object for every question of its kind.</param>
    public bool HasCall(Func<MemberMeaning, bool> kind) =>
        _calls.Exists(call => kind(call.Meaning)) || _facts.CallsOfType(kind).Any(call => call.Client.MayBe(Creation.Client));

    /// <summary>What the code calls it.</summary>
    public string Name => Uses.Holders.FirstOrDefault()?.Name ?? Creation.Method.ReturnType.Name;

    /// <summary>The declaration, statement or call that disposes of it; null where nothing does.</summary>
    public IOperation? Disposal => Uses.Disposal;

    /// <summary>The code that receives from it.</summary>
    public IReadOnlyList<Handler> Handlers => _handlers ??= [.. FindHandlers()];

    /// <summary>The consumers that a body makes.</summary>
    public static IEnumerable<BuiltConsumer> In(BodyFacts facts) =>
        facts.Calls.Where(call => call is { Verb: Verb.CreateClient, Meaning.Makes: ClientRole.Consumer }).Select(call => new BuiltConsumer(call, facts));

    private IEnumerable<Handler> FindHandlers()
    {
        var receives = _calls.Where(call => call.Verb is Verb.Receive or Verb.ReceiveBatch).ToList();
        foreach (var method in receives.GroupBy(call => _facts.Compilation.Source.MemberRound(call.Operation.Syntax, _facts.CancellationToken), SymbolEqualityComparer.Default))
        {
            var facts = SymbolEqualityComparer.Default.Equals(method.Key, _facts.Owner.OriginalDefinition)
                ? _facts
                : method.Key is IMethodSymbol symbol ? _facts.Of(symbol) : null;
            foreach (var handler in facts?.Handlers ?? [])
            {
                if (handler.Receives.Any(receive => method.Any(call => call.Operation.Syntax == receive.Operation.Syntax)))
                    yield return handler;
            }
        }
    }
}
