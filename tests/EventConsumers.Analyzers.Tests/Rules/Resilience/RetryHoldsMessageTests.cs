using EventConsumers.CodeFixes.Resilience;

namespace EventConsumers.Analyzers.Tests.Rules.Resilience;

public class RetryHoldsMessageTests
{
    [Fact]
    public async Task MassTransit_retries()
    {
        var found = await Verify.FindsAsync(References.MassTransit, """
            using MassTransit;

            class Bus
            {
                void Configure(IReceiveEndpointConfigurator endpoint, TimeSpan delay)
                {
                    endpoint.UseMessageRetry(r => r.{|EVC3007:Interval(3, TimeSpan.FromMinutes(5))|});
                    endpoint.UseMessageRetry(r => r.{|EVC3007:Interval(3, 60_000)|});
                    endpoint.UseMessageRetry(r => r.{|EVC3007:Intervals(TimeSpan.FromSeconds(1), new TimeSpan(0, 1, 30), TimeSpan.FromSeconds(2))|});
                    endpoint.UseMessageRetry(r => r.{|EVC3007:Incremental(5, TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(10))|});
                    endpoint.UseMessageRetry(r => r.{|EVC3007:Exponential(10, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1), TimeSpan.FromSeconds(30))|});
                    endpoint.UseMessageRetry(r => Configure(r));

                    endpoint.UseMessageRetry(r => r.Interval(3, TimeSpan.FromSeconds(59)));
                    endpoint.UseMessageRetry(r => r.Interval(3, delay));
                    endpoint.UseMessageRetry(r => r.Intervals(100, 500, 1000));
                    endpoint.UseMessageRetry(r => r.Incremental(4, TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(10)));
                    endpoint.UseMessageRetry(r => r.Exponential(10, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(5)));
                    endpoint.UseMessageRetry(r => r.Exponential(3, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1), TimeSpan.FromSeconds(2)));
                    endpoint.UseMessageRetry(r => r.Immediate(3));
                    endpoint.UseDelayedRedelivery(r => r.Interval(3, TimeSpan.FromMinutes(5)));
                }

                static void Configure(IRetryConfigurator retry) => retry.{|EVC3007:Interval(2, TimeSpan.FromHours(3))|};

                static IRetryPolicy Connect() => Retry.CreatePolicy(r => r.Interval(10, TimeSpan.FromMinutes(1)));
            }
            """);
        Assert.Equal(
            [
                "'Interval' waits up to 5 minutes in the process before it tries the message again, and holds the message and its place meanwhile",
                "'Interval' waits up to 60 seconds in the process before it tries the message again, and holds the message and its place meanwhile",
            ],
            found.OrderBy(finding => finding.Location.SourceSpan.Start).Take(2).Select(finding => finding.GetMessage()));
    }

    [Fact]
    public Task Wolverine_retries() => Verify.FindsAsync(References.Wolverine, """
        using Wolverine;
        using Wolverine.ErrorHandling;

        static class Times
        {
            public static TimeSpan Minutes(this int number) => TimeSpan.FromMinutes(number);
        }

        class Setup
        {
            void Configure(WolverineOptions options)
            {
                options.Policies.OnAnyException().{|EVC3007:RetryWithCooldown(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(2))|};
                options.Policies.OnAnyException().{|EVC3007:RetryWithCooldown(5.Minutes())|};
                options.Policies.OnAnyException().RetryWithCooldown(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5));
                options.Policies.OnAnyException().ScheduleRetry(TimeSpan.FromMinutes(2));
            }
        }
        """);

    [Theory, EachVersionOf(Client.Polly)]
    public Task Policies_of_handlers(References client) => Verify.FindsAsync(client | References.Rebus, """
        using Polly;
        using Rebus.Handlers;

        public class OrderPlaced { public string Id { get; set; } }

        public interface IOrders { Task SaveAsync(string id); Task ConnectAsync(); }

        public class Handler : IHandleMessages<OrderPlaced>
        {
            private static readonly Random Jitter = new Random();

            private readonly IAsyncPolicy _minute = Policy.Handle<Exception>().{|EVC3007:WaitAndRetryAsync(3, _ => TimeSpan.FromMinutes(1))|};
            private readonly IAsyncPolicy _doubled = Policy.Handle<Exception>().{|EVC3007:WaitAndRetryAsync(6, n => TimeSpan.FromSeconds(Math.Pow(2, n)) + TimeSpan.FromMilliseconds(Jitter.Next(0, 100)))|};
            private readonly IAsyncPolicy _listed = Policy.Handle<Exception>().{|EVC3007:WaitAndRetryAsync(new[] { TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10) })|};
            private readonly IAsyncPolicy _short = Policy.Handle<Exception>().WaitAndRetryAsync(5, n => TimeSpan.FromSeconds(Math.Pow(2, n)));
            private readonly IAsyncPolicy _capped = Policy.Handle<Exception>().WaitAndRetryAsync(8, n => TimeSpan.FromSeconds(Math.Min(Math.Pow(2, n), 30)));
            private readonly IAsyncPolicy _unknown = Policy.Handle<Exception>().WaitAndRetryAsync(8, n => DelayOf(n));
            private readonly IAsyncPolicy _connect = Policy.Handle<Exception>().WaitAndRetryAsync(3, _ => TimeSpan.FromMinutes(1));
            private readonly IOrders _orders;

            public Handler(IOrders orders) => _orders = orders;

            public Task ConnectAsync() => _connect.ExecuteAsync(() => _orders.ConnectAsync());

            public async Task Handle(OrderPlaced message)
            {
                await _minute.ExecuteAsync(() => _orders.SaveAsync(message.Id));
                await _doubled.ExecuteAsync(() => _orders.SaveAsync(message.Id));
                await _listed.ExecuteAsync(() => _orders.SaveAsync(message.Id));
                await _short.ExecuteAsync(() => _orders.SaveAsync(message.Id));
                await _capped.ExecuteAsync(() => _orders.SaveAsync(message.Id));
                await _unknown.ExecuteAsync(() => _orders.SaveAsync(message.Id));
            }

            private static TimeSpan DelayOf(int attempt) => TimeSpan.FromHours(attempt);
        }
        """);

