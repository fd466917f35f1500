using System.Collections.Concurrent;
using EventConsumers.CodeFixes;

namespace EventConsumers.Analyzers.Tests.Robustness;

public class BrokenCodeTests
{
    [Fact]
    public async Task Nothing_throws_on_any_rule_test_that_is_cut_off()
    {
        var fixes = ExportedCodeFix.In(typeof(RuleCodeFixProvider).Assembly);
        var sources = RuleTestSources.Files.SelectMany(file => RuleTestSources.In(File.ReadAllText(file))).Distinct();
        var failures = new ConcurrentQueue<string>();

        await Parallel.ForEachAsync(sources, async (source, cancellationToken) =>
        {
            try
            {
                await BrokenCode.CutAtEveryStatementAsync<EventConsumerAnalyzer>(source.Source, source.References, fixes, cancellationToken);
            }
            catch (VerificationException exception)
            {
                failures.Enqueue(exception.Message);
            }
        });

        Assert.True(failures.IsEmpty, string.Join("\n\n", failures.Take(5)));
    }

    [Fact]
    public void Every_rule_test_file_has_sources() =>
        Assert.DoesNotContain(RuleTestSources.Files, file => !RuleTestSources.In(File.ReadAllText(file)).Any());
}
