using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Messaging;

/// <summary>A loop over the messages of a received batch.</summary>
internal sealed class BatchLoop
{
    private static readonly string[] WordsOfOrder = ["fifo", "MessageGroupId", "SessionId", "SequenceNumber", "SessionReceiver", "OrderBy", "GroupBy"];

    private readonly Handler _handler;
    private readonly IForEachLoopOperation _loop;

    private BatchLoop(Handler handler, IForEachLoopOperation loop)
    {
        _handler = handler;
        _loop = loop;
        Message = MessageTaint.From(handler.Facts, loop.Locals, []);
    }

    /// <summary>The message of a turn and the values computed from it.</summary>
    public MessageTaint Message { get; }

    private BodyFacts Facts => _handler.Facts;

    /// <summary>The loops of a handler that go through what one receive may have brought many of, one after the other.</summary>
    public static IEnumerable<BatchLoop> In(Handler handler)
    {
        if (!handler.IsBatch || handler.Receives.Count > 0 && handler.Receives.All(receive => BringsOne(handler, receive)))
            yield break;

        foreach (var loop in handler.ItemLoops)
        {
            if (!loop.IsAsynchronous && loop.Locals.Length == 1 && handler.Facts.Compilation.Catalog.MessageMeaningOf(loop.Locals[0].Type) is not null
                && loop.IsWaitedForIn(handler.Body))
            {
                yield return new BatchLoop(handler, loop);
            }
        }
    }

    /// <summary>The awaited calls that process the message of a turn; whoever hands in a delegate knows what order it needs.</summary>
    public IEnumerable<IInvocationOperation> AwaitedWork =>
        MessageWork.In(_loop.Body, Message, Facts).Where(work =>
            work.IsAwaited() && work.TargetMethod.MethodKind != MethodKind.DelegateInvoke && work.IsWaitedForIn(_loop.Body) && Facts.CallAt(work) is null
            && Facts.Compilation.Summaries.OnlySettles(work.TargetMethod, Facts.CancellationToken) is null);

    /// <summary>The messages are to be taken in their order, by what the broker keeps or the code says.</summary>
    public bool IsOrdered =>
        _handler.Client.KeepsOrder
        || _handler.Receives.Any(receive => receive.Meaning.KeepsOrder)
        || Says(_loop.Collection.Syntax) || Says(_handler.Function.Syntax) || Says(_handler.Facts.Owner.Name) || Says(_handler.Facts.Owner.ContainingType?.Name ?? "")
        || _handler.Receives.Any(receive => Says(receive.Receiver?.Type?.Name ?? ""));

    /// <summary>A turn depends on an earlier one: the loop may end after the work, or hands something on from turn to turn.</summary>
    public bool IsDependent(IInvocationOperation work) =>
        SendLoop.EndsAfter(_loop, work)
        || work.ResultSymbol() is { } result && !SendLoop.Declares(_loop, result)
        || work.DescendantsAndSelf().OfType<ILocalReferenceOperation>().Any(IsHandedOn)
        || _loop.Body.InSameFunction().OfType<IInvocationOperation>().Any(call => IsUnitOfWork(call.Instance?.Type) || IsUnitOfWork(call.TargetMethod.ContainingType));

    private bool IsHandedOn(ILocalReferenceOperation use) =>
        !SendLoop.Declares(_loop, use.Local)
        && (Facts.ValuesPutInto(use.Local).Any(value => value.IsWithin(_loop.Body))
            || Facts.ReferencesTo(use.Local).Any(other => other.Parent is IIncrementOrDecrementOperation && other.IsWithin(_loop.Body)));

    // Not to be used by several at once.
    private static bool IsUnitOfWork(ITypeSymbol? type) => type.IsOrDerivesFrom("Microsoft.EntityFrameworkCore", "DbContext") || type?.Name is "IDbTransaction" or "DbTransaction";

    private static bool BringsOne(Handler handler, MessagingCall receive) =>
        BatchLimit.Of(receive, handler.Facts) == 1 || new ReceiveLoop(handler, receive) is var loop && (loop.IsOneByDefault || loop.AsksForOne);

    private static bool Says(SyntaxNode code) => Says(code.ToString());

    private static bool Says(string text) => Array.Exists(WordsOfOrder, word => text.IndexOf(word, StringComparison.OrdinalIgnoreCase) >= 0);
}
