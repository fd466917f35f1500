using System.Collections.Immutable;
using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Rules.Scaling;

/// <summary>EVC5002: consumer group of one instance.</summary>
internal sealed class ConsumerGroupPerInstance : BodyRule
{
    private static readonly string[] BroadcastWords = ["cache", "invalidat", "broadcast", "reload", "config", "health", "probe", "monitor", "tail", "notif", "signalr", "websocket"];

    public override DiagnosticDescriptor Descriptor { get; } = Descriptors.Warning(
        "EVC5002",
        "Consumer group of one instance",
        "'{0}' makes {1} another one in every instance, so each instance gets every message and a second one shares no work",
        "Consumers share the messages of a group or queue. Where its name holds a GUID, the host's name or a random number, every instance has one of its own.");

    public override void Analyze(BodyFacts facts, Reporter report)
    {
        foreach (var assignment in facts.Assignments.OfType<ISimpleAssignmentOperation>())
        {
            if (assignment.Target is IPropertyReferenceOperation { Property: { } property } option
                && facts.Compilation.Catalog.GroupSettingOf(property) is { } start
                && InstanceIdentity.In(assignment.Value, facts.Compilation, facts.CancellationToken) is { } identity
                && !IsPutOverAnother(option, facts))
            {
                var options = facts.Compilation.Literals.Holding(option, facts.CancellationToken);
                if (!NeedsNoGroup(options, facts))
                    Report(assignment.Value, identity, "the group", MeansEveryone(assignment, facts) || !RereadsAll(options, start), facts, report);
            }
        }

        foreach (var call in facts.Calls)
        {
            if (call.Meaning.Group is { } group && call.Argument(group) is { } name
                && InstanceIdentity.In(name, facts.Compilation, facts.CancellationToken) is { } identity)
            {
                Report(name, identity, "the group", MeansEveryone(name, facts), facts, report);
            }
            else if (IsSharedQueue(call) && call.Argument(call.Meaning.Queue!) is { } queue
                && InstanceIdentity.In(queue, facts.Compilation, facts.CancellationToken) is { } host)
            {
                Report(queue, host, "the queue", MeansEveryone(queue, facts), facts, report);
            }
        }
    }

    // A name that goes with its connection, or says when it expires, is meant to be one instance's.
    private static bool IsSharedQueue(MessagingCall call) =>
        call is { Verb: Verb.Declare, Meaning: { Queue: not null, Exclusive: { } exclusive, AutoDelete: { } autoDelete } }
        && call.Flag(exclusive) == false && call.Flag(autoDelete) == false
        && (call.Argument("arguments") is not { } arguments || arguments.Unwrapped() is { ConstantValue: { HasValue: true, Value: null } } or IDefaultValueOperation);

    // Who was handed a finished configuration, or asked a method for one, knows of the group that was there.
    private static bool IsPutOverAnother(IPropertyReferenceOperation option, BodyFacts facts) => option.Instance?.Unwrapped() switch
    {
        IParameterReferenceOperation { Parameter.ContainingSymbol: IMethodSymbol { MethodKind: not MethodKind.AnonymousFunction } } => true,
        ILocalReferenceOperation { Local: var local } => facts.Code.WritesOf(local) is { Count: 1 } writes
            && writes[0].Unwrapped() is IInvocationOperation { TargetMethod: { DeclaringSyntaxReferences.IsEmpty: false } made }
            && facts.Compilation.Source.Declares(made),
        _ => false,
    };

    // A reader that commits nothing has a group only because the client asks for one.
    private static bool NeedsNoGroup(OptionLiteral? options, BodyFacts facts) => options is not null
        && (CommitsNothing(options, facts) || BuiltConsumer.In(facts).Any(consumer => consumer.Options?.Creation.Syntax == options.Creation.Syntax
            && IsReadByPartition(consumer)));

    private static bool CommitsNothing(OptionLiteral options, BodyFacts facts) =>
        facts.Compilation.Catalog.Clients.Any(client => client.GroupSetting is { } group && !options[group].IsUnset
            && client.SettlesUnless is { } automatic && options.WrittenFlag(automatic.Option) == false
            && !facts.CallsOfType(static meaning => meaning.Settles).Any(call => call.Client == client));

    private static bool IsReadByPartition(BuiltConsumer consumer) =>
        consumer.Calls.Any(call => call.Meaning.AssignsPartitions) && !consumer.HasCall(static meaning => meaning.Settles || meaning.Verb == Verb.Subscribe && !meaning.AssignsPartitions);

    // From the start of the topic again, after every restart; else what came before is nobody's, as for a broadcast.
    private static bool RereadsAll(OptionLiteral? options, (string Property, string Value) start) =>
        string.Equals(options?[start.Property].Text, start.Value, StringComparison.OrdinalIgnoreCase);

    private static bool MeansEveryone(IOperation name, BodyFacts facts) =>
        Names(name, facts).Any(text => BroadcastWords.Any(word => text.IndexOf(word, StringComparison.OrdinalIgnoreCase) >= 0));

    private static string[] Names(IOperation name, BodyFacts facts) =>
        [name.Syntax.ToString(), facts.Owner.Name, facts.Owner.ContainingType?.Name ?? ""];

    private void Report(IOperation name, IOperation identity, string what, bool isSuggestion, BodyFacts facts, Reporter report)
    {
        var location = name.Syntax.GetLocation();
        object?[] arguments = [identity.Syntax.ToString(), what];
        if (isSuggestion)
            report.Suggest(this, location, arguments);
        else
            report.Report(this, location, null, ImmutableDictionary<string, string?>.Empty.Add("Owner", facts.Owner.ContainingType?.Name), arguments);
    }
}
