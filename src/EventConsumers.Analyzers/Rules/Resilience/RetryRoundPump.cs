using EventConsumers.Analyzers.Flow;
using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Rules.Resilience;

/// <summary>EVC3010: retry round a pump.</summary>
internal sealed class RetryRoundPump : BodyRule
{
    public override DiagnosticDescriptor Descriptor { get; } = Descriptors.Warning(
        "EVC3010",
        "Retry round a pump",
        "'{0}' is called again on the same pump, which takes nothing in once it has stopped: no further attempt handles anything",
        "A pump runs once. Failures of a handler are tried again inside the pump, by RetryThenDeadLetter round the handler; a new run needs a new pump.");

    public override IReadOnlyCollection<string> Words(Clients.ClientCatalog catalog) => catalog.HasRunners ? ["RunAsync"] : [];

    public override void Analyze(BodyFacts facts, Reporter report)
    {
        foreach (var call in facts.Calls)
        {
            if (call.Meaning.RunsOnce && call.Operation is IInvocationOperation run && PumpOf(run) is { } pump
                && (IsRetriedByPolicy(run, pump, facts) || ComesRound(run, pump, facts)))
            {
                report.Report(this, CallName.LocationOf(run.Syntax), call.Method.Name);
            }
        }
    }

    private static ISymbol? PumpOf(IInvocationOperation run) =>
        run.Instance.ReferencedSymbol() is { } symbol and (ILocalSymbol or IParameterSymbol or IFieldSymbol) ? symbol : null;

    // On some way, a failure's too, the same run starts again, and the pump has not been made anew.
    private static bool ComesRound(IInvocationOperation run, ISymbol pump, BodyFacts facts)
    {
        if (run.EnclosingLoop() is not { } loop || IsMadeIn(loop, pump, facts) || facts.GraphOf(run) is not { } graph)
            return false;

        return Again(graph.SearchAfter(run.Syntax, OperationKind.Invocation, Visit))
            || loop.Body.InSameFunction().OfType<ITryOperation>().Where(@try => run.IsWithin(@try.Body))
                .SelectMany(@try => @try.Catches)
                .Any(clause => Again(graph.SearchFromCatch(clause, Visit)));

        Step Visit(IOperation operation) => operation is IInvocationOperation && operation.Syntax == run.Syntax ? Step.Found : Step.Continue;

        static bool Again(IOperation? found) => found is not null;
    }

    private static bool IsRetriedByPolicy(IInvocationOperation run, ISymbol pump, BodyFacts facts) =>
        run.Function() is IAnonymousFunctionOperation { Parent: IDelegateCreationOperation { Parent: IArgumentOperation { Parent: IInvocationOperation execution } } } attempt
        && !IsMadeIn(attempt, pump, facts)
        && RetryPolicy.Executes(execution)
        && RetryPolicy.In(execution.Instance, facts).Count > 0;

    private static bool IsMadeIn(IOperation code, ISymbol pump, BodyFacts facts) =>
        pump.DeclaringSyntaxReferences.Any(reference => code.Syntax.Span.Contains(reference.Span) && code.Syntax.SyntaxTree == reference.SyntaxTree)
        || facts.ValuesPutInto(pump).Any(value => value.IsWithin(code));
}
