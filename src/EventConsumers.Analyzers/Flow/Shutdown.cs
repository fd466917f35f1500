using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Flow;

/// <summary>Conditions that say the application is stopping, or its connection is gone, rather than that a message failed.</summary>
internal static class Shutdown
{
    private static readonly string[] Stopping = ["stop", "shutdown", "shuttingdown", "cancel", "dispos", "closing", "isclosed", "drain", "paus", "latched"];
    private static readonly string[] Running = ["running", "isopen", "connected", "isstarted", "isactive"];

    /// <summary>The condition, having this value, is about stopping.</summary>
    public static bool Is(IOperation condition, bool value) => condition.Unwrapped() switch
    {
        IUnaryOperation { OperatorKind: UnaryOperatorKind.Not } not => Is(not.Operand, !value),
        IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd or BinaryOperatorKind.ConditionalOr } both =>
            Is(both.LeftOperand, value) || Is(both.RightOperand, value),
        IIsPatternOperation { Pattern: INegatedPatternOperation { Pattern: var pattern } } => !value && Names(pattern),
        IIsPatternOperation { Pattern: var pattern } => value && Names(pattern),
        IIsTypeOperation type => value && type.TypeOperand.Name is "OperationCanceledException" or "TaskCanceledException",
        IBinaryOperation => false,
        var leaf => NameOf(leaf) is { } name && Holds(name, value ? Stopping : Running),
    };

    private static bool Names(IPatternOperation pattern) => pattern.DescendantsAndSelf().Any(part => part switch
    {
        ITypePatternOperation type => IsCancellation(type.MatchedType),
        IDeclarationPatternOperation declaration => IsCancellation(declaration.MatchedType),
        IRecursivePatternOperation recursive => IsCancellation(recursive.MatchedType),
        IConstantPatternOperation { Value: ITypeOfOperation type } => IsCancellation(type.TypeOperand),
        _ => false,
    });

    private static bool IsCancellation(ITypeSymbol? type) => type?.Name is "OperationCanceledException" or "TaskCanceledException";

    private static string? NameOf(IOperation leaf) => leaf switch
    {
        IInvocationOperation invocation => invocation.TargetMethod.Name,
        IConditionalAccessOperation access => NameOf(access.WhenNotNull.Unwrapped()),
        _ => leaf.ReferencedSymbol()?.Name,
    };

    private static bool Holds(string name, string[] words) => Array.Exists(words, word => name.IndexOf(word, StringComparison.OrdinalIgnoreCase) >= 0);
}
