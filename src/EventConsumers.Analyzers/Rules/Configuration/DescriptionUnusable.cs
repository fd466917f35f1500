using EventConsumers.Analyzers.Clients;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace EventConsumers.Analyzers.Rules.Configuration;

/// <summary>EVC0002: description of messaging members cannot be used. About a file of the project, not about code.</summary>
internal sealed class DescriptionUnusable : Rule
{
    private static readonly DiagnosticDescriptor Rule = Descriptors.Warning(
        "EVC0002",
        "Description of messaging members cannot be used",
        "'{0}' {1}",
        "A line of a .messaging.txt file that cannot be read, or names a member that its type does not have, describes nothing.");

    public override DiagnosticDescriptor Descriptor => Rule;

    /// <summary>Has what cannot be used of a description reported where it stands.</summary>
    public static void Register(CompilationStartAnalysisContext context, DescribedClient client)
    {
        var problems = client.Problems
            .Select(problem => Diagnostic.Create(
                Rule, Location.Create(client.Source.Path, problem.Place, client.Text.Lines.GetLinePositionSpan(problem.Place)), problem.Quote, problem.Problem))
            .ToList();
        context.RegisterAdditionalFileAction(additional =>
        {
            if (ReferenceEquals(additional.AdditionalFile, client.Source))
                problems.ForEach(additional.ReportDiagnostic);
        });
    }
}
