using EventConsumers.Analyzers.Buffers;
using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Flow;

/// <summary>
/// Conditions that say a message has failed: the result of its processing, a check of what was computed from it, or a flag
/// that a catch clause leaves behind. A decision that the processing itself made ("requeue this one") is none.
/// </summary>
internal sealed class FailedCondition(MessageTaint taint, IReadOnlyCollection<ISymbol> messages, BodyFacts facts)
{
    private static readonly string[] Failure = ["fail", "error", "invalid", "fault", "reject", "poison", "nack", "corrupt", "unprocess"];
    private static readonly string[] Success = ["success", "succeed", "ok", "ack", "complete", "handled", "processed", "done", "valid"];
    private static readonly string[] Otherwise = ["later", "defer", "postpone", "ready", "lock", "acquire", "expir", "duplicate", "mine"];
    private static readonly string[] Decision = ["retry", "requeue", "redeliver", "again", "should", .. Otherwise];

    /// <summary>The condition, having this value, means failure.</summary>
    public bool Is(IOperation condition, bool value)
    {
        var isBoolean = condition.Type?.SpecialType == SpecialType.System_Boolean;
        condition = condition.Unwrapped();
        switch (condition)
        {
            case IUnaryOperation { OperatorKind: UnaryOperatorKind.Not } not:
                return Is(not.Operand, !value);

            case IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd or BinaryOperatorKind.ConditionalOr } both:
                return Is(both.LeftOperand, value) || Is(both.RightOperand, value);

            case IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals } comparison:
                return IsComparison(comparison.LeftOperand, comparison.RightOperand, comparison.OperatorKind == BinaryOperatorKind.Equals == value);

            case IIsPatternOperation { Pattern: INegatedPatternOperation { Pattern: var pattern } } match:
                return IsMatch(match.Value, pattern, !value);

            case IIsPatternOperation match:
                return IsMatch(match.Value, match.Pattern, value);

            case IInvocationOperation { TargetMethod: { Name: "IsNullOrEmpty" or "IsNullOrWhiteSpace" } } check:
                return value && check.Arguments.Any(argument => IsComputed(argument.Value));

            default:
                if (!isBoolean)
                    return false;

                // What a helper says is told by its code; failing that, by its name.
                if (IsComputed(condition) && FailureResult.Of(condition, facts) == value)
                    return true;

