namespace EventConsumers.Analyzers.Tests.Rules;

/// <summary>
/// Two rules that look at the same code: <paramref name="Defect"/> is what both might report, and the first does;
/// <paramref name="OtherDefect"/> is the like of it that is the second's.
/// </summary>
internal sealed record RulePair(string Speaks, string Silent, References References, string Defect, string OtherDefect, string Where = "")
{
    public string Name => $"{Speaks} not {Silent} {Where}".TrimEnd();
}
