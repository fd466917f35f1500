namespace EventConsumers.Analyzers.Tests.Rules.Resilience;

/// <summary>A handler that repeats its work by a pipeline of Polly 8.</summary>
internal static class PollyHandler
{
    /// <summary>The source, with the options of the retry strategy.</summary>
    public static string With(string options) => $$"""
        using Polly;
        using Polly.Retry;
        using Rebus.Handlers;

        public class OrderPlaced { public string Id { get; set; } }

        public interface IOrders { Task SaveAsync(string id); }

        public class Handler : IHandleMessages<OrderPlaced>
        {
            private static readonly ResiliencePipeline Pipeline = new ResiliencePipelineBuilder()
                .AddRetry(new RetryStrategyOptions { {{options}} })
                .Build();

            private readonly IOrders _orders;

            public Handler(IOrders orders) => _orders = orders;

            public async Task Handle(OrderPlaced message) => await Pipeline.ExecuteAsync(async _ => await _orders.SaveAsync(message.Id));
        }
        """;
}
