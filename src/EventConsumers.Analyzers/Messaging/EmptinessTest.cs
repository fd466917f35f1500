using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Messaging;

/// <summary>Reads conditions for what they say about whether a receive brought anything.</summary>
internal sealed class EmptinessTest
{
    private readonly Handler? _handler;
    private readonly HashSet<ISymbol> _reading = new(SymbolEqualityComparer.Default);

    /// <summary>Reads conditions of a handler: tests of its message and of flags that it sets.</summary>
    public EmptinessTest(Handler handler) => _handler = handler;

    /// <summary>Reads conditions of code that stands alone: any test for nothing counts.</summary>
    public EmptinessTest()
    {
    }

    private enum Presence
    {
        Unknown,
        Empty,
        Present,
    }

    /// <summary>That the condition has this outcome means, or may mean, that there is no message.</summary>
    public bool MeansEmpty(IOperation condition, bool outcome) => Of(condition, outcome) == Presence.Empty;

    /// <summary>That the condition has this outcome means that there is a message.</summary>
    public bool MeansPresent(IOperation condition, bool outcome) => Of(condition, outcome) == Presence.Present;

    /// <summary>The loop goes on until its own code sets a flag, and receives nothing: <c>while (!isHandled)</c> says what became of the message.</summary>
    public bool IsOwnFlag(IOperation condition, ILoopOperation loop)
    {
        var flag = condition.Unwrapped();
        while (flag is IUnaryOperation { OperatorKind: UnaryOperatorKind.Not } not)
            flag = not.Operand.Unwrapped();
        return flag is ILocalReferenceOperation { Local: { Type.SpecialType: SpecialType.System_Boolean } local }
            && _handler is not null
            && !_handler.Receives.Any(receive => receive.Operation.IsWithin(loop))
            && ValuesOf(local).Any(value => value.IsWithin(loop.Body));
    }

    /// <summary>A case of a switch is for nothing: <c>case null:</c>.</summary>
    public bool IsForNothing(ISwitchCaseOperation section) =>
        section.Parent is ISwitchOperation @switch && Concerns(@switch.Value)
        && section.Clauses.All(clause => clause switch
        {
            ISingleValueCaseClauseOperation single => single.Value.ConstantValue is { HasValue: true, Value: null or 0 },
            IPatternCaseClauseOperation match => Pattern(match.Pattern) == Presence.Empty,
            _ => false,
        });

