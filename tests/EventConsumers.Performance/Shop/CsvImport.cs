using System.Globalization;

namespace Shop.Feature0;

public sealed class CsvImport(IOrderStore store)
{
    public async Task<int> ReadAsync(TextReader reader, CancellationToken cancellationToken)
    {
        var count = 0;
        Order? current = null;
        while (await reader.ReadLineAsync(cancellationToken) is { } line)
        {
            var fields = line.Split(';', StringSplitOptions.TrimEntries);
            if (fields.Length < 4 || !int.TryParse(fields[2], NumberStyles.Integer, CultureInfo.InvariantCulture, out var quantity)
                || !decimal.TryParse(fields[3], NumberStyles.Number, CultureInfo.InvariantCulture, out var price))
            {
                continue;
            }

            if (current?.Customer != fields[0])
            {
                if (current is not null)
                    await store.SaveAsync(current, cancellationToken);
                current = new Order { Customer = fields[0], PlacedAt = DateTimeOffset.UtcNow };
                count++;
            }

            current.Add(fields[1], quantity, price);
        }

        if (current is not null)
            await store.SaveAsync(current, cancellationToken);
        return count;
    }
}
