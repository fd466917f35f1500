using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Rules.Delivery;

/// <summary>EVC1018: producer disposed with messages still in its buffer.</summary>
internal sealed class ProducerDisposedWithoutFlush : BodyRule
{
    private static readonly string[] Signals = ["SetResult", "TrySetResult", "Signal", "Set", "Release", "Increment", "Decrement"];

    public override DiagnosticDescriptor Descriptor { get; } = Descriptors.Warning(
        "EVC1018",
        "Producer disposed without a flush",
        "'{0}' only puts the message into the buffer of '{1}', which is disposed without 'Flush': what has not been sent by then is lost",
        "A producer sends from a buffer in the background. Disposing of it drops what is still there.");

    public override void Analyze(BodyFacts facts, Reporter report)
    {
        foreach (var creation in facts.Calls)
        {
            if (creation is not { Verb: Verb.CreateClient, Meaning.Makes: ClientRole.Producer })
                continue;

            var uses = facts.Compilation.Literals.UsesOf(creation.Operation, facts.CancellationToken);
            if (!uses.AreKnown || uses.Disposal is not { } disposal || uses.Holders.FirstOrDefault() is not ILocalSymbol producer)
                continue;

            var calls = uses.Calls.Select(call => (Call: call, facts.Compilation.Catalog.MeaningOf(call.TargetMethod)?.Verb)).ToList();
            if (calls.Exists(call => call.Verb is Verb.Flush or Verb.BeginTransaction))
                continue;

            // What is sent asynchronously and dropped is another rule's.
            var buffered = calls.Where(call => call.Verb == Verb.Send && call.Call.TargetMethod.ReturnsVoid).Select(call => call.Call).ToList();
            if (buffered.Count > 0 && !buffered.Exists(TellsWhenSent) && !buffered.TrueForAll(IsTypedIn))
                report.Report(this, buffered[0].Syntax.GetLocation(), [disposal.Syntax.GetLocation()], null, buffered[0].TargetMethod.Name, producer.Name);
        }
    }

    // Before the loop ends a user types the next line, and the last message has long been sent.
    private static bool IsTypedIn(IInvocationOperation send) =>
        send.EnclosingLoop()?.InSameFunction().OfType<IInvocationOperation>().Any(call => call.TargetMethod.Name is "ReadLine" or "ReadKey" && call.TargetMethod.ContainingType.Is("System", "Console")) == true;

    // Somebody waits for the delivery report.
    private static bool TellsWhenSent(IInvocationOperation send) =>
        send.Descendants().OfType<IInvocationOperation>().Any(call => Signals.Contains(call.TargetMethod.Name))
        || send.Arguments.Any(argument => argument.Value.Unwrapped() is { Type.TypeKind: TypeKind.Delegate } handler
            && handler is not (IDelegateCreationOperation { Target: IAnonymousFunctionOperation } or { ConstantValue.HasValue: true } or IDefaultValueOperation));
}
