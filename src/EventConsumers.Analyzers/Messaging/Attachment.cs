using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Messaging;

/// <summary>A handler as it is handed to the client.</summary>
/// <param name="To">The delivery event or the subscribing method.</param>
/// <param name="Handler">The delegate as it is written there.</param>
internal sealed record Attachment(string To, IOperation Handler)
{
    /// <summary>The lambda, or the reference to a method, that the delegate is made of; null for a delegate from elsewhere.</summary>
    public IOperation? Target => (Handler.Unwrapped() as IDelegateCreationOperation)?.Target;

    /// <summary>What a body attaches to events, or puts into delegates, of the code's own that hand messages on and cannot wait.</summary>
    public static IEnumerable<Attachment> ToOwn(BodyFacts facts)
    {
        foreach (var assignment in facts.EventAssignments)
        {
            if (assignment is { Adds: true, EventReference: IEventReferenceOperation { Event: { Type: var type } @event } } && HandsOn(type, facts))
                yield return new Attachment(@event.Name, assignment.HandlerValue);
        }

        foreach (var assignment in facts.Assignments)
        {
            if (assignment is IAssignmentOperation { Target: IMemberReferenceOperation { Member: IFieldSymbol or IPropertySymbol } target, Value: var value } && HandsOn(target.Type, facts))
                yield return new Attachment(target.Member.Name, value);
        }
    }

    private static bool HandsOn(ITypeSymbol? type, BodyFacts facts) =>
        type is INamedTypeSymbol { DelegateInvokeMethod: { ReturnsVoid: true } invoke }
        && invoke.Parameters.Any(parameter => facts.Compilation.Catalog.MessageMeaningOf(parameter.Type) is not null);

    /// <summary>The handlers that a body attaches.</summary>
    public static IEnumerable<Attachment> In(BodyFacts facts)
    {
        foreach (var assignment in facts.EventAssignments)
        {
            if (assignment is { Adds: true, EventReference: IEventReferenceOperation { Event: var @event } }
                && facts.Compilation.Catalog.DeliveryMeaningOf(@event) is not null)
            {
                yield return new Attachment(@event.Name, assignment.HandlerValue);
            }
        }

        foreach (var call in facts.Calls)
        {
            if (call.Meaning.Handler is { } parameter && call.Argument(parameter) is { } handler)
                yield return new Attachment(call.Method.Name, handler);
        }
    }
}
