using EventConsumers.Analyzers.Clients;
using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;

namespace EventConsumers.Analyzers.Rules.Scaling;

/// <summary>EVC5001: events carried in memory.</summary>
internal sealed class InMemoryEventBus : TypeRule
{
    private const string InProcess = "inside one process; a second instance does not see them and a restart loses them";

    private static readonly DiagnosticDescriptor Rule = Descriptors.Suggestion(
        "EVC5001",
        "Events carried in memory",
        "'{0}' carries events {1}",
        "An in-process event, queue or bus cannot cross instances.");

    public override DiagnosticDescriptor Descriptor => Rule;

    public override BodyRule OfBodies { get; } = new LocalTransport(Rule);

    public override bool Concerns(ClientCatalog catalog) => catalog is { IsHosted: true, HasUserInterface: false };

    public override void Analyze(INamedTypeSymbol type, CompilationFacts compilation, Reporter report, CancellationToken cancellationToken)
    {
        if (type.TypeKind is not (TypeKind.Class or TypeKind.Struct) || type.IsImplicitlyDeclared)
            return;

        foreach (var member in type.GetMembers())
        {
            var place = member switch
            {
                IEventSymbol @event when RaisedEvent.IsBus(@event, compilation, cancellationToken) => (@event.Name, @event.Locations[0]),
                IFieldSymbol or IPropertySymbol when DelegateBus.IsHandlerTable(member) =>
                    DelegateBus.IsBus(member, compilation, cancellationToken) ? (type.Name, type.Locations[0]) : default,
                IFieldSymbol or IPropertySymbol => RequestQueue.Of(member, compilation, cancellationToken),
                _ => default,
            };
            if (place is (string name, Location location))
                report.Report(this, location, name, InProcess);
        }
    }
}
