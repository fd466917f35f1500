namespace EventConsumers.Samples.Tests;

/// <summary>A rule reported, or expected, at a line of a sample.</summary>
internal readonly record struct Finding(string File, int Line, string Rule)
{
    public override string ToString() => $"{File}({Line}): {Rule}";
}
