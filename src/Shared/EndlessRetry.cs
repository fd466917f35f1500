using Polly;
using Polly.Retry;

namespace EventConsumers;

/// <summary>Attempts without end, after growing pauses, until one succeeds or the caller cancels.</summary>
internal static class EndlessRetry
{
    /// <summary>Makes a pipeline that does so.</summary>
    /// <param name="firstDelay">The pause before the second attempt, which then doubles; jitter spreads it.</param>
    /// <param name="longestDelay">The longest pause.</param>
    /// <param name="timeProvider">Measures time.</param>
    /// <param name="onFailure">Logs an attempt that failed.</param>
    public static ResiliencePipeline Pipeline(
        TimeSpan firstDelay, TimeSpan longestDelay, TimeProvider timeProvider, Action<OnRetryArguments<object>> onFailure) =>
        new ResiliencePipelineBuilder { TimeProvider = timeProvider }
            .AddRetry(new RetryStrategyOptions
            {
                MaxRetryAttempts = int.MaxValue,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                Delay = firstDelay,
                MaxDelay = longestDelay,
                ShouldHandle = arguments => new ValueTask<bool>(
                    arguments.Outcome.Exception is not null && !arguments.Context.CancellationToken.IsCancellationRequested),
                OnRetry = arguments =>
                {
                    onFailure(arguments);
                    return default;
                },
            })
            .Build();
}
