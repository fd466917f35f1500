using System.Collections.Immutable;
using EventConsumers.Analyzers.Clients;
using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Rules.Semantics;

/// <summary>EVC7002: a handler sends past the message that it handles.</summary>
internal sealed class PublishesOutsideConsumeContext : BodyRule
{
    /// <summary>A property of the report: the name of the handler's context.</summary>
    public const string Context = nameof(Context);

    public override DiagnosticDescriptor Descriptor { get; } = Descriptors.Warning(
        "EVC7002",
        "Publishes outside the consume context",
        "'{0}' on '{1}' goes past the message that {2} handles: outbox, correlation and headers are left out; use '{3}'",
        "What a consumer sends by the bus itself goes out at once, even if the consumer fails afterwards and the message comes again, and carries nothing over from the message.");

    public override void Analyze(BodyFacts facts, Reporter report)
    {
        foreach (var handler in facts.Handlers)
        {
            if (handler.Client.OutsideContext is not { } idiom || ContextOf(handler, idiom) is not { } context)
                continue;

            foreach (var call in facts.Calls)
            {
                // In a catch clause it may be meant: what is sent by the context of a failed message is dropped.
                if (call.Verb is Verb.Send or Verb.SendMany && handler.Contains(call.Operation) && call.Operation.IsWaitedForIn(handler.Body)
                    && call.Operation.Enclosing<ICatchClauseOperation>() is null
                    && SenderOf(call.Receiver, idiom) is { } sender)
                {
                    report.Report(
                        this, CallName.LocationOf(call.Operation.Syntax), [sender.Syntax.GetLocation()], ImmutableDictionary<string, string?>.Empty.Add(Context, context.Name),
                        call.Method.Name, sender.Type!.Name, handler.Name, context.Name);
                }
            }
        }
    }

    private static ISymbol? ContextOf(Handler handler, OutsideContext idiom) => handler.Kind == HandlerKind.Method
        ? handler.Messages.OfType<IParameterSymbol>().FirstOrDefault(parameter =>
            parameter.Type is INamedTypeSymbol type && type.AllInterfaces.Prepend(type).Any(contract => NameOf(contract) == idiom.Context))
        : null;

    // A bus of the compilation's own type is another bus than the one that the message came by.
    private static IOperation? SenderOf(IOperation? receiver, OutsideContext idiom)
    {
        receiver = receiver?.Unwrapped();
        if (receiver is ILocalReferenceOperation)
            receiver = Constants.InitializerOf(receiver)?.Unwrapped();

        return receiver switch
        {
            IInvocationOperation { Instance: { } instance, TargetMethod.Name: var getter } when idiom.EndpointGetters.Contains(getter) => SenderOf(instance, idiom),
            IFieldReferenceOperation or IPropertyReferenceOperation or IParameterReferenceOperation when receiver.Type is INamedTypeSymbol type && idiom.Senders.Contains(NameOf(type)) => receiver,
            _ => null,
        };
    }

    private static string NameOf(INamedTypeSymbol type) => type.ContainingNamespace.ToDisplayString() + "." + type.Name;
}
