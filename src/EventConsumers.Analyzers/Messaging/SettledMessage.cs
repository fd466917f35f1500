using Microsoft.CodeAnalysis;

namespace EventConsumers.Analyzers.Messaging;

/// <summary>A message or batch that a body settles: one object for all places that settle it, for following it is dear.</summary>
internal sealed class SettledMessage
{
    private readonly BodyFacts _facts;
    private MessageTaint? _taint;
    private MessageTaint? _content;
    private MessageProcessing? _processing;

    private SettledMessage(BodyFacts facts, IReadOnlyCollection<ISymbol> symbols)
    {
        _facts = facts;
        Symbols = symbols;
    }

    /// <summary>The locals and parameters that hold it.</summary>
    public IReadOnlyCollection<ISymbol> Symbols { get; }

    /// <summary>The message and all values computed from it.</summary>
    public MessageTaint Taint => _taint ??= MessageTaint.From(_facts, Symbols, []);

    /// <summary>The same, without what only tells messages apart: tags, offsets, receipt handles.</summary>
    public MessageTaint Content => _content ??= MessageTaint.OfContent(_facts, Symbols);

    /// <summary>What of the body processes it.</summary>
    public MessageProcessing Processing => _processing ??= new MessageProcessing(this, _facts);

    /// <summary>The message that the symbols hold: the one already known, or a new one that is noted down.</summary>
    public static SettledMessage Of(IReadOnlyCollection<ISymbol> symbols, BodyFacts facts, List<SettledMessage> known)
    {
        var set = new HashSet<ISymbol>(symbols, SymbolEqualityComparer.Default);
        var message = known.Find(other => set.SetEquals(other.Symbols));
        if (message is null)
            known.Add(message = new SettledMessage(facts, set));
        return message;
    }
}
