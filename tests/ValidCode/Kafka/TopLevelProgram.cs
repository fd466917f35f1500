// Trap: top-level statements and a local function; the work stands below the loop that settles.
using System.Globalization;
using Confluent.Kafka;

using var stopping = new CancellationTokenSource();
Console.CancelKeyPress += (_, press) =>
{
    press.Cancel = true;
    stopping.Cancel();
};

var config = new ConsumerConfig
{
    BootstrapServers = args.Length > 0 ? args[0] : "localhost:9092",
    GroupId = "meter-readings",
    EnableAutoOffsetStore = false,
};

using var consumer = new ConsumerBuilder<string, string>(config).Build();
consumer.Subscribe("meters.read");
try
{
    while (true)
    {
        var reading = consumer.Consume(stopping.Token);
        await AppendAsync(reading.Message.Key, reading.Message.Value);
        consumer.StoreOffset(reading);
    }
}
catch (OperationCanceledException)
{
    Console.WriteLine("Stopped.");
}
finally
{
    consumer.Close();
}

async Task AppendAsync(string meter, string value)
{
    if (!double.TryParse(value, CultureInfo.InvariantCulture, out var kilowattHours))
        return;

    await File.AppendAllTextAsync(Path.Combine("readings", meter + ".csv"), $"{DateTime.UtcNow:O},{kilowattHours}\n", stopping.Token);
}
