using System.Collections.Concurrent;
using Amazon.SQS.Model;

namespace EventConsumers.Sqs.Tests;

public sealed class FifoTests
{
    [Fact]
    public async Task What_stands_behind_a_failed_message_of_its_group_waits_for_it_though_it_came_with_it_and_was_not_yet_in()
    {
        var time = new ManualTime();
        var sqs = new InProcessSqs(time);
        var url = sqs.Create("users.fifo", redrive: (sqs.Create("users-dead.fifo"), 5));
        sqs.Send(url, "a1", "a");
        sqs.Send(url, "a2", "a");
        sqs.Send(url, "b1", "b");
        var handled = new ConcurrentQueue<string>();
        var isFailing = true;
        var released = new ManualResetEventSlim();
        // The second one would be handed in when the first one has been released, if it can be before.
        sqs.OnReceived = messages =>
        {
            if (messages.Count == 3)
                messages[1].Attributes = new(new WaitingComparer(released)) { ["MessageGroupId"] = "a", ["ApproximateReceiveCount"] = "1" };
        };
        using var stop = new CancellationTokenSource();
        var consumer = new SqsConsumer(
            sqs,
            (message, _) =>
            {
                handled.Enqueue(message.Body);
                if (message.Body == "a1" && isFailing)
                {
                    isFailing = false;
                    throw new FormatException("no such user");
                }

                return default;
            },
            new SqsConsumerOptions { QueueUrl = url, TimeProvider = time });
        var run = Task.Run(() => consumer.RunAsync(stop.Token));
        await Eventually.IsTrue(() => sqs.Calls.Contains(("ChangeVisibility", 1)), "the first one is released");
        released.Set();
        await Eventually.IsTrue(() => handled.Contains("b1"), "the other group goes on");
        time.Advance(TimeSpan.FromSeconds(1));
        await Eventually.IsTrue(() => handled.Contains("a2"), "the group goes on");
        await stop.CancelAsync();
        await run;

        Assert.Equal(["a1", "a1", "a2"], handled.Where(body => body[0] == 'a'));
        Assert.Empty(sqs.Bodies(url));
    }

    /// <summary>Waits the first time it is asked for the group of a message.</summary>
    private sealed class WaitingComparer(ManualResetEventSlim until) : IEqualityComparer<string>
    {
        private bool _isAsked;

        public bool Equals(string? x, string? y) => x == y;

        public int GetHashCode(string obj)
        {
            if (obj == "MessageGroupId" && _isAsked)
                until.Wait(TimeSpan.FromMilliseconds(500));
            _isAsked = true;
            return obj.GetHashCode(StringComparison.Ordinal);
        }
    }
}