    [Theory]
    [InlineData("{|EVC3007:MaxRetryAttempts = 3|}, Delay = TimeSpan.FromMinutes(1)")]
    [InlineData("{|EVC3007:MaxRetryAttempts = 7|}, Delay = TimeSpan.FromSeconds(1), BackoffType = DelayBackoffType.Exponential")]
    [InlineData("{|EVC3007:MaxRetryAttempts = 6|}, Delay = TimeSpan.FromSeconds(10), BackoffType = DelayBackoffType.Linear")]
    public Task Pipelines_of_handlers(string options) => Verify.FindsAsync(References.Polly8 | References.Rebus, PollyHandler.With(options));

    [Theory]
    [InlineData("MaxRetryAttempts = 9")]
    [InlineData("MaxRetryAttempts = 6, Delay = TimeSpan.FromSeconds(1), BackoffType = DelayBackoffType.Exponential")]
    [InlineData("MaxRetryAttempts = 9, Delay = TimeSpan.FromSeconds(1), BackoffType = DelayBackoffType.Exponential, MaxDelay = TimeSpan.FromSeconds(20)")]
    public Task Short_pipelines(string options) => Verify.SilentAsync(References.Polly8 | References.Rebus, PollyHandler.With(options), "EVC3007");

    [Theory, EachVersionOf(Client.Kafka)]
    public Task Loops(References client) => Verify.FindsAsync(client, """
        using Confluent.Kafka;

        interface IOrders { Task SaveAsync(string order); Task ConnectAsync(); }

        class Consumer
        {
            private static readonly TimeSpan Pause = TimeSpan.FromMinutes(5);

            public async Task RunAsync(IConsumer<string, string> consumer, IOrders orders, CancellationToken token)
            {
                for (var attempt = 0; attempt < 10; attempt++)
                {
                    try { await orders.ConnectAsync(); break; }
                    catch (Exception) { await Task.Delay(TimeSpan.FromMinutes(1), token); }
                }

                while (!token.IsCancellationRequested)
                {
                    try
                    {
                        var result = consumer.Consume(token);
                        for (var attempt = 0; attempt < 3; attempt++)
                        {
                            try { await orders.SaveAsync(result.Message.Value); break; }
                            catch (Exception) { await {|EVC3007:Task.Delay(TimeSpan.FromMinutes(1), token)|}; }
                        }

                        for (var attempt = 0; attempt < 3; attempt++)
                        {
                            try { await orders.SaveAsync(result.Message.Value); break; }
                            catch (Exception) { await Task.Delay(TimeSpan.FromSeconds(1 << attempt), token); }
                        }
                    }
                    catch (KafkaException)
                    {
                        await Task.Delay(TimeSpan.FromMinutes(1), token);
                    }
                }
            }
        }
        """);

    // EVC3001 says that these have no end.
    [Fact]
    public Task What_has_no_end_is_reported_once() => Verify.SilentAsync(References.MassTransit, """
        using MassTransit;

        class Bus
        {
            void Configure(IReceiveEndpointConfigurator endpoint) => endpoint.UseMessageRetry(r => r.Interval(int.MaxValue, TimeSpan.FromMinutes(5)));
        }
        """, "EVC3007");

    [Fact]
    public Task Redelivers() => Verify.FixesAsync<RetryHoldsMessageFix>(
        References.MassTransit,
        Bus("UsingAzureServiceBus", """
            endpoint.UseMessageRetry(r => r.{|EVC3007:Interval(3, TimeSpan.FromMinutes(5))|}); // slow
            """),
        Bus("UsingAzureServiceBus", """
            endpoint.UseDelayedRedelivery(r => r.Interval(3, TimeSpan.FromMinutes(5))); // slow
            """),
        title: "Have the message redelivered later: 'UseDelayedRedelivery'");

    [Theory]
    [InlineData("UsingRabbitMq", "")]
    [InlineData("UsingAmazonSqs", "")]
    [InlineData("UsingAzureServiceBus", "endpoint.UseInMemoryOutbox(); ")]
    [InlineData("UsingAzureServiceBus", "endpoint.UseDelayedRedelivery(r => r.Interval(3, TimeSpan.FromMinutes(5))); ")]
    public Task No_fix_where_redelivery_may_not_work(string transport, string before) => Verify.OffersNoFixAsync<RetryHoldsMessageFix>(
        References.MassTransit, Bus(transport, before + "endpoint.UseMessageRetry(r => r.{|EVC3007:Interval(3, TimeSpan.FromMinutes(5))|});"));

    private static string Bus(string transport, string statements) => $$"""
        using MassTransit;

        static class Transports
        {
            public static void {{transport}}(this IBusRegistrationConfigurator bus) { }
        }

        class Setup
        {
            void Configure(IReceiveEndpointConfigurator endpoint)
            {
                {{statements}}
            }
        }
        """;
}
