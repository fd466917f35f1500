using EventConsumers.Analyzers.Flow;
using EventConsumers.Analyzers.Messaging;
using EventConsumers.Analyzers.Rules.Delivery;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Rules.Resilience;

/// <summary>A catch clause that takes the failure to read a message, and with it the message.</summary>
/// <param name="Clause">The clause.</param>
/// <param name="Reading">The call that could not read the message.</param>
internal sealed record UnreadableMessage(ICatchClauseOperation Clause, IInvocationOperation Reading)
{
    private static readonly string[] Formats =
    [
        "JsonException", "JsonReaderException", "JsonSerializationException", "SerializationException", "InvalidProtocolBufferException", "AvroException",
        "MessagePackSerializationException", "ProtoException", "XmlException", "InvalidDataContractException",
    ];

    /// <summary>The clauses of a body that do nothing for the message but log it.</summary>
    public static IEnumerable<UnreadableMessage> SkippedIn(BodyFacts facts)
    {
        foreach (var @try in facts.Tries)
        {
            foreach (var clause in @try.Catches)
            {
                if (IsFormatOrAny(clause) && Received(@try, clause, facts) is { } received)
                    yield return received;
                else if (IsFormatOrAny(clause) && Read(@try, clause, facts) is { } read)
                    yield return read;
            }
        }
    }

    // while (…) { try { var result = consumer.Consume(token); … } catch (ConsumeException e) { logger.LogError(e, …); } }
    private static UnreadableMessage? Received(ITryOperation @try, ICatchClauseOperation clause, BodyFacts facts)
    {
        if (!facts.Compilation.Catalog.IsReceiveFailure(clause.ExceptionType) || @try.EnclosingLoop() is not { } loop || Leaves(clause.Handler, loop))
            return null;

        foreach (var call in facts.Calls)
        {
            if (call is { Verb: Verb.Receive or Verb.ReceiveBatch, Operation: IInvocationOperation receive }
                && receive.IsWithin(@try.Body)
                && receive.EnclosingLoop() is { } own && own.Syntax == loop.Syntax
                && MayBeUnreadable(receive.Instance?.Type, facts)
                && facts.Handlers.FirstOrDefault(handler => handler.Receives.Any(other => other.Operation.Syntax == receive.Syntax)) is { } handler
                && !IsOnlyShown(handler) && !ReadsForItself(call, facts)
                && IsAllThatIsDone(clause, handler, facts))
            {
                return new UnreadableMessage(clause, receive);
            }
        }

        return null;
    }

    // A message that is only logged or printed is no loss.
    private static bool IsOnlyShown(Handler handler) => handler.Use is MessageUse.Observed or MessageUse.Printed;

    // The next run, with another group, begins anew.
    private static bool ReadsForItself(MessagingCall receive, BodyFacts facts)
    {
        var literals = facts.Compilation.Literals;
        return receive.Receiver is { } consumer && literals.ValueOf(consumer, facts.CancellationToken) is { } creation
            && literals.GivenTo(creation, facts.CancellationToken)?.ReadsForItself(receive.Client, facts) == true;
    }

    // IConsumer<string, byte[]> reads whatever comes; what a type parameter stands for is not known.
    private static bool MayBeUnreadable(ITypeSymbol? receiver, BodyFacts facts) =>
        receiver is INamedTypeSymbol { TypeArguments: var types }
        && types.Any(type => type is INamedTypeSymbol { SpecialType: SpecialType.None, TypeKind: TypeKind.Class or TypeKind.Struct or TypeKind.Interface } content
            && !facts.Compilation.Catalog.IsReadableContent(content));

    // try { order = JsonSerializer.Deserialize<Order>(body); … } catch (JsonException e) { logger.LogError(e, …); }
    private static UnreadableMessage? Read(ITryOperation @try, ICatchClauseOperation clause, BodyFacts facts)
    {
        foreach (var handler in facts.Handlers)
        {
            if (!handler.Contains(@try) || handler.Loop is { } loop && Leaves(clause.Handler, loop) || IsOnlyShown(handler) || handler.Receives.Any(receive => ReadsForItself(receive, facts)))
                continue;

            var reading = facts.InvocationsIn(@try.Body).FirstOrDefault(call => IsReading(call) && handler.Taint.Reaches(call));
            if (reading is not null
                && ReferenceEquals(reading.Function(), @try.Function()) && @try.Function().Syntax == handler.Function.Syntax
                && IsCaughtBy(clause, reading, @try, facts)
                && IsAllThatIsDone(clause, handler, facts)
                && IsGivenUp(@try, clause, handler, facts))
            {
                return new UnreadableMessage(clause, reading);
            }
        }

        return null;
    }

    // A clause for any failure is one for what cannot be read where the try does nothing else, and no other clause comes first.
    private static bool IsCaughtBy(ICatchClauseOperation clause, IInvocationOperation reading, ITryOperation @try, BodyFacts facts) =>
        !CatchAll.Guards(reading, @try)
        && (IsFormat(clause.ExceptionType)
            || clause.ExceptionType.Is("System", "Exception")
                && facts.InvocationsIn(@try.Body).All(call => facts.CallAt(call) is null && Effects.Of(call.TargetMethod) is Effect.None or Effect.Observation && !FailedMessage.Keeps(call.TargetMethod)));

    private static bool IsReading(IInvocationOperation call) =>
        Effects.Of(call.TargetMethod) == Effect.None && call.TargetMethod.Name is not ("TryParse" or "Decode")
        && (Effects.IsDeserialization(call.TargetMethod.Name) || call.TargetMethod.Name.StartsWith("ParseFrom", StringComparison.Ordinal));

