using EventConsumers.DocumentationGenerator;

namespace EventConsumers.Analyzers.Tests.Meta;

/// <summary>What is generated from the rules is current.</summary>
public sealed class GeneratedFilesTests
{
    public static TheoryData<string> Paths => [.. GeneratedFiles.In(Repository.Root).Select(file => file.Path)];

    [Theory]
    [MemberData(nameof(Paths))]
    public void It_is_current(string path)
    {
        var expected = GeneratedFiles.In(Repository.Root).Single(file => file.Path == path).Text;
        Assert.True(
            Repository.Has(path) && Repository.Read(path) == expected,
            $"{path} is out of date: run 'dotnet run --project src/EventConsumers.DocumentationGenerator' and commit what it writes.");
    }
}
