using System.Text.RegularExpressions;
using EventConsumers.Analyzers.Rules;
using Microsoft.CodeAnalysis.CSharp;

namespace EventConsumers.Analyzers.Tests.Meta;

/// <summary>
/// <c>tests/ValidCode</c> holds code that is right, in the variety of the world: every rule is on but the one about measuring, and none may speak. A file is
/// compiled alone, against the client that its folder names, in each version that it is written for.
/// </summary>
public sealed partial class ValidCodeTests
{
    // Single files: what measures them would stand in another.
    private const string NotMeasured = "EVC7005";

    private const string Folder = "tests/ValidCode";

    private static readonly Dictionary<string, References[]> Clients = new()
    {
        ["Kafka"] = [References.Kafka19 | References.Hosting | References.Polly8, References.Kafka2 | References.Hosting | References.Polly8],
        ["RabbitMq6"] = [References.RabbitMq6 | References.Hosting | References.Polly7],
        ["RabbitMq7"] = [References.RabbitMq7 | References.Hosting | References.Polly8],
        ["Sqs"] = [References.Sqs3 | References.Hosting, References.Sqs4 | References.Hosting],
        ["Sqs3"] = [References.Sqs3 | References.Hosting],
        ["Sqs4"] = [References.Sqs4 | References.Hosting],
        ["ServiceBus"] = [References.ServiceBus | References.Hosting],
        ["RedisStreams"] = [References.Redis2 | References.Hosting, References.Redis3 | References.Hosting],
        ["MassTransit"] = [References.MassTransit],
        ["NServiceBus"] = [References.NServiceBus],
        ["Rebus"] = [References.Rebus],
        ["Wolverine"] = [References.Wolverine],
        ["MediatR"] = [References.MediatR, References.MediatR | References.Kafka2],
        ["KafkaFlow"] = [References.KafkaFlow | References.Hosting],
        ["Cap"] = [References.Cap],
        ["Lambda"] = [References.Lambda],
        ["FunctionsIsolated"] = [References.FunctionsIsolated],
        ["FunctionsInProcess"] = [References.FunctionsInProcess],
        ["InProcess"] = [References.AspNetCore, References.AspNetCore | References.RabbitMq7],
        ["EventConsumers"] = [References.EventConsumers | References.Kafka2 | References.RabbitMq7 | References.Sqs4 | References.Polly8],
        ["Desktop"] = [References.None, References.RabbitMq7],
    };

    public static TheoryData<string, int> Files
    {
        get
        {
            var files = new TheoryData<string, int>();
            foreach (var path in Paths.Where(path => LanguageOf(path) is not null))
            {
                for (var version = 0; version < Clients[FolderOf(path)].Length; version++)
                    files.Add(path, version);
            }

            return files;
        }
    }

    private static string[] Paths { get; } =
    [
        .. Repository.SourcesBelow(Folder).Select(path => Path.GetRelativePath(Repository.PathOf(Folder), path)).Where(path => FolderOf(path) != "Shared"),
    ];

    [Theory]
    [MemberData(nameof(Files))]
    public async Task No_rule_speaks(string file, int version)
    {
        var language = LanguageOf(file)!.Value;
        var test = new CSharpAnalyzerTest<EventConsumerAnalyzer>
        {
            References = Clients[FolderOf(file)][version],
            LanguageVersion = language,
            ImplicitUsings = language >= LanguageVersion.CSharp10,
        };
        test.EnabledDiagnostics.UnionWith(RuleCatalog.All.Select(rule => rule.Id).Where(id => id != NotMeasured));
        test.TestState.Sources.Add((file, Read(file)));
        if (language >= LanguageVersion.CSharp10)
        {
            foreach (var path in Repository.SourcesBelow(Folder + "/Shared"))
                test.TestState.Sources.Add(("Shared/" + Path.GetFileName(path), await File.ReadAllTextAsync(path)));
        }

        await test.RunAsync();
    }

    [Fact]
    public void Every_file_names_its_trap() => Assert.All(Paths, path => Assert.Matches("^// Trap: .+\\.\n", Read(path)));

    [Fact]
    public void Every_folder_has_files() => Assert.Equal(Clients.Keys.Order(), Paths.Select(FolderOf).Distinct().Order());

    // Orders.CSharp12.cs needs C# 12, which the oldest supported Roslyn does not know; others are C# 11.
    private static LanguageVersion? LanguageOf(string path) =>
        LanguageInName().Match(path) is not { Success: true } match ? LanguageVersion.CSharp11
        : LanguageVersionFacts.TryParse(match.Groups[1].Value, out var language) ? language : null;

    private static string FolderOf(string path) => path.Split('/', '\\')[0];

    private static string Read(string file) => Repository.Read(Path.Combine(Folder, file));

    [GeneratedRegex(@"\.CSharp([\d.]+)\.cs$")]
    private static partial Regex LanguageInName();
}
