// Trap: Thread.Sleep and an endless loop round a send, but this is a simulator that paces itself: it holds no message.
using Confluent.Kafka;

namespace ValidCode.Kafka;

internal static class ProducerSample
{
    private static void Main(string[] args)
    {
        var stopping = false;
        Console.CancelKeyPress += (_, press) => press.Cancel = stopping = true;

        var config = new ProducerConfig { BootstrapServers = "localhost:9092", Acks = Acks.All, EnableIdempotence = true };
        using var producer = new ProducerBuilder<string, string>(config).Build();
        while (!stopping)
        {
            var sensor = "sensor-" + Random.Shared.Next(20);
            var temperature = 15 + Random.Shared.NextDouble() * 10;
            producer.Produce(
                "temperatures",
                new Message<string, string> { Key = sensor, Value = temperature.ToString("F2") },
                report =>
                {
                    if (report.Error.IsError)
                        Console.Error.WriteLine(report.Error.Reason);
                });
            Thread.Sleep(TimeSpan.FromSeconds(1));
        }

        producer.Flush(TimeSpan.FromSeconds(10));
    }
}
