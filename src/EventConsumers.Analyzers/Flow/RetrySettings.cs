using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Flow;

/// <summary>Finds the retry settings of a body: of consumers, of queues, and of policies that its handlers run their work under.</summary>
internal static class RetrySettings
{
    public static IEnumerable<RetrySetting> In(BodyFacts facts) => PolicySettings(facts)
        .Concat(facts.Calls.Select(call => OfCall(call, facts)).OfType<RetrySetting>())
        .Concat(Assigned(facts))
        .Concat(Attributed(facts))
        .Concat(DeliveryLimits.In(facts));

    private static IEnumerable<RetrySetting> PolicySettings(BodyFacts facts)
    {
        foreach (var invocation in facts.Invocations)
        {
            if (RetryPolicy.Executes(invocation)
                && facts.Handlers.Any(handler => handler.Contains(invocation)
                    && MessageWork.In(invocation, handler.Taint, facts).Any(work => !ReferenceEquals(work, invocation))))
            {
                foreach (var setting in RetryPolicy.In(invocation.Instance, facts))
                    yield return setting;
            }
        }
    }

    private static RetrySetting? OfCall(MessagingCall call, BodyFacts facts)
    {
        if (call.Verb is not Verb.LimitRetries)
            return null;

        var taker = call.Meaning.GivenTo.Length == 0 ? null : TakenBy(call, facts);
        if (call.Meaning.GivenTo.Length > 0 && taker is null)
            return null;

        var setting = new RetrySetting(call.Method.Name, CallName.LocationOf(call.Operation.Syntax))
        {
            IsUnlimited = call.Meaning.Attempts is null,
            ComesRound = call.Meaning.Requeues || call.Meaning.GivenToRequeue.Contains(taker),
            IsForSomeFailures = call.Meaning.FailuresOf is { } choice && IsForSomeFailures(call, choice, facts),
            Definition = call.Meaning.Delays is null ? null : call.Operation,
        };
        return call.Meaning.Attempts is { } attempts ? setting.With(call.Argument(attempts)) : setting;
    }

    // options.OnException<T>().RetryTimes(5), or r.Handle<T>(); r.Immediate(5);
    private static bool IsForSomeFailures(MessagingCall setting, string choice, BodyFacts facts)
    {
        for (var current = setting.Receiver?.Unwrapped(); current is not null; current = Inner(current))
        {
            if (current is IInvocationOperation before && Chooses(before, choice))
                return true;
        }

        return setting.Receiver.ReferencedSymbol() is { } receiver && facts.Invocations.Any(call =>
            Chooses(call, choice) && SymbolEqualityComparer.Default.Equals(call.Instance.ReferencedSymbol(), receiver));
    }

    private static IOperation? Inner(IOperation operation) => operation switch
    {
        IInvocationOperation call => (call.Instance ?? call.Arguments.FirstOrDefault()?.Value)?.Unwrapped(),
        IMemberReferenceOperation member => member.Instance?.Unwrapped(),
        _ => null,
    };

    private static bool Chooses(IInvocationOperation call, string choice) =>
        call.TargetMethod is { TypeArguments: { Length: 1 } failures } method && method.Name == choice && !failures[0].Is("System", "Exception");

    // endpoint.UseMessageRetry(r => r.Immediate(5)): the call whose lambda the setting stands in; or whose lambda calls the helper that it stands in.
    private static string? TakenBy(MessagingCall setting, BodyFacts facts)
    {
        var function = setting.Operation.Function();
        var taker = function is IAnonymousFunctionOperation lambda ? Waiting.CallTaking(lambda)?.TargetMethod.Name : null;
        if (taker is not null && setting.Meaning.GivenTo.Contains(taker))
            return taker;

        return setting.Receiver?.Unwrapped() is IParameterReferenceOperation { Parameter.ContainingSymbol: IMethodSymbol { MethodKind: not MethodKind.AnonymousFunction } helper }
            ? TakenBy(helper, setting.Meaning.GivenTo, facts, MethodSummaries.Depth)
            : null;
    }

    // endpoint.UseMessageRetry(Configure), endpoint.UseMessageRetry(r => Configure(r))
    private static string? TakenBy(IMethodSymbol helper, string[] takers, BodyFacts facts, int depth)
    {
        if (depth == 0)
            return null;

        foreach (var use in facts.Compilation.Source.UsesOf(helper, facts.CancellationToken))
        {
            if (use is IMethodReferenceOperation && Waiting.CallTaking(use) is { TargetMethod.Name: var name } && takers.Contains(name))
                return name;

            if (use is not IInvocationOperation)
                continue;

            var function = use.Function();
            var caller = facts.Compilation.Source.MemberRound(use.Syntax, facts.CancellationToken) as IMethodSymbol;
            if (function is IAnonymousFunctionOperation lambda && Waiting.CallTaking(lambda) is { TargetMethod.Name: var taker } && takers.Contains(taker))
                return taker;
            if (function is not IAnonymousFunctionOperation && caller is not null && TakenBy(caller, takers, facts, depth - 1) is { } above)
                return above;
        }

        return null;
    }

    private static IEnumerable<RetrySetting> Assigned(BodyFacts facts)
    {
        foreach (var operation in facts.Assignments)
        {
            if (operation is ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property: var property } } assignment
                && facts.Compilation.Catalog.IsRetryLimit(property, out var comesRound))
            {
                yield return new RetrySetting(property.Name, assignment.Syntax.GetLocation()) { ComesRound = comesRound }.With(assignment.Value);
            }
        }
    }

    private static IEnumerable<RetrySetting> Attributed(BodyFacts facts)
    {
        if (!facts.Handlers.Any(handler => handler.Kind == HandlerKind.Method))
            yield break;

        foreach (var attribute in facts.Owner.GetAttributes())
        {
            if (facts.Compilation.Catalog.IsRetryAttribute(attribute.AttributeClass)
                && attribute.ConstructorArguments.FirstOrDefault().Value is int count
                && attribute.ApplicationSyntaxReference?.GetSyntax(facts.CancellationToken) is AttributeSyntax syntax)
            {
                yield return new RetrySetting(syntax.Name.ToString(), syntax.GetLocation())
                {
                    Limit = syntax.ArgumentList?.Arguments[0].Expression.GetLocation(),
                    Count = count,
                    IsUnlimited = count < 0,
                };
            }
        }
    }
}
