using System.Text;
using EventConsumers.RabbitMQ.Tests.Brokers;
using Microsoft.Extensions.Logging;
using RabbitMQ.Client;

namespace EventConsumers.RabbitMQ.Tests;

public sealed class DeadLetterTests(Broker broker) : BrokerTest(broker)
{
    private readonly Handled _handled = new();

    private string Parking => $"{Queue}.parking";

    [Fact]
    public async Task A_poison_message_goes_to_the_dead_letter_exchange_and_holds_up_its_key_only()
    {
        await PublishAsync([.. Numbered("good", 30), .. Numbered("bad", 5), .. Numbered("fine", 30)]);
        var othersDone = new TaskCompletionSource();
        var attempts = 0;
        await using var running = await StartAsync(
            async (delivery, cancellationToken) =>
            {
                if (Text(delivery) == "bad:2")
                {
                    attempts++;
                    await othersDone.Task.WaitAsync(cancellationToken);
                    throw new InvalidDataException("poison");
                }

                _handled.Add(delivery);
            },
            options => options.Order = RabbitMqOrder.ByHeader("key"));
        await Eventually.IsTrue(() => _handled.Messages.Count == 61, "all of the other keys are handled, and the one before it");
        Assert.Equal(["bad:1"], _handled.Of("bad"));

        othersDone.SetResult();
        await Eventually.IsTrue(() => _handled.Messages.Count == 64, "those behind it are handled");
        await DepthBecomesAsync(DeadLetters, 1);
        await running.StopAsync();

        Assert.Equal(5, attempts);
        Assert.Equal(["bad:1", "bad:3", "bad:4", "bad:5"], _handled.Of("bad"));
        Assert.Equal(0u, await DepthAsync(Queue));
        var letter = Assert.Single(await TakeAllAsync(DeadLetters));
        Assert.Equal("bad:2", Encoding.UTF8.GetString(letter.Body.Span));
        var death = Assert.IsType<Dictionary<string, object?>>(Assert.Single(Assert.IsType<List<object?>>(letter.BasicProperties.Headers!["x-death"])), exactMatch: false);
        Assert.Equal("rejected", HeaderText(death["reason"]));
        Assert.Equal(Queue, HeaderText(death["queue"]));
        Assert.Contains(Logged(LogLevel.Error), text => text.Contains("bad:2", StringComparison.Ordinal) && text.Contains("5 attempts", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_poison_message_can_be_published_to_a_parking_queue_with_what_happened()
    {
        await DeclareParkingAsync();
        await PublishAsync("a:1", "a:2");
        await using var running = await StartAsync(
            (delivery, _) =>
            {
                if (Text(delivery) == "a:1")
                    throw new InvalidDataException(new string('x', 5000));
                _handled.Add(delivery);
                return default;
            },
            options =>
            {
                options.ParkingQueue = Parking;
                options.Order = RabbitMqOrder.ByHeader("key");
                options.Retry.MaxAttempts = 2;
            });
        await Eventually.IsTrue(() => _handled.Messages.Count == 1, "the one behind it is handled");
        Assert.Equal(1u, await DepthAsync(Parking));
        await running.StopAsync();

        var letter = Assert.Single(await TakeAllAsync(Parking));
        Assert.Equal("a:1", Encoding.UTF8.GetString(letter.Body.Span));
        Assert.Equal("a:1", letter.BasicProperties.MessageId);
        Assert.True(letter.BasicProperties.Persistent);
        var headers = letter.BasicProperties.Headers!;
        Assert.Equal("a", HeaderText(headers["key"]));
        Assert.Equal("2", HeaderText(headers["dead-letter-attempts"]));
        Assert.Equal("System.IO.InvalidDataException", HeaderText(headers["dead-letter-exception"]));
        Assert.Equal(new string('x', 1000), HeaderText(headers["dead-letter-exception-message"]));
        Assert.Equal(Queue, HeaderText(headers["dead-letter-queue"]));
        Assert.Equal(Queue, HeaderText(headers["dead-letter-routing-key"]));
        Assert.Equal(0u, await DepthAsync(Queue));
        Assert.Equal(0u, await DepthAsync(DeadLetters));
    }

    [Fact]
    public async Task While_the_parking_queue_is_missing_its_messages_wait_and_all_others_go_on()
    {
        await PublishAsync([.. Numbered("bad", 2), .. Numbered("good", 100)]);
        await using var running = await StartAsync(
            (delivery, _) =>
            {
                if (Text(delivery) == "bad:1")
                    throw new InvalidDataException("poison");
                _handled.Add(delivery);
                return default;
            },
            options =>
            {
                (options.ParkingQueue, options.Prefetch, options.Order) = (Parking, 20, RabbitMqOrder.ByHeader("key"));
                options.Retry.MaxAttempts = 1;
            });
        await Eventually.IsTrue(() => _handled.Of("good").Count() == 100, "all of the other key are handled");
        await Eventually.IsTrue(() => Logged(LogLevel.Error).Any(text => text.Contains("bad:1", StringComparison.Ordinal)), "it is reported");
        Assert.Empty(_handled.Of("bad"));
        Assert.Equal(1, Proxy.Connections);

        await DeclareParkingAsync();
        await Eventually.IsTrue(() => _handled.Of("bad").Any(), "the one behind it is handled");
        Assert.Equal(1u, await DepthAsync(Parking));
        await running.StopAsync();
        Assert.Equal(0u, await DepthAsync(Queue));
    }

    [Fact]
    public async Task A_message_that_could_not_be_parked_before_the_stop_stays_in_its_queue()
    {
        await PublishAsync("a:1");
        var running = await StartAsync(
            (_, _) => throw new InvalidDataException("poison"),
            options =>
            {
                (options.ParkingQueue, options.DrainTimeout) = (Parking, TimeSpan.FromMilliseconds(100));
                options.Retry.MaxAttempts = 1;
            });
        await Eventually.IsTrue(() => Logged(LogLevel.Error).Any(), "it is reported");
        await running.StopAsync();
        await running.DisposeAsync();
        await DepthBecomesAsync(Queue, 1);
    }

    [Fact]
    public async Task A_message_whose_key_cannot_be_read_is_dead_lettered_like_any_that_fails()
    {
        await PublishAsync("a:1", "none", "a:2");
        await using var running = await StartAsync(
            (delivery, _) =>
            {
                _handled.Add(delivery);
                return default;
            },
            options =>
            {
                options.Order = MessageOrder.ByKey<RabbitMqDelivery, string>(KeyInBody);
                options.Retry.MaxAttempts = 2;
            });
        await Eventually.IsTrue(() => _handled.Messages.Count == 2, "the others are handled");
        await DepthBecomesAsync(DeadLetters, 1);
        await running.StopAsync();
        Assert.Equal(["a:1", "a:2"], _handled.Messages);
        Assert.Equal(0u, await DepthAsync(Queue));
    }

    [Fact]
    public async Task An_exception_can_be_chosen_to_be_dead_lettered_at_once()
    {
        await PublishAsync("a:1");
        var attempts = 0;
        await using var running = await StartAsync(
            (_, _) =>
            {
                attempts++;
                throw new FormatException("never readable");
            },
            options => options.Retry.Choose = exception => exception is FormatException ? FailureChoice.DeadLetter : FailureChoice.Retry);
        await DepthBecomesAsync(DeadLetters, 1);
        Assert.Equal(1, attempts);
    }

    private static string? HeaderText(object? header) => header is byte[] bytes ? Encoding.UTF8.GetString(bytes) : header?.ToString();

    private static string KeyInBody(RabbitMqDelivery delivery)
    {
        var message = Text(delivery);
        return message.Contains(':', StringComparison.Ordinal) ? message.Split(':')[0] : throw new FormatException("no colon");
    }

    private Task<QueueDeclareOk> DeclareParkingAsync() => Channel.QueueDeclareAsync(Parking, durable: true, exclusive: false, autoDelete: false);
}
