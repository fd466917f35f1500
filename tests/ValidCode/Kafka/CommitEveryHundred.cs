// Trap: Commit stands in the poll loop, but runs once per hundred messages, when partitions are revoked and at the end.
using System.Text.Json;
using Confluent.Kafka;

namespace ValidCode.Kafka;

public sealed class CommitEveryHundred
{
    private const int CommitPeriod = 100;

    private readonly IOrderStore _orders;
    private bool _uncommitted;

    public CommitEveryHundred(IOrderStore orders) => _orders = orders;

    public async Task RunAsync(string brokers, CancellationToken cancellationToken)
    {
        var config = new ConsumerConfig { BootstrapServers = brokers, GroupId = "orders", EnableAutoCommit = false };
        using var consumer = new ConsumerBuilder<Ignore, byte[]>(config)
            .SetPartitionsRevokedHandler((c, _) =>
            {
                if (_uncommitted)
                    c.Commit();
                _uncommitted = false;
            })
            .Build();
        consumer.Subscribe("orders.placed");
        var handled = 0;
        try
        {
            while (!cancellationToken.IsCancellationRequested)
            {
                var result = consumer.Consume(cancellationToken);
                if (JsonSerializer.Deserialize(result.Message.Value.AsSpan(), MessageJson.Default.OrderPlaced) is { } order)
                    await _orders.SaveAsync(order, cancellationToken);

                _uncommitted = true;
                if (++handled % CommitPeriod == 0)
                {
                    consumer.Commit(result);
                    _uncommitted = false;
                }
            }
        }
        finally
        {
            if (_uncommitted)
                consumer.Commit();
            consumer.Close();
        }
    }
}
