using EventConsumers.Analyzers.Clients;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Messaging;

/// <summary>How a handler gets its messages.</summary>
internal enum HandlerKind
{
    /// <summary>A method that a framework calls, or that takes a received message.</summary>
    Method,

    /// <summary>A lambda or local function that the client calls.</summary>
    Callback,

    /// <summary>The body of a loop that receives.</summary>
    PollLoop,

    /// <summary>Code that receives once, outside a loop.</summary>
    SingleReceive,
}

/// <summary>Code that runs once per message or per batch of messages.</summary>
internal sealed class Handler(
    HandlerKind kind, MessagingClient client, SettlementMode settlement, IOperation body, string name, BodyFacts facts)
{
    private MessageTaint? _taint;
    private MessageUse? _use;

    public HandlerKind Kind { get; } = kind;

    public MessagingClient Client { get; } = client;

    public SettlementMode Settlement { get; } = settlement;

    /// <summary>What runs per message: a method's block, a lambda's body or a loop's body.</summary>
    public IOperation Body { get; } = body;

    /// <summary>What to call the handler in a message: <c>'HandleAsync'</c>, or <c>the poll loop of 'ExecuteAsync'</c>.</summary>
    public string Name { get; } = name;

    public BodyFacts Facts { get; } = facts;

    /// <summary>Parameters and locals that hold the message or batch as it was received.</summary>
    public IReadOnlyList<ISymbol> Messages { get; init; } = [];

    /// <summary>The receive calls of a poll loop; empty for handlers that are called.</summary>
    public IReadOnlyList<MessagingCall> Receives { get; init; } = [];

    /// <summary>The handler gets several messages at once.</summary>
    public bool IsBatch { get; init; }

    /// <summary>What runs the handler is seen to settle its message once it has finished.</summary>
    public bool IsSettledByRunner { get; init; }

    /// <summary>The loop whose body this is; null for handlers that are called.</summary>
    public ILoopOperation? Loop { get; init; }

    /// <summary>The lambda, local function or outermost block that the handler is or stands in.</summary>
    public IOperation Function => Body is IAnonymousFunctionOperation or ILocalFunctionOperation ? Body : Body.Function();

    /// <summary>The message and all values computed from it.</summary>
    public MessageTaint Taint => _taint ??= MessageTaint.Of(this);

    /// <summary>What the handler does with its messages.</summary>
    public MessageUse Use => _use ??= Receives.Count > 0 ? MessageUses.InReceiver(this) : MessageUses.InHandler(Body, Facts.Compilation, Facts.CancellationToken);

    /// <summary>Loops that go through the items of the received batch, one at a time.</summary>
    public IEnumerable<IForEachLoopOperation> ItemLoops
    {
        get
        {
            foreach (var loop in Facts.Loops)
            {
                if (loop is IForEachLoopOperation each && each.IsWithin(Body) && Taint.Covers(each.Collection))
                    yield return each;
            }
        }
    }

    /// <summary>The operation runs as part of this handler, lambdas inside it included.</summary>
    public bool Contains(IOperation operation) => operation.IsWithin(Body);
}
