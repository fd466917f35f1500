using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace EventConsumers.DocumentationGenerator;

/// <summary>Which rules the tests see hit against which versions of which client, read from the tests' own source.</summary>
internal static partial class TestedClients
{
    /// <summary>Pairs of a rule and the name of a reference set, such as <c>EVC1001</c> and <c>Kafka2</c>.</summary>
    public static IReadOnlySet<(string Rule, string References)> In(string repository) =>
        Directory.EnumerateFiles(Path.Combine(repository, "tests/EventConsumers.Analyzers.Tests/Rules"), "*Tests.cs", SearchOption.AllDirectories)
            .SelectMany(path => CSharpSyntaxTree.ParseText(File.ReadAllText(path)).GetRoot().DescendantNodes().OfType<ClassDeclarationSyntax>())
            .SelectMany(HitsOf)
            .ToHashSet();

    private static IEnumerable<(string, string)> HitsOf(ClassDeclarationSyntax tests)
    {
        var members = tests.Members.SelectMany(member => NamesOf(member).Select(name => (name, member))).ToLookup(pair => pair.name, pair => pair.member);
        foreach (var test in tests.Members.OfType<MethodDeclarationSyntax>().Where(IsTest))
        {
            var code = string.Join('\n', WithWhatItNames(test, members).Select(member => member.ToString()));
            if (!Expectation().IsMatch(code))
                continue;

            foreach (var rule in Marked().Matches(code).Select(match => match.Groups[1].Value).Distinct())
            {
                foreach (var references in ReferencesIn(code))
                    yield return (rule, references);
            }
        }
    }

    private static bool IsTest(MethodDeclarationSyntax method) =>
        method.AttributeLists.SelectMany(list => list.Attributes).Any(attribute => attribute.Name.ToString() is "Fact" or "Theory");

    private static IEnumerable<string> NamesOf(MemberDeclarationSyntax member) => member switch
    {
        MethodDeclarationSyntax method => [method.Identifier.ValueText],
        PropertyDeclarationSyntax property => [property.Identifier.ValueText],
        FieldDeclarationSyntax field => field.Declaration.Variables.Select(variable => variable.Identifier.ValueText),
        _ => [],
    };

    // The test, and the constants and helpers of its class that it uses.
    private static HashSet<MemberDeclarationSyntax> WithWhatItNames(MemberDeclarationSyntax test, ILookup<string, MemberDeclarationSyntax> members)
    {
        var found = new HashSet<MemberDeclarationSyntax> { test };
        var open = new Queue<MemberDeclarationSyntax>(found);
        while (open.TryDequeue(out var member))
        {
            foreach (var named in member.DescendantNodes().OfType<IdentifierNameSyntax>().SelectMany(name => members[name.Identifier.ValueText]))
            {
                if (!(named is MethodDeclarationSyntax method && IsTest(method)) && found.Add(named))
                    open.Enqueue(named);
            }
        }

        return found;
    }

    private static IEnumerable<string> ReferencesIn(string code) =>
        Named().Matches(code).Select(match => match.Groups[1].Value)
            .Concat(EachVersion().Matches(code).SelectMany(match => ClientColumn.Versions(match.Groups[1].Value)))
            .Distinct();

    [GeneratedRegex(@"\{\|(EVC\d{4}):")]
    private static partial Regex Marked();

    [GeneratedRegex(@"\bVerify\.(FindsAsync|FixesAsync|OffersNoFixAsync)\b")]
    private static partial Regex Expectation();

    [GeneratedRegex(@"\bReferences\.(\w+)")]
    private static partial Regex Named();

    [GeneratedRegex(@"\bEachVersionOf\(Client\.(\w+)\)")]
    private static partial Regex EachVersion();
}
