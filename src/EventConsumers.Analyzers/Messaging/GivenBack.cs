using EventConsumers.Analyzers.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Messaging;

/// <summary>A message that is given back at once, by a client's call or by a helper of the compilation that makes one.</summary>
internal sealed record GivenBack(MessagingCall Call, string Name, Location Location, IOperation? Requeue)
{
    /// <summary>It is given back where a helper has failed, by the helper's own result.</summary>
    public bool IsByFailure { get; private init; }

    /// <summary>Recognises a call that gives a message back; null for all others.</summary>
    public static GivenBack? By(IInvocationOperation invocation, BodyFacts facts)
    {
        if (facts.CallAt(invocation) is { } call)
        {
            var requeue = call.Meaning.Requeue is { } parameter ? call.Argument(parameter) : null;
            var isByFailure = requeue is { ConstantValue.HasValue: false } && !call.Meaning.BrokerLimitsRedelivery && FailureResult.Of(requeue, facts) == true;
            return isByFailure || Redelivery.IsImmediate(call)
                ? new GivenBack(call, call.Method.Name, CallName.LocationOf(invocation.Syntax), requeue) { IsByFailure = isByFailure }
                : null;
        }

        return facts.Compilation.Summaries.Calls(invocation.TargetMethod, Redelivery.IsPossible, facts.CancellationToken)
            .Select(reached => Through(invocation, reached.Method, reached.Call, facts))
            .FirstOrDefault(givenBack => givenBack is not null);
    }

    // A helper that decides for itself, by a condition or in a catch clause, is judged where it stands.
    private static GivenBack? Through(IInvocationOperation invocation, IMethodSymbol method, MessagingCall inner, BodyFacts facts)
    {
        if (inner.Meaning.BrokerLimitsRedelivery || IsConditional(inner.Operation))
            return null;

        if (Redelivery.IsImmediate(inner))
        {
            var isHere = inner.Operation.Syntax.SyntaxTree == invocation.Syntax.SyntaxTree
                && SymbolEqualityComparer.Default.Equals(method.ContainingType, facts.Owner.ContainingType);
            return isHere
                ? new GivenBack(inner, inner.Method.Name, CallName.LocationOf(inner.Operation.Syntax), inner.Meaning.Requeue is { } requeue ? inner.Argument(requeue) : null)
                : new GivenBack(inner, invocation.TargetMethod.Name, CallName.LocationOf(invocation.Syntax), null);
        }

        // channel.Nack(message, requeue: true), the helper's own parameter being handed on
        if (Redelivery.DecidedBy(inner) is { } parameter
            && SymbolEqualityComparer.Default.Equals(parameter.ContainingSymbol, (invocation.TargetMethod.ReducedFrom ?? invocation.TargetMethod).OriginalDefinition)
            && invocation.Arguments.FirstOrDefault(argument => argument.Parameter?.Name == parameter.Name) is { Value: var value }
            && (Constants.Of(value) ?? FailureResult.Of(value, facts)) is true)
        {
            return new GivenBack(inner, invocation.TargetMethod.Name, CallName.LocationOf(invocation.Syntax), value) { IsByFailure = Constants.Of(value) is not true };
        }

        return null;
    }

    private static bool IsConditional(IOperation operation)
    {
        for (var (child, current) = (operation, operation.Parent); current is not null; (child, current) = (current, current.Parent))
        {
            if (current is ICatchClauseOperation or IAnonymousFunctionOperation or ILocalFunctionOperation or ISwitchOperation
                || current is IConditionalOperation conditional && !ReferenceEquals(child, conditional.Condition) && !AsksForConnection(conditional.Condition))
            {
                return true;
            }
        }

        return false;
    }

    // if (channel.IsOpen), if (channel != null)
    private static bool AsksForConnection(IOperation condition) =>
        condition.DescendantsAndSelf().All(part => part is not IInvocationOperation and not IParameterReferenceOperation { Type.SpecialType: SpecialType.System_Boolean })
        && condition.DescendantsAndSelf().Any(part =>
            part is IPropertyReferenceOperation { Property.Name: "IsOpen" or "IsClosed" or "Ackable" }
            || part is IBinaryOperation { RightOperand.ConstantValue: { HasValue: true, Value: null } }
            || part is IConstantPatternOperation { Value.ConstantValue: { HasValue: true, Value: null } });
}
