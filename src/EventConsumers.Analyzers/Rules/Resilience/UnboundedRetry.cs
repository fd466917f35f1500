using EventConsumers.Analyzers.Flow;
using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Rules.Resilience;

/// <summary>EVC3001: retry without a bound.</summary>
internal sealed class UnboundedRetry : BodyRule
{
    public override DiagnosticDescriptor Descriptor { get; } = Descriptors.Warning(
        "EVC3001",
        "Retry without a bound",
        "'{0}' tries the message again without end; one that always fails {1}",
        "A retry loop or policy without a bound never gives a poison message up.");

    private const string HoldsUp = "holds up all that come after it";
    private const string ComesRound = "comes round for ever";

    public override void Analyze(BodyFacts facts, Reporter report)
    {
        foreach (var retry in HeldMessageRetries.In(facts))
            report.Report(this, retry.Location, retry.Name, HoldsUp);

        foreach (var handler in facts.Handlers)
        {
            foreach (var invocation in facts.Invocations)
            {
                if (!handler.Contains(invocation) || !handler.Taint.Reaches(invocation))
                    continue;

                if (HeldMessageRetries.Behind(invocation, handler.Taint, facts) is { } behind)
                    ReportBehind(invocation, behind, report);

                if (RetryPolicy.Executes(invocation)
                    && MessageWork.In(invocation, handler.Taint, facts).Any(work => !ReferenceEquals(work, invocation))
                    && RetryPolicy.UnboundedIn(invocation.Instance, facts) is { } policy)
                {
                    Report(policy.Location, policy.Limit, policy.Name, report);
                }
            }
        }

        AnalyzeSettings(facts, report);
    }

    // The loop is shown where it stands, but a finding stays in the file that is analysed.
    private void ReportBehind(IInvocationOperation invocation, RetryLoop loop, Reporter report)
    {
        if (loop.Location.SourceTree == invocation.Syntax.SyntaxTree)
            report.Report(this, loop.Location, loop.Name, HoldsUp);
        else
            report.Report(this, CallName.LocationOf(invocation.Syntax), invocation.TargetMethod.Name, HoldsUp);
    }

    private void AnalyzeSettings(BodyFacts facts, Reporter report)
    {
        foreach (var call in facts.Calls)
        {
            if (call.Verb is not Verb.LimitRetries || call.Meaning.GivenTo is { Length: > 0 } places && !places.Contains(PlaceOf(call)))
                continue;

            var limit = call.Meaning.Attempts is { } attempts ? call.Argument(attempts) : null;
            if (call.Meaning.Attempts is null || IsEndless(limit))
            {
                var requeues = call.Meaning.Requeues || call.Meaning.GivenToRequeue.Contains(PlaceOf(call));
                Report(CallName.LocationOf(call.Operation.Syntax), limit?.Syntax.GetLocation(), call.Method.Name, report, requeues ? ComesRound : HoldsUp);
            }
        }

        foreach (var assignment in facts.Assignments.OfType<ISimpleAssignmentOperation>())
        {
            if (assignment.Target is IPropertyReferenceOperation { Property: var property }
                && facts.Compilation.Catalog.IsRetryLimit(property)
                && IsEndless(assignment.Value))
            {
                Report(assignment.Syntax.GetLocation(), assignment.Value.Syntax.GetLocation(), property.Name, report);
            }
        }

        if (!facts.Handlers.Any(handler => handler.Kind == HandlerKind.Method))
            return;

        foreach (var attribute in facts.Owner.GetAttributes())
        {
            if (facts.Compilation.Catalog.IsRetryAttribute(attribute.AttributeClass)
                && attribute.ConstructorArguments.FirstOrDefault().Value is < 0 or >= RetryPolicy.Endless
                && attribute.ApplicationSyntaxReference?.GetSyntax(facts.CancellationToken) is AttributeSyntax syntax)
            {
                Report(syntax.GetLocation(), syntax.ArgumentList?.Arguments[0].Expression.GetLocation(), syntax.Name.ToString(), report);
            }
        }
    }

    // endpoint.UseMessageRetry(r => r.Immediate(5)): the call whose lambda the setting stands in.
    private static string? PlaceOf(MessagingCall setting) =>
        setting.Operation.Function() is IAnonymousFunctionOperation lambda ? Waiting.CallTaking(lambda)?.TargetMethod.Name : null;

    private void Report(Location location, Location? limit, string name, Reporter report, string consequence = HoldsUp) =>
        report.Report(this, location, limit is null ? [] : new[] { limit }, null, name, consequence);

    private static bool IsEndless(IOperation? attempts) => Constants.Of(attempts) is >= RetryPolicy.Endless;
}
