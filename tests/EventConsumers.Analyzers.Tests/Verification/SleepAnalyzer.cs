using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace EventConsumers.Analyzers.Tests.Verification;

/// <summary>Reports each call of a method by its name: what the tests of the verifier need of an analyzer.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class SleepAnalyzer : DiagnosticAnalyzer
{
    private static readonly DiagnosticDescriptor Sleeps = Descriptor("T0001", "Sleep", DiagnosticSeverity.Warning, isEnabledByDefault: true);
    private static readonly DiagnosticDescriptor Snoozes = Descriptor("T0002", "Snooze", DiagnosticSeverity.Info, isEnabledByDefault: false);
    private static readonly DiagnosticDescriptor Naps = Descriptor("T0003", "Nap", DiagnosticSeverity.Warning, isEnabledByDefault: true);
    private static readonly DiagnosticDescriptor Faints = Descriptor("T0004", "Faint", DiagnosticSeverity.Warning, isEnabledByDefault: true);

    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => [Sleeps, Snoozes, Naps, Faints];

    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterSyntaxNodeAction(Analyze, SyntaxKind.InvocationExpression);
    }

    private static void Analyze(SyntaxNodeAnalysisContext context)
    {
        var call = (InvocationExpressionSyntax)context.Node;
        if (call.Expression is not IdentifierNameSyntax { Identifier.ValueText: var name })
            return;
        if (name == "Faint")
            throw new InvalidOperationException("The analyzer fainted.");

        foreach (var rule in new[] { Sleeps, Snoozes, Naps })
        {
            if (rule.Title.ToString(null) == name)
                context.ReportDiagnostic(Diagnostic.Create(rule, call.GetLocation(), name));
        }
    }

    private static DiagnosticDescriptor Descriptor(string id, string method, DiagnosticSeverity severity, bool isEnabledByDefault) =>
        new(id, method, "'{0}' holds the thread", "Tests", severity, isEnabledByDefault);
}
