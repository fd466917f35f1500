using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Rules.Scaling;

/// <summary>EVC5008: channel shared across threads.</summary>
internal sealed class ChannelSharedAcrossThreads : BodyRule
{
    public override DiagnosticDescriptor Descriptor { get; } = Descriptors.Warning(
        "EVC5008",
        "Channel shared across threads",
        "'{0}' is called on '{1}' by several threads at once, which '{2}' starts; a channel is for one",
        "Frames that two threads write to one channel at once can mix, upon which the broker closes the connection.");

    public override void Analyze(BodyFacts facts, Reporter report)
    {
        foreach (var call in facts.Calls)
        {
            if (!call.Client.ChannelsAreForOneThread || !(call.EndsMessage || call.Verb is Verb.Send or Verb.SendMany)
                || call.Receiver.ReferencedSymbol() is not { } channel || ParallelWork.Round(call.Operation, channel, facts) is not { } start)
            {
                continue;
            }

            // Asynchronous members queue what is written.
            if (call.Method.ReturnType.Name is "Task" or "ValueTask")
                report.Suggest(this, CallName.LocationOf(call.Operation.Syntax), call.Method.Name, channel.Name, start);
            else
                report.Report(this, CallName.LocationOf(call.Operation.Syntax), call.Method.Name, channel.Name, start);
        }
    }
}
