using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Rules.Scaling;

/// <summary>EVC5005: one handler does the work of every type of event.</summary>
internal sealed class OneHandlerForEveryEvent : BodyRule
{
    private const int FewestCases = 4;

    // What becomes of one entity is told by all of its events, one after the other.
    private static readonly HashSet<string> FoldingWords =
    [
        "aggregate", "projection", "projector", "projections", "saga", "reducer", "apply", "when", "evolve", "mutate", "project", "fold", "machine",
    ];

    public override DiagnosticDescriptor Descriptor { get; } = Descriptors.Suggestion(
        "EVC5005",
        "One handler for every event",
        "'{0}' is told apart here to do the work of {1} types of events, so a slow or failing one holds up all others; give each a handler of its own",
        "Events that share a handler share its consumer: its retries, its dead-letter queue, its scale and its deployment.");

    public override void Analyze(BodyFacts facts, Reporter report)
    {
        if (Folds(facts.Owner))
            return;

        var least = facts.Compilation.Options.Number(facts.Blocks[0].Syntax.SyntaxTree, "min_event_types", FewestCases, 2, 1000);
        foreach (var handler in facts.Handlers)
            Visit(handler.Body, handler.Taint, facts, least, MethodSummaries.Depth, report);
    }

    private void Visit(IOperation code, MessageTaint taint, BodyFacts facts, int least, int depth, Reporter report)
    {
        foreach (var dispatch in EventDispatch.In(code, taint))
        {
            if (dispatch.Cases.Count >= least && dispatch.Cases.Count(part => DispatchedWork.IsIn(part, facts)) is var working && working >= least)
                report.Report(this, dispatch.Selector.Syntax.GetLocation(), dispatch.Selector.Syntax.ToString(), working);
        }

        if (depth == 0)
            return;

        foreach (var call in facts.InvocationsIn(code))
        {
            if (taint.Reaches(call) && CalledBy(call, facts) is { } method && Leads(method, least, facts) && facts.Of(method) is { } helper)
                Visit(helper.Blocks[0], MessageTaint.From(helper, Given(call, helper, taint), []), helper, least, depth - 1, report);
        }
    }

    // An interface that one class implements stands for it.
    private static IMethodSymbol? CalledBy(IInvocationOperation call, BodyFacts facts)
    {
        var method = (call.TargetMethod.ReducedFrom ?? call.TargetMethod).OriginalDefinition;
        if (!facts.Compilation.Source.Declares(method))
            return null;
        return method.IsAbstract ? facts.Compilation.Source.SoleImplementationOf(method) as IMethodSymbol : method;
    }

    private static IEnumerable<ISymbol> Given(IInvocationOperation call, BodyFacts helper, MessageTaint taint)
    {
        foreach (var argument in call.Arguments)
        {
            if (argument.Parameter is { } parameter && taint.Covers(argument.Value) && helper.Owner is IMethodSymbol method && parameter.Ordinal < method.Parameters.Length)
                yield return method.Parameters[parameter.Ordinal];
        }
    }

    // Asked of the syntax, as most helpers tell nothing apart.
    private static bool Leads(IMethodSymbol method, int least, BodyFacts facts) =>
        !Folds(method)
        && facts.Compilation.Summaries.Reachable(method, facts.CancellationToken)
            .Any(reached => reached.Method.DeclaringSyntaxReferences.Any(reference => TellsApart(reference.GetSyntax(facts.CancellationToken), least)));

    private static bool TellsApart(SyntaxNode code, int least)
    {
        var conditions = 0;
        foreach (var node in code.DescendantNodes())
        {
            if (node is SwitchStatementSyntax { Sections.Count: var sections } && sections >= least || node is SwitchExpressionSyntax { Arms.Count: var arms } && arms >= least
                || node is IfStatementSyntax && ++conditions >= least)
            {
                return true;
            }
        }

        return false;
    }

    private static bool Folds(ISymbol owner) => NameWords.Has(owner.Name, FoldingWords) || NameWords.Has(owner.ContainingType?.Name, FoldingWords);
}
