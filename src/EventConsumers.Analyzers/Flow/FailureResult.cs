using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Flow;

/// <summary>
/// The truth value that a helper of the compilation returns where it has failed, whatever the reason was: the constant at the
/// end of its catch-all, or the only one that it ever returns.
/// </summary>
internal static class FailureResult
{
    /// <summary>What the condition is where the helper has failed whose result it asks for; null where that cannot be told.</summary>
    public static bool? Of(IOperation condition, BodyFacts facts)
    {
        condition = condition.Unwrapped();
        return condition switch
        {
            IUnaryOperation { OperatorKind: UnaryOperatorKind.Not } not => !Of(not.Operand, facts),
            ILocalReferenceOperation => Constants.InitializerOf(condition)?.Unwrapped() is IInvocationOperation call ? Returned(call, facts) : null,
            IInvocationOperation call => Returned(call, facts),
            _ => null,
        };
    }

    private static bool? Returned(IInvocationOperation call, BodyFacts facts)
    {
        var method = call.TargetMethod;
        if (!IsTruthValue(method.ReturnType) || FailedCondition.IsAboutTurn(method))
            return null;

        var implementation = facts.Compilation.Source.ImplementationOf(method);
        if (implementation is null || facts.Compilation.Source.BodyOf(implementation, facts.CancellationToken) is not { } body || DeliveryCount.IsLookedAtIn(implementation, facts.CancellationToken))
            return null;

        var returned = body.InSameFunction().OfType<IReturnOperation>().ToList();
        if (returned.Count > 0 && returned.TrueForAll(part => Constant(part) is not null) && returned.Select(Constant).Distinct().Count() == 1)
            return Constant(returned[0]);

        foreach (var @try in body.InSameFunction().OfType<ITryOperation>())
        {
            if (CatchAll.Of(@try) is { Handler: var handler }
                && handler.Operations.LastOrDefault() is IReturnOperation last
                && handler.InSameFunction().Count(part => part is IReturnOperation or IThrowOperation) == 1
                && @try.Enclosing<ITryOperation>() is null)
            {
                return Constant(last);
            }
        }

        return null;
    }

    // return true; return Task.FromResult(true);
    private static bool? Constant(IReturnOperation part)
    {
        var value = part.ReturnedValue?.Unwrapped();
        if (value is IInvocationOperation { TargetMethod.Name: "FromResult", Arguments: { Length: 1 } arguments })
            value = arguments[0].Value.Unwrapped();
        return value?.ConstantValue is { HasValue: true, Value: bool constant } ? constant : null;
    }

    private static bool IsTruthValue(ITypeSymbol type) => type.SpecialType == SpecialType.System_Boolean
        || type is INamedTypeSymbol { Name: "Task" or "ValueTask", TypeArguments: { Length: 1 } results } && results[0].SpecialType == SpecialType.System_Boolean;
}
