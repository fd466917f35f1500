using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace EventConsumers.Analyzers.Tests.Robustness;

/// <summary>An editor asks again and again, for parts and for all, and gives up half of its questions; a build asks once, many at a time.</summary>
public sealed class RepeatedAnalysisTests
{
    private const int Files = 40;

    [Fact]
    public async Task Many_files_at_a_time_give_the_same_findings_each_time()
    {
        var first = Places(await AnalyzerRun.OverAsync(Compile()));
        Assert.NotEmpty(first);
        for (var run = 1; run < 5; run++)
            Assert.Equal(first, Places(await AnalyzerRun.OverAsync(Compile())));
    }

    [Fact]
    public async Task A_part_that_was_asked_for_before_does_not_lose_its_findings()
    {
        var compilation = Compile();
        var exceptions = new ConcurrentQueue<Exception>();
        var analysis = AnalyzerRun.WithAnalyzer(compilation, exceptions);
        var tree = compilation.SyntaxTrees.Single(tree => tree.FilePath == "/0/Test1.cs");
        var expected = Places(await AnalyzerRun.WithAnalyzer(compilation, exceptions).GetAnalyzerSemanticDiagnosticsAsync(compilation.GetSemanticModel(tree), null, default));
        Assert.NotEmpty(expected);

        var half = new TextSpan(0, tree.Length / 2);
        for (var i = 0; i < 3; i++)
            await analysis.GetAnalyzerSemanticDiagnosticsAsync(compilation.GetSemanticModel(tree), half, default);
        Assert.Equal(expected, Places(await analysis.GetAnalyzerSemanticDiagnosticsAsync(compilation.GetSemanticModel(tree), null, default)));
        Assert.Empty(exceptions);
    }

    [Fact]
    public async Task Nothing_is_lost_after_analyses_that_were_cancelled()
    {
        var expected = Places(await AnalyzerRun.OverAsync(Compile()));
        var exceptions = new ConcurrentQueue<Exception>();
        var random = new Random(20260730);
        for (var run = 0; run < 30; run++)
        {
            var analysis = AnalyzerRun.WithAnalyzer(Compile(), exceptions);
            for (var ask = 0; ask < 3; ask++)
            {
                using var cancellation = new CancellationTokenSource();
                cancellation.CancelAfter(TimeSpan.FromMilliseconds(random.Next(60)));
                try
                {
                    await analysis.GetAnalyzerDiagnosticsAsync(cancellation.Token);
                }
                catch (OperationCanceledException)
                {
                    // The only exception that may come out.
                }
            }

            if (run % 10 == 0)
                Assert.Equal(expected, Places(await analysis.GetAnalyzerDiagnosticsAsync(CancellationToken.None)));
        }

        Assert.Empty(exceptions);
    }

