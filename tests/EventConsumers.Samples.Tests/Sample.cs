using System.Diagnostics;
using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace EventConsumers.Samples.Tests;

/// <summary>A sample project: what its comments expect of the compiler, and what the compiler says.</summary>
internal sealed partial class Sample(string name)
{
    private readonly string _folder = Path.Combine(Metadata("Samples"), name);

    /// <summary>The rules named in comments such as <c>// EVC1001, EVC2003</c> at the end of a line.</summary>
    public IEnumerable<Finding> Expected() =>
        from path in Directory.EnumerateFiles(_folder, "*.cs")
        from line in File.ReadLines(path).Index()
        from rule in Mark().Match(line.Item).Groups["rule"].Captures
        select new Finding(Path.GetFileName(path), line.Index + 1, rule.Value);

    /// <summary>Compiles the sample with the analyzers attached and returns all diagnostics, whatever their severity and origin.</summary>
    public async Task<IReadOnlyList<Finding>> BuildAsync()
    {
        var log = Path.Combine(_folder, "obj", "findings.sarif");
        Directory.CreateDirectory(Path.GetDirectoryName(log)!);
        File.Delete(log);

        await RunAsync(
            "build", _folder, "-t:Rebuild", "-c", Metadata("Configuration"), "-p:BuildProjectReferences=false",
            $"-p:ErrorLog={log}%2Cversion=2.1", "-m:1", "-nodeReuse:false", "--nologo");

        await using var stream = File.OpenRead(log);
        using var sarif = await JsonDocument.ParseAsync(stream);
        return [.. sarif.RootElement.GetProperty("runs")[0].GetProperty("results").EnumerateArray().Select(ToFinding)];
    }

    /// <summary>The sample as a project of a workspace, with the compiler's own command line.</summary>
    public async Task<Project> LoadAsync()
    {
        var items = await RunAsync(
            "msbuild", _folder, "-restore", "-t:Compile", $"-p:Configuration={Metadata("Configuration")}", "-p:BuildProjectReferences=false", "-p:DesignTimeBuild=true",
            "-p:ProvideCommandLineArgs=true", "-p:SkipCompilerExecution=true", "-p:NonExistentFile=none", "-getItem:CscCommandLineArgs", "-nodeReuse:false");

        using var json = JsonDocument.Parse(items);
        var arguments = json.RootElement.GetProperty("Items").GetProperty("CscCommandLineArgs").EnumerateArray()
            .Select(item => item.GetProperty("Identity").GetString()!);
        return CommandLineProject.Create(CSharpCommandLineParser.Default.Parse(arguments, _folder, sdkDirectory: null));
    }

    private static Finding ToFinding(JsonElement result)
    {
        var rule = result.GetProperty("ruleId").GetString()!;
        if (!result.TryGetProperty("locations", out var locations) || locations.GetArrayLength() == 0)
            return new Finding(result.GetProperty("message").GetProperty("text").GetString()!, 0, rule);

        var location = locations[0].GetProperty("physicalLocation");
        var file = new Uri(location.GetProperty("artifactLocation").GetProperty("uri").GetString()!, UriKind.RelativeOrAbsolute);
        return new Finding(Path.GetFileName(file.OriginalString), location.GetProperty("region").GetProperty("startLine").GetInt32(), rule);
    }

    private static async Task<string> RunAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, await output + await error);
        return await output;
    }

    private static string Metadata(string key) =>
        typeof(Sample).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == key).Value!;

    [GeneratedRegex(@"// (?<rule>EVC\d{4})(, (?<rule>EVC\d{4}))*$")]
    private static partial Regex Mark();
}
