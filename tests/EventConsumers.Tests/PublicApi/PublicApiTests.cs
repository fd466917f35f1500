using System.Reflection;

namespace EventConsumers.Tests.PublicApi;

/// <summary>
/// What the runtime libraries offer changes only on purpose: <c>src/&lt;Project&gt;/PublicApi.txt</c> says what it is. Covers each of
/// them that this test project refers to.
/// </summary>
public sealed class PublicApiTests
{
    private const string WriteVariable = "EVENTCONSUMERS_WRITE_PUBLIC_API";

    public static TheoryData<string> Libraries() =>
        [.. Directory.GetFiles(AppContext.BaseDirectory, "EventConsumers*.dll").Select(path => Path.GetFileNameWithoutExtension(path)!)
            .Where(name => Directory.Exists(Path.Combine(Repository.Root, "src", name)))];

    [Theory]
    [MemberData(nameof(Libraries))]
    public void What_a_library_offers_is_what_its_file_says(string library)
    {
        var path = Path.Combine(Repository.Root, "src", library, "PublicApi.txt");
        var offered = PublicSurface.Of(Assembly.Load(library));
        if (Environment.GetEnvironmentVariable(WriteVariable) == "1")
            File.WriteAllText(path, offered);

        var expected = File.Exists(path) ? File.ReadAllText(path).ReplaceLineEndings("\n") : "";
        Assert.True(offered == expected, $"""
            What {library} offers has changed:
            {Difference(expected, offered)}
            If that is meant, write it to src/{library}/PublicApi.txt and commit it:
                {WriteVariable}=1 dotnet test tests/{typeof(PublicApiTests).Assembly.GetName().Name} --filter FullyQualifiedName~PublicApi
            """);
    }

    private static string Difference(string expected, string offered)
    {
        var (before, after) = (Entries(expected), Entries(offered));
        return string.Join('\n', before.Except(after).Select(entry => "- " + entry).Concat(after.Except(before).Select(entry => "+ " + entry)));
    }

    // A member's line says nothing without its type's.
    private static List<string> Entries(string text)
    {
        var entries = new List<string>();
        var type = "";
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line[0] != ' ')
                type = line.Split(':')[0];
            entries.Add(line[0] == ' ' ? $"{type}: {line.Trim()}" : line);
        }

        return entries;
    }
}
