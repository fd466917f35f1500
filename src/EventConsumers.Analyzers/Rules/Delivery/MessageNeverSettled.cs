using EventConsumers.Analyzers.Clients;
using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Rules.Delivery;

/// <summary>EVC1006: message never settled.</summary>
internal sealed class MessageNeverSettled : BodyRule
{
    public override DiagnosticDescriptor Descriptor { get; } = Descriptors.Warning(
        "EVC1006",
        "Message never settled",
        "'{0}' leaves settling to the code, and nothing here settles: messages stay unsettled and are delivered again",
        "In manual mode a message counts as done only when the code says so; until then the broker keeps it and delivers it again.");

    public override void Analyze(BodyFacts facts, Reporter report)
    {
        foreach (var consumer in BuiltConsumer.In(facts))
            AnalyzeConsumer(consumer, facts, report);

        foreach (var call in facts.Calls)
        {
            if (call.Verb == Verb.Subscribe && call.Flag(call.Meaning.AutomaticSettlement) == false)
                AnalyzeSubscription(call, facts, report);
        }

        foreach (var handler in facts.Handlers)
        {
            if (handler.Receives.FirstOrDefault(receive => MustBeSettled(receive, facts)) is { } receive
                && !SettlesInType(receive, facts)
                && !RemovesQueue(receive.Client, facts)
                && MessageUses.InReceiver(handler) == MessageUse.Processed
                && SettlementReach.IsOutOf(handler.Function, receive.Client, facts.Compilation, facts.CancellationToken))
            {
                report.Report(this, receive.Operation.Syntax.GetLocation(), receive.Method.Name);
            }
        }
    }

    // The client's options turn its own settling off.
    private void AnalyzeConsumer(BuiltConsumer consumer, BodyFacts facts, Reporter report)
    {
        if (consumer.MayDoMore || BackgroundSettling.TurnedOff(consumer) is not { } setting
            || !consumer.Calls.Any(call => call.Verb == Verb.Subscribe)
            || consumer.HasCall(static meaning => meaning.EndsMessage || meaning.Rewinds || meaning.AssignsPartitions)
            || consumer.Options!.ReadsForItself(consumer.Creation.Client, facts)
            || !consumer.Handlers.Any(handler => handler.Kind == HandlerKind.PollLoop && MessageUses.InReceiver(handler) == MessageUse.Processed))
        {
            return;
        }

        var given = consumer.Options[setting].Given!;
        report.Report(this, (given.Parent is IAssignmentOperation assignment ? assignment : given).Syntax.GetLocation(), setting);
    }

    // Whoever prints what a subscription brings gets no more of it once the broker has sent as much as it may ahead.
    private void AnalyzeSubscription(MessagingCall subscription, BodyFacts facts, Reporter report)
    {
        if (SettlesInType(subscription, facts) || MessageReaders.UseOf(subscription, facts) is not (MessageUse.Processed or MessageUse.Printed)
            || subscription.Argument(subscription.Meaning.Handler!).ReferencedSymbol() is not { } consumer)
        {
            return;
        }

        var handlers = MessageReaders.AttachedTo(consumer, facts).Select(handler => CodeOf(handler, facts)).ToList();
        if (handlers.Count > 0 && handlers.TrueForAll(code => code is not null && SettlementReach.IsOutOf(code, subscription.Client, facts.Compilation, facts.CancellationToken)))
        {
            var flag = subscription.Argument(subscription.Meaning.AutomaticSettlement!)!;
            var place = subscription.IsWritten(subscription.Meaning.AutomaticSettlement!) ? flag.Parent ?? flag : subscription.Operation;
            report.Report(this, place.Syntax.GetLocation(), subscription.Method.Name);
        }
    }

    private static bool MustBeSettled(MessagingCall receive, BodyFacts facts) =>
        receive.Meaning.AutomaticSettlement is { } automatic ? receive.Flag(automatic) == false
        : receive.Meaning.HidesFor is { } timeout ? IsUnset(receive, timeout, facts)
        : false;

    // Who says how long a message stays hidden may only want to look at it.
    private static bool IsUnset(MessagingCall receive, string timeout, BodyFacts facts) =>
        facts.Compilation.Literals.GivenTo(receive.Operation, facts.CancellationToken) is { } request ? request[timeout].IsUnset : receive.Message is null && receive.Method.Parameters[0].Type.SpecialType == SpecialType.System_String;

    private static bool SettlesInType(MessagingCall call, BodyFacts facts) =>
        facts.CallsOfType(static meaning => meaning.EndsMessage).Any(other => other.Client.MayBe(call.Client));

    // A queue that is made for an answer ends with it.
    private static bool RemovesQueue(MessagingClient client, BodyFacts facts) =>
        facts.Owner.ContainingType is { } type
        && client.QueueRemovedBy.SelectMany(member => facts.Compilation.Source.Named(member, facts.CancellationToken))
            .Any(name => type.DeclaringSyntaxReferences.Any(part => part.SyntaxTree == name.SyntaxTree && part.Span.Contains(name.Span)));

    private static IOperation? CodeOf(IOperation handler, BodyFacts facts) => (handler.Unwrapped() as IDelegateCreationOperation)?.Target switch
    {
        IAnonymousFunctionOperation lambda => lambda.Body,
        IMethodReferenceOperation { Method: var method } => facts.Compilation.Source.BodyOf(method, facts.CancellationToken),
        _ => null,
    };
}
