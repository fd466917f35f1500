// Trap: endless loops, sleeps and retries in hosted services that have nothing to do with messages.
using System.Net.Http.Json;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ValidCode.InProcess;

public sealed class ExchangeRates : BackgroundService
{
    private readonly HttpClient _http;
    private readonly ILogger<ExchangeRates> _logger;
    private volatile Dictionary<string, decimal> _rates = new();

    public ExchangeRates(HttpClient http, ILogger<ExchangeRates> logger) => (_http, _logger) = (http, logger);

    public decimal? this[string currency] => _rates.TryGetValue(currency, out var rate) ? rate : null;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMinutes(10));
        do
        {
            try
            {
                _rates = await _http.GetFromJsonAsync<Dictionary<string, decimal>>("rates", stoppingToken) ?? _rates;
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                _logger.LogWarning(exception, "Keeping the old rates");
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }
}

public static class FileLock
{
    public static FileStream Open(string path)
    {
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException)
            {
                Thread.Sleep(50);
            }
        }
    }
}
