using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace EventConsumers.Analyzers.Tests.Robustness;

/// <summary>The sources that rule tests are written with: the raw string literals of the files under <c>Rules</c>.</summary>
internal static class RuleTestSources
{
    private static readonly Dictionary<string, References> Sets = typeof(References).GetProperties(BindingFlags.Public | BindingFlags.Static)
        .ToDictionary(property => property.Name, property => (References)property.GetValue(null)!);

    public static string Folder { get; } = Path.Combine(
        typeof(RuleTestSources).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == "ProjectDirectory").Value!,
        "Rules");

    public static IEnumerable<string> Files =>
        Directory.Exists(Folder) ? Directory.EnumerateFiles(Folder, "*Tests.cs", SearchOption.AllDirectories).Order(StringComparer.Ordinal) : [];

    /// <summary>The sources of a test file, each with the references that its test names, or else that the file names.</summary>
    public static IEnumerable<(string Source, References References)> In(string file)
    {
        var root = CSharpSyntaxTree.ParseText(file).GetRoot();
        foreach (var literal in root.DescendantNodes().OfType<ExpressionSyntax>())
        {
            if (Text(literal) is { } source)
                yield return (source, Combine(NamedIn(literal.FirstAncestorOrSelf<MethodDeclarationSyntax>()) ?? NamedIn(root) ?? []));
        }
    }

    private static string? Text(ExpressionSyntax literal) => literal switch
    {
        LiteralExpressionSyntax { Token: { RawKind: (int)SyntaxKind.MultiLineRawStringLiteralToken, ValueText: var text } } => text,
        InterpolatedStringExpressionSyntax { StringStartToken.RawKind: (int)SyntaxKind.InterpolatedMultiLineRawStringStartToken } interpolated =>
            string.Concat(interpolated.Contents.OfType<InterpolatedStringTextSyntax>().Select(content => content.TextToken.ValueText)),
        _ => null,
    };

    private static List<References>? NamedIn(SyntaxNode? node)
    {
        var names = (node?.DescendantNodes() ?? [])
            .OfType<MemberAccessExpressionSyntax>()
            .Select(access => (Type: access.Expression.ToString(), Name: access.Name.Identifier.ValueText))
            .SelectMany(access => access.Type switch
            {
                nameof(References) when Sets.TryGetValue(access.Name, out var set) => [set],
                nameof(Client) when Enum.TryParse(access.Name, out Client client) => ClientVersions.Of(client)[^1..],
                _ => Array.Empty<References>(),
            })
            .Distinct()
            .ToList();
        return names.Count == 0 ? null : names;
    }

    private static References Combine(IEnumerable<References> sets) => sets.Aggregate(References.None, (all, set) => all | set);
}
