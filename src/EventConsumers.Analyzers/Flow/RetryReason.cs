using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Flow;

/// <summary>The failures after which something is tried again.</summary>
internal static class RetryReason
{
    private static readonly string[] Concurrency = ["Concurren", "Conflict", "Optimistic", "Deadlock", "Version", "Duplicate", "Stale"];

    /// <summary>
    /// A retry because somebody else was faster, which is over by the time the failure is seen:
    /// <c>Policy.Handle&lt;DbUpdateConcurrencyException&gt;().RetryAsync(3)</c>.
    /// </summary>
    public static bool IsConcurrency(IOperation retry) => retry is ICatchClauseOperation clause
        ? IsNamed(clause.ExceptionType) || clause.Filter is { } filter && filter.DescendantsAndSelf().Any(Names)
        : Round(retry).DescendantsAndSelf().Any(part =>
            part is IInvocationOperation { TargetMethod: { Name: "Handle" or "HandleInner" or "Or" or "OrInner" or "OnException", TypeArguments: { Length: > 0 } types } } && types.Any(IsNamed)
            || Names(part));

    // The whole statement or lambda: what is handled may stand before the retry or behind it.
    private static IOperation Round(IOperation retry)
    {
        var current = retry;
        while (current.Parent is { } parent and not (IBlockOperation { Parent: not IAnonymousFunctionOperation }))
        {
            current = parent;
            if (parent is IAnonymousFunctionOperation)
                break;
        }

        return current;
    }

    private static bool Names(IOperation part) => part switch
    {
        IIsTypeOperation type => IsNamed(type.TypeOperand),
        ITypePatternOperation type => IsNamed(type.MatchedType),
        IDeclarationPatternOperation type => IsNamed(type.MatchedType),
        _ => false,
    };

    private static bool IsNamed(ITypeSymbol? exception) =>
        exception is not null && Array.Exists(Concurrency, word => exception.Name.IndexOf(word, StringComparison.OrdinalIgnoreCase) >= 0);
}
