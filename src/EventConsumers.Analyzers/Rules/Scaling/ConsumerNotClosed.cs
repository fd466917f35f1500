using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace EventConsumers.Analyzers.Rules.Scaling;

/// <summary>EVC5009: consumer disposed but not closed.</summary>
internal sealed class ConsumerNotClosed : BodyRule
{
    public override DiagnosticDescriptor Descriptor { get; } = Descriptors.Warning(
        "EVC5009",
        "Consumer disposed but not closed",
        "'{0}' is disposed without '{1}', so its group waits for the session timeout before another consumer takes over its partitions",
        "A consumer that is closed leaves its group at once; one that is only disposed is missed until its session times out.");

    public override void Analyze(BodyFacts facts, Reporter report)
    {
        foreach (var consumer in BuiltConsumer.In(facts))
        {
            if (consumer.MayDoMore || consumer.Creation.Client.LeaveGroup is not { } leave || consumer.Disposal is not { } disposal
                || !consumer.Calls.Any(call => call.Verb == Verb.Subscribe && !call.Meaning.AssignsPartitions)
                || consumer.HasCall(static meaning => meaning.LeavesGroup)
                || consumer.Options?.ReadsForItself(consumer.Creation.Client, facts) == true)
            {
                continue;
            }

            report.Report(
                this, NameOf(consumer.Creation.Operation.Syntax).GetLocation(), [disposal.Syntax.GetLocation()], null, consumer.Name, leave);
        }
    }

    // Of the calls that make it, the last.
    private static SyntaxNode NameOf(SyntaxNode creation) =>
        creation is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax access } ? access.Name : creation;
}
