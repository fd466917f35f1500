using System.IO.Compression;
using System.Reflection.PortableExecutable;
using System.Xml.Linq;

namespace EventConsumers.Package.Tests;

/// <summary>What is in the package, entry by entry.</summary>
public sealed class PackageContentTests(PackedPackage package) : IClassFixture<PackedPackage>
{
    [Fact]
    public void It_holds_what_it_should_and_nothing_else()
    {
        using var archive = ZipFile.OpenRead(package.Path);
        var entries = archive.Entries.Select(entry => entry.FullName)
            .Where(name => !name.StartsWith("_rels/", StringComparison.Ordinal) && !name.StartsWith("package/", StringComparison.Ordinal) && name != "[Content_Types].xml")
            .Order(StringComparer.Ordinal);

        Assert.Equal(
            [
                "EventConsumers.Analyzers.nuspec",
                "README.md",
                "analyzers/dotnet/cs/EventConsumers.Analyzers.dll",
                "analyzers/dotnet/cs/EventConsumers.CodeFixes.dll",
                "build/EventConsumers.Analyzers.targets",
                "buildTransitive/EventConsumers.Analyzers.targets",
                "presets/EventConsumers.None.globalconfig",
                "presets/EventConsumers.Recommended.globalconfig",
                "presets/EventConsumers.Strict.globalconfig",
                "rulesets/EventConsumers.None.ruleset",
                "rulesets/EventConsumers.Recommended.ruleset",
                "rulesets/EventConsumers.Strict.ruleset",
            ],
            entries);
    }

    [Fact]
    public void It_is_a_development_dependency_with_readme_license_and_tags_and_without_dependencies()
    {
        using var archive = ZipFile.OpenRead(package.Path);
        using var stream = archive.GetEntry("EventConsumers.Analyzers.nuspec")!.Open();
        var nuspec = XDocument.Load(stream);
        var metadata = nuspec.Root!.Elements().Single(element => element.Name.LocalName == "metadata").Elements().ToDictionary(element => element.Name.LocalName, element => element.Value);

        Assert.Equal(PackedPackage.Id, metadata["id"]);
        Assert.Equal("true", metadata["developmentDependency"]);
        Assert.Equal("README.md", metadata["readme"]);
        Assert.Equal("MIT", metadata["license"]);
        Assert.Contains("analyzer", metadata["tags"].Split(' '));
        Assert.Contains("kafka", metadata["tags"].Split(' '));
        Assert.DoesNotContain(nuspec.Descendants(), element => element.Name.LocalName == "dependency");
    }

    [Theory]
    [InlineData("analyzers/dotnet/cs/EventConsumers.Analyzers.dll")]
    [InlineData("analyzers/dotnet/cs/EventConsumers.CodeFixes.dll")]
    public void Its_assemblies_are_deterministic(string path)
    {
        using var archive = ZipFile.OpenRead(package.Path);
        using var stream = archive.GetEntry(path)!.Open();
        using var memory = new MemoryStream();
        stream.CopyTo(memory);
        memory.Position = 0;
        using var reader = new PEReader(memory);

        Assert.Contains(reader.ReadDebugDirectory(), entry => entry.Type == DebugDirectoryEntryType.Reproducible);
    }
}
