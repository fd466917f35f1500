using Amazon.SQS;
using Amazon.SQS.Model;

namespace EventConsumers.Sqs.Tests;

/// <summary>The double behaves as the documentation of Amazon SQS says the service does.</summary>
public sealed class InProcessSqsTests
{
    private readonly ManualTime _time = new();
    private readonly InProcessSqs _sqs;

    public InProcessSqsTests() => _sqs = new InProcessSqs(_time);

    [Fact]
    public async Task A_received_message_is_hidden_until_its_visibility_timeout_and_then_has_a_new_receipt()
    {
        var url = _sqs.Create("users", TimeSpan.FromSeconds(30));
        _sqs.Send(url, "a");
        var first = Assert.Single(await ReceiveAsync(url));
        Assert.Empty(await ReceiveAsync(url));

        _time.Advance(TimeSpan.FromSeconds(30));
        var second = Assert.Single(await ReceiveAsync(url));
        Assert.Equal(first.MessageId, second.MessageId);
        Assert.NotEqual(first.ReceiptHandle, second.ReceiptHandle);
        Assert.Equal(["1", "2"], new[] { first, second }.Select(message => message.Attributes["ApproximateReceiveCount"]));
    }

    [Fact]
    public async Task A_delete_with_an_old_receipt_succeeds_and_deletes_nothing()
    {
        var url = _sqs.Create("users", TimeSpan.FromSeconds(30));
        _sqs.Send(url, "a");
        var old = Assert.Single(await ReceiveAsync(url));
        _time.Advance(TimeSpan.FromSeconds(31));
        var current = Assert.Single(await ReceiveAsync(url));

        Assert.Null((await DeleteAsync(url, old)).Failed);
        Assert.Equal(["a"], _sqs.Bodies(url));
        await DeleteAsync(url, current);
        Assert.Empty(_sqs.Bodies(url));
    }

    [Fact]
    public async Task A_batch_can_fail_in_part()
    {
        var url = _sqs.Create("users");
        _sqs.Send(url, "a");
        var bad = _sqs.Send(url, "b");
        _sqs.FailsEntry = (_, id) => id == bad;
        var messages = await ReceiveAsync(url);
        var response = await DeleteAsync(url, [.. messages]);

        Assert.Equal(["1"], response.Failed.Select(failed => failed.Id));
        Assert.Equal(["b"], _sqs.Bodies(url));
    }

    [Fact]
    public async Task A_batch_has_ten_entries_at_most()
    {
        var url = _sqs.Create("users");
        await Assert.ThrowsAsync<AmazonSQSException>(() => DeleteAsync(url, [.. Enumerable.Repeat(new Message { ReceiptHandle = "x" }, 11)]));
    }

    [Fact]
    public async Task The_visibility_of_a_message_in_flight_can_be_changed_and_of_no_other()
    {
        var url = _sqs.Create("users", TimeSpan.FromSeconds(30));
        _sqs.Send(url, "a");
        var message = Assert.Single(await ReceiveAsync(url));
        await _sqs.ChangeMessageVisibilityAsync(new ChangeMessageVisibilityRequest(url, message.ReceiptHandle, 60));
        _time.Advance(TimeSpan.FromSeconds(31));
        Assert.Empty(await ReceiveAsync(url));

        _time.Advance(TimeSpan.FromSeconds(30));
        await Assert.ThrowsAsync<AmazonSQSException>(() => _sqs.ChangeMessageVisibilityAsync(new ChangeMessageVisibilityRequest(url, message.ReceiptHandle, 60)));
    }

    [Fact]
    public async Task A_group_of_a_fifo_queue_gives_nothing_while_one_of_its_messages_is_in_flight()
    {
        var url = _sqs.Create("users.fifo", TimeSpan.FromSeconds(30));
        _sqs.Send(url, "a1", "a");
        _sqs.Send(url, "b1", "b");
        _sqs.Send(url, "a2", "a");
        var first = Assert.Single(await ReceiveAsync(url, most: 1));
        Assert.Equal("a1", first.Body);
        Assert.Equal(["b1"], (await ReceiveAsync(url)).Select(message => message.Body));

        await DeleteAsync(url, first);
        Assert.Equal(["a2"], (await ReceiveAsync(url)).Select(message => message.Body));
    }

    [Fact]
    public async Task After_so_many_deliveries_a_message_is_moved_to_the_dead_letters()
    {
        var dead = _sqs.Create("users-dead");
        var url = _sqs.Create("users", TimeSpan.FromSeconds(1), (dead, 2));
        _sqs.Send(url, "a");
        for (var delivery = 1; delivery <= 2; delivery++)
        {
            Assert.Single(await ReceiveAsync(url));
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Empty(await ReceiveAsync(url));
        Assert.Equal(["a"], _sqs.Bodies(dead));
    }

    private async Task<List<Message>> ReceiveAsync(string url, int most = 10) =>
        (await _sqs.ReceiveMessageAsync(new ReceiveMessageRequest(url) { MaxNumberOfMessages = most })).Messages ?? [];

    private Task<DeleteMessageBatchResponse> DeleteAsync(string url, params Message[] messages) =>
        _sqs.DeleteMessageBatchAsync(new DeleteMessageBatchRequest(url, [.. messages.Select((message, index) => new DeleteMessageBatchRequestEntry($"{index}", message.ReceiptHandle))]));
}
