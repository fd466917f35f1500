using EventConsumers.Analyzers.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Messaging;

/// <summary>Tells whether a message is settled although something that a handler has started still runs.</summary>
internal static class SettlementMeanwhile
{
    /// <summary>The message is settled by the handler's own code, by the client or by the framework, whether or not what was started has finished.</summary>
    public static bool Of(Handler handler, IInvocationOperation start, BodyFacts facts) =>
        handler.Settlement == SettlementMode.Framework
        || handler.Settlement == SettlementMode.Unknown
        && (IsSettledBy(handler, start, facts) || AcknowledgingOnDelivery(handler, facts) is not null || IsSettledByClient(handler, facts));

    /// <summary>What was started settles, refuses or keeps the message itself.</summary>
    public static bool IsLeftTo(DroppedTask dropped, BodyFacts facts) => dropped.Calls(facts).Any(call => EndsMessage(call, facts));

    // On the way on which the work is started, before it or after it.
    private static bool IsSettledBy(Handler handler, IInvocationOperation start, BodyFacts facts)
    {
        var settles = facts.Invocations
            .Where(invocation => invocation.IsWithin(handler.Body) && !invocation.IsWithin(start) && Settles(invocation, facts))
            .ToList();
        return settles.Count > 0 && facts.GraphOf(start) is { } graph
            && (Leads(graph, start, settles) || settles.Exists(settle => Leads(graph, settle, [start])));

        bool Leads(FlowGraph graph, IInvocationOperation from, List<IInvocationOperation> to) => graph.SearchAfter(from.Syntax, OperationKind.Invocation, operation =>
            operation is not IInvocationOperation ? Step.Continue
            : to.Exists(target => target.Syntax == operation.Syntax) ? Step.Found
            : handler.Receives.Any(receive => receive.Operation.Syntax == operation.Syntax) ? Step.Leave
            : Step.Continue) is not null;
    }

    /// <summary>The receive or subscribe call that has the broker settle the handler's messages on delivery; null if none is seen.</summary>
    public static MessagingCall? AcknowledgingOnDelivery(Handler handler, BodyFacts facts) =>
        handler.Receives.FirstOrDefault(IsAutomatic)
        ?? SubscriptionsOf(handler, IsAutomatic, facts).FirstOrDefault();

    /// <summary>Such calls as have the broker deliver to the handler, among those of the type that are asked about.</summary>
    public static IEnumerable<MessagingCall> SubscriptionsOf(Handler handler, Func<MessagingCall, bool> isAsked, BodyFacts facts) =>
        facts.CallsOfType(static meaning => meaning is { Verb: Verb.Subscribe, AutomaticSettlement: not null }).Where(call =>
            isAsked(call)
            && call.Meaning.Handler is { } parameter && call.Argument(parameter).ReferencedSymbol() is { } consumer
            && MessageReaders.AttachedTo(consumer, facts).Any(attached => IsHandler(attached, handler, facts)));

    private static bool IsAutomatic(MessagingCall call) => call.Flag(call.Meaning.AutomaticSettlement) == true;

    private static bool IsHandler(IOperation attached, Handler handler, BodyFacts facts) => (attached.Unwrapped() as IDelegateCreationOperation)?.Target switch
    {
        IAnonymousFunctionOperation lambda => lambda.Syntax == handler.Function.Syntax,
        IMethodReferenceOperation method => SymbolEqualityComparer.Default.Equals(method.Method, handler.Function.FunctionSymbol() ?? facts.Owner),
        _ => false,
    };

    /// <summary>The client settles unless it is told not to, and nobody in the type does.</summary>
    public static bool IsSettledByClient(Handler handler, BodyFacts facts)
    {
        if (handler.Client.SettlesUnless is not { } option
            || handler.Receives.Count == 0 && !handler.Messages.Any(message => option.Arguments.Contains(TypeOf(message)?.Name)))
        {
            return false;
        }

        var source = facts.Compilation.Source;
        var set = source.Named(option.Option, facts.CancellationToken);
        return (InTypeOf(handler, set, facts) is { Count: > 0 } own ? own : set).All(name => source.IsSetTo(name, true, facts.CancellationToken))
            && !facts.CallsOfType(static meaning => meaning.EndsMessage).Any()
            && !handler.Receives.Any(receive => receive.Receiver is not null && IsHandedOn(receive.Receiver, facts));
    }

    // A type that sets the option for its own consumer is not concerned with what others set.
    private static List<SimpleNameSyntax> InTypeOf(Handler handler, IReadOnlyList<SimpleNameSyntax> names, BodyFacts facts) =>
        handler.Receives.Count == 0 || facts.Owner.ContainingType is not { } type
            ? []
            : [.. names.Where(name => type.DeclaringSyntaxReferences.Any(part => part.SyntaxTree == name.SyntaxTree && part.Span.Contains(name.Span)))];

    // Whoever is given the consumer may settle with it.
    private static bool IsHandedOn(IOperation receiver, BodyFacts facts) =>
        receiver.ReferencedSymbol() is { } consumer
        && facts.Invocations.Any(invocation => invocation.Arguments.Any(argument => SymbolEqualityComparer.Default.Equals(argument.Value.ReferencedSymbol(), consumer)));

    private static bool Settles(IInvocationOperation invocation, BodyFacts facts) =>
        facts.CallAt(invocation)?.Settles
        ?? Effects.Of(invocation.TargetMethod) == Effect.Work && facts.Compilation.Summaries.Settles(invocation.TargetMethod, facts.CancellationToken);

    private static bool EndsMessage(IInvocationOperation invocation, BodyFacts facts) => facts.CallAt(invocation) is { } call
        ? call.EndsMessage || call.Verb == Verb.Hold
        : Effects.Of(invocation.TargetMethod) == Effect.Work
            && (facts.Compilation.Summaries.Settles(invocation.TargetMethod, facts.CancellationToken)
                || facts.Compilation.Summaries.Rejects(invocation.TargetMethod, facts.CancellationToken));

    private static ITypeSymbol? TypeOf(ISymbol message) => (message as IParameterSymbol)?.Type ?? (message as ILocalSymbol)?.Type;
}
