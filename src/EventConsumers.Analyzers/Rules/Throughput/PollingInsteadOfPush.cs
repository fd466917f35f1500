using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Rules.Throughput;

/// <summary>EVC2007: polling instead of push.</summary>
internal sealed class PollingInsteadOfPush : BodyRule
{
    public override DiagnosticDescriptor Descriptor { get; } = Descriptors.Suggestion(
        "EVC2007",
        "Polling instead of push",
        "'{0}' in an endless loop costs a round trip for each message, and one for none; '{1}' has the broker push them",
        "A broker that pushes keeps a consumer busy without being asked, and leaves it alone when there is nothing to do.");

    public override void Analyze(BodyFacts facts, Reporter report)
    {
        foreach (var call in facts.Calls)
        {
            if (call is { Verb: Verb.Receive, Meaning.PushedBy: { } push } && call.Operation.EnclosingLoop() is { } loop && IsEndless(loop))
                report.Report(this, CallName.LocationOf(call.Operation.Syntax), call.Method.Name, push);
        }
    }

    // One that nothing ends but shutdown: not one that empties a queue and goes on.
    private static bool IsEndless(ILoopOperation loop)
    {
        var condition = loop switch
        {
            IWhileLoopOperation @while => @while.Condition,
            IForLoopOperation @for => @for.Condition,
            _ => null,
        };
        return loop is IWhileLoopOperation or IForLoopOperation
            && (condition is null or { ConstantValue: { HasValue: true, Value: true } } || IsShutdown(condition))
            && !loop.Body.InSameFunction().Any(operation => operation is IReturnOperation
                || operation is IBranchOperation branch && SymbolEqualityComparer.Default.Equals(branch.Target, loop.ExitLabel));
    }

    private static bool IsShutdown(IOperation condition) =>
        condition.Unwrapped() is IUnaryOperation { OperatorKind: UnaryOperatorKind.Not, Operand: var operand }
        && operand.Unwrapped() is IPropertyReferenceOperation { Property.Name: "IsCancellationRequested" };
}
