using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Messaging;

/// <summary>Small questions about values that stand for a local or parameter.</summary>
internal static class Variables
{
    /// <summary>The local or parameter that a value is; null for anything else.</summary>
    public static ISymbol? ReferencedVariable(this IOperation operation) => operation.Unwrapped() switch
    {
        ILocalReferenceOperation local => local.Local,
        IParameterReferenceOperation parameter => parameter.Parameter,
        _ => null,
    };

    /// <summary>The value is only looked at for whether it is null or empty, or for its length.</summary>
    public static bool IsEmptinessTest(this IOperation value)
    {
        while (value.Parent is IConversionOperation or IParenthesizedOperation)
            value = value.Parent;

        return value.Parent switch
        {
            IArgumentOperation { Parent: IInvocationOperation { TargetMethod: { Name: "IsNullOrEmpty" or "IsNullOrWhiteSpace" or "ThrowIfNull" or "ThrowIfNullOrEmpty" } } } => true,
            IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals } comparison =>
                IsEmpty(ReferenceEquals(comparison.LeftOperand, value) ? comparison.RightOperand : comparison.LeftOperand),
            IIsPatternOperation { Pattern: var pattern } => IsEmpty(pattern),
            IPropertyReferenceOperation { Property.Name: "Length" } or INameOfOperation => true,
            _ => false,
        };
    }

    private static bool IsEmpty(IOperation operation) => operation switch
    {
        IConstantPatternOperation constant => IsEmpty(constant.Value),
        INegatedPatternOperation negated => IsEmpty(negated.Pattern),
        IConversionOperation conversion => IsEmpty(conversion.Operand),
        IFieldReferenceOperation { Field: { Name: "Empty", ContainingType.SpecialType: SpecialType.System_String } } => true,
        _ => operation.ConstantValue is { HasValue: true, Value: null or "" },
    };
}
