using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Rules.Scaling;

/// <summary>A switch or a chain of conditions that tells apart by their type which event has come.</summary>
/// <param name="Selector">What is told apart.</param>
/// <param name="Cases">The code for each type of event.</param>
internal sealed record EventDispatch(IOperation Selector, IReadOnlyList<IOperation> Cases)
{
    /// <summary>The dispatches over a message, or a value computed from it, in a piece of code.</summary>
    public static IEnumerable<EventDispatch> In(IOperation code, MessageTaint taint)
    {
        var conditions = new Dictionary<string, List<(IOperation Selector, IOperation Case)>>();
        foreach (var operation in code.DescendantsAndSelf())
        {
            switch (operation)
            {
                case ISwitchOperation @switch when taint.Covers(@switch.Value):
                    var sections = @switch.Cases.Where(section => section.Clauses.Any(clause => Means(@switch.Value, clause))).ToList();
                    yield return new EventDispatch(@switch.Value, sections);
                    break;

                case ISwitchExpressionOperation @switch when taint.Covers(@switch.Value):
                    var arms = @switch.Arms.Where(arm => Means(@switch.Value, arm.Pattern)).Select(arm => arm.Value).ToList();
                    yield return new EventDispatch(@switch.Value, arms);
                    break;

                case IConditionalOperation { Syntax: not Microsoft.CodeAnalysis.CSharp.Syntax.ConditionalExpressionSyntax } condition
                    when SelectorOf(condition.Condition) is { } selector && taint.Covers(selector):
                    var text = selector.Syntax.ToString();
                    if (!conditions.TryGetValue(text, out var chain))
                        conditions.Add(text, chain = []);
                    chain.Add((selector, condition.WhenTrue));
                    break;
            }
        }

        foreach (var chain in conditions.Values)
            yield return new EventDispatch(chain[0].Selector, [.. chain.Select(entry => entry.Case)]);
    }

    private static bool Means(IOperation value, ICaseClauseOperation clause) => clause switch
    {
        ISingleValueCaseClauseOperation { Value: { } constant } => EventTypeName.Is(value) && constant.ConstantValue.HasValue,
        IPatternCaseClauseOperation { Pattern: { } pattern } => Means(value, pattern),
        _ => false,
    };

    private static bool Means(IOperation value, IPatternOperation pattern) => pattern switch
    {
        IDeclarationPatternOperation { MatchesNull: false } declaration => EventTypeName.IsPayload(declaration.NarrowedType),
        ITypePatternOperation type => EventTypeName.IsPayload(type.NarrowedType),
        IRecursivePatternOperation { MatchedType: { } matched } => !SymbolEqualityComparer.Default.Equals(matched, pattern.InputType) && EventTypeName.IsPayload(matched),
        IConstantPatternOperation => EventTypeName.Is(value),
        IBinaryPatternOperation alternatives => Means(value, alternatives.LeftPattern),
        _ => false,
    };

    private static IOperation? SelectorOf(IOperation condition)
    {
        condition = condition.Unwrapped();
        return condition switch
        {
            IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalOr or BinaryOperatorKind.ConditionalAnd } either => SelectorOf(either.LeftOperand),
            IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals } equality =>
                Selected(equality.LeftOperand, equality.RightOperand) ?? Selected(equality.RightOperand, equality.LeftOperand),
            IInvocationOperation { TargetMethod.Name: "Equals", Instance: { } instance, Arguments: { Length: > 0 } arguments } =>
                Selected(instance, arguments[0].Value) ?? Selected(arguments[0].Value, instance),
            IInvocationOperation { TargetMethod.Name: "Equals", Instance: null, Arguments: { Length: > 1 } arguments } =>
                Selected(arguments[0].Value, arguments[1].Value) ?? Selected(arguments[1].Value, arguments[0].Value),
            IIsPatternOperation match => Means(match.Value, match.Pattern) ? match.Value.Unwrapped() : null,
            IIsTypeOperation type => EventTypeName.IsPayload(type.TypeOperand) ? type.ValueOperand.Unwrapped() : null,
            _ => null,
        };
    }

    private static IOperation? Selected(IOperation value, IOperation compared) =>
        EventTypeName.Is(value) && (compared.Unwrapped() is { ConstantValue: { HasValue: true, Value: not null } } or ITypeOfOperation || NamesType(compared))
            ? value.Unwrapped()
            : null;

    private static bool NamesType(IOperation value) => value.Unwrapped() is IPropertyReferenceOperation { Instance: ITypeOfOperation };
}