    private Presence Of(IOperation condition, bool outcome)
    {
        switch (condition.Unwrapped())
        {
            case IUnaryOperation { OperatorKind: UnaryOperatorKind.Not } not:
                return Of(not.Operand, !outcome);

            case IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd or BinaryOperatorKind.ConditionalOr } both:
                return Both(Of(both.LeftOperand, outcome), Of(both.RightOperand, outcome), both.OperatorKind == BinaryOperatorKind.ConditionalAnd == outcome);

            case IBinaryOperation comparison:
                return Comparison(comparison, outcome);

            case IIsPatternOperation match when Concerns(match.Value):
                return Pattern(match.Pattern) is var matched && outcome ? matched : Opposite(matched);

            case IInvocationOperation { TargetMethod.Name: "Any" } call when Concerns(call):
            case IInvocationOperation { TargetMethod.Name: "TryDequeue" or "TryTake" or "TryRead" or "TryReceive" or "TryPop" or "TryConsume" }:
                return outcome ? Presence.Present : Presence.Empty;

            case IPropertyReferenceOperation property when Concerns(property):
                return Named(property.Property.Name, outcome);

            case IConditionalAccessOperation { WhenNotNull: IMemberReferenceOperation member } access when Concerns(access):
                return Named(member.Member.Name, outcome);

            case var value when value.ReferencedSymbol() is { } flag:
                return Flag(flag, outcome);

            default:
                return Presence.Unknown;
        }
    }

    // Where both sides hold, one that knows is enough; where either may hold, one that may mean nothing came is.
    private static Presence Both(Presence left, Presence right, bool allHold)
    {
        if (allHold)
            return left == Presence.Present || right == Presence.Present ? Presence.Present : left == Presence.Empty ? left : right;
        return left == Presence.Empty || right == Presence.Empty ? Presence.Empty : left == right ? left : Presence.Unknown;
    }

    private Presence Comparison(IBinaryOperation comparison, bool outcome)
    {
        var (value, bound, mirrored) = comparison.RightOperand.Unwrapped() is { ConstantValue.HasValue: true } right
            ? (comparison.LeftOperand, right, false)
            : (comparison.RightOperand, comparison.LeftOperand.Unwrapped(), true);
        if (!bound.ConstantValue.HasValue || !Concerns(value) && !IsFlag(value.ReferencedSymbol()))
            return Presence.Unknown;

        var ifTrue = (comparison.OperatorKind, bound.ConstantValue.Value) switch
        {
            (BinaryOperatorKind.Equals, null or 0 or 0L or 0u) => Presence.Empty,
            (BinaryOperatorKind.NotEquals, null or 0 or 0L or 0u) => Presence.Present,
            (BinaryOperatorKind.GreaterThan, 0 or 0L or 0u) when !mirrored => Presence.Present,
            (BinaryOperatorKind.GreaterThanOrEqual, 1 or 1L or 1u) when !mirrored => Presence.Present,
            (BinaryOperatorKind.LessThan, 1 or 1L or 1u) when !mirrored => Presence.Empty,
            (BinaryOperatorKind.LessThanOrEqual, 0 or 0L or 0u) when !mirrored => Presence.Empty,
            (BinaryOperatorKind.LessThan, 0 or 0L or 0u) when mirrored => Presence.Present,
            (BinaryOperatorKind.Equals, bool expected) => Of(value, expected),
            (BinaryOperatorKind.NotEquals, bool unexpected) => Of(value, !unexpected),
            _ => Presence.Unknown,
        };
        return outcome ? ifTrue : Opposite(ifTrue);
    }

    private static Presence Pattern(IPatternOperation pattern) => pattern switch
    {
        INegatedPatternOperation negated => Opposite(Pattern(negated.Pattern)),
        IConstantPatternOperation { Value.ConstantValue: { HasValue: true, Value: null or 0 } } => Presence.Empty,
        IBinaryPatternOperation { OperatorKind: BinaryOperatorKind.Or } or =>
            Both(Pattern(or.LeftPattern), Pattern(or.RightPattern), allHold: false),
        IRecursivePatternOperation recursive => recursive.PropertySubpatterns
            .Any(property => property.Pattern is IConstantPatternOperation { Value.ConstantValue: { HasValue: true, Value: null or 0 } })
                ? Presence.Empty
                : Presence.Present,
        IDeclarationPatternOperation or ITypePatternOperation or IRelationalPatternOperation => Presence.Present,
        _ => Presence.Unknown,
    };

    private static Presence Named(string name, bool outcome)
    {
        var ifTrue = name == "HasValue"
            ? Presence.Present
            : name.IndexOf("Empty", StringComparison.Ordinal) >= 0 || name.IndexOf("Null", StringComparison.Ordinal) >= 0
              || name.EndsWith("EOF", StringComparison.OrdinalIgnoreCase)
                ? Presence.Empty
                : Presence.Unknown;
        return outcome ? ifTrue : Opposite(ifTrue);
    }

    // A flag is worth what was put into it; one that only constants are put into may well say whether something came.
    private Presence Flag(ISymbol flag, bool outcome)
    {
        if (_handler is null || !_reading.Add(flag))
            return Presence.Unknown;

        var values = ValuesOf(flag).ToList();
        var presence = values.Count == 1 && _handler.Taint.Covers(values[0])
            ? Of(values[0], outcome)
            : IsFlag(flag) ? Presence.Empty : Presence.Unknown;
        _reading.Remove(flag);
        return presence;
    }

    private bool IsFlag(ISymbol? symbol) =>
        _handler is { Receives.Count: > 0 } && symbol is not null && !_handler.Taint.Holds(symbol) && ValuesOf(symbol).Any();

    private IEnumerable<IOperation> ValuesOf(ISymbol symbol) =>
        _handler!.Facts.ValuesPutInto(symbol).Where(value => value.IsWithin(_handler.Body));

    private bool Concerns(IOperation operation) => _handler is null || IsReceived(operation.Unwrapped(), depth: 10);

    // What was received, or how much of it: not what a message says, or what became of it.
    private bool IsReceived(IOperation? value, int depth) => depth > 0 && value switch
    {
        IInvocationOperation call when _handler!.Receives.Any(receive => receive.Operation.Syntax == call.Syntax) => true,
        IInvocationOperation call when call.TargetMethod.ContainingNamespace.Is("System.Linq") => IsReceived(call.Arguments.FirstOrDefault()?.Value.Unwrapped(), depth - 1),
        IPropertyReferenceOperation { Instance: { } instance } => IsReceived(instance.Unwrapped(), depth - 1),
        IFieldReferenceOperation { Instance: { } instance } => IsReceived(instance.Unwrapped(), depth - 1),
        IConditionalAccessOperation access => IsReceived(access.Operation.Unwrapped(), depth - 1),
        ICoalesceOperation coalesce => IsReceived(coalesce.Value.Unwrapped(), depth - 1),
        ISimpleAssignmentOperation assignment => IsReceived(assignment.Value.Unwrapped(), depth - 1),
        ILocalReferenceOperation local when _handler!.Messages.Contains(local.Local, SymbolEqualityComparer.Default) => true,
        IParameterReferenceOperation parameter => _handler!.Messages.Contains(parameter.Parameter, SymbolEqualityComparer.Default),
        ILocalReferenceOperation local => ValuesOf(local.Local).ToList() is { Count: 1 } values && IsReceived(values[0].Unwrapped(), depth - 1),
        _ => false,
    };

    private static Presence Opposite(Presence presence) => presence switch
    {
        Presence.Empty => Presence.Present,
        Presence.Present => Presence.Empty,
        _ => presence,
    };
}
