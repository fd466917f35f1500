using System.Reflection;
using EventConsumers.Analyzers.Rules;
using EventConsumers.CodeFixes;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;

namespace EventConsumers.Analyzers.Tests.Meta;

/// <summary>What every fix must have: an export that editors find, a rule that exists, a fix-all by document.</summary>
public sealed class CodeFixTests
{
    private static readonly Type[] Types = [.. typeof(RuleCodeFixProvider).Assembly.GetTypes().Where(type => !type.IsAbstract && typeof(CodeFixProvider).IsAssignableFrom(type))];

    public static TheoryData<string> Names => [.. Types.Select(type => type.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void It_is_exported_for_CSharp(string name)
    {
        var export = Type(name).GetCustomAttribute<ExportCodeFixProviderAttribute>();
        Assert.NotNull(export);
        Assert.Equal([LanguageNames.CSharp], export.Languages);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void It_repairs_rules_that_exist_and_is_named_after_one(string name)
    {
        var ids = Provider(name).FixableDiagnosticIds;
        Assert.All(ids, id => Assert.Contains(RuleCatalog.All, rule => rule.Id == id));
        Assert.Contains(RuleCatalog.All, rule => ids.Contains(rule.Id) && rule.GetType().Name + "Fix" == name);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void It_has_a_fix_all_by_document(string name) =>
        Assert.IsAssignableFrom<DocumentBasedFixAllProvider>(Provider(name).GetFixAllProvider());

    private static Type Type(string name) => Types.Single(type => type.Name == name);

    private static CodeFixProvider Provider(string name) => (CodeFixProvider)Activator.CreateInstance(Type(name))!;
}
