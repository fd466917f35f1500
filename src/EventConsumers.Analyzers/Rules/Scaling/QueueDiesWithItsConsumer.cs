using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;

namespace EventConsumers.Analyzers.Rules.Scaling;

/// <summary>EVC5003: queue dies with its consumer.</summary>
internal sealed class QueueDiesWithItsConsumer : BodyRule
{
    public override DiagnosticDescriptor Descriptor { get; } = Descriptors.Warning(
        "EVC5003",
        "Queue dies with its consumer",
        "'{0}' leaves {1} on, which is the default: {2}",
        "A queue that is exclusive or auto-delete by default is no queue that several instances can share, nor one that keeps messages.");

    public override void Analyze(BodyFacts facts, Reporter report)
    {
        foreach (var call in facts.Calls)
        {
            if (call is not { Verb: Verb.Declare, Meaning: { Exclusive: { } exclusive, AutoDelete: { } autoDelete } }
                || IsChosen(call, exclusive) || IsChosen(call, autoDelete)
                || call.Flag(call.Meaning.Passive) == true
                || ConsumedQueue.NameOf(call, facts) is not { Length: > 0 } name || ConsumedQueue.IsForAnswers(name))
            {
                continue;
            }

            var (isExclusive, isAutoDelete) = (call.Flag(exclusive) == true, call.Flag(autoDelete) == true);
            if ((isExclusive || isAutoDelete) && !QueueOfRequests.IsDeclaredBy(call, facts))
            {
                report.Report(
                    this,
                    CallName.LocationOf(call.Operation.Syntax),
                    call.Method.Name,
                    isExclusive && isAutoDelete ? $"'{exclusive}' and '{autoDelete}'" : isExclusive ? $"'{exclusive}'" : $"'{autoDelete}'",
                    isExclusive
                        ? $"no second instance can use '{name}', and its messages are gone when the connection ends"
                        : $"'{name}' and its messages are gone when its last consumer ends");
            }
        }
    }

    // Written out, and not as false.
    private static bool IsChosen(MessagingCall declaration, string parameter) => declaration.IsWritten(parameter) && declaration.Flag(parameter) != false;
}
