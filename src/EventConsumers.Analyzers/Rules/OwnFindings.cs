using System.Collections.Concurrent;
using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;

namespace EventConsumers.Analyzers.Rules;

/// <summary>
/// What bodies are found to do by themselves. A body that calls another one leaves such findings to it: those of a body about its
/// own code are shown in its file, those about code elsewhere only when the whole project is looked at, and chance would decide
/// which of the two is first.
/// </summary>
internal sealed class OwnFindings(CompilationFacts compilation, BodyRules rules)
{
    private readonly ConcurrentDictionary<(SyntaxNode Body, string Rule), HashSet<Location>> _found = new();

    /// <summary>Whether a place in a rule's finding is in another body than that of a symbol, which has the same finding of its own.</summary>
    public bool AreOfAnother(ISymbol owner, string rule, Location place, CancellationToken cancellationToken)
    {
        if (place.SourceTree is not { } tree || !compilation.Compilation.ContainsSyntaxTree(tree)
            || compilation.Source.MemberRound(tree.GetRoot(cancellationToken).FindNode(place.SourceSpan), cancellationToken) is not IMethodSymbol method
            || SymbolEqualityComparer.Default.Equals(method, owner)
            || method.DeclaringSyntaxReferences is not { Length: 1 } declarations)
        {
            return false;
        }

        var key = (declarations[0].GetSyntax(cancellationToken), rule);
        if (!_found.TryGetValue(key, out var found))
            _found.TryAdd(key, found = FindingsOf(method, rule, cancellationToken));
        return found.Contains(place);
    }

    private HashSet<Location> FindingsOf(IMethodSymbol method, string id, CancellationToken cancellationToken)
    {
        var found = new HashSet<Location>();
        if (!compilation.TestCode.Covers(method)
            && BodyFacts.Of(method, compilation, cancellationToken) is { } facts
            && rules.For(facts.Blocks, cancellationToken).FirstOrDefault(rule => rule.Id == id) is { } rule)
        {
            rule.Analyze(facts, new Reporter(_ => { }, (_, place) => found.Add(place)));
        }

        return found;
    }
}
