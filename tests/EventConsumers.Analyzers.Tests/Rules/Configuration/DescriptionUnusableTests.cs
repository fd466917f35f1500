using System.Collections.Immutable;
using EventConsumers.Analyzers.Tests.Clients;
using EventConsumers.Analyzers.Tests.Robustness;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace EventConsumers.Analyzers.Tests.Rules.Configuration;

public class DescriptionUnusableTests
{
    private const string Code = "public class Nothing { }";

    [Theory]
    [InlineData("{|EVC0002:settel|} Contoso.Messaging.IQueue.CompleteAsync", "'settel' is no word that a line begins with; use one of receive, receive-batch, subscribe, settle, settle-many,")]
    [InlineData("{|EVC0002:settle|}", "'settle' is followed by no name; write Namespace.Type.Member after it")]
    [InlineData("{|EVC0002:name|}  # none", "'name' is followed by no name")]
    [InlineData("{|EVC0002:like|}", "'like' is followed by no client")]
    [InlineData("like {|EVC0002:Rabit|}", "'Rabit' is no client; use one of Kafka, RabbitMQ, SQS, Service Bus,")]
    [InlineData("settle {|EVC0002:M:Contoso.Messaging.IQueue.CompleteAsync|}", "is no name of the form Namespace.Type.Member")]
    [InlineData("settle {|EVC0002:Contoso.Messaging.IQueue.CompleteAsync message|}", "is no name of the form Namespace.Type.Member")]
    [InlineData("settle Contoso.Messaging.IQueue.CompleteAsync{|EVC0002:(message|}", "'(message' does not end with ')'")]
    [InlineData("settle Contoso.Messaging.IQueue.CompleteAsync({|EVC0002:System.String|})", "write the names of parameters between the parentheses, not their types")]
    [InlineData("settle Contoso.Messaging.IQueue.CompleteAsync({|EVC0002:requeue: message|})", "gives a parameter of 'settle' a role that it cannot have")]
    [InlineData("receive Contoso.Messaging.IReceiver.ReceiveAsync({|EVC0002:autoComplete|})", "names a message, but 'receive' is given none; write automatic: autoComplete")]
    [InlineData("settle Contoso.Messaging.IQueue.CompleteAsync({|EVC0002:mesage|})", "'mesage' is no parameter of 'CompleteAsync', which has 'message', 'cancellationToken', 'id', 'reason'")]
    [InlineData("settle {|EVC0002:Contoso.Messaging.IQueue.CompletAsync|}", "'CompletAsync' is no method of 'Contoso.Messaging.IQueue', as 'settle' needs it")]
    [InlineData("settle {|EVC0002:Contoso.Messaging.IQueue|}", "'Contoso.Messaging.IQueue' is a type; 'settle' is followed by the method of one: Contoso.Messaging.IQueue.Member")]
    [InlineData("message {|EVC0002:Contoso.Messaging.Envelope.Body|}", "'Body' is no type of 'Contoso.Messaging.Envelope', as 'message' needs it")]
    [InlineData("body {|EVC0002:Contoso.Messaging.Envelope.FinishAsync|}", "is no property or field of")]
    [InlineData("delivery-event {|EVC0002:Contoso.Messaging.Subscriber.Receive|}", "is no event of")]
    [InlineData("handler {|EVC0002:Contoso.Messaging.IHandler<T>.Handle|}", "'Handle' is no method of 'Contoso.Messaging.IHandler<T>', as 'handler' needs it")]
    [InlineData("client {|EVC0002:Contoso.Messaging.QueueClient.Opn|}", "is no method of")]
    [InlineData("message Contoso.Messaging.Envelope\n\nmessage {|EVC0002:Contoso.Messaging.Envelope|}", "'Contoso.Messaging.Envelope' is described in line 1 already")]
    [InlineData("settle {|EVC0002:Contoso.Messaging.IQeue.CompleteAsync|}", "'Contoso.Messaging.IQeue.CompleteAsync' names no type; 'Contoso.Messaging.IQueue' is one")]
    [InlineData("message {|EVC0002:Contoso.Messaging.Enevlope|}", "names no type; 'Contoso.Messaging.Envelope' is one")]
    [InlineData("client {|EVC0002:Contoso.Messaging.Queueclient|}", "names no type; 'Contoso.Messaging.QueueClient' is one")]
    [InlineData("handler {|EVC0002:Contoso.Messaging.IHandler`2.HandleAsync|}", "names no type; 'Contoso.Messaging.IHandler<T>' is one")]
    public async Task Says_what_is_wrong(string line, string message)
    {
        var found = await Verify.FindsAsync(Contoso.Library, Contoso.Only(line), Code);
        Assert.Contains(message, found.Single().GetMessage(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Says_where_it_is_wrong()
    {
        var found = await Verify.FindsAsync(Contoso.Library, Contoso.Only("\r\n# Orders\r\n  receive {|EVC0002:Contoso.Messaging.IQueue.Receive|}\r\n"), Code);
        var place = found.Single().Location.GetLineSpan();

        Assert.Equal(Contoso.Path, place.Path);
        Assert.Equal(new LinePositionSpan(new LinePosition(2, 10), new LinePosition(2, 42)), place.Span);
    }

    [Fact]
    public Task In_a_project_with_a_known_client() =>
        Verify.FindsAsync(References.RabbitMq7, Contoso.Only("settle {|EVC0002:RabbitMQ.Client.IChannel.Ack|}"), Code);

    [Fact]
    public Task In_a_project_without_any_client() => Verify.FindsAsync(References.None, Contoso.Only("{|EVC0002:settel|} A.B"), Code);

    // The file of a solution is shared by its projects, of which most reference a part of what it describes.
    [Fact]
    public Task A_type_that_is_not_referenced_is_not_wrong() => Verify.SilentAsync(
        Contoso.Library,
        Contoso.With("""
            message Contoso.Billing.Bill
            settle  Contoso.Billing.IBills.PayAsync(bill)
            client  Contoso.Billing.BillClient
            handler Contoso.Messaging.IBatchHandler`1.HandleAsync
            """),
        Code);

    // Names of a family, and a pair of names of which the file has both, are no typos of each other.
    [Theory]
    [InlineData("settle Contoso.Messaging.Queue.CompleteAsync")]
    [InlineData("message Contoso.Messaging.Envelopes")]
    [InlineData("message Contoso.Messaging.Envelope\nmessage Contoso.Messaging.Enveloqe")]
    [InlineData("message Contoso.Messeging.Envelope")]
    public Task A_name_near_another_may_be_right(string lines) => Verify.SilentAsync(Contoso.Library, Contoso.Only(lines), Code);

    [Fact]
    public Task An_overload_may_lack_the_parameter() =>
        Verify.SilentAsync(Contoso.Library, Contoso.Only("settle Contoso.Messaging.IQueue.CompleteAsync(id)"), Code);

    [Fact]
    public Task An_inherited_member_is_a_member() =>
        Verify.SilentAsync(Contoso.Library, Contoso.Only("receive Contoso.Messaging.IQueue.ReceiveAsync"), Code);

    [Fact]
    public Task An_empty_file_is_not_wrong() => Verify.SilentAsync(Contoso.Library, Contoso.Only(""), Code);

    [Fact]
    public async Task Two_files_are_told_apart()
    {
        var test = new CSharpAnalyzerTest<EventConsumerAnalyzer> { TestCode = Code, References = Contoso.Library };
        test.TestState.AdditionalFiles.Add(("/a/Contoso.messaging.txt", "{|EVC0002:one|} A.B"));
        test.TestState.AdditionalFiles.Add(("/b/Contoso.messaging.txt", "message A.B\n{|EVC0002:two|} A.B"));
        test.TestState.AdditionalFiles.Add(("/b/Contoso.txt", "three A.B"));
        await test.RunAsync();
    }

    [Fact]
    public async Task Random_lines_over_what_is_there_throw_nothing()
    {
        string[] words = ["receive", "settle", "reject", "handler", "message", "client", "body", "delivery-event", "subscribe", "send", "like"];
        string[] names = ["Contoso", "Messaging", "IQueue", "Envelope", "Envelope`1", "IHandler<T>", "CompleteAsync", "Body", "Received", "System", "String", "Outer+Inner", "ConsumerBase", "Batched"];
        string[] ends = ["", "(message)", "(requeue: putBack)", "(this)", "(automatic: a, handler: b)", "()", "(message,)"];
        var random = new Random(42);
        var lines = Enumerable.Range(0, 400).Select(_ =>
            $"{Any(words)} {(random.Next(2) == 0 ? "Contoso.Messaging." : "")}{string.Join('.', Enumerable.Range(0, random.Next(1, 5)).Select(_ => Any(names)))}{Any(ends)}").ToList();

        for (var start = 0; start < lines.Count; start += 20)
        {
            var found = await AnalyzeAsync(new Text(string.Join('\n', lines.Skip(start).Take(20))), CancellationToken.None);
            Assert.All(found, diagnostic => Assert.Equal("EVC0002", diagnostic.Id));
        }

        string Any(string[] choices) => choices[random.Next(choices.Length)];
    }

    [Fact]
    public async Task A_file_that_cannot_be_opened_is_none() => Assert.Empty(await AnalyzeAsync(new Text(null), CancellationToken.None));

    [Fact]
    public async Task It_can_be_cancelled()
    {
        using var source = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => AnalyzeAsync(new Text("settel A.B", source.Cancel), source.Token));
    }

    private static Task<ImmutableArray<Diagnostic>> AnalyzeAsync(AdditionalText file, CancellationToken cancellationToken) =>
        AnalyzerRun.OverAsync(AnalyzerRun.Compile(Contoso.Library, Code), new AnalyzerOptions([file]), cancellationToken);

    private sealed class Text(string? text, Action? opening = null) : AdditionalText
    {
        public override string Path => Contoso.Path;

        public override SourceText? GetText(CancellationToken cancellationToken = default)
        {
            opening?.Invoke();
            cancellationToken.ThrowIfCancellationRequested();
            return text is null ? null : SourceText.From(text);
        }
    }
}
