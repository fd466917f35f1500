using System.Buffers.Binary;
using System.Diagnostics;
using EventConsumers.RabbitMQ.Tests.Brokers;
using RabbitMQ.Client;
using Xunit.Abstractions;

namespace EventConsumers.RabbitMQ.Tests;

public sealed class KillTests(Broker broker, ITestOutputHelper output) : BrokerTest(broker)
{
    private const int Keys = 100;
    private const int MessagesOfKey = 1000;
    private const int Messages = Keys * MessagesOfKey;
    private const int Kills = 20;
    private const int Prefetch = 500;
    private const int Record = 8;

    private string Worker => $"{Queue}-worker";

    [Fact]
    public async Task A_process_that_is_killed_again_and_again_loses_nothing_and_keeps_the_order_of_each_key()
    {
        var file = Path.Combine(Path.GetTempPath(), Worker);
        try
        {
            await FillAsync();
            var random = new Random(20);
            for (var kill = 0; kill < Kills; kill++)
            {
                using var process = Start(file);
                var until = LengthOf(file) + Record * random.Next(1, 2 * Messages / (Kills + 2));
                await Eventually.IsTrue(() => LengthOf(file) >= until || process.HasExited, "the worker handles messages");
                Assert.False(process.HasExited, "the worker has ended by itself");
                process.Kill();
                await process.WaitForExitAsync();
            }

            using (var last = Start(file))
            {
                await DepthBecomesAsync(Worker, 0);
                await Eventually.IsTrue(() => Records(file).Distinct().Count() == Messages, "all are handled");
                last.Kill();
                await last.WaitForExitAsync();
            }

            var handled = Records(file).ToArray();
            var duplicates = handled.Length - Messages;
            output.WriteLine($"{Messages} messages, {Kills} kills: {duplicates} handled again, {(double)duplicates / Kills:F0} per kill");
            // Never more than what was delivered and not yet acknowledged.
            Assert.InRange(duplicates, 0, Kills * Prefetch);
            Assert.All(handled.GroupBy(message => message.Key), AssertInOrder);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private async Task FillAsync()
    {
        // With one active consumer at a time the broker takes back all that the last one had before the next one gets any.
        await new QueueDeclaration(Worker) { IsQuorum = false, SingleActiveConsumer = true }.DeclareAsync(Channel);
        var published = new List<Task>();
        for (var number = 1; number <= MessagesOfKey; number++)
        {
            for (var key = 0; key < Keys; key++)
            {
                var body = new byte[Record];
                BinaryPrimitives.WriteInt32LittleEndian(body, key);
                BinaryPrimitives.WriteInt32LittleEndian(body.AsSpan(4), number);
                published.Add(Channel.BasicPublishAsync("", Worker, mandatory: true, new BasicProperties { Persistent = true }, body).AsTask());
            }

            if (published.Count >= 2000)
            {
                await Task.WhenAll(published);
                published.Clear();
            }
        }

        await Task.WhenAll(published);
    }

    private Process Start(string file)
    {
        var worker = Path.Combine(AppContext.BaseDirectory, "EventConsumers.RabbitMQ.Worker.dll");
        return Process.Start("dotnet", [worker, $"{Broker.Port}", Worker, $"{Prefetch}", file]);
    }

    private static long LengthOf(string file) => File.Exists(file) ? new FileInfo(file).Length : 0;

    private static IEnumerable<(int Key, int Number)> Records(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var record = new byte[Record];
        while (stream.ReadAtLeast(record, Record, throwOnEndOfStream: false) == Record)
            yield return (BinaryPrimitives.ReadInt32LittleEndian(record), BinaryPrimitives.ReadInt32LittleEndian(record.AsSpan(4)));
    }

    private static void AssertInOrder(IEnumerable<(int Key, int Number)> messages)
    {
        var highest = 0;
        foreach (var (key, number) in messages)
        {
            Assert.True(number <= highest + 1, $"{number} of key {key} was handled before {highest + 1}");
            highest = Math.Max(highest, number);
        }
    }
}
