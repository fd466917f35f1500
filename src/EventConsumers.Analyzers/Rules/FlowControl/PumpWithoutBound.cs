using System.Globalization;
using EventConsumers.Analyzers.Clients;
using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Rules.FlowControl;

/// <summary>EVC4009: pump without a bound.</summary>
internal sealed class PumpWithoutBound : BodyRule
{
    private const string Capacity = "Capacity";
    private const int Most = 1_000_000;

    public override DiagnosticDescriptor Descriptor { get; } = Descriptors.Warning(
        "EVC4009",
        "Pump without a bound",
        "'{0}' of {1} is no bound: the source is never held up, and what is waiting takes all the memory there is",
        "The capacity is what holds up whoever writes to a pump. So many messages that they never fit into memory are no capacity.");

    public override IReadOnlyCollection<string> Words(ClientCatalog catalog) => catalog.HasRunners ? [Capacity] : [];

    public override void Analyze(BodyFacts facts, Reporter report)
    {
        foreach (var operation in facts.Assignments)
        {
            if (operation is ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property: { Name: Capacity } property }, Value: var value }
                && ClientCatalog.NamesItsHandlers(property)
                && Constants.Of(value) is int capacity && capacity > Most)
            {
                report.Report(this, operation.Syntax.GetLocation(), Capacity, capacity.ToString("N0", CultureInfo.InvariantCulture));
            }
        }
    }
}
