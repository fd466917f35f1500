using System.Collections.Immutable;
using EventConsumers.Analyzers.Clients;
using EventConsumers.Analyzers.Configuration;
using EventConsumers.Analyzers.Messaging;
using EventConsumers.Analyzers.Rules;
using EventConsumers.Analyzers.Rules.Configuration;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace EventConsumers.Analyzers;

/// <summary>
/// The one analyzer of the package: looks at each method body that names a member of a messaging client once and hands what
/// it finds to the rules. A compilation that references no client costs one look at its references.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class EventConsumerAnalyzer : DiagnosticAnalyzer
{
    private static readonly TypeRule[] TypeRules = [.. RuleCatalog.All.OfType<TypeRule>()];
    private static readonly BodyRule[] RulesOfBodies = [.. RuleCatalog.All.OfType<BodyRule>(), .. TypeRules.Select(rule => rule.OfBodies).OfType<BodyRule>()];

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
        RuleCatalog.All.Select(rule => rule.Descriptor).ToImmutableArray();

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(Start);
    }

    private static void Start(CompilationStartAnalysisContext context)
    {
        var described = Descriptions
            .In(context.Options.AdditionalFiles, text => context.TryGetValue(text, Descriptions.Reader, out var read) ? read : DescriptionReader.Read(text), context.CancellationToken)
            .Select(description => new DescribedClient(description.File, description.Description, context.Compilation))
            .ToArray();
        var catalog = ClientCatalog.For(context.Compilation, described);
        foreach (var client in described)
            DescriptionUnusable.Register(context, client);

        var typeRules = TypeRules.Where(rule => rule.Concerns(catalog)).ToArray();
        if (catalog.Clients.Count == 0 && typeRules.Length == 0)
            return;

        var enabled = new EnabledRules(context.Compilation);
        var bodyRules = new BodyRules(catalog.Clients.Count == 0 ? [] : RulesOfBodies.Where(IsWanted), catalog, enabled);
        typeRules = typeRules.Where(IsWanted).ToArray();
        var compilation = new CompilationFacts(
            context.Compilation, catalog, bodyRules.Vocabulary, new RuleOptions(context.Options.AnalyzerConfigOptionsProvider));
        var places = new ReportedPlaces();

        if (bodyRules.Any)
        {
            var own = new OwnFindings(compilation, bodyRules);
            context.RegisterOperationBlockAction(block => AnalyzeBody(block, compilation, bodyRules, places, own));
        }

        if (typeRules.Length > 0)
        {
            context.RegisterSymbolAction(symbol => AnalyzeType(symbol, compilation, typeRules, enabled, places), SymbolKind.NamedType);
        }

        bool IsWanted(Rule rule) => enabled.Anywhere(rule, context.CancellationToken);
    }

    private static void AnalyzeBody(
        OperationBlockAnalysisContext context, CompilationFacts compilation, BodyRules bodyRules, ReportedPlaces places, OwnFindings own)
    {
        var rules = bodyRules.For(context.OperationBlocks, context.CancellationToken);
        if (rules.Count == 0
            || compilation.TestCode.Covers(context.OwningSymbol) && !compilation.Options.AnalyzeTests(context.OperationBlocks[0].Syntax.SyntaxTree))
        {
            return;
        }

        var facts = BodyFacts.Collect(compilation, context.OwningSymbol, context.OperationBlocks, context.GetControlFlowGraph, context.CancellationToken);
        var report = new Reporter(context.ReportDiagnostic, places.For(context.OwningSymbol, (rule, place) => IsOfAnother(context, rule, place, own)));
        foreach (var rule in rules)
        {
            context.CancellationToken.ThrowIfCancellationRequested();
            rule.Analyze(facts, report);
        }
    }

    // What stands in the body at hand need not be looked up.
    private static bool IsOfAnother(OperationBlockAnalysisContext context, string rule, Location place, OwnFindings own) =>
        !context.OperationBlocks.Any(block => block.Syntax.SyntaxTree == place.SourceTree && block.Syntax.Span.Contains(place.SourceSpan))
        && own.AreOfAnother(context.OwningSymbol, rule, place, context.CancellationToken);

    private static void AnalyzeType(
        SymbolAnalysisContext context, CompilationFacts compilation, TypeRule[] rules, EnabledRules enabled, ReportedPlaces places)
    {
        var type = (INamedTypeSymbol)context.Symbol;
        var tree = type.DeclaringSyntaxReferences.FirstOrDefault()?.SyntaxTree;

        // Where tests can be, any type of the project may serve them.
        if (tree is null || !compilation.Options.AnalyzeTests(tree) && (compilation.Catalog.HasTestFramework || compilation.TestCode.Covers(type)))
            return;

        var report = new Reporter(context.ReportDiagnostic, places.For(type));
        foreach (var rule in rules)
        {
            if (enabled.In(tree, rule, context.CancellationToken))
                rule.Analyze(type, compilation, report, context.CancellationToken);
        }
    }
}