                return !IsDecision(condition)
                    && (IsComputed(condition) ? value == IsNamed(condition, Failure) : IsFlagOfFailure(condition, value));
        }
    }

    /// <summary>The method says something else of a message than whether it failed: that its turn has not come, or is over.</summary>
    public static bool IsAboutTurn(IMethodSymbol method) => Array.Exists(Otherwise, word => method.Name.IndexOf(word, StringComparison.OrdinalIgnoreCase) >= 0);

    /// <summary>The case of a switch means failure.</summary>
    public bool IsCase(IOperation switched, IOperation value) => IsComputed(switched) && !IsDecision(value) && IsNamed(value, Failure);

    private bool IsComparison(IOperation left, IOperation right, bool equal)
    {
        if (right.ConstantValue.HasValue || right.Unwrapped() is IFieldReferenceOperation)
            return IsResult(left, right, equal);

        return (left.ConstantValue.HasValue || left.Unwrapped() is IFieldReferenceOperation) && IsResult(right, left, equal);
    }

    // order == null, handled == false, result != HandleResult.Success
    private bool IsResult(IOperation value, IOperation against, bool equal)
    {
        against = against.Unwrapped();
        if (against.ConstantValue is { HasValue: true, Value: null })
            return equal && IsComputed(value);

        if (against.ConstantValue is { HasValue: true, Value: bool expected })
            return Is(value, equal == expected);

        return IsComputed(value) && !IsDecision(against) && IsNamed(against, equal ? Failure : Success);
    }

    private bool IsMatch(IOperation value, IPatternOperation pattern, bool matches) => pattern switch
    {
        IConstantPatternOperation constant => IsResult(value, constant.Value, matches),
        IDeclarationPatternOperation or ITypePatternOperation or IRecursivePatternOperation => !matches && IsComputed(value),
        _ => false,
    };

    // Computed from the message, not the message as it came: a call was given it, or a local holds what such a call made of it.
    private bool IsComputed(IOperation value)
    {
        foreach (var part in value.DescendantsAndSelf())
        {
            switch (part)
            {
                case IInvocationOperation invocation when taint.Reaches(invocation) && facts.CallAt(invocation) is null && !ComparesOnly(invocation) && !HandsOver(invocation):
                case ILocalReferenceOperation local when taint.Holds(local.Local) && !messages.Contains(local.Local, SymbolEqualityComparer.Default)
                    && !(TurnCondition.ValueOf(local)?.Unwrapped() is IInvocationOperation source && HandsOver(source)):
                    return true;
            }
        }

        return false;
    }

    // if (message.Type.Equals(mine)), if (known.Contains(message.Id)): which messages to take, not whether one failed.
    private static bool ComparesOnly(IInvocationOperation invocation) =>
        invocation.TargetMethod.Name is "Equals" or "StartsWith" or "EndsWith" or "Contains" or "ContainsKey" or "TryGetValue" or "Any" or "All" or "SequenceEqual";

    // if (!channel.Writer.TryWrite(message)): the buffer is full, which says nothing of the message.
    private bool HandsOver(IInvocationOperation invocation) =>
        invocation.TargetMethod.Name is "TryWrite" or "TryAdd" or "TryEnqueue" or "TryPost" or "Post" or "Offer"
        || invocation.TargetMethod.ReturnType.SpecialType == SpecialType.System_Boolean
            && facts.Compilation.Source.ReturnsOf(invocation.TargetMethod, facts.CancellationToken)
                .Any(value => BufferCall.At(value.Unwrapped()) is { Action: BufferAction.Write });

    // bool handled = false; try { …; handled = true; } catch { … }
    private bool IsFlagOfFailure(IOperation condition, bool value)
    {
        if (condition is not ILocalReferenceOperation { Local: var flag })
            return false;

        foreach (var operation in facts.Assignments)
        {
            if (operation is ISimpleAssignmentOperation { Target: ILocalReferenceOperation target } assignment
                && SymbolEqualityComparer.Default.Equals(target.Local, flag)
                && assignment.Value.ConstantValue is { HasValue: true, Value: bool assigned })
            {
                if (assigned == value && assignment.Enclosing<ICatchClauseOperation>() is { ExceptionType.Name: not ("OperationCanceledException" or "TaskCanceledException") })
                    return true;

                if (assigned != value && assignment.Enclosing<ITryOperation>() is { Catches.IsEmpty: false } @try && assignment.IsWithin(@try.Body))
                    return true;
            }
        }

        return false;
    }

    /// <summary>Somebody has decided what is to become of the message, and this is the decision.</summary>
    public static bool IsDecision(IOperation value)
    {
        value = value.Unwrapped();
        if (value is IUnaryOperation { OperatorKind: UnaryOperatorKind.Not } not)
            return IsDecision(not.Operand);

        return value is IBinaryOperation both
            ? IsDecision(both.LeftOperand) || IsDecision(both.RightOperand)
            : IsNamed(value, Decision) || NameOf(value)?.StartsWith("Can", StringComparison.Ordinal) == true;
    }

    private static bool IsNamed(IOperation value, string[] words) =>
        NameOf(value.Unwrapped()) is { } name && Array.Exists(words, word => name.IndexOf(word, StringComparison.OrdinalIgnoreCase) >= 0);

    private static string? NameOf(IOperation value) => value is IInvocationOperation invocation ? invocation.TargetMethod.Name : value.ReferencedSymbol()?.Name;
}
