using System.Text.RegularExpressions;
using EventConsumers.Analyzers.Configuration;
using EventConsumers.Analyzers.Tests.Meta;

namespace EventConsumers.Analyzers.Tests.Configuration;

/// <summary>What docs/configuration.md says of descriptions is true.</summary>
public sealed partial class DocumentedDescriptionTests
{
    private static readonly string Section = Repository.Read("docs/configuration.md").Split("\n## ").Single(section => section.StartsWith("Your own messaging library\n", StringComparison.Ordinal));

    private static readonly References Library = References.Library("Contoso.Documented", Blocks().Match(Section).Groups["code"].Value);

    private static readonly (string, string) Description = ("/0/Contoso.messaging.txt", Blocks().Match(Section).Groups["description"].Value);

    [Fact]
    public async Task The_example_has_the_findings_that_it_is_said_to_have()
    {
        const string code = """
            using Contoso.Messaging;

            public interface IStore { Task SaveAsync(object content); }

            public class Worker : IHandler<string>
            {
                public async Task OneAsync(IQueue queue, IStore store, CancellationToken token)
                {
                    var message = await queue.ReceiveAsync(token);
                    await {|EVC1001:queue.CompleteAsync(message)|};
                    await store.SaveAsync(message.Body);
                }

                public async Task ManyAsync(IQueue queue, IStore store, CancellationToken token)
                {
                    foreach (var message in await queue.ReceiveManyAsync(100, token))
                    {
                        try
                        {
                            await store.SaveAsync(message.Body);
                            await {|EVC2003:queue.CompleteAsync(message)|};
                        }
                        catch (Exception)
                        {
                            await queue.{|EVC3002:RejectAsync(message, putBack: true)|};
                        }
                    }
                }

                public Task HandleAsync(string message, CancellationToken cancellationToken)
                {
                    {|EVC2001:Thread.Sleep(1000)|};
                    return Task.CompletedTask;
                }
            }
            """;
        var found = await Verify.FindsAsync(Library, Description, code, "EVC0002");

        Assert.All(found, finding => Assert.Contains($"[{finding.Id}](rules/{finding.Id}.md)", Section, StringComparison.Ordinal));
    }

    [Fact]
    public Task The_description_is_right() => Verify.SilentAsync(Library, Description, "public class Nothing { }");

    [Fact]
    public void Every_word_is_explained() =>
        Assert.Equal(
            DescriptionWord.All.Append("name").Append("like").Order(StringComparer.Ordinal),
            Row().Matches(Section).SelectMany(row => Word().Matches(row.Groups["words"].Value)).Select(word => word.Groups[1].Value).Order(StringComparer.Ordinal));

    [GeneratedRegex("```csharp\n(?<code>.*?)```.*?```\n(?<description>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Blocks();

    [GeneratedRegex(@"^\| (?<words>`[^|]*) \|", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex("`([a-z-]+)`")]
    private static partial Regex Word();
}
