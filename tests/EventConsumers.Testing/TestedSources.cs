using System.Collections.Concurrent;

namespace EventConsumers.Testing;

/// <summary>The sources that an analyzer has been tested with in this run, without markup.</summary>
public static class TestedSources
{
    private static readonly ConcurrentDictionary<(Type Analyzer, string Code), References> Sources = new();

    /// <summary>The sources of tests with one source, each with the references of the first test that had it.</summary>
    public static IReadOnlyCollection<(string Code, References References)> Of<TAnalyzer>() =>
        [.. Sources.Where(source => source.Key.Analyzer == typeof(TAnalyzer)).Select(source => (source.Key.Code, source.Value))];

    internal static void Add(Type analyzer, ParsedState state, References references)
    {
        if (state.Sources is [var (_, code)])
            Sources.TryAdd((analyzer, code), references);
    }
}
