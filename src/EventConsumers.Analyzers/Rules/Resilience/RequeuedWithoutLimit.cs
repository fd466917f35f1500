using EventConsumers.Analyzers.Flow;
using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Rules.Resilience;

/// <summary>EVC3002: failed message requeued without a limit.</summary>
internal sealed class RequeuedWithoutLimit : BodyRule
{
    public override DiagnosticDescriptor Descriptor { get; } = Descriptors.Warning(
        "EVC3002",
        "Failed message requeued without a limit",
        "'{0}' gives the failed message straight back, however often it has failed; a poison message comes round for ever",
        "A failed message that is requeued without a look at its delivery count is delivered again at once, and again.");

    public override void Analyze(BodyFacts facts, Reporter report)
    {
        bool? isCounted = null;
        foreach (var invocation in facts.Invocations)
        {
            if (GivenBack.By(invocation, facts) is not { } givenBack || !givenBack.IsByFailure && !IsFailurePath(invocation, givenBack.Call, facts))
                continue;

            isCounted ??= DeliveryCount.IsLookedAt(facts)
                || facts.Owner is IMethodSymbol { MethodKind: MethodKind.Ordinary } method && DeliveryCount.IsLookedAtByCallerOf(method, facts.CancellationToken);
            if (isCounted == true || facts.Compilation.LimitsRedelivery(givenBack.Call.Client, facts.CancellationToken) || GivesUp(invocation, facts))
                continue;

            var requeue = givenBack.Requeue?.Syntax.GetLocation();
            report.Report(this, givenBack.Location, requeue is null ? [] : new[] { requeue }, null, givenBack.Name);
        }
    }

    // Who fetches messages, puts back the one that failed and fails as well, fetches no more until somebody asks for it.
    private static bool GivesUp(IInvocationOperation invocation, BodyFacts facts) =>
        invocation.Enclosing<ICatchClauseOperation>() is { Handler.Operations: { Length: > 0 } statements, Parent: ITryOperation @try }
        && statements[statements.Length - 1] is IThrowOperation or IExpressionStatementOperation { Operation: IThrowOperation }
        && facts.Handlers.Any(handler => handler.Receives.Count > 0 && handler.Contains(invocation))
        && !facts.Tries.Any(outer => !ReferenceEquals(outer, @try) && !outer.Catches.IsEmpty && @try.IsWithin(outer.Body))
        && facts.Owner is IMethodSymbol { MethodKind: MethodKind.Ordinary, IsOverride: false } owner
        && !SourceCode.WithContracts(owner).SelectMany(contract => facts.Compilation.Source.NamesOf(contract, facts.CancellationToken)).Any(LoopSyntax.IsRound);

    private static bool IsFailurePath(IInvocationOperation invocation, MessagingCall call, BodyFacts facts)
    {
        var handler = facts.Handlers.Where(handler => handler.Contains(invocation)).OrderBy(handler => handler.Body.Syntax.Span.Length).FirstOrDefault();
        var messages = handler?.Messages ?? ParametersRound(invocation, facts);
        var taint = handler?.Taint ?? MessageTaint.From(facts, messages, []);
        if (call.Meaning.Rewinds && (handler is null || !taint.Covers(facts.CallAt(invocation)?.Message) || IsPaused(invocation, facts)))
            return false;

        return new FailureConditions(invocation, facts, messages, taint).AreMet;
    }

    // Who stops fetching where it puts the position back has no room for the message, or waits before it is read again.
    private static bool IsPaused(IInvocationOperation rewind, BodyFacts facts) =>
        rewind.Enclosing<IBlockOperation>() is { } branch
        && facts.Calls.Any(call => call.Verb == Verb.Pause && ReferenceEquals(call.Operation.Enclosing<IBlockOperation>(), branch));

    // Code that gives a message back without having received it got it, or its tag, from its caller.
    private static IReadOnlyList<ISymbol> ParametersRound(IOperation operation, BodyFacts facts) =>
        (operation.Function().FunctionSymbol() ?? facts.Owner as IMethodSymbol) is { } function
            ? [.. function.Parameters.Where(parameter => !parameter.Type.IsCancellationToken())]
            : [];
}
