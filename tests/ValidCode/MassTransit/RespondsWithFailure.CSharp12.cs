// Trap: a catch-all that swallows, but the failure is the answer to the caller who waits for one.
using MassTransit;

namespace ValidCode.MassTransit;

public sealed record CheckStock(string Article);

public sealed record StockChecked(string Article, int Count);

public sealed record StockUnknown(string Article, string Reason);

public interface IWarehouse
{
    Task<int> CountAsync(string article, CancellationToken cancellationToken);
}

public sealed class RespondsWithFailure(IWarehouse warehouse) : IConsumer<CheckStock>
{
    public async Task Consume(ConsumeContext<CheckStock> context)
    {
        var article = context.Message.Article;
        try
        {
            var count = await warehouse.CountAsync(article, context.CancellationToken);
            await context.RespondAsync(new StockChecked(article, count));
        }
        catch (Exception exception)
        {
            await context.RespondAsync(new StockUnknown(article, exception.Message));
        }
    }
}
