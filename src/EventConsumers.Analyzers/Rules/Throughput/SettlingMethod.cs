using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Rules.Throughput;

/// <summary>A method that settles the message it is given, seen from the code that calls it for each of several.</summary>
internal static class SettlingMethod
{
    private static readonly Func<MemberMeaning, bool> Receives = static meaning => meaning.Verb is Verb.Receive or Verb.ReceiveBatch;

    /// <summary>The methods that call this one, if it settles one message that it is given.</summary>
    public static IEnumerable<BodyFacts> CallersOf(BodyFacts facts)
    {
        if (facts.Owner is not IMethodSymbol { MethodKind: MethodKind.Ordinary, Parameters.IsEmpty: false } method
            || !facts.Calls.Any(call => SingleSettlement.Of(call, IsGiven) is { NamesMessage: true }))
        {
            return [];
        }

        var source = facts.Compilation.Source;
        return SourceCode.WithContracts(method)
            .SelectMany(member => source.NamesOf(member, facts.CancellationToken))
            .Select(name => source.MemberRound(name, facts.CancellationToken))
            .OfType<IMethodSymbol>()
            .Where(caller => !SymbolEqualityComparer.Default.Equals(caller, method.OriginalDefinition))
            .Distinct<IMethodSymbol>(SymbolEqualityComparer.Default)
            .Select(facts.Of)
            .OfType<BodyFacts>();
    }

    /// <summary>All that the type receives it receives one at a time.</summary>
    public static bool IsGivenOne(BodyFacts facts)
    {
        var receives = facts.CallsOfType(Receives).ToList();
        return receives.Count > 0 && receives.TrueForAll(receive =>
            facts.Compilation.Source.MemberRound(receive.Operation.Syntax, facts.CancellationToken) is IMethodSymbol method
            && facts.Of(method) is { } code
            && code.CallAt(receive.Operation) is { } call
            && BatchLimit.Of(call, code) == 1);
    }

    private static bool IsGiven(IOperation value) => value.DescendantsAndSelf().Any(part => part is IParameterReferenceOperation);
}
