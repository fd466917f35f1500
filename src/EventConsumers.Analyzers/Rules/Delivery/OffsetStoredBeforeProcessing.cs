using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;

namespace EventConsumers.Analyzers.Rules.Delivery;

/// <summary>EVC1003: offset stored before the message is processed.</summary>
internal sealed class OffsetStoredBeforeProcessing : BodyRule
{
    public override DiagnosticDescriptor Descriptor { get; } = Descriptors.Warning(
        "EVC1003",
        "Offset stored before the message is processed",
        "'{0}' leaves '{1}' on: each message counts as done before '{2}' has processed it, and a failure or crash in it loses the message",
        "By default the client stores the offset of a message before it hands the message over, and commits stored offsets in the background.");

    public override void Analyze(BodyFacts facts, Reporter report)
    {
        foreach (var consumer in BuiltConsumer.In(facts))
        {
            if (BackgroundSettling.NotesOnReceive(consumer) is not { } setting || consumer.MayDoMore
                || consumer.HasCall(static meaning => meaning.Settles || meaning.Rewinds || meaning.AssignsPartitions)
                || consumer.Options!.ReadsForItself(consumer.Creation.Client, facts))
            {
                continue;
            }

            var loops = consumer.Handlers.Where(handler => handler.Kind == HandlerKind.PollLoop).ToList();
            if (loops.Select(WorkIn).FirstOrDefault(work => work is not null) is { } work)
            {
                report.Report(
                    this,
                    consumer.Options!.Place,
                    loops.SelectMany(loop => loop.Receives).Select(receive => receive.Operation.Syntax.GetLocation()),
                    null,
                    consumer.Options.TypeName,
                    setting,
                    work.CalledName());
            }
        }
    }

    private static IOperation? WorkIn(Handler loop) => MessageWork.In(loop.Body, loop.Taint, loop.Facts).FirstOrDefault();
}