    [Fact]
    public async Task A_token_that_is_cancelled_from_the_start_stops_the_analysis()
    {
        var exceptions = new ConcurrentQueue<Exception>();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => AnalyzerRun.WithAnalyzer(Compile(), exceptions).GetAnalyzerDiagnosticsAsync(new CancellationToken(canceled: true)));
        Assert.Empty(exceptions);
    }

    // An editor's first question is long cancelled when it asks the second one of the same compilation.
    [Fact]
    public async Task The_token_of_the_first_question_is_not_asked_later()
    {
        var options = new SlowOptions();
        var compilation = Compile();
        compilation = compilation.WithOptions(compilation.Options.WithSyntaxTreeOptionsProvider(options).WithSpecificDiagnosticOptions([]));
        var exceptions = new ConcurrentQueue<Exception>();
        var analysis = AnalyzerRun.WithAnalyzer(compilation, exceptions);
        var trees = compilation.SyntaxTrees.Where(tree => tree.FilePath is "/0/Test1.cs" or "/0/Test2.cs").ToList();

        using (var first = new CancellationTokenSource())
        {
            await analysis.GetAnalyzerSemanticDiagnosticsAsync(compilation.GetSemanticModel(trees[0]), null, first.Token);
            await first.CancelAsync();
        }

        // The whole compilation is asked: Roslyn 4.5 answers a second question about one file with nothing.
        var findings = await analysis.GetAnalyzerDiagnosticsAsync(CancellationToken.None);
        Assert.Empty(exceptions);
        Assert.Contains(findings, finding => finding.Location.SourceTree == trees[1]);
    }

    // What a body is found to do by itself is a finding of its file, also when another body that calls it is analysed first. Of a
    // finding that one body reports about another, an editor hears only when it looks at everything.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_finding_about_a_handler_is_its_own_and_not_its_callers(bool isCallerFirst)
    {
        const string Caller = """
            using RabbitMQ.Client.Events;

            public class Caller
            {
                private readonly Payments payments = new();

                public void OnReceived(object sender, BasicDeliverEventArgs delivery) => payments.Pay(delivery);
            }
            """;
        const string Called = """
            using RabbitMQ.Client.Events;

            public class Payments
            {
                public void Pay(BasicDeliverEventArgs delivery)
                {
                    Thread.Sleep(1000);
                    File.WriteAllBytes("payment", delivery.Body.ToArray());
                }
            }
            """;
        for (var run = 0; run < 5; run++)
        {
            var compilation = AnalyzerRun.Compile(References.RabbitMq7, isCallerFirst ? [Caller, Called] : [Called, Caller]);
            var exceptions = new ConcurrentQueue<Exception>();
            var analysis = AnalyzerRun.WithAnalyzer(compilation, exceptions);
            Assert.Single(await analysis.GetAnalyzerDiagnosticsAsync(default), finding => finding.Id == "EVC2001");

            var tree = compilation.SyntaxTrees.Single(tree => tree.ToString().Contains("class Payments"));
            Assert.Single(await analysis.GetAnalyzerSemanticDiagnosticsAsync(compilation.GetSemanticModel(tree), null, default), finding => finding.Id == "EVC2001");
            Assert.Empty(exceptions);
        }
    }

    // Handlers in many files, most of which call the same helper.
    private static Microsoft.CodeAnalysis.CSharp.CSharpCompilation Compile() => AnalyzerRun.Compile(
        References.RabbitMq7 | References.Kafka2,
        [
            .. Enumerable.Range(0, Files).Select(number => $$"""
                using RabbitMQ.Client;
                using RabbitMQ.Client.Events;

                public class Handler{{number}}
                {
                    private readonly IChannel channel = null!;

                    public async Task OnReceived{{number}}Async(object sender, BasicDeliverEventArgs delivery)
                    {
                        await channel.BasicAckAsync(delivery.DeliveryTag, false);
                        Helper.Handle{{number % 7}}(delivery.Body);
                        Thread.Sleep(100);
                        try
                        {
                            Helper.Handle{{number % 3}}(delivery.Body);
                        }
                        catch (Exception)
                        {
                            await channel.BasicNackAsync(delivery.DeliveryTag, false, requeue: true);
                        }
                    }

                    public void Poll{{number}}(Confluent.Kafka.IConsumer<string, byte[]> consumer)
                    {
                        while (true)
                        {
                            var result = consumer.Consume();
                            Helper.Handle{{number % 5}}(result.Message.Value);
                            consumer.Commit(result);
                        }
                    }
                }
                """),
            $$"""
            public static class Helper
            {
                {{string.Concat(Enumerable.Range(0, 7).Select(number => $$"""
                    public static void Handle{{number}}(ReadOnlyMemory<byte> body)
                    {
                        File.WriteAllBytes("{{number}}", body.ToArray());
                        Thread.Sleep({{number}});
                    }

                """))}}
            }
            """,
        ]);

    private static List<string> Places(IEnumerable<Diagnostic> findings) =>
        [.. findings.Select(finding => $"{finding.Location.GetLineSpan()} {finding.Id}").Order(StringComparer.Ordinal)];

    /// <summary>Asks its token each time, as a workspace's options do while their file is being read.</summary>
    private sealed class SlowOptions : SyntaxTreeOptionsProvider
    {
        public override GeneratedKind IsGenerated(SyntaxTree tree, CancellationToken cancellationToken) => GeneratedKind.NotGenerated;

        public override bool TryGetDiagnosticValue(SyntaxTree tree, string diagnosticId, CancellationToken cancellationToken, out ReportDiagnostic severity)
        {
            cancellationToken.ThrowIfCancellationRequested();
            severity = ReportDiagnostic.Warn;
            return true;
        }

        public override bool TryGetGlobalDiagnosticValue(string diagnosticId, CancellationToken cancellationToken, out ReportDiagnostic severity)
        {
            cancellationToken.ThrowIfCancellationRequested();
            severity = default;
            return false;
        }
    }
}
