namespace EventConsumers.Analyzers.Tests.Rules.Resilience;

public class RetryRoundPumpTests
{
    private static readonly References Polly = References.EventConsumers | References.Polly8;

    [Fact]
    public async Task A_run_in_a_loop_that_catches_its_failure()
    {
        var found = await Verify.FindsAsync(References.EventConsumers, """
            using EventConsumers;

            class Consumer
            {
                async Task RunAsync(MessagePump<string> pump, IAsyncEnumerable<string> source, CancellationToken stop)
                {
                    while (!stop.IsCancellationRequested)
                    {
                        try
                        {
                            await pump.{|EVC3010:RunAsync(source, stop)|};
                            return;
                        }
                        catch (MessagePumpException)
                        {
                            await Task.Delay(1000, stop);
                        }
                    }
                }
            }
            """);
        Assert.StartsWith("'RunAsync' is called again on the same pump", found[0].GetMessage(), StringComparison.Ordinal);
    }

    [Fact]
    public Task A_run_after_the_other() => Verify.FindsAsync(References.EventConsumers, """
        using EventConsumers;

        class Consumer
        {
            private readonly MessagePump<string> _pump;

            public Consumer(MessagePump<string> pump) => _pump = pump;

            async Task RunAsync(Func<IAsyncEnumerable<string>> page, CancellationToken stop)
            {
                while (!stop.IsCancellationRequested)
                    await _pump.{|EVC3010:RunAsync(page(), stop)|};
            }
        }
        """);

    [Fact]
    public Task A_run_in_a_pipeline() => Verify.FindsAsync(Polly, """
        using EventConsumers;
        using Polly;
        using Polly.Retry;

        class Consumer
        {
            async Task RunAsync(MessagePump<string> pump, IAsyncEnumerable<string> source, CancellationToken stop)
            {
                var pipeline = new ResiliencePipelineBuilder().AddRetry(new RetryStrategyOptions { MaxRetryAttempts = 5 }).Build();
                await pipeline.ExecuteAsync(async token => await pump.{|EVC3010:RunAsync(source, token)|}, stop);
            }
        }
        """);

    [Fact]
    public Task A_new_pump_for_each_run() => Verify.SilentAsync(Polly, """
        using EventConsumers;
        using Polly;
        using Polly.Retry;

        class Consumer
        {
            async Task RunAsync(Func<MessagePump<string>> make, IAsyncEnumerable<string> source, CancellationToken stop)
            {
                while (!stop.IsCancellationRequested)
                {
                    try
                    {
                        await using var pump = make();
                        await pump.RunAsync(source, stop);
                    }
                    catch (MessagePumpException)
                    {
                        await Task.Delay(1000, stop);
                    }
                }
            }

            async Task RunInPipelineAsync(Func<MessagePump<string>> make, IAsyncEnumerable<string> source, CancellationToken stop)
            {
                var pipeline = new ResiliencePipelineBuilder().AddRetry(new RetryStrategyOptions { MaxRetryAttempts = 5 }).Build();
                await pipeline.ExecuteAsync(async token =>
                {
                    await using var pump = make();
                    await pump.RunAsync(source, token);
                }, stop);
            }

            async Task RunAgainAsync(MessagePump<string> pump, Func<MessagePump<string>> make, IAsyncEnumerable<string> source, CancellationToken stop)
            {
                while (!stop.IsCancellationRequested)
                {
                    await pump.RunAsync(source, stop);
                    pump = make();
                }
            }
        }
        """, "EVC3010");

    [Fact]
    public Task One_run_of_each_pump() => Verify.SilentAsync(Polly, """
        using EventConsumers;
        using Polly;

        class Consumer
        {
            async Task RunAsync(IEnumerable<MessagePump<string>> pumps, IAsyncEnumerable<string> source, CancellationToken stop)
            {
                foreach (var pump in pumps)
                    await pump.RunAsync(source, stop);
            }

            async Task RunOnceAsync(MessagePump<string> pump, IAsyncEnumerable<string> source, Func<bool> isReady, CancellationToken stop)
            {
                while (true)
                {
                    if (!isReady())
                        continue;
                    await pump.RunAsync(source, stop);
                    break;
                }
            }

            async Task WithoutRetryAsync(MessagePump<string> pump, IAsyncEnumerable<string> source, CancellationToken stop)
            {
                var pipeline = new ResiliencePipelineBuilder().AddTimeout(TimeSpan.FromHours(1)).Build();
                await pipeline.ExecuteAsync(async token => await pump.RunAsync(source, token), stop);
            }
        }
        """, "EVC3010");

    [Fact]
    public Task A_write_for_each_message() => Verify.SilentAsync(References.EventConsumers, """
        using EventConsumers;

        class Consumer
        {
            async Task RunAsync(MessagePump<string> pump, Func<Task<string>> receive, CancellationToken stop)
            {
                while (!stop.IsCancellationRequested)
                {
                    try
                    {
                        if (!await pump.WriteAsync(await receive(), stop))
                            break;
                    }
                    catch (TimeoutException)
                    {
                        await Task.Delay(1000, stop);
                    }
                }
            }
        }
        """, "EVC3010");
}
