using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Messaging;

/// <summary>Tells the calls that give a message back to be delivered again at once.</summary>
internal static class Redelivery
{
    /// <summary>Members that can give a message back at once.</summary>
    public static Func<MemberMeaning, bool> IsPossible { get; } = meaning =>
        !meaning.BrokerLimitsRedelivery
        && (meaning.Verb is Verb.Abandon || meaning.Rewinds || meaning.Requeue is not null || meaning.RedeliveryReason is not null || meaning.RedeliveryDelay is not null);

    /// <summary>The call gives its message back at once, and nobody counts how often.</summary>
    public static bool IsImmediate(MessagingCall call)
    {
        var meaning = call.Meaning;
        if (meaning.BrokerLimitsRedelivery)
            return false;

        if (meaning.Requeue is { } requeue)
            return Constants.Of(call.Argument(requeue)) is true;

        if (meaning.RedeliveryReason is var (parameter, values))
            return call.Argument(parameter)?.Unwrapped() is IFieldReferenceOperation { Field: var reason } && values.Contains(reason.Name);

        if (meaning.RedeliveryDelay is { } delay)
            return Constants.Of(ValueOf(call, delay)) is 0;

        // A position with arithmetic in it is another one than the message's own.
        if (meaning.Rewinds)
            return call.Message is { } position && !position.DescendantsAndSelf().Any(part => part is IBinaryOperation);

        return call.Verb is Verb.Abandon;
    }

    /// <summary>The parameter of a helper that decides whether the call gives its message back; null if none does.</summary>
    public static IParameterSymbol? DecidedBy(MessagingCall call) =>
        call.Meaning.Requeue is { } requeue && call.Argument(requeue)?.Unwrapped() is IParameterReferenceOperation reference ? reference.Parameter : null;

    // The argument of that name, or the property of that name of a request that is written out here.
    private static IOperation? ValueOf(MessagingCall call, string name)
    {
        if (call.Argument(name) is { } argument)
            return argument;

        foreach (var parameter in call.Meaning.Message)
        {
            if (call.Argument(parameter) is { } request)
                return WrittenIn(request, name);
        }

        return null;
    }

    private static IOperation? WrittenIn(IOperation request, string name)
    {
        if (request.ReferencedSymbol() is { } local && request.Root().DescendantsAndSelf().Any(part => SetsProperty(part, local, name)))
            return null;

        foreach (var creation in (Constants.InitializerOf(request) ?? request).DescendantsAndSelf().OfType<IObjectCreationOperation>())
        {
            if (creation.Arguments.FirstOrDefault(given => given.Parameter?.Name == name) is { } given)
                return given.Value;

            if (creation.Initializer is not { } initializer)
                continue;

            foreach (var member in initializer.Initializers)
            {
                if (member is ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property: var property } } assignment && IsNamed(property, name))
                    return assignment.Value;
            }
        }

        return null;
    }

    private static bool SetsProperty(IOperation operation, ISymbol local, string name) =>
        operation is ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Instance: ILocalReferenceOperation instance } target }
        && SymbolEqualityComparer.Default.Equals(instance.Local, local)
        && IsNamed(target.Property, name);

    private static bool IsNamed(IPropertySymbol property, string name) => property.Name.Equals(name, StringComparison.OrdinalIgnoreCase);
}
