using EventConsumers.CodeFixes.Delivery;
using Microsoft.CodeAnalysis;

namespace EventConsumers.Analyzers.Tests.Rules.Delivery;

public class EmptyReceiveDereferencedTests
{
    [Fact]
    public async Task Loop_over_the_messages()
    {
        var found = await Verify.FindsAsync(References.Sqs4, Poll("foreach (var message in {|EVC1021:response.Messages|}) Console.WriteLine(message.Body);"));
        Assert.Equal(
            "'Messages' is null when 'ReceiveMessageAsync' finds the queue empty, and nothing here tests it; the next empty receive throws", found[0].GetMessage());
        Assert.Equal(DiagnosticSeverity.Warning, found[0].Severity);
    }

    [Theory]
    [InlineData("if ({|EVC1021:response.Messages|}.Count == 0) return;")]
    [InlineData("if (!{|EVC1021:response.Messages|}.Any()) return;")]
    [InlineData("Console.WriteLine({|EVC1021:response.Messages|}[0].Body);")]
    [InlineData("{|EVC1021:response.Messages|}.ForEach(message => Console.WriteLine(message.Body));")]
    [InlineData("var messages = {|EVC1021:response.Messages|}; foreach (var message in messages) Console.WriteLine(message.Body);")]
    [InlineData("var bodies = {|EVC1021:response.Messages|}.Select(message => message.Body).ToList(); if (bodies != null) Console.WriteLine(response.Messages.Count);")]
    [InlineData("foreach (var message in {|EVC1021:(await sqs.ReceiveMessageAsync(url)).Messages|}) Console.WriteLine(message.Body);")]
    [InlineData("response = await sqs.ReceiveMessageAsync(url); Console.WriteLine(response.HttpStatusCode); Console.WriteLine({|EVC1021:response.Messages|}.Count);")]
    public Task Every_way_to_use_what_is_not_there(string code) => Verify.FindsAsync(References.Sqs4, Poll(code));

    [Theory]
    [InlineData("foreach (var message in response.Messages ?? new List<Message>()) Console.WriteLine(message.Body);")]
    [InlineData("if (response.Messages == null) return; Console.WriteLine(response.Messages.Count);")]
    [InlineData("if (response.Messages is null or { Count: 0 }) return; Console.WriteLine(response.Messages.Count);")]
    [InlineData("if (response.Messages?.Count > 0) Console.WriteLine(response.Messages.Count);")]
    [InlineData("if (response is { Messages.Count: > 0 }) Console.WriteLine(response.Messages.Count);")]
    [InlineData("var messages = response.Messages; if (messages != null) Console.WriteLine(messages.Count);")]
    [InlineData("if (HasAny(response)) Console.WriteLine(response.Messages.Count);")]
    [InlineData("if (IsAny(response.Messages)) Console.WriteLine(response.Messages.Count);")]
    [InlineData("response.Messages ??= new List<Message>(); Console.WriteLine(response.Messages.Count);")]
    [InlineData("Console.WriteLine(response.HttpStatusCode);")]
    public Task Tested_or_unknown(string code) => Verify.SilentAsync(References.Sqs4, Poll(code), "EVC1021");

    [Fact]
    public Task Version_3_never_leaves_it_null() =>
        Verify.SilentAsync(References.Sqs3, Poll("foreach (var message in response.Messages) Console.WriteLine(message.Body);"), "EVC1021");

    [Fact]
    public Task Collections_are_initialized() => Verify.SilentAsync(
        References.Sqs4,
        Poll("foreach (var message in response.Messages) Console.WriteLine(message.Body);") + """

        public static class Setup
        {
            public static void Run() => Amazon.AWSConfigs.InitializeCollections = true;
        }
        """,
        "EVC1021");

    [Fact]
    public Task Takes_an_empty_list() => Verify.FixesAsync<EmptyReceiveDereferencedFix>(
        References.Sqs4,
        Poll("foreach (var message in {|EVC1021:response.Messages|}) Console.WriteLine(message.Body);"),
        Poll("foreach (var message in response.Messages ?? new List<Message>()) Console.WriteLine(message.Body);"),
        title: "Take an empty list where 'Messages' is null");

    [Fact]
    public Task Takes_an_empty_list_for_a_member() => Verify.FixesAsync<EmptyReceiveDereferencedFix>(
        References.Sqs4,
        Poll("Console.WriteLine({|EVC1021:response.Messages|}.Count);"),
        Poll("Console.WriteLine((response.Messages ?? new List<Message>()).Count);"));

    [Fact]
    public Task Keeps_the_list_where_it_is_read_twice() => Verify.FixesAsync<EmptyReceiveDereferencedFix>(
        References.Sqs4,
        Poll("""
            if ({|EVC1021:response.Messages|}.Count == 0)
                        return;
                    foreach (var message in response.Messages)
                        Console.WriteLine(message.Body);
            """),
        Poll("""
            if (messages.Count == 0)
                        return;
                    foreach (var message in messages)
                        Console.WriteLine(message.Body);
            """, "\n        var messages = response.Messages ?? new List<Message>();"));

    [Fact]
    public Task Writes_a_collection_expression_where_the_language_has_them() => !RoslynFeatures.CollectionExpressions ? Task.CompletedTask : new CSharpCodeFixTest<EventConsumerAnalyzer, EmptyReceiveDereferencedFix>
    {
        TestCode = Poll("foreach (var message in {|EVC1021:response.Messages|}) Console.WriteLine(message.Body);"),
        FixedCode = Poll("foreach (var message in response.Messages ?? []) Console.WriteLine(message.Body);"),
        References = References.Sqs4,
        LanguageVersion = (Microsoft.CodeAnalysis.CSharp.LanguageVersion)1200,
        OnlyDiagnostics = { "EVC1021" },
    }.RunAsync();

    private static string Poll(string code, string behind = "") => $$"""
        using Amazon.SQS;
        using Amazon.SQS.Model;

        public class Poller
        {
            public async Task PollAsync(IAmazonSQS sqs, string url)
            {
                var response = await sqs.ReceiveMessageAsync(new ReceiveMessageRequest { QueueUrl = url });{{behind}}
                {{code}}
            }

            private static bool HasAny(ReceiveMessageResponse response) => response.Messages != null;

            private static bool IsAny(List<Message> messages) => messages != null;
        }
        """;
}
