using EventConsumers.Analyzers.Clients;
using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;

namespace EventConsumers.Analyzers.Rules.Delivery;

/// <summary>EVC1023: a consumer that awaits its handlers, on a connection that does not dispatch to such consumers.</summary>
internal sealed class AsyncConsumerNotDispatched : BodyRule
{
    public override DiagnosticDescriptor Descriptor { get; } = Descriptors.Warning(
        "EVC1023",
        "Asynchronous consumer not dispatched",
        "'{0}' gets no message: '{1}' has '{2}' off, so the handler never runs",
        "Connections have messages dispatched to synchronous consumers unless their factory says otherwise.");

    public override void Analyze(BodyFacts facts, Reporter report)
    {
        foreach (var creation in facts.Creations)
        {
            if (facts.Compilation.Catalog.Clients.Select(client => client.AwaitedConsumer).FirstOrDefault(idiom => idiom is not null && Awaits(creation.Type, idiom)) is { } idiom
                && FactoriesWithout(idiom, facts) is { Count: > 0 } factories)
            {
                report.Report(
                    this, creation.Syntax.GetLocation(), factories.Select(factory => factory.Creation.Syntax.GetLocation()), null,
                    creation.Type!.Name, factories[0].TypeName, idiom.Option);
            }
        }
    }

    private static bool Awaits(ITypeSymbol? type, AwaitedConsumerIdiom idiom)
    {
        for (; type is not null; type = type.BaseType)
        {
            if (type.Name == idiom.Awaited)
                return type.ContainingNamespace.ToDisplayString() == idiom.Consumer.Substring(0, idiom.Consumer.LastIndexOf('.'));
        }

        return false;
    }

    // All factories of the compilation, so that it does not matter which one the consumer's channel comes from; none where one cannot be seen.
    private static List<OptionLiteral> FactoriesWithout(AwaitedConsumerIdiom idiom, BodyFacts facts)
    {
        var (source, token) = (facts.Compilation.Source, facts.CancellationToken);
        if (facts.Compilation.Compilation.GetTypeByMetadataName(idiom.Factory)?.GetMembers(idiom.Option).Length is not > 0
            || !source.Named(idiom.Option, token).All(option => source.IsSetTo(option, false, token)))
        {
            return [];
        }

        var factories = FactoryCreations.Of(idiom, source, token).Select(creation => facts.Compilation.Literals.Of(creation, token)).ToList();
        return factories.TrueForAll(factory => factory is not null && factory[idiom.Option].Flag(unset: false) == false) ? [.. factories.OfType<OptionLiteral>()] : [];
    }
}