    // A filter picks some failures; those that are told by it as unreadable, or as anything but fatal, are meant here.
    private static bool IsFormatOrAny(ICatchClauseOperation clause) =>
        clause.ExceptionType?.Name is not ("OperationCanceledException" or "TaskCanceledException")
        && (clause.Filter is not { } filter || filter.DescendantsAndSelf().Any(part =>
            part is IFieldReferenceOperation field && field.Field.Name.IndexOf("Deserialization", StringComparison.Ordinal) >= 0
            || part is IUnaryOperation { Operand: IPropertyReferenceOperation { Property.Name: "IsFatal" } }));

    private static bool IsFormat(ITypeSymbol? exception)
    {
        for (var type = exception; type is not null; type = type.BaseType)
        {
            if (Array.IndexOf(Formats, type.Name) >= 0)
                return true;
        }

        return false;
    }

    // Nobody is told, nothing is kept, sent or refused, and no later code can tell.
    private static bool IsAllThatIsDone(ICatchClauseOperation clause, Handler handler, BodyFacts facts)
    {
        foreach (var operation in clause.Handler.Descendants())
        {
            switch (operation)
            {
                case IThrowOperation when !IsForFatalErrors(operation, clause):
                case IReturnOperation { ReturnedValue: { ConstantValue.HasValue: true } or IObjectCreationOperation }:
                case ISimpleAssignmentOperation { Target: ILocalReferenceOperation or IFieldReferenceOperation or IPropertyReferenceOperation }:
                case IInvocationOperation invocation when Helps(invocation, clause, handler, facts):
                    return false;
            }
        }

        return true;
    }

    private static bool Helps(IInvocationOperation invocation, ICatchClauseOperation clause, Handler handler, BodyFacts facts)
    {
        if (facts.CallAt(invocation) is { } call)
            return call.EndsMessage && !call.Settles || call.Verb is Verb.Hold or Verb.Pause or Verb.Send or Verb.SendMany or Verb.Lifecycle;

        return Effects.Of(invocation.TargetMethod) switch
        {
            Effect.Work => IsTold(invocation, clause) || FailedMessage.IsHandedOn(invocation, handler.Taint, facts) || FailedMessage.Throws(invocation, facts)
                || facts.Compilation.Summaries.Rejects(invocation.TargetMethod, facts.CancellationToken)
                || facts.Compilation.Summaries.Sends(invocation.TargetMethod, facts.CancellationToken),
            Effect.None => FailedMessage.Keeps(invocation.TargetMethod),
            _ => false,
        };
    }

    private static bool IsTold(IInvocationOperation invocation, ICatchClauseOperation clause) =>
        clause.ExceptionDeclarationOrExpression is IVariableDeclaratorOperation { Symbol: var exception }
        && invocation.Descendants().Any(part => part is ILocalReferenceOperation { Local: var local } && SymbolEqualityComparer.Default.Equals(local, exception));

    // if (e.Error.IsFatal) throw;
    private static bool IsForFatalErrors(IOperation operation, ICatchClauseOperation clause)
    {
        for (var current = operation.Parent; current is not null && !ReferenceEquals(current, clause); current = current.Parent)
        {
            if (current is IConditionalOperation { Condition: var condition } && condition.DescendantsAndSelf().Any(part => part is IPropertyReferenceOperation { Property.Name: "IsFatal" }))
                return true;
        }

        return false;
    }

    // The broker will not deliver the message again: it is settled here or behind, by the framework, or by the position of a later one.
    private static bool IsGivenUp(ITryOperation @try, ICatchClauseOperation clause, Handler handler, BodyFacts facts)
    {
        if (facts.InvocationsIn(clause.Handler).Any(call => Settles(call, facts)))
            return true;

        var behind = GoesOn(clause.Handler) ? facts.InvocationsIn(handler.Body).Where(call => call.Syntax.SpanStart >= @try.Syntax.Span.End).ToList() : [];
        if (behind.Exists(call => FailedMessage.IsHandedOn(call, handler.Taint, facts)))
            return false;

        return behind.Exists(call => Settles(call, facts))
            || handler.Settlement == SettlementMode.Framework && handler.Kind is HandlerKind.Method or HandlerKind.Callback && !SettlesItself(handler, facts)
            || handler.Kind is HandlerKind.Method or HandlerKind.Callback && SettlementMeanwhile.IsSettledByClient(handler, facts)
            || handler.Kind == HandlerKind.PollLoop && handler.Client.SettlesByPosition;
    }

    private static bool SettlesItself(Handler handler, BodyFacts facts) => facts.InvocationsIn(handler.Body).Any(call => facts.CallAt(call) is { EndsMessage: true });

    private static bool Settles(IInvocationOperation call, BodyFacts facts) => facts.CallAt(call) is { } known
        ? known.Settles
        : Effects.Of(call.TargetMethod) == Effect.Work && facts.Compilation.Summaries.Settles(call.TargetMethod, facts.CancellationToken);

    private static bool GoesOn(IBlockOperation handler) => handler.Operations.LastOrDefault() is not (IReturnOperation or IBranchOperation);

    // break, return and throw at the end of the clause; on a condition, they are for other failures.
    private static bool Leaves(IBlockOperation handler, ILoopOperation loop) => handler.Operations.LastOrDefault() switch
    {
        IReturnOperation or IThrowOperation or IExpressionStatementOperation { Operation: IThrowOperation } => true,
        IBranchOperation { BranchKind: BranchKind.Break } branch => SymbolEqualityComparer.Default.Equals(branch.Target, loop.ExitLabel),
        IBranchOperation { BranchKind: BranchKind.GoTo } => true,
        _ => false,
    };
}
