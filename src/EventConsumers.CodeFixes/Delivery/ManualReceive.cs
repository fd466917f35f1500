using EventConsumers.Analyzers.Clients;
using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.CodeFixes.Delivery;

/// <summary>Settles what a receive call brings after it was processed, in the code round the call.</summary>
internal static class ManualReceive
{
    /// <summary>Writes the settle calls; null where there is no sure place for them.</summary>
    public static string? Write(SyntaxEditor editor, MessagingCall receive, BodyFacts facts, FixContext context)
    {
        if (facts.Handlers.FirstOrDefault(handler => handler.Receives.Contains(receive)) is not { } handler
            || receive.Receiver is not { } receiver || !IsPlain(receiver.Syntax))
        {
            return null;
        }

        var isAsync = receive.Operation.IsAwaited() || IsAsyncLoop(receive);
        var idiom = receive.Client.Settlements.FirstOrDefault(idiom => SettleCall.Has(receiver.Type, idiom) && idiom.IsAsync == isAsync);
        return idiom switch
        {
            null => null,
            { TakesMany: true } => ManualBatch.Write(editor, receive, handler, idiom, context),
            _ => WriteSingle(editor, receive, handler, idiom, context),
        };
    }

    /// <summary>An expression that can be written twice: names and members, no calls.</summary>
    public static bool IsPlain(SyntaxNode expression) => expression switch
    {
        MemberAccessExpressionSyntax member => IsPlain(member.Expression),
        IdentifierNameSyntax or ThisExpressionSyntax or LiteralExpressionSyntax => true,
        _ => false,
    };

    private static string? WriteSingle(SyntaxEditor editor, MessagingCall receive, Handler handler, SettlementIdiom idiom, FixContext context)
    {
        var place = receive.Verb == Verb.ReceiveBatch ? InItemLoop(handler) : InCondition(receive, handler) ?? AfterReceive(receive, handler);
        if (place is not { } found
            || SettledRegion.Of(found.Block, found.First, found.Last, handler.Facts, context) is not { } region
            || IsSettledTogether(receive, idiom, handler)
            || region.Returned.Any(value => handler.Taint.Covers(handler.Facts.Compilation.OperationAt(value, context.CancellationToken))))
        {
            return null;
        }

        var call = new SettleCall(idiom, receive.Receiver!.Syntax.ToString(), found.Message);
        if (region.Rejects && !call.CanReject)
            return null;

        region.Settle(editor, call, new Jumps(found.Block, becomesAsync: false));
        return SettleTitle.Of(call, found.Block, handler.Facts);
    }

    // What a loop drains would better be settled together, and a rule says so.
    private static bool IsSettledTogether(MessagingCall receive, SettlementIdiom idiom, Handler handler)
    {
        var meanings = SettleCall.Members(receive.Receiver!.Type!, idiom).Select(handler.Facts.Compilation.Catalog.MeaningOf);
        return meanings.FirstOrDefault() is { SettleTogether: not null } settle
            && MessageTurn.In(handler.Facts).Any(turn => turn.Handler == handler && turn.Suits(settle, namesMessage: true));
    }

    // foreach (var message in await receiver.ReceiveMessagesAsync(10)) { … }
    private static Place? InItemLoop(Handler handler)
    {
        List<IForEachLoopOperation> loops = handler.Loop is IForEachLoopOperation each ? [each] : [.. handler.ItemLoops];
        return loops.Count == 1 && loops[0].Body is IBlockOperation { Syntax: BlockSyntax block } && loops[0].Locals.Length == 1
            && !MessageWork.In(handler.Body, handler.Taint, handler.Facts).Any(work => !work.IsWithin(loops[0]))
                ? new Place(block, 0, block.Statements.Count - 1, loops[0].Locals[0].Name)
                : null;
    }

