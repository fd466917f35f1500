using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Messaging;

/// <summary>Follows a subscription, a receive call or a client's options to the code that gets the messages.</summary>
internal static class MessageReaders
{
    /// <summary>What becomes of the messages that a subscribe or receive call asks for; null if it cannot be seen.</summary>
    public static MessageUse? UseOf(MessagingCall call, BodyFacts facts)
    {
        if (call.Meaning.Handler is { } parameter)
            return call.Argument(parameter) is { } consumer ? UseByConsumer(consumer.Unwrapped(), facts) : null;

        return facts.Handlers.FirstOrDefault(handler => handler.Receives.Contains(call)) is { } receiver ? MessageUses.InReceiver(receiver) : null;
    }

    /// <summary>What becomes of the messages of the receiver or processor that is made with an option; null if it cannot be seen.</summary>
    public static MessageUse? UseOf(IPropertyReferenceOperation option, BodyFacts facts)
    {
        if (ClientOf(option, facts)?.Creation.Operation.ResultSymbol() is not { } client)
            return null;

        var receivers = facts.Handlers
            .Where(handler => handler.Receives.Any(receive => SymbolEqualityComparer.Default.Equals(receive.Receiver.ReferencedSymbol(), client)))
            .Select(receiver => (MessageUse?)MessageUses.InReceiver(receiver));
        return Greatest(AttachedTo(client, facts).Select(handler => UseByDelegate(handler, facts)).Concat(receivers));
    }

    /// <summary>The call that makes a client object with an option, and the options: their variable, or the syntax that makes them.</summary>
    public static (MessagingCall Creation, object Options)? ClientOf(IPropertyReferenceOperation option, BodyFacts facts) =>
        OptionsOf(option) is { } options && facts.Calls.FirstOrDefault(call => call.Verb == Verb.CreateClient && IsGiven(call, options)) is { } creation
            ? (creation, options)
            : null;

    private static MessageUse? UseByConsumer(IOperation consumer, BodyFacts facts)
    {
        var overrides = OverridesOf(consumer.Type, facts);
        if (overrides.Count > 0)
            return Greatest(overrides.Select(method => MessageUses.InMethod(method, facts.Compilation, facts.CancellationToken)));

        return consumer.ReferencedSymbol() is { } symbol ? Greatest(AttachedTo(symbol, facts).Select(handler => UseByDelegate(handler, facts))) : null;
    }

    /// <summary>The delegates attached to the delivery events of an object, in this body or another of the type.</summary>
    public static IEnumerable<IOperation> AttachedTo(ISymbol consumer, BodyFacts facts) =>
        facts.EventAssignments.Concat(facts.RestOfType.SelectMany(summary => summary.Deliveries))
            .Where(assignment => assignment is { Adds: true, EventReference: IEventReferenceOperation reference }
                && facts.Compilation.Catalog.DeliveryMeaningOf(reference.Event) is not null
                && SymbolEqualityComparer.Default.Equals(reference.Instance.ReferencedSymbol(), consumer))
            .Select(assignment => assignment.HandlerValue);

    private static MessageUse? UseByDelegate(IOperation handler, BodyFacts facts) => handler.Unwrapped() switch
    {
        IDelegateCreationOperation { Target: IAnonymousFunctionOperation lambda } => MessageUses.InHandler(lambda.Body, facts.Compilation, facts.CancellationToken),
        IDelegateCreationOperation { Target: IMethodReferenceOperation method } => MessageUses.InMethod(method.Method, facts.Compilation, facts.CancellationToken),
        _ => null,
    };

    // A consumer class of the compilation's own: what it overrides is the handler.
    private static IReadOnlyList<IMethodSymbol> OverridesOf(ITypeSymbol? type, BodyFacts facts)
    {
        for (; type is not null && !type.DeclaringSyntaxReferences.IsEmpty; type = type.BaseType)
        {
            IReadOnlyList<IMethodSymbol> handlers =
            [
                .. type.GetMembers().OfType<IMethodSymbol>().Where(method => !method.IsAbstract && facts.Compilation.Catalog.HandlerMeaningOf(method) is not null),
            ];
            if (handlers.Count > 0)
                return handlers;
        }

        return [];
    }

    /// <summary>The options object that a setting belongs to: the variable that holds it, or the syntax that makes it.</summary>
    public static object? OptionsOf(IPropertyReferenceOperation option)
    {
        if (option.Instance is not IInstanceReferenceOperation)
            return option.Instance.ReferencedSymbol();

        IOperation? creation = option;
        while (creation is not (null or IObjectCreationOperation))
            creation = creation.Parent;
        return creation is null ? null : creation.ResultSymbol() ?? (object)creation.Syntax;
    }

    private static bool IsGiven(MessagingCall call, object options) =>
        call.Operation is IInvocationOperation invocation && invocation.Arguments.Any(argument => options is ISymbol symbol
            ? SymbolEqualityComparer.Default.Equals(argument.Value.ReferencedSymbol(), symbol)
            : argument.Value.Unwrapped().Syntax == options);

    private static MessageUse? Greatest(IEnumerable<MessageUse?> uses)
    {
        MessageUse? greatest = null;
        foreach (var use in uses)
        {
            if (use is null)
                return null;
            greatest = greatest is { } before ? MessageUses.Greatest(before, use.Value) : use;
        }

        return greatest;
    }
}
