using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace EventConsumers.Analyzers.Tests.Meta;

/// <summary>The analyzer over its own source, with every client referenced so that every rule looks.</summary>
public sealed class OwnSourceTests
{
    [Theory]
    [InlineData("src/EventConsumers")]
    [InlineData("src/EventConsumers.Kafka")]
    [InlineData("src/EventConsumers.Sqs")]
    [InlineData("src/EventConsumers.Analyzers")]
    [InlineData("src/EventConsumers.CodeFixes")]
    [InlineData("src/EventConsumers.Protobuf")]
    [InlineData("src/EventConsumers.DocumentationGenerator")]
    [InlineData("src/EventConsumers.RabbitMQ")]
    [InlineData("src/Shared")]
    public async Task It_finds_nothing_and_throws_nothing(string folder)
    {
        var test = new CSharpAnalyzerTest<EventConsumerAnalyzer>
        {
            References = References.Kafka2 | References.RabbitMq7 | References.Sqs4 | References.ServiceBus | References.Redis3 | References.MassTransit
                | References.NServiceBus | References.Rebus | References.Wolverine | References.MediatR | References.KafkaFlow | References.Cap
                | References.Lambda | References.FunctionsIsolated | References.Hosting,
            // Roslyn is not among the references: the analyzer sees half-bound code, as in an editor.
            CompilerDiagnostics = CompilerDiagnostics.None,
        };
        foreach (var path in Repository.SourcesBelow(folder))
            test.TestState.Sources.Add((Path.GetRelativePath(Repository.Root, path), await File.ReadAllTextAsync(path)));
        await test.RunAsync();
    }
}