    // while (channel.BasicGet("orders", false) is { } message) { … }
    private static Place? InCondition(MessagingCall receive, Handler handler)
    {
        for (var current = receive.Operation; current.Parent is { } parent; current = parent)
        {
            var (condition, body) = parent switch
            {
                IWhileLoopOperation { ConditionIsTop: true, ConditionIsUntil: false } loop => (loop.Condition, loop.Body),
                IConditionalOperation choice => (choice.Condition, choice.WhenTrue),
                _ => (null, null),
            };
            if (condition is not null)
            {
                return ReferenceEquals(condition, current) && IsPresenceOf(receive, condition, handler) && body is IBlockOperation { Syntax: BlockSyntax block }
                    && MessageOf(receive) is { } message && !handler.Facts.ReferencesTo(message).Any(reference => reference.Syntax.SpanStart > block.Span.End)
                        ? new Place(block, 0, block.Statements.Count - 1, message.Name)
                        : null;
            }

            if (parent is IBlockOperation)
                return null;
        }

        return null;
    }

    private static bool IsPresenceOf(MessagingCall receive, IOperation condition, Handler handler) =>
        condition.Unwrapped() is IIsPatternOperation { Pattern: IDeclarationPatternOperation or IRecursivePatternOperation } match
            && match.Value.Unwrapped().Syntax == receive.Operation.Syntax
        || new EmptinessTest(handler).MeansEmpty(condition, outcome: false);

    private static ILocalSymbol? MessageOf(MessagingCall receive)
    {
        for (var current = receive.Operation.Parent; current is not (null or IBlockOperation); current = current.Parent)
        {
            switch (current)
            {
                case IIsPatternOperation { Pattern: IDeclarationPatternOperation { DeclaredSymbol: ILocalSymbol declared } }:
                    return declared;
                case IIsPatternOperation { Pattern: IRecursivePatternOperation { DeclaredSymbol: ILocalSymbol declared } }:
                    return declared;
            }
        }

        return receive.Operation.ResultSymbol() as ILocalSymbol;
    }

    // var message = channel.BasicGet("orders", false); if (message == null) return; …
    private static Place? AfterReceive(MessagingCall receive, Handler handler)
    {
        if (MessageOf(receive) is not { } message || Following(receive) is not var (block, operations, start) || start == 0)
            return null;

        var test = new EmptinessTest(handler);
        var last = Enumerable.Range(start, operations.Count - start).LastOrDefault(i => handler.Taint.Covers(operations[i]));
        for (var i = start; i <= last; i++)
        {
            if (operations[i] is IConditionalOperation choice)
            {
                if (choice.WhenFalse is null && test.MeansEmpty(choice.Condition, outcome: true) && MessagePresence.Leaves(choice.WhenTrue))
                    return i < last ? new Place(block, i + 1, last, message.Name) : null;
                if (i == last && test.MeansEmpty(choice.Condition, outcome: false) && choice.WhenTrue is IBlockOperation { Syntax: BlockSyntax inner })
                    return new Place(inner, 0, inner.Statements.Count - 1, message.Name);
            }

            if (handler.Taint.Covers(operations[i]))
                return handler.Kind == HandlerKind.PollLoop && IsTakenForGranted(message, handler.Facts) ? new Place(block, i, last, message.Name) : null;
        }

        return null;
    }

    // Where the receive waits for a message, nobody asks whether there is one.
    private static bool IsTakenForGranted(ILocalSymbol message, BodyFacts facts) => facts.ReferencesTo(message).All(reference =>
        !reference.IsEmptinessTest() && reference.Parent is not (IConditionalAccessOperation or ICoalesceOperation or IIsPatternOperation));

    /// <summary>The block that a call's statement stands in, its statements, and the place of the next one.</summary>
    public static (BlockSyntax Block, IReadOnlyList<IOperation> Operations, int Start)? Following(MessagingCall receive)
    {
        for (var current = receive.Operation; current.Parent is { } parent; current = parent)
        {
            if (parent is IBlockOperation { Syntax: BlockSyntax syntax } block)
            {
                // Local functions apart, the operations of a block are its statements.
                return block.Operations.Length == syntax.Statements.Count ? (syntax, block.Operations, block.Operations.IndexOf(current) + 1) : null;
            }
        }

        return null;
    }

    private static bool IsAsyncLoop(MessagingCall receive)
    {
        var current = receive.Operation.Parent;
        while (current is IConversionOperation or IInvocationOperation or IArgumentOperation)
            current = current.Parent;
        return current is IForEachLoopOperation { IsAsynchronous: true };
    }

    private readonly record struct Place(BlockSyntax Block, int First, int Last, string Message);
}
