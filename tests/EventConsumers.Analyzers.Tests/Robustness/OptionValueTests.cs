using EventConsumers.Analyzers.Configuration;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace EventConsumers.Analyzers.Tests.Robustness;

/// <summary>Options are written by hand: a value that cannot be read counts as absent, and never throws.</summary>
public sealed class OptionValueTests
{
    private static readonly SyntaxTree Tree = CSharpSyntaxTree.ParseText("", path: "/0/Test0.cs");

    [Theory]
    [InlineData("7", 7)]
    [InlineData("  7  ", 7)]
    [InlineData("+7", 7)]
    [InlineData("1000", 1000)]
    [InlineData("0", 5)]
    [InlineData("-3", 5)]
    [InlineData("1001", 5)]
    [InlineData("99999999999999999999999", 5)]
    [InlineData("abc", 5)]
    [InlineData("", 5)]
    [InlineData("   ", 5)]
    [InlineData("5.5", 5)]
    [InlineData("1e2", 5)]
    [InlineData("1,000", 5)]
    [InlineData("7 # seven", 5)]
    [InlineData("unset", 5)]
    [InlineData("\u0667", 5)]
    public void A_number(string value, int expected) =>
        Assert.Equal(expected, new RuleOptions(new Options("eventconsumers.max_retry_attempts", value)).MaxRetryAttempts(Tree));

    [Theory]
    [InlineData("true", true)]
    [InlineData(" TRUE ", true)]
    [InlineData("false", false)]
    [InlineData("1", false)]
    [InlineData("yes", false)]
    [InlineData("", false)]
    [InlineData("true;false", false)]
    public void A_flag(string value, bool expected) =>
        Assert.Equal(expected, new RuleOptions(new Options("eventconsumers.analyze_tests", value)).AnalyzeTests(Tree));

    [Theory]
    [InlineData("eventconsumers.max_retry_attempts = abc")]
    [InlineData("eventconsumers.max_retry_attempts =")]
    [InlineData("eventconsumers.max_retry_attempts = -1")]
    [InlineData("eventconsumers.max_retry_attempts = 99999999999999999999")]
    [InlineData("eventconsumers.max_retry_attempts = 5 000")]
    [InlineData("eventconsumers.analyze_tests = maybe")]
    [InlineData("eventconsumers. = 1")]
    [InlineData("eventconsumers = 1")]
    [InlineData("dotnet_diagnostic.EVC1001.severity = loud")]
    [InlineData("dotnet_diagnostic.EVC1001.severity =")]
    [InlineData("dotnet_diagnostic.EVC9999.severity = error")]
    [InlineData("dotnet_analyzer_diagnostic.category-EventConsumers.Delivery.severity = none")]
    [InlineData("dotnet_analyzer_diagnostic.severity = 7")]
    public async Task A_line_of_an_editorconfig_file(string line)
    {
        var test = new CSharpAnalyzerTest<EventConsumerAnalyzer>
        {
            References = References.RabbitMq7,
            TestCode = """
                using RabbitMQ.Client;
                using RabbitMQ.Client.Events;

                class Consumer
                {
                    async Task Handle(IChannel channel, BasicDeliverEventArgs delivery)
                    {
                        await Task.Yield();
                        await channel.BasicAckAsync(delivery.DeliveryTag, false);
                    }
                }
                """,
        };
        test.TestState.AnalyzerConfigFiles.Add($"root = true\n[*.cs]\n{line}\n");
        await test.RunAsync();
    }

    private sealed class Options(string key, string value) : AnalyzerConfigOptionsProvider
    {
        public override AnalyzerConfigOptions GlobalOptions => new Values(key, value);

        public override AnalyzerConfigOptions GetOptions(SyntaxTree tree) => GlobalOptions;

        public override AnalyzerConfigOptions GetOptions(AdditionalText textFile) => GlobalOptions;
    }

    private sealed class Values(string known, string text) : AnalyzerConfigOptions
    {
#nullable disable // NotNullWhen, which the base has, stands in the analyzer and in its fixes.
        public override bool TryGetValue(string key, out string value)
#nullable restore
        {
            value = key == known ? text : null;
            return value is not null;
        }
    }
}
