using System.Collections.Immutable;
using System.Composition;
using EventConsumers.Analyzers.Clients;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace EventConsumers.CodeFixes.Delivery;

/// <summary>EVC1015: catches what fails for each message and returns the failed ones.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class LambdaBatchFailsAsAWholeFix : RuleCodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create("EVC1015");

    internal override async Task<IEnumerable<Fix>> FixesAsync(FixContext context)
    {
        if (context.Others.Count == 0 || context.Others[0] is not ForEachStatementSyntax loop
            || context.Node.FirstAncestorOrSelf<MethodDeclarationSyntax>() is not { ParameterList.Parameters: var parameters } method)
        {
            return [];
        }

        var catalog = context.Catalog;
        var response = parameters.Select(parameter => catalog.BatchResponseTo((context.Model.GetDeclaredSymbol(parameter) as IParameterSymbol)?.Type)).FirstOrDefault(found => found is not null);
        if (response is null || BatchResponseMethod.Of(method, loop, response, context) is not { } rewritten)
            return [];

        var root = context.Root.ReplaceNode(method, rewritten);
        return [new Fix($"Return the failed messages in an '{response.Type.Name}'", "ReturnFailures", await LaidOut.AsTheFileIsAsync(context, root).ConfigureAwait(false))];
    }
}
