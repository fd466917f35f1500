using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;

namespace EventConsumers.Analyzers.Rules;

/// <summary>
/// Keeps a place from being reported twice, by two handlers of a body or by two bodies that call one helper. The body that came
/// first may report it again: an editor analyses a body as often as it likes, and gives up half-way.
/// </summary>
internal sealed class ReportedPlaces
{
    private readonly ConcurrentDictionary<(string Rule, Location Place), ISymbol> _owners = new();

    /// <summary>Whether a place has not been reported, for one analysis of the body or type that a symbol owns.</summary>
    /// <param name="owner">The symbol.</param>
    /// <param name="isOfAnother">Another body will report it; none is asked if this is null.</param>
    public Func<string, Location, bool> For(ISymbol owner, Func<string, Location, bool>? isOfAnother = null)
    {
        HashSet<(string, Location)>? reported = null;
        return (rule, place) => (reported ??= []).Add((rule, place))
            && isOfAnother?.Invoke(rule, place) != true
            && SymbolEqualityComparer.Default.Equals(_owners.GetOrAdd((rule, place), owner), owner);
    }
}
