using EventConsumers.Analyzers.Flow;
using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Rules.Delivery;

/// <summary>Where a settle call stands that is reached although the processing of the message has failed.</summary>
internal enum FailureSettleForm
{
    /// <summary>In the <c>finally</c> of the try that does the work.</summary>
    InFinally,

    /// <summary>In the catch-all itself.</summary>
    InCatch,

    /// <summary>Behind the try, whose catch-all has swallowed the failure.</summary>
    AfterCatch,
}

/// <summary>A settle call that is reached although the processing of the message has failed.</summary>
internal sealed record FailureSettle(FailureSettleForm Form, ITryOperation Try, ICatchClauseOperation? Catch, IInvocationOperation Work)
{
    /// <summary>The failure that a settle call covers up; null if none is sure.</summary>
    public static FailureSettle? Of(SettleSite site, BodyFacts facts)
    {
        var fillings = FillingsOf(site, facts);
        foreach (var @try in facts.Tries)
        {
            if (!ReferenceEquals(@try.Function(), site.Operation.Function()) || Round(@try, site.Operation) || TakesOnlySuccesses(fillings, site, @try))
                continue;

            if (new FailurePath(site, @try, facts) is { Work: { } work } path)
            {
                if (@try.Finally is { } last && site.Operation.IsWithin(last))
                {
                    if (path.ReachesFinally())
                        return new FailureSettle(FailureSettleForm.InFinally, @try, path.CatchAll, work);
                }
                else if (path.CatchAll is { } clause && path.ReachesFrom(clause))
                {
                    var form = site.Operation.IsWithin(clause) ? FailureSettleForm.InCatch : FailureSettleForm.AfterCatch;
                    return new FailureSettle(form, @try, clause, work);
                }
            }
        }

        return null;

        static bool Round(ITryOperation @try, IOperation operation) => operation.IsWithin(@try.Body);
    }

    // Where the batch that is settled gets its messages.
    private static List<IInvocationOperation> FillingsOf(SettleSite site, BodyFacts facts) => site.Call.Verb != Verb.SettleMany && site.Call.Message?.Type is not IArrayTypeSymbol
        ? []
        :
        [
            .. facts.Invocations.Where(invocation =>
                invocation is { TargetMethod.Name: "Add" or "Enqueue", Instance: ILocalReferenceOperation { Local: { } batch } } && site.IsNamedBy(batch)),
        ];

    // A batch that is filled behind the work, in the try or in the loop round it, does not hold the message that failed.
    private static bool TakesOnlySuccesses(List<IInvocationOperation> fillings, SettleSite site, ITryOperation @try) =>
        fillings.Count > 0 && fillings.TrueForAll(filling => filling.IsWithin(@try.Body) || IsPerMessage(filling, site, @try));

    private static bool IsPerMessage(IOperation filling, SettleSite site, ITryOperation @try) =>
        @try.EnclosingLoop() is { } loop && filling.IsWithin(loop.Body) && !filling.IsWithin(@try) && !site.Operation.IsWithin(loop);
}
