namespace EventConsumers.Package.Tests;

/// <summary>The package in a user's project: restored, built, read from the log, fixed.</summary>
public sealed class PackageUseTests(PackedPackage package) : IClassFixture<PackedPackage>
{
    [Fact]
    public async Task A_build_warns_and_the_log_says_where()
    {
        using var project = new ConsumerProject(package);
        var (exitCode, output) = await project.BuildAsync();

        Assert.True(exitCode == 0, output);
        Assert.Equal([("EVC1001", "warning", 13)], project.Findings());
        Assert.Contains("warning EVC1001: 'BasicAckAsync' settles the message before 'SaveAsync'", output, StringComparison.Ordinal);
        Assert.Contains("docs/rules/EVC1001.md", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Warnings_treated_as_errors_fail_the_build()
    {
        using var project = new ConsumerProject(package, "<TreatWarningsAsErrors>true</TreatWarningsAsErrors>");
        var (exitCode, output) = await project.BuildAsync();

        Assert.NotEqual(0, exitCode);
        Assert.Contains("error EVC1001", output, StringComparison.Ordinal);
        Assert.Equal([("EVC1001", "error", 13)], project.Findings());
    }

    [Fact]
    public async Task The_mode_None_turns_every_rule_off()
    {
        using var project = new ConsumerProject(package, "<EventConsumersAnalysisMode>None</EventConsumersAnalysisMode>");
        var (exitCode, output) = await project.BuildAsync();

        Assert.True(exitCode == 0, output);
        Assert.Empty(project.Findings());
    }

    [Fact]
    public async Task The_mode_Strict_makes_suggestions_warnings()
    {
        using var project = new ConsumerProject(package, "<EventConsumersAnalysisMode>Strict</EventConsumersAnalysisMode>");
        await File.AppendAllTextAsync(project.SourcePath, """

            public sealed record Login(string User);

            public sealed class LoginReader(IProfiles profiles)
            {
                public Task ReadAsync(BasicDeliverEventArgs delivery) =>
                    profiles.SaveAsync(System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(new Login(delivery.RoutingKey)));
            }
            """);
        var (exitCode, output) = await project.BuildAsync();

        Assert.True(exitCode == 0, output);
        Assert.Contains(project.Findings(), finding => finding is { Rule: "EVC6001", Level: "warning" });
    }

    [Fact]
    public async Task An_unknown_mode_is_an_error_that_names_the_choices()
    {
        using var project = new ConsumerProject(package, "<EventConsumersAnalysisMode>Strickt</EventConsumersAnalysisMode>");
        var (exitCode, output) = await project.BuildAsync();

        Assert.NotEqual(0, exitCode);
        Assert.Contains("EventConsumersAnalysisMode is 'Strickt'; set it to Recommended, Strict or None", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("<AdditionalFiles Include=\"Contoso.messaging.txt\" />")]
    [InlineData("<AdditionalFiles Include=\"$(MSBuildProjectDirectory)/Contoso.messaging.txt\" />")]
    public async Task A_description_beside_the_project_is_found_by_itself_and_counts_once(string item)
    {
        using var project = new ConsumerProject(package, items: item);
        project.Add("Queue.cs", """
            public record Envelope(byte[] Body);

            public interface IQueue
            {
                Task CompleteAsync(Envelope message);
            }

            public sealed class Worker(IQueue queue, IProfiles profiles)
            {
                public async Task OnAsync(Envelope message)
                {
                    await queue.CompleteAsync(message);
                    await profiles.SaveAsync(message.Body);
                }
            }
            """);
        project.Add("Contoso.messaging.txt", """
            message Envelope
            settle  IQueue.CompleteAsync
            settle  IQueue.Complete
            """);
        var (exitCode, output) = await project.BuildAsync();

        Assert.True(exitCode == 0, output);
        Assert.Equal([("EVC0002", "warning", 3), ("EVC1001", "warning", 12), ("EVC1001", "warning", 13)], project.Findings().Order());
        Assert.Contains("Contoso.messaging.txt(3,9): warning EVC0002: 'Complete' is no method of 'IQueue'", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Dotnet_format_applies_the_fix()
    {
        using var project = new ConsumerProject(package);
        await Dotnet.SucceedsAsync(Path.GetDirectoryName(project.SourcePath)!, "restore");
        await project.FormatAsync();

        var text = await File.ReadAllTextAsync(project.SourcePath);
        Assert.True(
            text.IndexOf("SaveAsync(delivery", StringComparison.Ordinal) < text.IndexOf("BasicAckAsync", StringComparison.Ordinal), text);
        var (exitCode, output) = await project.BuildAsync();
        Assert.True(exitCode == 0, output);
        Assert.Empty(project.Findings());
    }
}
