using EventConsumers.Analyzers.Clients;
using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;

namespace EventConsumers.Analyzers.Rules.Throughput;

/// <summary>EVC2012: the host cannot start, for one of its services waits for messages on the starting thread.</summary>
internal sealed class BlockingReceiveDelaysHostStart : BodyRule
{
    public override DiagnosticDescriptor Descriptor { get; } = Descriptors.Warning(
        "EVC2012",
        "Blocking receive delays the start of the host",
        "'{0}' blocks the start of the host: '{1}' has not let go of the starting thread yet",
        "A hosted service starts on the thread that starts the host: what blocks it there keeps all other services, and the server, from starting.");

    public override IReadOnlyCollection<string> Words(ClientCatalog catalog) => catalog.NamesOf(HostStart.Blocks).Count > 0 ? HostStart.Methods : [];

    public override void Analyze(BodyFacts facts, Reporter report)
    {
        if (facts.Owner is not IMethodSymbol method || HostStart.Of(method, facts) is not { } start || start.BlockingReceive(facts) is not { } receive)
            return;

        report.Report(this, CallName.LocationOf(receive.Syntax), start.EndsAtAwait ? [method.Locations[0]] : null, null, receive.TargetMethod.Name, method.Name);
    }
}
