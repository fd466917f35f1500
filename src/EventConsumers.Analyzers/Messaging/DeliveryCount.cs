using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Messaging;

/// <summary>
/// Recognises code that asks how often a message has been delivered or tried, by the names and headers that hold the
/// number everywhere: <c>Redelivered</c>, <c>x-death</c>, <c>DeliveryCount</c>, a retry header of one's own.
/// </summary>
internal static class DeliveryCount
{
    private static readonly string[] Names =
    [
        "redeliver", "deliverycount", "deliverylimit", "deliveryattempt", "receivecount", "retrycount", "retrylimit", "retryattempt", "maxretr", "maxattempt",
        "attemptcount", "attemptnumber", "attemptsmade", "deathcount", "xdeath", "requeuecount", "failurecount", "failcount", "numberofretr", "remainingretr",
        "retriesleft", "currentretry", "timesfailed", "failedtimes",
    ];

    private static readonly string[] Headers =
    [
        "x-death", "x-delivery", "x-retry", "x-attempt", "retry-count", "retry_count", "retrycount", "retries", "attempts", "redeliver", "delivery-count",
        "deliverycount", "receivecount",
    ];

    /// <summary>The code of this body, or of a helper that it calls, looks at a delivery count.</summary>
    public static bool IsLookedAt(BodyFacts facts)
    {
        var inProcess = InProcessCounters(facts);
        if (facts.Blocks.Any(block => IsNamedIn(block.Syntax, inProcess)))
            return true;

        return facts.Invocations.Any(invocation =>
            IsLookedAtIn(invocation.TargetMethod.ReducedFrom ?? invocation.TargetMethod, facts.CancellationToken)
            || invocation.TargetMethod.IsAbstract
                && facts.Compilation.Source.ImplementationOf(invocation.TargetMethod) is { } implementation
                && IsLookedAtIn(implementation, facts.CancellationToken));
    }

    /// <summary>The method's own code looks at a delivery count.</summary>
    public static bool IsLookedAtIn(IMethodSymbol method, CancellationToken cancellationToken) =>
        method.DeclaringSyntaxReferences.Any(reference => reference.GetSyntax(cancellationToken) is var code && IsNamedIn(code, InLoopsOf(code)));

    /// <summary>A method of the type that calls this one looks at a delivery count.</summary>
    public static bool IsLookedAtByCallerOf(IMethodSymbol method, CancellationToken cancellationToken)
    {
        var own = method.DeclaringSyntaxReferences.Select(reference => reference.GetSyntax(cancellationToken)).ToList();
        foreach (var reference in method.ContainingType.DeclaringSyntaxReferences)
        {
            foreach (var member in reference.GetSyntax(cancellationToken).ChildNodes().OfType<MemberDeclarationSyntax>())
            {
                if (!own.Contains(member) && member.DescendantTokens().Any(token => token.IsKind(SyntaxKind.IdentifierToken) && token.ValueText == method.Name) && IsNamedIn(member, []))
                    return true;
            }
        }

        return false;
    }

    // for (var attempt = 1; …): how often this process tried, which the next delivery does not know.
    private static HashSet<string> InProcessCounters(BodyFacts facts)
    {
        var counters = new HashSet<string>();
        foreach (var operation in facts.Assignments)
        {
            if (operation is IVariableDeclaratorOperation { Symbol: { Type.SpecialType: SpecialType.System_Int32 } symbol } declarator
                && declarator.GetVariableInitializer()?.Value.ConstantValue.HasValue == true)
            {
                counters.Add(symbol.Name);
            }
        }

        foreach (var operation in facts.Assignments)
        {
            if (operation is ISimpleAssignmentOperation { Target: ILocalReferenceOperation { Local.Name: var name }, Value.ConstantValue.HasValue: false })
                counters.Remove(name);
        }

        return counters;
    }

    // The same in a helper that tries a call of its own several times: the counter, and what it is compared with.
    private static HashSet<string> InLoopsOf(SyntaxNode code)
    {
        var names = new HashSet<string>();
        foreach (var loop in code.DescendantNodes().OfType<ForStatementSyntax>())
        {
            if (loop.Declaration is not { } declaration || !declaration.Variables.All(counter => counter.Initializer?.Value is LiteralExpressionSyntax))
                continue;

            names.UnionWith(declaration.Variables.Select(counter => counter.Identifier.ValueText));
            names.UnionWith((loop.Condition?.DescendantNodesAndSelf() ?? []).OfType<IdentifierNameSyntax>().Select(name => name.Identifier.ValueText));
        }

        return names;
    }

    private static bool IsNamedIn(SyntaxNode code, HashSet<string> ignored)
    {
        foreach (var token in code.DescendantTokens())
        {
            if (token.IsKind(SyntaxKind.IdentifierToken) && !ignored.Contains(token.ValueText) && IsCountName(token.ValueText)
                || token.IsKind(SyntaxKind.StringLiteralToken) && IsHeader(token.ValueText))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsCountName(string name) =>
        name.Trim('_').ToUpperInvariant() is "ATTEMPT" or "ATTEMPTS" or "RETRIES" or "TRIES"
        || Array.Exists(Names, part => name.IndexOf(part, StringComparison.OrdinalIgnoreCase) >= 0);

    // A header's name; log messages have spaces.
    private static bool IsHeader(string text) =>
        text.Length is > 0 and < 64 && !text.Any(char.IsWhiteSpace) && Array.Exists(Headers, part => text.IndexOf(part, StringComparison.OrdinalIgnoreCase) >= 0);
}
