using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Messaging;

/// <summary>Tells values that are the same whenever the code runs, also where the compiler sees no constant in them.</summary>
internal static class FixedValue
{
    private const int Depth = 4;

    public static bool Is(IOperation value, BodyFacts facts) => Is(value, facts, Depth);

    private static bool Is(IOperation value, BodyFacts facts, int depth)
    {
        value = value.Unwrapped();
        if (value.ConstantValue.HasValue)
            return true;

        return depth > 0 && value switch
        {
            IInterpolatedStringOperation text => text.Parts.OfType<IInterpolationOperation>().All(part => Is(part.Expression, facts, depth - 1)),
            IBinaryOperation sum => Is(sum.LeftOperand, facts, depth - 1) && Is(sum.RightOperand, facts, depth - 1),
            IInvocationOperation { TargetMethod: { } method } call when Computes(method) =>
                (call.Instance is null || IsEncoding(method) || Is(call.Instance, facts, depth - 1))
                && call.Arguments.All(argument => Is(argument.Value, facts, depth - 1)),
            IArrayCreationOperation { Initializer: { } initializer } => initializer.ElementValues.All(element => Is(element, facts, depth - 1)),
            IFieldReferenceOperation { Field: { IsStatic: true, IsReadOnly: true } field } =>
                field is { Name: "Empty", ContainingType.SpecialType: SpecialType.System_String }
                || facts.Compilation.Literals.ValueOf(value, facts.CancellationToken) is { } given && Is(given, facts, depth - 1),
            ILocalReferenceOperation => Constants.InitializerOf(value) is { } initial && Is(initial, facts, depth - 1),

            // The name of a type that is written out.
            IPropertyReferenceOperation { Property.Name: "Name" or "FullName", Instance: ITypeOfOperation { TypeOperand: not ITypeParameterSymbol } } => true,
            _ => false,
        };
    }

    private static bool Computes(IMethodSymbol method) =>
        method.ContainingType.SpecialType == SpecialType.System_String || method.Name == "ToString" || IsEncoding(method);

    private static bool IsEncoding(IMethodSymbol method) => method.Name == "GetBytes" && method.ContainingType.IsOrDerivesFrom("System.Text", "Encoding");
}
