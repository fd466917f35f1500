using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace EventConsumers.Analyzers.Tests;

public class TestCodeTests
{
    private const string Helper = """
        using RabbitMQ.Client;

        public class QueueReader
        {
            public object Next(IModel channel) => channel.BasicGet("orders", true);
        }
        """;

    [Theory]
    [InlineData("Orders", 1)]
    [InlineData("Orders.Testimonials", 1)]
    [InlineData("Orders.Test", 0)]
    [InlineData("Orders.UnitTests", 0)]
    [InlineData("Orders.Tests.Performance", 0)]
    [InlineData("Orders.Benchmarks", 0)]
    [InlineData("Orders.LoadTesting", 0)]
    public async Task Helpers_of_a_test_project_are_test_code(string assembly, int findings) =>
        Assert.Equal(findings, await FindingsAsync(assembly, References.RabbitMq6 | References.Xunit));

    [Fact]
    public async Task A_name_alone_makes_no_test_project() => Assert.Equal(1, await FindingsAsync("Orders.UnitTests", References.RabbitMq6));

    [Theory]
    [InlineData("Orders.LoadTest", 0)]
    [InlineData("Orders.LoadTests.Publisher", 0)]
    [InlineData("LoadTesting", 0)]
    [InlineData("Orders.PayloadTesting", 1)]
    [InlineData("Orders.Performance", 1)]
    public async Task Programs_that_make_load_need_no_framework(string assembly, int findings) =>
        Assert.Equal(findings, await FindingsAsync(assembly, References.RabbitMq6));

    [Theory]
    [InlineData("/home/me/orders/tests/Producer/", 0)]
    [InlineData("/home/me/orders/test/Orders.Publisher/", 0)]
    [InlineData("/home/me/orders/src/Testing/PerfRig/", 0)]
    [InlineData("C:\\Code\\Orders\\Tests\\IntegrationTests\\Producer\\", 0)]
    [InlineData("/home/me/orders/tests/rigs/load/Producer/", 1)]
    [InlineData("/home/me/orders/src/tests/", 1)]
    [InlineData("/home/me/latest/src/Producer/", 1)]
    [InlineData("tests", 1)]
    [InlineData("/", 1)]
    [InlineData("", 1)]
    public async Task Programs_that_stand_among_tests(string directory, int findings) =>
        Assert.Equal(findings, await FindingsAsync("Producer", References.RabbitMq6, directory: directory));

    [Theory]
    [InlineData("Orders", 1)]
    [InlineData("Orders.Mocking", 1)]
    [InlineData("Orders.Mocks", 0)]
    [InlineData("Orders.Testing.Kafka", 0)]
    public async Task What_stands_in_for_the_real_thing(string @namespace, int findings) =>
        Assert.Equal(findings, await FindingsAsync("Orders", References.RabbitMq6, Helper.Replace("public class", $"namespace {@namespace};\npublic class", StringComparison.Ordinal)));

    private static async Task<int> FindingsAsync(string assembly, References references, string source = Helper, string? directory = null)
    {
        var compilation = CSharpCompilation.Create(
            assembly, [CSharpSyntaxTree.ParseText(source)], references.Metadata, new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        var findings = await compilation.WithAnalyzers([new EventConsumerAnalyzer()], new AnalyzerOptions([], new BuildProperties(directory))).GetAnalyzerDiagnosticsAsync();
        return findings.Count(finding => finding.Id == "EVC1002");
    }

    private sealed class BuildProperties(string? directory) : AnalyzerConfigOptionsProvider
    {
        public override AnalyzerConfigOptions GlobalOptions { get; } = new Options(directory);

        public override AnalyzerConfigOptions GetOptions(SyntaxTree tree) => new Options(null);

        public override AnalyzerConfigOptions GetOptions(AdditionalText textFile) => new Options(null);
    }

    private sealed class Options(string? directory) : AnalyzerConfigOptions
    {
        public override bool TryGetValue(string key, out string value)
        {
            value = (key == "build_property.ProjectDir" ? directory : null)!;
            return value is not null;
        }
    }
}
