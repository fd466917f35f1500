// Trap: six kinds of retry round the work on a message, each bounded: by condition, deadline, filter, list of delays, recursion, range.
using System.Diagnostics;
using Confluent.Kafka;

namespace ValidCode.Kafka;

public sealed class RetryShapes
{
    private static readonly TimeSpan[] Delays = { TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(2) };

    private readonly Func<byte[], Task> _handle;
    private readonly IProducer<string, byte[]> _deadLetters;

    public RetryShapes(Func<byte[], Task> handle, IProducer<string, byte[]> deadLetters) => (_handle, _deadLetters) = (handle, deadLetters);

    public async Task ByConditionAsync(ConsumeResult<string, byte[]> result)
    {
        var attempts = 0;
        var done = false;
        do
        {
            try
            {
                await _handle(result.Message.Value);
                done = true;
            }
            catch (Exception)
            {
                await Task.Delay(100 << attempts);
            }
        }
        while (!done && ++attempts < 5);

        if (!done)
            await _deadLetters.ProduceAsync("dead", result.Message);
    }

    public async Task ByDeadlineAsync(ConsumeResult<string, byte[]> result)
    {
        var since = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                await _handle(result.Message.Value);
                return;
            }
            catch (IOException)
            {
                if (since.Elapsed > TimeSpan.FromSeconds(30))
                    throw;
                await Task.Delay(500);
            }
        }
    }

    public async Task ByFilterAsync(ConsumeResult<string, byte[]> result)
    {
        var attempt = 0;
        while (true)
        {
            try
            {
                await _handle(result.Message.Value);
                break;
            }
            catch (Exception) when (attempt++ < 3)
            {
                await Task.Delay(attempt * 200);
            }
        }
    }

    public async Task ByDelaysAsync(ConsumeResult<string, byte[]> result)
    {
        foreach (var delay in Delays)
        {
            try
            {
                await _handle(result.Message.Value);
                return;
            }
            catch (Exception)
            {
                await Task.Delay(delay);
            }
        }

        await _deadLetters.ProduceAsync("dead", result.Message);
    }

    public async Task ByRecursionAsync(ConsumeResult<string, byte[]> result, int attempt = 1)
    {
        try
        {
            await _handle(result.Message.Value);
        }
        catch (Exception) when (attempt < 5)
        {
            await Task.Delay(TimeSpan.FromSeconds(attempt));
            await ByRecursionAsync(result, attempt + 1);
        }
    }

    public async Task<bool> ByRangeAsync(ConsumeResult<string, byte[]> result)
    {
        foreach (var attempt in Enumerable.Range(1, 4))
        {
            try
            {
                await _handle(result.Message.Value);
                return true;
            }
            catch (TimeoutException)
            {
                await Task.Delay(attempt * attempt * 50);
            }
        }

        await _deadLetters.ProduceAsync("dead", result.Message);
        return false;
    }
}
