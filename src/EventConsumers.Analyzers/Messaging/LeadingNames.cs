using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace EventConsumers.Analyzers.Messaging;

/// <summary>
/// The names of the methods from which calls lead to a place that names one of some members. Judged by the text alone: too many
/// names rather than too few, so that a method of another name need not be bound to be left out.
/// </summary>
internal sealed class LeadingNames
{
    // Where more places name a member, it would cost too much to bind them all.
    private const int MostPlaces = 40;

    private readonly HashSet<uint> _names;

    private LeadingNames(HashSet<uint> names) => _names = names;

    /// <summary>The method may lead there. A local function is known by the method that it stands in, which may have no name.</summary>
    public bool Has(IMethodSymbol method) => method.MethodKind == MethodKind.LocalFunction
        ? method.ContainingSymbol is not IMethodSymbol { MethodKind: MethodKind.Ordinary or MethodKind.LocalFunction, CanBeReferencedByName: true } outer || Has(outer)
        : _names.Contains(Identifiers.HashOf(method.Name));

    /// <param name="members">The names of the members in question.</param>
    /// <param name="isOne">Whether a name stands for such a member, asked where few stand in the code; null where names are all there is.</param>
    /// <param name="calls">How many calls deep a method is looked into, its own body included.</param>
    public static LeadingNames To(
        IReadOnlyCollection<string> members, Func<SimpleNameSyntax, bool>? isOne, int calls, SourceCode source, CancellationToken cancellationToken)
    {
        var places = members.SelectMany(name => source.Named(name, cancellationToken)).ToList();
        if (isOne is not null && places.Count <= MostPlaces)
            places.RemoveAll(place => !isOne(place));
        var methods = places.Select(place => place.FirstAncestorOrSelf<MethodDeclarationSyntax>()).OfType<MethodDeclarationSyntax>();
        return To(methods.Select(method => Identifiers.HashOf(method.Identifier.ValueText)), calls, source, cancellationToken);
    }

    /// <param name="words">Sets of words, of each of which one stands in the methods in question.</param>
    /// <param name="calls">How many calls deep a method is looked into, its own body included.</param>
    public static LeadingNames ToMethodsWith(IReadOnlyCollection<string>[] words, int calls, SourceCode source, CancellationToken cancellationToken) =>
        To(source.Graph(cancellationToken).With(words, cancellationToken), calls, source, cancellationToken);

    private static LeadingNames To(IEnumerable<uint> methods, int calls, SourceCode source, CancellationToken cancellationToken)
    {
        var names = new HashSet<uint>(methods);
        if (names.Count > 0)
            source.Graph(cancellationToken).AddCallers(names, calls - 1);
        return new LeadingNames(names);
    }
}
