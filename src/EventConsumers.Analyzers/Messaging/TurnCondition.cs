using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Messaging;

/// <summary>
/// Tells what happens for every message from what happens now and then: every so many messages, on a timer, when a buffer
/// is full, or only if something is configured so.
/// </summary>
internal static class TurnCondition
{
    private static readonly string[] WordsOfPacing = ["Commit", "Flush", "Checkpoint", "Interval", "Elapsed", "Full", "Due", "Batch"];

    /// <summary>
    /// The operation runs once per message: each condition between it and the enclosing body is about the message or what
    /// became of it, and it stands in no <c>catch</c>.
    /// </summary>
    /// <param name="operation">The operation asked about.</param>
    /// <param name="body">What runs once per message.</param>
    /// <param name="isOfMessage">The expression reads the message.</param>
    public static bool RunsForEveryMessage(IOperation operation, IOperation body, Func<IOperation, bool> isOfMessage)
    {
        for (IOperation inner = operation, outer = operation.Parent!; !ReferenceEquals(inner, body) && outer is not null; inner = outer, outer = outer.Parent!)
        {
            var isPaced = outer switch
            {
                IConditionalOperation choice when !ReferenceEquals(inner, choice.Condition) => !IsAboutMessage(choice.Condition, isOfMessage),
                ISwitchOperation @switch => !IsOutcome(@switch.Value, isOfMessage),
                ISwitchExpressionOperation @switch => !IsOutcome(@switch.Value, isOfMessage),
                ICatchClauseOperation => true,
                IBlockOperation block => FollowsPacing(block, inner, isOfMessage),
                _ => false,
            };
            if (isPaced)
                return false;
        }

        return true;
    }

    /// <summary>What a local is declared with: <c>var isTenth = offset % 10 == 0</c>; null where it is not a plain local of a block.</summary>
    public static IOperation? ValueOf(ILocalReferenceOperation reference)
    {
        for (var scope = reference.Parent; scope is not null; scope = scope.Parent)
        {
            if (scope is not IBlockOperation block || !block.Locals.Contains(reference.Local, SymbolEqualityComparer.Default))
                continue;

            return block.Operations.OfType<IVariableDeclarationGroupOperation>()
                .SelectMany(group => group.Declarations)
                .SelectMany(declaration => declaration.Declarators)
                .FirstOrDefault(declarator => SymbolEqualityComparer.Default.Equals(declarator.Symbol, reference.Local))
                ?.GetVariableInitializer()?.Value;
        }

        return null;
    }

    private static bool IsAboutMessage(IOperation condition, Func<IOperation, bool> isOfMessage) => condition.Unwrapped() switch
    {
        IUnaryOperation { OperatorKind: UnaryOperatorKind.Not } not => IsAboutMessage(not.Operand, isOfMessage),
        IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd or BinaryOperatorKind.ConditionalOr } both =>
            IsAboutMessage(both.LeftOperand, isOfMessage) && IsAboutMessage(both.RightOperand, isOfMessage),
        IPropertyReferenceOperation { Property.Name: "IsCancellationRequested" } => true,
        var leaf => IsOutcome(leaf, isOfMessage) && !IsPacing(leaf, isOfMessage),
    };

    // Reads the message, or a local that got its value from the message, or a flag such as 'var succeeded = false'.
    private static bool IsOutcome(IOperation value, Func<IOperation, bool> isOfMessage) =>
        isOfMessage(value)
        || value.DescendantsAndSelf().OfType<ILocalReferenceOperation>()
            .Any(local => ValueOf(local) is { } source && (isOfMessage(source) || source.ConstantValue is { HasValue: true, Value: bool }));

    // if (++count < 100) continue;
    private static bool FollowsPacing(IBlockOperation block, IOperation statement, Func<IOperation, bool> isOfMessage)
    {
        foreach (var earlier in block.Operations)
        {
            if (ReferenceEquals(earlier, statement))
                return false;
            if (earlier is IConditionalOperation choice && (MessagePresence.Leaves(choice.WhenTrue) || MessagePresence.Leaves(choice.WhenFalse))
                && Leaves(choice.Condition).Any(leaf => IsPacing(leaf, isOfMessage)))
            {
                return true;
            }
        }

        return false;
    }

    private static IEnumerable<IOperation> Leaves(IOperation condition) => condition.Unwrapped() switch
    {
        IUnaryOperation { OperatorKind: UnaryOperatorKind.Not } not => Leaves(not.Operand),
        IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd or BinaryOperatorKind.ConditionalOr } both =>
            Leaves(both.LeftOperand).Concat(Leaves(both.RightOperand)),
        var leaf => [leaf],
    };

    private static bool IsPacing(IOperation condition, Func<IOperation, bool> isOfMessage)
    {
        foreach (var part in condition.DescendantsAndSelf())
        {
            switch (part)
            {
                case IBinaryOperation when IsCounting(part, isOfMessage):
                case ILocalReferenceOperation local when NamesPacing(local.Local.Name) || ValueOf(local) is { } value && IsCounting(value, isOfMessage):
                case IParameterReferenceOperation parameter when NamesPacing(parameter.Parameter.Name):
                case IMemberReferenceOperation member when NamesPacing(member.Member.Name):
                case IInvocationOperation call when NamesPacing(call.TargetMethod.Name):
                    return true;
            }
        }

        return false;
    }

    // Takes every so many, or compares something other than the message's own content, or how much was collected, with a limit.
    private static bool IsCounting(IOperation value, Func<IOperation, bool> isOfMessage) =>
        value.Unwrapped() is IBinaryOperation comparison
        && (comparison.OperatorKind == BinaryOperatorKind.Remainder
            || IsCounting(comparison.LeftOperand, isOfMessage) || IsCounting(comparison.RightOperand, isOfMessage)
            || IsLimit(comparison, isOfMessage));

    private static bool IsLimit(IBinaryOperation comparison, Func<IOperation, bool> isOfMessage) =>
        comparison.OperatorKind is BinaryOperatorKind.LessThan or BinaryOperatorKind.LessThanOrEqual or BinaryOperatorKind.GreaterThan or BinaryOperatorKind.GreaterThanOrEqual
        && !IsZero(comparison.LeftOperand) && !IsZero(comparison.RightOperand)
        && (!isOfMessage(comparison) || comparison.DescendantsAndSelf().Any(part => part is IMemberReferenceOperation { Member.Name: "Count" or "Length" }));

    private static bool NamesPacing(string name) => WordsOfPacing.Any(word => name.IndexOf(word, StringComparison.OrdinalIgnoreCase) >= 0);

    private static bool IsZero(IOperation operation) => operation.Unwrapped().ConstantValue is { HasValue: true, Value: 0 or 0L };
}
