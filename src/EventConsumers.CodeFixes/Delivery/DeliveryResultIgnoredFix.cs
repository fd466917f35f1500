using System.Collections.Immutable;
using System.Composition;
using EventConsumers.CodeFixes.Throughput;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.CodeFixes.Delivery;

/// <summary>EVC1019: awaits the call, or has its failure logged.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class DeliveryResultIgnoredFix : RuleCodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create("EVC1019");

    /// <inheritdoc/>
    internal override async Task<IEnumerable<Fix>> FixesAsync(FixContext context)
    {
        if (context.Node.FirstAncestorOrSelf<InvocationExpressionSyntax>() is not { } call)
            return [];

        if (Logged(call, context) is { } logged)
            return [new Fix("Log failed deliveries", "LogFailures", await LaidOut.AsTheFileIsAsync(context, context.Root.ReplaceNode(call, logged)).ConfigureAwait(false))];

        if (AwaitedStatement.Of(context) is not var (_, replaced) || AsyncConversion.Of(replaced, context) is not { } conversion)
            return [];

        var wait = SyntaxFactory.AwaitExpression(call.WithoutTrivia()).WithTriviaFrom(replaced).WithAdditionalAnnotations(Formatter.Annotation);
        var document = await LaidOut.AsTheFileIsAsync(context, conversion.Apply(context.Root, replaced, wait)).ConfigureAwait(false);
        return [new Fix($"Await '{AwaitedStatement.NameOf(call)}'", "Await", document)];
    }

    // producer.Produce(topic, message, report => { if (report.Error.IsError) logger.LogError(…); })
    private static InvocationExpressionSyntax? Logged(InvocationExpressionSyntax call, FixContext context)
    {
        if (context.FactsAt(call)?.Calls.FirstOrDefault(known => known.Operation.Syntax == call) is not { Meaning.Outcome: { } parameter, Operation: IInvocationOperation }
            || new LoggerInScope(call, context).Name is not { } logger)
        {
            return null;
        }

        var report = new FreeNames(call, context, call).Next("report");
        var log = $"{logger}.LogError(\"Not delivered: {{Reason}}\", {report}.Error.Reason)";
        var indentation = call.FirstAncestorOrSelf<StatementSyntax>()?.GetLeadingTrivia().Reverse().TakeWhile(trivia => trivia.IsKind(SyntaxKind.WhitespaceTrivia)).Aggregate("", (text, trivia) => text + trivia) ?? "";
        var lineEnd = context.Root.DescendantTrivia().FirstOrDefault(trivia => trivia.IsKind(SyntaxKind.EndOfLineTrivia)) is { RawKind: not 0 } end ? end.ToString() : "\n";
        var text = string.Join(lineEnd, $"{report} =>", $"{indentation}{{", $"{indentation}    if ({report}.Error.IsError)", $"{indentation}        {log};", $"{indentation}}}");
        var handler = SyntaxFactory.Argument(SyntaxFactory.ParseExpression(text));
        var given = call.ArgumentList.Arguments.FirstOrDefault(argument => argument.NameColon?.Name.Identifier.ValueText == parameter || argument.Expression.IsKind(SyntaxKind.NullLiteralExpression));
        if (given is not null)
            return call.ReplaceNode(given, handler.WithNameColon(given.NameColon));

        if (call.ArgumentList.Arguments.Any(argument => argument.NameColon is not null))
            handler = handler.WithNameColon(SyntaxFactory.NameColon(SyntaxFactory.IdentifierName(parameter), SyntaxFactory.Token(SyntaxKind.ColonToken).WithTrailingTrivia(SyntaxFactory.Space)));
        return call.WithArgumentList(AppendedArgument.To(call.ArgumentList, handler));
    }
}
