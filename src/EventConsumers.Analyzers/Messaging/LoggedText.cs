using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Messaging;

/// <summary>Tells text that is only made to be logged or printed.</summary>
internal static class LoggedText
{
    private const int Depth = 3;

    /// <summary>Whatever reads the text, as it is or as part of another one, is a log, the console or a metric.</summary>
    public static bool Is(IOperation text, MethodBody code) => Is(text, code, Depth);

    private static bool Is(IOperation text, MethodBody code, int depth)
    {
        while (IsPart(text.Parent))
            text = text.Parent!;

        return text.Parent switch
        {
            IArgumentOperation { Parent: IInvocationOperation { TargetMethod: { Name: "Format" or "Concat" or "Join", ContainingType.SpecialType: SpecialType.System_String } } call } =>
                depth > 0 && Is(call, code, depth - 1),
            IArgumentOperation { Parent: IInvocationOperation call } => Effects.Of(call.TargetMethod) == Effect.Observation,
            IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: var local } } =>
                depth > 0 && code.ReadsOf(local) is { Count: > 0 } reads && reads.All(read => Is(read, code, depth - 1)),
            _ => false,
        };
    }

    private static bool IsPart(IOperation? outer) => outer is
        IConversionOperation or IParenthesizedOperation or IInterpolationOperation or IInterpolatedStringOperation
        or IBinaryOperation { Type.SpecialType: SpecialType.System_String }
        or IArrayInitializerOperation or IArrayCreationOperation;
}
