using EventConsumers.Analyzers.Configuration;
using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis.Text;

namespace EventConsumers.Analyzers.Tests.Configuration;

public class DescriptionReaderTests
{
    [Fact]
    public void A_line_gives_a_word_a_name_and_parameters()
    {
        var member = Read("reject Contoso.Messaging.IQueue.RejectAsync( message , id,requeue : putBack )  # why not").Members.Single();

        Assert.Equal(Verb.Reject, member.Word.Verb);
        Assert.Equal("Contoso.Messaging.IQueue.RejectAsync", member.Path.Text);
        Assert.Equal([(null, "message"), (null, "id"), ("requeue", "putBack")], member.Parameters.Select(parameter => (parameter.Role, parameter.Name)));
    }

    [Theory]
    [InlineData("A.B", "A B")]
    [InlineData("A.IHandler`1.B", "A IHandler1 B")]
    [InlineData("A.IHandler<T>.B", "A IHandler1 B")]
    [InlineData("A.IHandler<T, List<U>>.B", "A IHandler2 B")]
    [InlineData("A.Outer+Inner.B", "A Outer Inner B")]
    [InlineData("A.B``2", "A B2")]
    [InlineData("A.@event", "A event")]
    [InlineData("Größe.日本", "Größe 日本")]
    public void Names(string text, string parts) =>
        Assert.Equal(parts, string.Join(' ', Read("message " + text).Members.Single().Path.Parts.Select(part => part.Name + part.Arity)));

    [Theory]
    [InlineData("")]
    [InlineData("\n\n  \n\t\n")]
    [InlineData("# only a comment")]
    [InlineData("\uFEFF")]
    [InlineData("\uFEFF# a comment")]
    public void Nothing_described(string text)
    {
        var file = Read(text);
        Assert.Empty(file.Members);
        Assert.Empty(file.Problems);
    }

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    [InlineData("\r")]
    public void Line_ends_of_every_kind_after_a_byte_order_mark(string end)
    {
        var file = Read($"\uFEFFname Our own queues  {end}like Service Bus # and more{end}{end}\tmessage A.B{end}client\tA.C{end}");

        Assert.Equal("Our own queues", file.Name);
        Assert.Equal("Service Bus", file.Like?.Name);
        Assert.Equal(["A.B", "A.C"], file.Members.Select(member => member.Path.Text));
        Assert.Empty(file.Problems);
    }

    [Fact]
    public void A_problem_stands_where_it_is()
    {
        const string text = "# first\r\nmessage A.B\r\n  settel A.C.D\r\nsettle A.C.E(x, role: y)\r\n";
        var problems = Read(text).Problems;

        Assert.Equal(["settel", "role: y"], problems.Select(problem => text.Substring(problem.Place.Start, problem.Place.Length)));
        Assert.Equal(["settel", "role: y"], problems.Select(problem => problem.Text));
    }

    [Fact]
    public void What_follows_a_line_that_cannot_be_read_is_read() =>
        Assert.Equal(["A.B", "A.C"], Read("message A.B\nmessage 1\nmessage A.C").Members.Select(member => member.Path.Text));

    [Fact]
    public void A_file_that_was_never_meant_to_be_read_is_left_after_some_lines()
    {
        var file = Read(string.Join('\n', Enumerable.Range(0, 100_000).Select(line => $"nonsense {line}")));
        Assert.Equal(50, file.Problems.Count);
    }

    [Fact]
    public void A_long_text_is_quoted_in_part() =>
        Assert.Equal(61, Read(new string('x', 1_000_000)).Problems.Single().Quote.Length);

    [Fact]
    public void Any_text_is_read_without_an_exception()
    {
        const string characters = "ab1.+`<>(),: #@\t\r\n\0\uFEFF\u00e9\ud800\u2028-";
        string[] words = [.. DescriptionWord.All, "name", "like", "A.B", "A.B(c)", "A.B<T>.C(d, requeue: e)", "(", ")", "`", "<"];
        var random = new Random(4711);
        for (var i = 0; i < 20_000; i++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(12)).Select(_ =>
                random.Next(2) == 0 ? words[random.Next(words.Length)] + " " : characters[random.Next(characters.Length)].ToString()));
            var file = Read(text);

            Assert.All(file.Problems, problem => Assert.Equal(text.Substring(problem.Place.Start, problem.Place.Length), problem.Text));
            Assert.All(file.Members, member => Assert.Equal(text.Substring(member.Path.Place.Start, member.Path.Place.Length), member.Path.Text));
        }
    }

    [Theory]
    [InlineData("/src/Contoso.messaging.txt", "Contoso")]
    [InlineData(@"C:\src\Contoso.Queues.Messaging.TXT", "Contoso.Queues")]
    [InlineData("Contoso.messaging.txt", "Contoso")]
    [InlineData("/src/.messaging.txt", "the described library")]
    public void The_file_names_the_library(string path, string name) => Assert.Equal(name, DescriptionFile.NameOf(path));

    private static DescriptionFile Read(string text) => DescriptionReader.Read(SourceText.From(text));
}
