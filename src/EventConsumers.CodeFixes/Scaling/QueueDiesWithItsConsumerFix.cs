using System.Collections.Immutable;
using System.Composition;
using EventConsumers.Analyzers.Messaging;
using EventConsumers.Analyzers.Rules.Resilience;
using EventConsumers.CodeFixes.Resilience;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace EventConsumers.CodeFixes.Scaling;

/// <summary>EVC5003: declares a queue that stays and that instances share.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class QueueDiesWithItsConsumerFix : RuleCodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create("EVC5003");

    // In a queue that stays, messages that fail would stay too. To give it a dead-letter queue later, it has to be made anew once more.
    private static readonly FollowUp DeadLetterQueue = new(new QueueWithoutDeadLetterQueue(), new QueueWithoutDeadLetterQueueFix());

    /// <inheritdoc/>
    internal override async Task<IEnumerable<Fix>> FixesAsync(FixContext context)
    {
        if (context.Node.FirstAncestorOrSelf<InvocationExpressionSyntax>() is not { } syntax
            || context.FactsAt(syntax)?.Calls.FirstOrDefault(call => call.Operation.Syntax == syntax) is not { Meaning: var meaning } call)
        {
            return [];
        }

        var arguments = syntax.ArgumentList;
        foreach (var (parameter, value) in new[] { (meaning.Durable, true), (meaning.Exclusive, false), (meaning.AutoDelete, false) })
        {
            if (parameter is not null && !call.IsWritten(parameter))
                arguments = NamedArguments.With(call, arguments, parameter, WrittenOption.Literal(value));
        }

        var root = context.Root.ReplaceNode(syntax, syntax.WithArgumentList(arguments));
        var declared = await LaidOut.AsTheFileIsAsync(context, root).ConfigureAwait(false);
        var plain = new Fix("Declare a queue that stays and can be shared", "ShareQueue", declared);
        if (await WithDeadLettersAsync(isOffered: true).ConfigureAwait(false) is not { } withDeadLetters || ReferenceEquals(withDeadLetters, declared))
            return [plain];

        var full = new Fix("Declare a queue that stays and can be shared, with a dead-letter queue", "ShareQueueWithDeadLetters", withDeadLetters);
        return ReferenceEquals(await WithDeadLettersAsync(isOffered: false).ConfigureAwait(false), declared) ? [full, plain] : [full];

        Task<Document?> WithDeadLettersAsync(bool isOffered) =>
            (DeadLetterQueue with { IsOffered = isOffered }).ApplyAsync(context.Document, declared, context.CancellationToken);
    }
}
