using EventConsumers.Analyzers.Flow;
using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Rules.Scaling;

/// <summary>EVC5011: awaited calls in a handler are not given the token that comes with the message.</summary>
internal sealed class HandlerIgnoresCancellation : BodyRule
{
    public override DiagnosticDescriptor Descriptor { get; } = Descriptors.Suggestion(
        "EVC5011",
        "Handler ignores cancellation",
        "'{0}' cannot be cancelled when the consumer stops; pass '{1}'",
        "What a handler waits for without a token delays shutdown, and is cut off by it in the end.");

    private static readonly TimeSpan ShortDelay = TimeSpan.FromSeconds(1);

    public override void Analyze(BodyFacts facts, Reporter report)
    {
        foreach (var handler in facts.Handlers)
        {
            if (handler.Receives.Count > 0 || HandlerToken.Of(handler) is not { } token)
                continue;

            // A message that the broker has forgotten already is lost when its work is given up half-way.
            var deaf = CallsWithoutToken(handler, facts).ToList();
            if (deaf.Count == 0 || SettlementMeanwhile.AcknowledgingOnDelivery(handler, facts) is not null)
                continue;

            foreach (var call in deaf)
                report.Report(this, CallName.LocationOf(call.Syntax), call.TargetMethod.Name, token);
        }
    }

    private static IEnumerable<IInvocationOperation> CallsWithoutToken(Handler handler, BodyFacts facts) =>
        from wait in facts.Awaits
        where handler.Contains(wait) && wait.IsWaitedForIn(handler.Body)
        let call = wait.Operation.Unwrapped() as IInvocationOperation
        where call is not null && !IsGivenAnother(call, handler) && !IsMeantToFinish(call, handler, facts) && !IsShortDelay(call) && TokenParameter.IsLeftOut(call)
        select call;

    // A lambda inside the handler that is given a token has that one to pass on.
    private static bool IsGivenAnother(IInvocationOperation call, Handler handler)
    {
        for (var function = call.Function(); function.IsWithin(handler.Body) && function.FunctionSymbol() is { } symbol && !ReferenceEquals(function, handler.Body); function = function.Function())
        {
            if (symbol.Parameters.Any(parameter => parameter.Type.IsCancellationToken()))
                return true;
        }

        return false;
    }

    // Shutdown waits for it, and is no worse for it.
    private static bool IsShortDelay(IInvocationOperation call) =>
        call.TargetMethod is { Name: "Delay", ContainingType: var type } && type.Is("System.Threading.Tasks", "Task")
        && Duration.Of(call.Arguments[0].Value) <= ShortDelay;

    // Settling and cleaning up have to be done at shutdown too; what is called on the context of a message knows its token.
    private static bool IsMeantToFinish(IInvocationOperation call, Handler handler, BodyFacts facts) =>
        facts.CallAt(call) is { } known && (known.EndsMessage || known.Verb is Verb.Hold or Verb.Lifecycle or Verb.Pause || WaitingSend.IsOnlyWritten(known, facts))
        || EndsTransaction(call.TargetMethod)
        || call.Enclosing<ICatchClauseOperation>() is not null
        || call.IsInFinally()
        || (call.Instance ?? (call.TargetMethod.IsExtensionMethod ? call.Arguments.FirstOrDefault()?.Value : null))?.Unwrapped() is IParameterReferenceOperation receiver
            && handler.Messages.Contains(receiver.Parameter, SymbolEqualityComparer.Default);

    // What is given up between the commit and its answer may have been committed or not.
    private static bool EndsTransaction(IMethodSymbol method) =>
        (method.Name.StartsWith("Commit", StringComparison.Ordinal) || method.Name.StartsWith("Rollback", StringComparison.Ordinal))
        && (method.Name.Contains("Transaction") || method.ContainingType.Name.Contains("Transaction"));
}
