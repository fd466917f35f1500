using EventConsumers.Analyzers.Clients;
using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;

namespace EventConsumers.Analyzers.Rules;

/// <summary>One anti-pattern. Stateless: all that a rule knows comes with the facts.</summary>
internal abstract class Rule
{
    public abstract DiagnosticDescriptor Descriptor { get; }

    public string Id => Descriptor.Id;

}

/// <summary>A rule about one method body and the handlers in it.</summary>
internal abstract class BodyRule : Rule
{
    /// <summary>
    /// Identifiers, besides those of the clients, that have the rule see a body which names none of a client's; none where the
    /// rule has nothing to say about what a compilation references.
    /// </summary>
    public virtual IReadOnlyCollection<string> Words(ClientCatalog catalog) => [];

    public abstract void Analyze(BodyFacts facts, Reporter report);
}

/// <summary>A rule about a type's declaration: its fields, events and methods as a whole.</summary>
internal abstract class TypeRule : Rule
{
    /// <summary>Whether the rule has anything to say in a compilation, judged by what it references; asked once, first of all.</summary>
    public abstract bool Concerns(ClientCatalog catalog);

    /// <summary>The part of the rule that is about the calls of clients, which stand in bodies; null if it has none.</summary>
    public virtual BodyRule? OfBodies => null;

    public abstract void Analyze(INamedTypeSymbol type, CompilationFacts compilation, Reporter report, CancellationToken cancellationToken);
}
