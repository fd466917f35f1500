using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace EventConsumers.Analyzers.Messaging;

/// <summary>
/// The names of the methods from which calls lead to a place that names one of some members. Judged by the text alone: too many
/// names rather than too few, so that a method of another name need not be bound to be left out.
/// </summary>
internal sealed class LeadingNames
{
    // Common names lead from everywhere to everywhere: then following them costs more than it saves.
    private const int MostNames = 40;

    // Null: too many to tell.
    private readonly HashSet<string>? _names;

    private LeadingNames(HashSet<string>? names) => _names = names;

    /// <summary>A method of that name may lead there.</summary>
    public bool Has(string method) => _names is null || _names.Contains(method);

    /// <param name="members">The names of the members in question.</param>
    /// <param name="isOne">Whether a name stands for such a member, asked where few stand in the code; null where names are all there is.</param>
    /// <param name="calls">How many calls deep a method is looked into, its own body included.</param>
    public static LeadingNames To(
        IReadOnlyCollection<string> members, Func<SimpleNameSyntax, bool>? isOne, int calls, SourceCode source, CancellationToken cancellationToken)
    {
        var all = new HashSet<string>();
        var places = members.SelectMany(name => source.Named(name, cancellationToken)).ToList();
        if (isOne is not null && places.Count <= MostNames)
            places.RemoveAll(place => !isOne(place));
        for (var depth = 0; depth < calls && places.Count > 0; depth++)
        {
            var next = new HashSet<string>();
            foreach (var place in places)
            {
                foreach (var method in MethodsRound(place))
                {
                    if (all.Add(method))
                        next.Add(method);
                }

                if (all.Count > MostNames)
                    return new LeadingNames(null);
            }

            places = [.. next.SelectMany(name => source.Named(name, cancellationToken))];
        }

        return new LeadingNames(all);
    }

    // A local function leads there, and so may the method that it stands in.
    private static IEnumerable<string> MethodsRound(SyntaxNode node)
    {
        foreach (var ancestor in node.Ancestors())
        {
            if (ancestor is MethodDeclarationSyntax method)
                yield return method.Identifier.ValueText;
            else if (ancestor is LocalFunctionStatementSyntax local)
                yield return local.Identifier.ValueText;
        }
    }
}
