using System.Collections.Immutable;
using System.Composition;
using EventConsumers.Analyzers.Clients;
using EventConsumers.Analyzers.Messaging;
using EventConsumers.CodeFixes.Throughput;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.CodeFixes.Delivery;

/// <summary>EVC1014: looks at the failures of a batch call. What was not sent is lost, so that throws; the rest comes again and is logged.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class BatchFailuresIgnoredFix : RuleCodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create("EVC1014");

    internal override async Task<IEnumerable<Fix>> FixesAsync(FixContext context)
    {
        if (context.Node.FirstAncestorOrSelf<InvocationExpressionSyntax>() is not { } syntax
            || context.Operation(syntax) is not IInvocationOperation { TargetMethod: var method }
            || context.Catalog.MeaningOf(method) is not { Failures: { Length: > 0 } failures } meaning
            || ResultStatement.Of(syntax, context) is not { } result)
        {
            return [];
        }

        var logger = meaning.Verb == Verb.SendMany ? null : new LoggerInScope(syntax, context).Name;
        var root = result.WithCheck(response => Check($"{response}.{failures[0]}", method.Name, meaning.Verb, logger, context));
        return
        [
            logger is null
                ? new Fix($"Throw if '{method.Name}' fails for some messages", "ThrowOnFailures", await LaidOut.AsTheFileIsAsync(context, root).ConfigureAwait(false))
                : new Fix($"Log the messages that '{method.Name}' fails for", "LogFailures", await LaidOut.AsTheFileIsAsync(context, root).ConfigureAwait(false)),
        ];
    }

    private static StatementSyntax Check(string failures, string call, Verb verb, string? logger, FixContext context)
    {
        var allowsPatterns = context.Root.SyntaxTree.Options is CSharpParseOptions { LanguageVersion: >= LanguageVersion.CSharp9 };
        var failed = allowsPatterns ? new FreeNames(context.Node, context).Next("failed") : failures;
        var (count, message) = logger is null ? ($"{{{failed}.Count}}", $"{{{failed}[0].Message}}") : ("{Count}", "{Reason}");
        var text = verb switch
        {
            Verb.SendMany => $"{count} messages could not be sent, the first because of: {message}",
            Verb.SettleMany => $"{count} messages could not be settled and will be received again, the first because of: {message}",
            _ => $"{call} failed for {count} messages, the first because of: {message}",
        };
        var report = logger is null
            ? $"throw new System.InvalidOperationException($\"{text}\");"
            : $"{logger}.LogError(\"{text}\", {failed}.Count, {failed}[0].Message);";
        return FixedDocument.Statement(allowsPatterns
            ? $"if ({failures} is {{ Count: > 0 }} {failed})\n{report}"
            : $"if ({failures} != null && {failures}.Count > 0)\n{report}");
    }
}
