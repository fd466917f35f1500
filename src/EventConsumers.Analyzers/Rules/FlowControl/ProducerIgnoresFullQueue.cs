using EventConsumers.Analyzers.Buffers;
using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Rules.FlowControl;

/// <summary>EVC4006: a loop that fills the producer's queue, and does not expect it to be full.</summary>
internal sealed class ProducerIgnoresFullQueue : BodyRule
{
    // What fits into the queue of librdkafka by default.
    private const int QueueSize = 100_000;

    private static readonly HashSet<string> Waits = ["Wait", "Poll", "CommitTransaction"];

    public override DiagnosticDescriptor Descriptor { get; } = Descriptors.Suggestion(
        "EVC4006",
        "Full producer queue not handled",
        "'{0}' fails with '{1}' when the loop is faster than the broker, which nothing here expects; the message is not sent",
        "A call that only queues a message fails once the queue is full. A loop has to wait then, or to limit what is in flight.");

    public override void Analyze(BodyFacts facts, Reporter report)
    {
        foreach (var call in facts.Calls)
        {
            if (call.Meaning.FullQueue is { } error && call.Operation.EnclosingLoop() is { } inner && !SendLoop.IsOverCollection(inner)
                && !LoopsRound(call.Operation).Any(loop => IsLimited(loop, facts))
                && !call.Operation.TriesRound().Any(@try => call.Operation.IsWithin(@try.Body) && @try.Catches.Any(IsForFailedSends))
                && !IsMentioned(error, facts)
                && !HasRoom(call, facts))
            {
                report.Report(this, CallName.LocationOf(call.Operation.Syntax), call.Method.Name, error);
            }
        }
    }

    // Whoever sets the limit higher has thought of how much will come.
    private static bool HasRoom(MessagingCall call, BodyFacts facts)
    {
        var literals = facts.Compilation.Literals;
        return call is { Meaning.QueueLimit: { } limit, Receiver: { } producer }
            && literals.ValueOf(producer, facts.CancellationToken) is { } creation
            && literals.GivenTo(creation, facts.CancellationToken)?[limit].Text is { } text && int.TryParse(text, out var most) && most > QueueSize;
    }

    // By other code of the type, which this one may well call.
    private static bool IsMentioned(string error, BodyFacts facts) => facts.Owner.ContainingType?.DeclaringSyntaxReferences.Any(reference =>
        reference.SyntaxTree.GetText(facts.CancellationToken).ToString(reference.Span).IndexOf(error, StringComparison.Ordinal) >= 0) == true;

    private static IEnumerable<ILoopOperation> LoopsRound(IOperation operation)
    {
        for (var loop = operation.EnclosingLoop(); loop is not null; loop = loop.EnclosingLoop())
            yield return loop;
    }

    private static bool IsLimited(ILoopOperation loop, BodyFacts facts) =>
        SendLoop.MostTurns(loop, facts) < QueueSize
        || SendLoop.IsPaced(loop)
        || loop is IForEachLoopOperation each && PacedSource.Feeds(each, facts)
        || loop.Descendants().OfType<IInvocationOperation>().Any(part => Waits.Contains(part.TargetMethod.Name) || facts.CallAt(part) is { Verb: Verb.Flush })
        || loop is IForEachLoopOperation { Collection: var collection } && facts.Handlers.Any(handler => handler.Taint.Covers(collection));

    private static bool IsForFailedSends(ICatchClauseOperation clause) =>
        clause.Filter is not null || clause.ExceptionType is { Name: "ProduceException" or "KafkaException" };
}
