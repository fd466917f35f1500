using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Rules.Delivery;

/// <summary>EVC1002: message acknowledged automatically.</summary>
internal sealed class AutomaticAcknowledgement : BodyRule
{
    public override DiagnosticDescriptor Descriptor { get; } = Descriptors.Warning(
        "EVC1002",
        "Message acknowledged automatically",
        "'{0}' acknowledges each message on delivery; a failure or crash in the handler loses it",
        "With automatic acknowledgement the broker forgets a message as soon as it is sent, before the handler has run.");

    public override void Analyze(BodyFacts facts, Reporter report)
    {
        foreach (var call in facts.Calls)
        {
            if (call.Flag(call.Meaning.AutomaticSettlement) == true && ConsumedQueue.Of(call, facts) is not { IsPrivate: true } && !IsSettledByHandToo(call, facts))
            {
                var flag = call.Argument(call.Meaning.AutomaticSettlement!)!;
                Report(call.Method.Name, flag.Parent ?? flag, MessageReaders.UseOf(call, facts), facts, report);
            }
        }

        foreach (var operation in facts.Assignments)
        {
            if (operation is ISimpleAssignmentOperation { Target: IPropertyReferenceOperation option, Value.ConstantValue: { HasValue: true, Value: { } value } }
                && facts.Compilation.Catalog.SettlementOptionOf(option.Property) is { Automatic: var automatic } && value.Equals(automatic.ConstantValue))
            {
                Report($"{option.Property.Name}.{automatic.Name}", operation, MessageReaders.UseOf(option, facts), facts, report);
            }
        }
    }

    // EVC1008 says so where the handler settles, and its repair is to turn the flag off.
    private static bool IsSettledByHandToo(MessagingCall call, BodyFacts facts)
    {
        if (!call.Client.SettlesOnce)
            return false;

        if (call.Meaning.Handler is not { } parameter)
            return facts.Handlers.Any(handler => handler.Receives.Contains(call) && facts.Calls.Any(end => end.EndsMessage && handler.Contains(end.Operation) && handler.Taint.Covers(end.Message)));

        return call.Argument(parameter).ReferencedSymbol() is { } consumer && MessageReaders.AttachedTo(consumer, facts).Any(attached => EndsMessage(attached, facts));
    }

    private static bool EndsMessage(IOperation attached, BodyFacts facts)
    {
        var handler = (attached.Unwrapped() as IDelegateCreationOperation)?.Target switch
        {
            IAnonymousFunctionOperation lambda => lambda.Syntax,
            IMethodReferenceOperation { Method.DeclaringSyntaxReferences: { Length: 1 } declared } => declared[0].GetSyntax(facts.CancellationToken),
            _ => null,
        };
        return handler is not null
            && facts.CallsOfType(static meaning => meaning.EndsMessage).Any(call => call.Operation.Syntax.SyntaxTree == handler.SyntaxTree && handler.Span.Contains(call.Operation.Syntax.Span));
    }

    // What is only printed is lost all the same, but that is no reason to warn in a build.
    private void Report(string what, IOperation where, MessageUse? use, BodyFacts facts, Reporter report)
    {
        if (use is null or MessageUse.Processed)
            report.Report(this, where.Syntax.GetLocation(), what);
        else if (use == MessageUse.Printed && !IsEmptied(facts))
            report.Suggest(this, where.Syntax.GetLocation(), what);
    }

    // A loop that shows what is in the queue and ends when nothing is left.
    private static bool IsEmptied(BodyFacts facts)
    {
        var loops = ReceiveLoop.In(facts).ToList();
        return loops.Count > 0 && loops.TrueForAll(loop => loop.Drains);
    }
}
