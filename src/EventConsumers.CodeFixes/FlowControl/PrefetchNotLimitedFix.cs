using System.Collections.Immutable;
using System.Composition;
using EventConsumers.Analyzers.Clients;
using EventConsumers.Analyzers.Messaging;
using EventConsumers.Analyzers.Rules.Delivery;
using EventConsumers.CodeFixes.Delivery;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.CodeFixes.FlowControl;

/// <summary>EVC4002: limits the prefetch of the channel before it consumes.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class PrefetchNotLimitedFix : RuleCodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create("EVC4002");

    /// <summary>Under a limit, each message that a failure leaves unsettled keeps another one back.</summary>
    internal override IReadOnlyList<FollowUp> FollowUps { get; } = [new(new FailureLeavesMessageUnsettled(), new FailureLeavesMessageUnsettledFix())];

    /// <inheritdoc/>
    internal override async Task<IEnumerable<Fix>> FixesAsync(FixContext context)
    {
        if (context.Node.FirstAncestorOrSelf<InvocationExpressionSyntax>() is not { Expression: MemberAccessExpressionSyntax } syntax
            || InsertedStatement.Below(syntax) is not { } statement
            || context.FactsAt(syntax)?.Calls.FirstOrDefault(call => call.Operation.Syntax == syntax) is not { Receiver: { } channel } call
            || channel.ReferencedSymbol() is null
            || PrefetchLimit.For(call) is not { } limit
            || IsLimited(syntax, limit, context)
            || limit.IsAsync && !call.Operation.IsAwaited())
        {
            return [];
        }

        var token = limit.IsAsync && TokenOf(call) is { } given ? $", cancellationToken: {given}" : "";
        var editor = new SyntaxEditor(context.Root, context.Document.Project.Solution.Workspace.Services);
        InsertedStatement.Above(editor, statement, $"{(limit.IsAsync ? "await " : "")}{channel.Syntax}.{limit.Member}({limit.Arguments}{token});");
        return [new Fix($"Limit the prefetch with '{limit.Member}'", "LimitPrefetch", await LaidOut.AsTheFileIsAsync(context, editor.GetChangedRoot()).ConfigureAwait(false))];
    }

    // By the repair of another finding of the same channel.
    private static bool IsLimited(InvocationExpressionSyntax syntax, PrefetchIdiom limit, FixContext context) =>
        syntax.FirstAncestorOrSelf<TypeDeclarationSyntax>() is var type
        && ((SyntaxNode?)type ?? context.Root).DescendantNodes().OfType<IdentifierNameSyntax>().Any(name => name.Identifier.ValueText == limit.Member);

    private static string? TokenOf(MessagingCall call) =>
        ((IInvocationOperation)call.Operation).Arguments.FirstOrDefault(argument =>
            argument.ArgumentKind == ArgumentKind.Explicit && argument.Parameter?.Type.IsCancellationToken() == true)?.Value.Syntax.ToString();
}
