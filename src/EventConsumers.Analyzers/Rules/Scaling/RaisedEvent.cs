using EventConsumers.Analyzers.Buffers;
using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Rules.Scaling;

/// <summary>An event of C# that one class raises for others to act on, for the whole process.</summary>
internal static class RaisedEvent
{
    public static bool IsBus(IEventSymbol @event, CompilationFacts compilation, CancellationToken cancellationToken)
    {
        var type = @event.ContainingType;
        if (@event.IsOverride || @event.IsAbstract || @event.Type is not INamedTypeSymbol { DelegateInvokeMethod: { } invoke }
            || !invoke.Parameters.Any(parameter => EventPayload.IsEvent(parameter.Type)))
        {
            return false;
        }

        var raises = false;
        var isHandledElsewhere = false;
        foreach (var member in SourceCode.WithContracts(@event))
        {
            foreach (var use in compilation.Source.UsesOf(member, cancellationToken))
            {
                if (use.Parent is not IEventAssignmentOperation assignment)
                    raises = true;
                else if (assignment.Adds)
                    isHandledElsewhere |= IsElsewhere(use, type, compilation, cancellationToken);
            }
        }

        return raises && isHandledElsewhere
            && (@event.IsStatic || Registrations.IsSingleton(type, compilation.Source, cancellationToken))
            && !BrokerClass.Is(type, compilation, cancellationToken);
    }

    // Components of a user interface show what happens in the process that they live in.
    private static bool IsElsewhere(IOperation use, INamedTypeSymbol type, CompilationFacts compilation, CancellationToken cancellationToken) =>
        compilation.Source.MemberRound(use.Syntax, cancellationToken)?.ContainingType is { } subscriber
        && !SymbolEqualityComparer.Default.Equals(subscriber.OriginalDefinition, type.OriginalDefinition)
        && !subscriber.IsOrDerivesFrom("Microsoft.AspNetCore.Components", "ComponentBase");
}
