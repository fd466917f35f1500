using EventConsumers.Analyzers.Clients;
using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Rules.FlowControl;

/// <summary>EVC4007: unlimited outstanding confirms.</summary>
internal sealed class UnlimitedOutstandingConfirms : BodyRule
{
    public override DiagnosticDescriptor Descriptor { get; } = Descriptors.Warning(
        "EVC4007",
        "Unlimited outstanding confirms",
        "'{0}' without '{1}' takes the limit of unconfirmed messages away: when the broker is slow, they pile up in memory",
        "The client limits unconfirmed messages by default, but options that are given no limit have none.");

    public override void Analyze(BodyFacts facts, Reporter report)
    {
        if (MakesForPool(facts.Owner.ContainingType))
            return;

        foreach (var options in facts.Compilation.Literals.In(facts, type => IdiomOf(type, facts) is not null))
        {
            if (IdiomOf(options.Creation.Type, facts) is { } idiom
                && WaitingSend.IsConfirmed(options, idiom)
                && options[idiom.Limit] is { IsUnset: true, Given: null }
                && !SendsOneAtATime(options, facts))
            {
                report.Report(this, options.Place, options.TypeName, idiom.Limit);
            }
        }
    }

    // A channel of a pool has one user at a time, and how many messages that one sends without waiting stands elsewhere.
    private static bool MakesForPool(ITypeSymbol? type) =>
        type?.AllInterfaces.Any(contract => contract.Name.Contains("PoolPolicy") || contract.Name.Contains("PooledObjectPolicy")) == true
        || type?.BaseType?.Name.Contains("PooledObjectPolicy") == true;

    // On the channel each message is waited for before the next is sent.
    private static bool SendsOneAtATime(OptionLiteral options, BodyFacts facts)
    {
        var takers = options.Takers.ToList();
        return takers.Count == 1 && (IsOfOneMethod(takers[0], facts) || IsSentUnderLock(takers[0], facts));
    }

    // A channel that no other code has.
    private static bool IsOfOneMethod(IOperation creation, BodyFacts facts)
    {
        if (creation.ResultSymbol() is not ILocalSymbol channel)
            return false;

        var sends = facts.Calls.Where(call => call.Verb == Verb.Send && SymbolEqualityComparer.Default.Equals(call.Receiver.ReferencedSymbol(), channel)).ToList();
        return sends.Count > 0
            && sends.TrueForAll(send => send.Operation.Function().Syntax == creation.Function().Syntax && send.Operation.IsAwaited())
            && facts.ReferencesTo(channel).All(IsReceiver);
    }

    // A channel that others may use at the same time, but not without the lock.
    private static bool IsSentUnderLock(IOperation creation, BodyFacts facts)
    {
        var uses = facts.Compilation.Literals.UsesOf(creation, facts.CancellationToken);
        var sends = facts.CallsOfType(static meaning => meaning.Verb == Verb.Send).Where(call => MayHold(call.Receiver)).ToList();
        return sends.Count > 0
            && !uses.Escapes
            && sends.TrueForAll(send => send.Operation.IsAwaited() && AsyncLock.IsHeldAt(send.Operation, facts));

        bool MayHold(IOperation? receiver) =>
            receiver.ReferencedSymbol() is not { } channel || uses.Holders.Contains(channel.OriginalDefinition, SymbolEqualityComparer.Default);
    }

    // A call on it, or an event of it.
    private static bool IsReceiver(IOperation use)
    {
        while (use.Parent is IConversionOperation)
            use = use.Parent;
        return use.Parent switch
        {
            IInvocationOperation call => ReferenceEquals(call.Instance, use),
            IArgumentOperation { Parent: IInvocationOperation { TargetMethod.IsExtensionMethod: true } call } argument => ReferenceEquals(call.Arguments[0], argument) && ClientCatalog.IsOfClient(call.TargetMethod),
            IMemberReferenceOperation { Member: IEventSymbol or IPropertySymbol } => true,
            _ => false,
        };
    }

    private static ConfirmLimitIdiom? IdiomOf(ITypeSymbol? options, BodyFacts facts)
    {
        var type = options?.ToDisplayString();
        return facts.Compilation.Catalog.Clients.Select(client => client.ConfirmLimit).FirstOrDefault(idiom => idiom?.Options == type);
    }
}
