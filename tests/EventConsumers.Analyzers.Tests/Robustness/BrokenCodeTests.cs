using System.Collections.Concurrent;
using EventConsumers.CodeFixes;

namespace EventConsumers.Analyzers.Tests.Robustness;

/// <summary>Runs after all other tests, and over what they have tested.</summary>
[CollectionDefinition(nameof(AfterAllOthers), DisableParallelization = true)]
public sealed class AfterAllOthers;

[Collection(nameof(AfterAllOthers))]
public class BrokenCodeTests
{
    [Fact]
    public async Task Nothing_throws_on_any_tested_source_that_is_cut_off()
    {
        var fixes = ExportedCodeFix.In(typeof(RuleCodeFixProvider).Assembly);
        var sources = TestedSources.Of<EventConsumerAnalyzer>();
        Assert.True(sources.Count > 0, "No other test has run before this one: run it together with the rule tests.");
        var failures = new ConcurrentQueue<string>();
        var known = new ConcurrentDictionary<(string References, string Code), bool>();

        await Parallel.ForEachAsync(sources, async (source, cancellationToken) =>
        {
            try
            {
                await BrokenCode.CutAtEveryStatementAsync<EventConsumerAnalyzer>(source.Code, source.References, fixes, known, cancellationToken);
            }
            catch (VerificationException exception)
            {
                failures.Enqueue(exception.Message);
            }
        });

        Assert.True(failures.IsEmpty, string.Join("\n\n", failures.Take(5)));
    }
}
