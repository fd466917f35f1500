using System.Globalization;
using EventConsumers.RabbitMQ.Load;
using EventConsumers.RabbitMQ.Tests.Brokers;

// Consumes the same number of small messages in each way, in turns, and compares the medians: [messages] [rounds] [massTransit].
var messages = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 200_000;
var rounds = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 5;
var withMassTransit = args.Length > 2 && bool.Parse(args[2]);

await using var broker = new BrokerNode();
await broker.LaunchAsync();

List<Contender> contenders = [new RawClient(), new Adapter(), new OrderedAdapter()];
if (withMassTransit)
    contenders.Add(new MassTransitBus(broker.Port));
var measured = contenders.ToDictionary(contender => contender, _ => new List<Measurement>());
for (var round = 0; round <= rounds; round++)
{
    foreach (var contender in contenders)
    {
        var measurement = await contender.MeasureAsync(broker.Factory(), messages);
        Print($"round {round}: ", contender, measurement.PerSecond, measurement.ProcessorMicroseconds);
        // The first round compiles the code.
        if (round > 0)
            measured[contender].Add(measurement);
    }
}

Console.WriteLine();
var raw = PerSecond(contenders[0]);
foreach (var contender in contenders)
{
    Print("median:  ", contender, PerSecond(contender), Median(measured[contender].Select(measurement => measurement.ProcessorMicroseconds)));
    Console.WriteLine($"         {PerSecond(contender) / raw:F2} of the rate by hand");
}

double PerSecond(Contender contender) => Median(measured[contender].Select(measurement => measurement.PerSecond));

static void Print(string what, Contender contender, double perSecond, double processor) =>
    Console.WriteLine($"{what}{contender.Name,-40} {perSecond,8:N0} messages/s {processor,6:F1} us of processor time each");

static double Median(IEnumerable<double> values)
{
    var sorted = values.Order().ToArray();
    return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
}
