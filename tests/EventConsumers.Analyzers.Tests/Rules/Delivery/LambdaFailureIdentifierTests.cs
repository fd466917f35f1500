using EventConsumers.CodeFixes.Delivery;
using Microsoft.CodeAnalysis;

namespace EventConsumers.Analyzers.Tests.Rules.Delivery;

public class LambdaFailureIdentifierTests
{
    [Fact]
    public async Task Receipt_handle()
    {
        var found = await Verify.FindsAsync(References.Lambda, Function("ItemIdentifier = {|EVC1016:record.ReceiptHandle|}"));
        Assert.Equal(
            "'record.ReceiptHandle' does not name a message for Lambda SQS, which then takes the whole batch for failed; set 'ItemIdentifier' to the message's 'MessageId'",
            found[0].GetMessage());
        Assert.Equal(DiagnosticSeverity.Warning, found[0].Severity);
    }

    [Theory]
    [InlineData("record.Body")]
    [InlineData("record.Attributes[\"MessageGroupId\"]")]
    [InlineData("order.Id")]
    [InlineData("order!.Number.ToString()")]
    [InlineData("JsonSerializer.Deserialize<Order>(record.Body)!.Id")]
    [InlineData("handle")]
    [InlineData("Guid.NewGuid().ToString()")]
    [InlineData("\"failed\"")]
    [InlineData("\"\"")]
    public Task Anything_else_of_the_message(string value) => Verify.FindsAsync(References.Lambda, Function($"ItemIdentifier = {{|EVC1016:{value}|}}"));

    [Theory]
    [InlineData("record.MessageId")]
    [InlineData("id")]
    [InlineData("failed.Id")]
    [InlineData("IdOf(record)")]
    [InlineData("_failed")]
    [InlineData("record.MessageId ?? \"\"")]
    public Task The_message_id_and_what_may_hold_it(string value) => Verify.SilentAsync(References.Lambda, Function($"ItemIdentifier = {value}"), "EVC1016");

    [Fact]
    public Task Names_the_message() => Verify.FixesAsync<LambdaFailureIdentifierFix>(
        References.Lambda, Function("ItemIdentifier = {|EVC1016:record.ReceiptHandle|}"), Function("ItemIdentifier = record.MessageId"), title: "Set 'ItemIdentifier' to 'record.MessageId'");

    [Fact]
    public Task Names_the_message_at_hand() => Verify.FixesAsync<LambdaFailureIdentifierFix>(
        References.Lambda, Function("ItemIdentifier = {|EVC1016:order!.Id|}"), Function("ItemIdentifier = record.MessageId"));

    [Fact]
    public Task No_fix_where_there_is_no_message() => Verify.OffersNoFixAsync<LambdaFailureIdentifierFix>(References.Lambda, """
        using Amazon.Lambda.SQSEvents;

        public static class Failures
        {
            public static SQSBatchResponse.BatchItemFailure One() => new() { ItemIdentifier = {|EVC1016:Guid.NewGuid().ToString()|} };
        }
        """);

    private static string Function(string assignment) => $$"""
        using System.Text.Json;
        using Amazon.Lambda.SQSEvents;

        public interface IOrders { Task SaveAsync(string order); }

        public class Order { public string Id { get; set; } = ""; public int Number { get; set; } }

        public class Function
        {
            private readonly IOrders _orders = null!;
            private string _failed = "";

            public async Task<SQSBatchResponse> HandleAsync(SQSEvent batch, Order failed)
            {
                var failures = new List<SQSBatchResponse.BatchItemFailure>();
                foreach (var record in batch.Records)
                {
                    var id = record.MessageId;
                    var handle = record.ReceiptHandle;
                    var order = JsonSerializer.Deserialize<Order>(record.Body);
                    try
                    {
                        await _orders.SaveAsync(record.Body);
                    }
                    catch (Exception)
                    {
                        failures.Add(new SQSBatchResponse.BatchItemFailure { {{assignment}} });
                    }
                }

                return new SQSBatchResponse(failures);
            }

            private static string IdOf(SQSEvent.SQSMessage record) => record.MessageId;
        }
        """;
}
