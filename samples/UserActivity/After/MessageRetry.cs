using Polly;
using Polly.Retry;

namespace UserActivity;

/// <summary>Five attempts within a few seconds. Whoever calls it dead-letters what still fails.</summary>
internal static class MessageRetry
{
    public static readonly ResiliencePipeline Pipeline = new ResiliencePipelineBuilder()
        .AddRetry(new RetryStrategyOptions
        {
            // HttpClient reports a timeout as a cancellation, which Polly does not retry by itself.
            ShouldHandle = new PredicateBuilder().Handle<Exception>(),
            MaxRetryAttempts = 4,
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            Delay = TimeSpan.FromMilliseconds(200),
            MaxDelay = TimeSpan.FromSeconds(5),
        })
        .Build();
}
