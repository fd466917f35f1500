using EventConsumers.Analyzers.Clients;
using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Rules.FlowControl;

/// <summary>EVC4003: prefetch limited without acknowledgement.</summary>
internal sealed class PrefetchWithoutAcknowledgement : BodyRule
{
    public override DiagnosticDescriptor Descriptor { get; } = Descriptors.Warning(
        "EVC4003",
        "Prefetch limited without acknowledgement",
        "'{0}' has no effect: it limits unacknowledged messages, and '{1}' acknowledges each on delivery",
        "With automatic acknowledgement no message is ever unacknowledged, so the broker pushes as if there were no limit.");

    public override void Analyze(BodyFacts facts, Reporter report)
    {
        foreach (var limit in facts.Calls)
        {
            if (limit.Verb != Verb.LimitPrefetch || limit.Receiver.ReferencedSymbol() is not { } channel
                || ConsumersOf(channel, facts) is not { Count: > 0 } consumers
                || !consumers.TrueForAll(consumer => consumer.Flag(consumer.Meaning.AutomaticSettlement) == true))
            {
                continue;
            }

            report.Report(
                this,
                CallName.LocationOf(limit.Operation.Syntax),
                consumers.Select(consumer => consumer.Argument(consumer.Meaning.AutomaticSettlement!)!.Parent!.Syntax.GetLocation()),
                null,
                limit.Method.Name,
                consumers[0].Method.Name);
        }
    }

    // Null where other code may have the channel, and consume.
    private static List<MessagingCall>? ConsumersOf(ISymbol channel, BodyFacts facts)
    {
        var consumers = new List<MessagingCall>();
        foreach (var use in facts.Compilation.Source.UsesOf(channel, facts.CancellationToken))
        {
            var current = use;
            while (current.Parent is IConversionOperation or IParenthesizedOperation)
                current = current.Parent;

            switch (current.Parent)
            {
                case IInvocationOperation call when ReferenceEquals(call.Instance, current):
                    Add(call);
                    break;
                case IArgumentOperation { Parent: IInvocationOperation call }:
                    if (!ClientCatalog.IsOfClient(call.TargetMethod) && Effects.Of(call.TargetMethod) != Effect.Observation)
                        return null;
                    Add(call);
                    break;
                case IArgumentOperation { Parent: IObjectCreationOperation creation }:
                    if (!ClientCatalog.IsOfClient(creation.Constructor))
                        return null;
                    break;
                case IReturnOperation or IConditionalAccessOperation:
                case IAssignmentOperation assignment when ReferenceEquals(assignment.Value, current):
                case IVariableInitializerOperation:
                    return null;
            }
        }

        return consumers;

        void Add(IInvocationOperation call)
        {
            if (facts.Compilation.Catalog.MeaningOf(call.TargetMethod) is { Verb: Verb.Subscribe } meaning)
                consumers.Add(new MessagingCall(call, call.TargetMethod, meaning));
        }
    }
}
