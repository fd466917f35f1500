using EventConsumers.Analyzers.Clients;
using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Rules.Scaling;

/// <summary>EVC5004: partitions assigned by constants.</summary>
internal sealed class FixedPartitionAssignment : BodyRule
{
    public override DiagnosticDescriptor Descriptor { get; } = Descriptors.Suggestion(
        "EVC5004",
        "Partitions assigned by constants",
        "'{0}' reads fixed partitions in every instance, so instances do not share the work; use 'Subscribe'",
        "A consumer that assigns its partitions takes no part in its group: a second instance reads the same ones, and nobody takes over from a dead one.");

    public override void Analyze(BodyFacts facts, Reporter report)
    {
        foreach (var call in facts.Calls)
        {
            if (call.Meaning.AssignsPartitions && call.Operation is IInvocationOperation { Arguments: { Length: 1 } arguments }
                && NamesPartition(arguments[0].Value, facts)
                && facts.CallsOfType(static meaning => meaning.Settles).Any(other => other.Client == call.Client && MayBeOne(call, other)))
            {
                report.Report(this, call.Operation.Syntax.GetLocation(), call.Method.Name);
            }
        }
    }

    // Two locals are two consumers.
    private static bool MayBeOne(MessagingCall call, MessagingCall other) =>
        call.Receiver?.ReferencedSymbol() is not ILocalSymbol consumer || other.Receiver?.ReferencedSymbol() is not ILocalSymbol settled
        || SymbolEqualityComparer.Default.Equals(consumer, settled);

    private static bool NamesPartition(IOperation value, BodyFacts facts)
    {
        value = value.Unwrapped();
        if (value is ILocalReferenceOperation && facts.Compilation.Literals.ValueOf(value, facts.CancellationToken) is { } given)
            value = given;

        var creations = value.DescendantsAndSelf().OfType<IObjectCreationOperation>().Where(creation => ClientCatalog.IsOfClient(creation.Constructor)).ToList();
        return creations.Exists(creation => creation.Arguments.Any(argument => argument.Parameter?.Name == "partition"))
            && creations.SelectMany(creation => creation.Arguments).Where(argument => argument.Parameter?.Name == "partition").All(argument => IsConstant(argument.Value));
    }

    private static bool IsConstant(IOperation partition) =>
        Constants.Of(partition) is int || partition.Unwrapped() is IObjectCreationOperation { Arguments: { Length: 1 } arguments } && Constants.Of(arguments[0].Value) is int;
}
