using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Messaging;

/// <summary>Where a declared queue sends what is rejected.</summary>
internal static class DeadLetterTarget
{
    private static readonly string[] DeadLetterWords = ["dead", "dlq", "dlx", "dlt", "poison", "error", "fail", "parking", "invalid"];

    /// <summary>The queue's settings stand in the code and name no target.</summary>
    public static bool IsMissing(MessagingCall declaration, BodyFacts facts)
    {
        if (declaration.Client.DeadLetter is not { } idiom || declaration.Meaning.QueueSettings is not { } parameter
            || declaration.Meaning.Passive is { } passive && declaration.Argument(passive) is not null && declaration.Flag(passive) != false
            || declaration.Argument(parameter) is not { } given)
        {
            return false;
        }

        var value = given.Unwrapped();
        if (value is IDefaultValueOperation or { ConstantValue: { HasValue: true, Value: null } })
            return true;

        return facts.Compilation.Literals.At(value, facts.CancellationToken) is { IsKnown: true } settings
            && settings[idiom.Setting].IsUnset
            && !(settings[idiom.Never.Setting] is var never && (never.Text == idiom.Never.Value || never.State == SettingState.Unknown));
    }

    /// <summary>The queue is one to which what was rejected goes, by its name.</summary>
    public static bool IsOne(IOperation? name, BodyFacts facts)
    {
        var text = (name is null ? null : Constants.Of(name) as string) ?? "";
        return DeadLetterWords.Any(word => Has(text, word) || Has(name?.Syntax.ToString(), word) || Has(facts.Owner.Name, word) || Has(facts.Owner.ContainingType?.Name, word));
    }

    private static bool Has(string? text, string word) => text?.IndexOf(word, StringComparison.OrdinalIgnoreCase) >= 0;
}
