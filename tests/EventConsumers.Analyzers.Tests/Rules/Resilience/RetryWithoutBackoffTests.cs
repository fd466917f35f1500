using EventConsumers.CodeFixes.Resilience;

namespace EventConsumers.Analyzers.Tests.Rules.Resilience;

public class RetryWithoutBackoffTests
{
    [Theory, EachVersionOf(Client.Kafka)]
    public async Task Loop_in_a_poll_loop(References client)
    {
        var found = await Verify.FindsAsync(client, Consumer("""
            {|EVC3006:for|} (var attempt = 0; attempt < 3; attempt++)
            {
                try
                {
                    await orders.SaveAsync(result.Message.Value);
                    break;
                }
                catch (Exception e)
                {
                    Console.WriteLine(e);
                }
            }
            """));
        Assert.Equal(
            "'for (…; attempt < 3; …)' tries the message again at once: what has just failed fails again, and what it depends on gets no rest", found[0].GetMessage());
    }

    [Theory]
    [InlineData("{|EVC3006:for|} (var n = 1; ; n++) { try { await orders.SaveAsync(result.Message.Value); break; } catch (HttpRequestException) when (n < 5) { Console.WriteLine(n); } }")]
    [InlineData("var n = 0; {|EVC3006:while|} (true) { try { await orders.SaveAsync(result.Message.Value); break; } catch (Exception) { if (++n == 5) throw; } }")]
    [InlineData("var n = 0; {|EVC3006:while|} (true) { try { await orders.SaveAsync(result.Message.Value); break; } catch (Exception) { n++; } if (n > 5) break; }")]
    [InlineData("var done = false; var left = 5; {|EVC3006:while|} (!done && left > 0) { try { await orders.SaveAsync(result.Message.Value); done = true; } catch (Exception) { left--; } }")]
    [InlineData("var n = 0; {|EVC3006:do|} { try { await orders.SaveAsync(result.Message.Value); break; } catch (Exception) { n += 1; } } while (n < 5);")]
    public Task Shapes_of_the_loop(string loop) => Verify.FindsAsync(References.Kafka2, Consumer(loop));

    [Theory]
    [InlineData("for (var n = 0; n < 5; n++) { try { await orders.SaveAsync(result.Message.Value); break; } catch (Exception) { await Task.Delay(100); } }")]
    [InlineData("for (var n = 0; n < 5; n++) { if (n > 0) Thread.Sleep(100); try { await orders.SaveAsync(result.Message.Value); break; } catch (Exception) { } }")]
    [InlineData("for (var n = 0; n < 5; n++) { try { await orders.SaveAsync(result.Message.Value); break; } catch (Exception) { await RestAsync(n); } }")]
    [InlineData("for (var n = 0; n < 5; n++) { try { await orders.SaveAsync(result.Message.Value); break; } catch (Exception) { await orders.BackoffAsync(n); } }")]
    [InlineData("for (var n = 0; n < 5; n++) { try { producer.Produce(\"copies\", result.Message); break; } catch (ProduceException<string, string>) { producer.Flush(TimeSpan.FromSeconds(10)); } }")]
    [InlineData("for (var n = 0; n < 5; n++) { try { producer.Produce(\"copies\", result.Message); break; } catch (ProduceException<string, string>) { Drain(producer); } }")]
    [InlineData("for (var n = 0; n < 5; n++) { try { await orders.SaveAsync(result.Message.Value); break; } catch (DbConcurrencyException) { } }")]
    [InlineData("for (var n = 0; n < 5; n++) { try { await orders.SaveAsync(result.Message.Value); break; } catch (Exception e) when (e is DbConcurrencyException) { } }")]
    [InlineData("for (var n = 0; n < servers.Count; n++) { try { await orders.SaveAsync(result.Message.Value + servers[n]); break; } catch (Exception) { } }")]
    [InlineData("for (var n = 0; n < 5; n++) { try { await orders.SaveAsync(result.Message.Value + n); break; } catch (Exception) { } }")]
    [InlineData("for (var n = 0; n < 5; n++) { try { await orders.SaveAsync(result.Message.Value); } catch (Exception) { } }")]
    [InlineData("for (var n = 0; n < 5; n++) { try { await orders.SaveAsync(result.Message.Value); break; } catch (Exception) { throw; } }")]
    [InlineData("for (var n = 0; n < 5; n++) { try { await orders.ConnectAsync(); break; } catch (Exception) { } }")]
    [InlineData("foreach (var server in servers) { try { await orders.SaveAsync(result.Message.Value + server); break; } catch (Exception) { } }")]
    public Task Waits_or_is_no_retry(string loop) => Verify.SilentAsync(References.Kafka2, Consumer(loop), "EVC3006");

    // EVC3001 says that these have no end.
    [Fact]
    public Task What_has_no_end_is_reported_once() => Verify.FindsAsync(References.Kafka2 | References.MassTransit, Consumer("""
        {|EVC3001:while|} (true) { try { await orders.SaveAsync(result.Message.Value); break; } catch (Exception) { } }
        MassTransit.IReceiveEndpointConfigurator endpoint = null;
        MassTransit.MessageRetryConfigurationExtensions.UseMessageRetry(endpoint, r => MassTransit.RetryConfigurationExtensions.{|EVC3001:Immediate(r, int.MaxValue)|});
        """));

    [Fact]
    public Task Loop_in_a_helper_of_the_handler() => Verify.FindsAsync(References.MassTransit, """
        using MassTransit;

        class OrderPlaced { public string Id { get; set; } }

        interface IOrders { Task SaveAsync(string id); }

        class Consumer : IConsumer<OrderPlaced>
        {
            private readonly IOrders _orders;

            public Consumer(IOrders orders) => _orders = orders;

            public Task Consume(ConsumeContext<OrderPlaced> context) => SaveAsync(context.Message.Id);

            private async Task SaveAsync(string id)
            {
                {|EVC3006:for|} (var attempt = 1; ; attempt++)
                {
                    try
                    {
                        await _orders.SaveAsync(id);
                        return;
                    }
                    catch (Exception) when (attempt < 3)
                    {
                    }
                }
            }
        }
        """);

    [Fact]
    public Task MassTransit_retries() => Verify.FindsAsync(References.MassTransit, """
        using MassTransit;

        class ConcurrencyException : Exception { }

        class Bus
        {
            void Configure(IReceiveEndpointConfigurator endpoint, int tries)
            {
                endpoint.UseMessageRetry(r => r.{|EVC3006:Immediate(5)|});
                endpoint.UseMessageRetry(r => r.{|EVC3006:Immediate(tries)|});
                endpoint.UseMessageRetry(r => r.{|EVC3006:Interval(5, TimeSpan.Zero)|});
                endpoint.UseMessageRetry(r => r.{|EVC3006:Interval(5, 0)|});
                endpoint.UseMessageRetry(r => r.{|EVC3006:Intervals(0, 0)|});
                endpoint.UseMessageRetry(r => { r.Handle<TimeoutException>(); r.{|EVC3006:Immediate(5)|}; });

                endpoint.UseMessageRetry(r => r.Immediate(1));
                endpoint.UseMessageRetry(r => r.Interval(5, 100));
                endpoint.UseMessageRetry(r => r.Interval(5, tries));
                endpoint.UseMessageRetry(r => r.Intervals(0, 100));
                endpoint.UseMessageRetry(r => { r.Handle<ConcurrencyException>(); r.Immediate(5); });
            }
        }
        """);

    [Fact]
    public Task Silent_where_the_message_comes_back_later() => Verify.SilentAsync(References.MassTransit, """
        using MassTransit;

        class Bus
        {
            void Configure(IReceiveEndpointConfigurator endpoint)
            {
                endpoint.UseDelayedRedelivery(r => r.Intervals(TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(15)));
                endpoint.UseMessageRetry(r => r.Immediate(5));
            }
        }
        """, "EVC3006");

    [Fact]
    public Task Wolverine_retries() => Verify.FindsAsync(References.Wolverine, """
        using Wolverine;
        using Wolverine.ErrorHandling;

        class ConcurrencyException : Exception { }

        class Setup
        {
            void Configure(WolverineOptions options)
            {
                options.Policies.OnAnyException().{|EVC3006:RetryTimes(3)|};
                options.Policies.OnException<ConcurrencyException>().RetryTimes(3);
                options.Policies.OnAnyException().RetryOnce();
                options.Policies.OnAnyException().RetryTimes(3).Then.ScheduleRetry(TimeSpan.FromMinutes(1));
                options.Policies.OnAnyException().RetryWithCooldown(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2));
                options.Policies.OnAnyException().{|EVC3006:RetryWithCooldown(TimeSpan.Zero, TimeSpan.Zero)|};
            }
        }
        """);

    [Theory, EachVersionOf(Client.Polly)]
    public Task Policies_of_handlers(References client) => Verify.FindsAsync(client | References.Rebus, """
        using Polly;
        using Rebus.Handlers;

        public class OrderPlaced { public string Id { get; set; } }

        public class ConcurrencyException : Exception { }

        public interface IOrders { Task SaveAsync(string id); Task ConnectAsync(); }

        public class Handler : IHandleMessages<OrderPlaced>
        {
            private readonly Random _random = new Random();
            private readonly IAsyncPolicy _retry = Policy.Handle<Exception>().{|EVC3006:RetryAsync(3)|};
            private readonly IAsyncPolicy _wait = Policy.Handle<Exception>().{|EVC3006:WaitAndRetryAsync(3, _ => TimeSpan.Zero)|};
            private readonly IAsyncPolicy _grow = Policy.Handle<Exception>().WaitAndRetryAsync(3, attempt => TimeSpan.FromSeconds(attempt));
            private readonly IAsyncPolicy _once = Policy.Handle<Exception>().RetryAsync();
            private readonly IAsyncPolicy _conflicts = Policy.Handle<ConcurrencyException>().RetryAsync(3);
            private readonly IAsyncPolicy _connect = Policy.Handle<Exception>().RetryAsync(3);
            private readonly IAsyncPolicy _jitter;
            private readonly IOrders _orders;

            public Handler(IOrders orders)
            {
                _orders = orders;
                _jitter = Policy.Handle<Exception>().WaitAndRetryAsync(3, _ => TimeSpan.FromMilliseconds(_random.Next(0, 1000)));
            }

            public Task ConnectAsync() => _connect.ExecuteAsync(() => _orders.ConnectAsync());

            public async Task Handle(OrderPlaced message)
            {
                await _retry.ExecuteAsync(() => _orders.SaveAsync(message.Id));
                await _wait.ExecuteAsync(() => _orders.SaveAsync(message.Id));
                await _grow.ExecuteAsync(() => _orders.SaveAsync(message.Id));
                await _once.ExecuteAsync(() => _orders.SaveAsync(message.Id));
                await _conflicts.ExecuteAsync(() => _orders.SaveAsync(message.Id));
                await _jitter.ExecuteAsync(() => _orders.SaveAsync(message.Id));
            }
        }
        """);

    [Fact]
    public Task Pipelines_of_handlers() => Verify.FindsAsync(References.Polly8 | References.Rebus, PollyHandler.With(
        "{|EVC3006:MaxRetryAttempts = 4|}, Delay = TimeSpan.Zero"));

    [Theory]
    [InlineData("MaxRetryAttempts = 4")]
    [InlineData("MaxRetryAttempts = 4, Delay = TimeSpan.FromMilliseconds(100)")]
    [InlineData("MaxRetryAttempts = 4, Delay = TimeSpan.Zero, DelayGenerator = _ => new ValueTask<TimeSpan?>(TimeSpan.FromSeconds(1))")]
    public Task Silent_for_pipelines_that_wait(string options) => Verify.SilentAsync(References.Polly8 | References.Rebus, PollyHandler.With(options), "EVC3006");

    [Fact]
    public Task Waits_in_loops() => Verify.FixesAsync<RetryWithoutBackoffFix>(
        References.Kafka2,
        Consumer("""
            {|EVC3006:for|} (var first = 0; first < 3; first++)
            {
                try
                {
                    await orders.SaveAsync(result.Message.Value);
                    break;
                }
                catch (Exception e)
                {
                    Console.WriteLine(e); // keep
                }
            }

            {|EVC3006:for|} (var second = 1; second <= 5; second++)
            {
                try
                {
                    await orders.SaveAsync(result.Message.Value);
                    break;
                }
                catch (Exception)
                {
                    continue;
                }
            }

            {|EVC3006:for|} (var third = 1; ; third++)
            {
                try
                {
                    await orders.SaveAsync(result.Message.Value);
                    break;
                }
                catch (Exception) when (third < 5)
                {
                }
            }

            var fourth = 0;
            {|EVC3006:while|} (fourth < 5)
            {
                fourth++;
                try
                {
                    await orders.SaveAsync(result.Message.Value);
                    break;
                }
                catch (Exception)
                {
                }
            }
            """),
        Consumer("""
            for (var first = 0; first < 3; first++)
            {
                try
                {
                    await orders.SaveAsync(result.Message.Value);
                    break;
                }
                catch (Exception e)
                {
                    Console.WriteLine(e); // keep
                    if (first < 2)
                    {
                        await Task.Delay(TimeSpan.FromSeconds(Math.Pow(2, first)) + TimeSpan.FromMilliseconds(Random.Shared.Next(0, 1000)), token);
                    }
                }
            }

            for (var second = 1; second <= 5; second++)
            {
                try
                {
                    await orders.SaveAsync(result.Message.Value);
                    break;
                }
                catch (Exception)
                {
                    if (second < 5)
                    {
                        await Task.Delay(TimeSpan.FromSeconds(Math.Pow(2, second)) + TimeSpan.FromMilliseconds(Random.Shared.Next(0, 1000)), token);
                    }

                    continue;
                }
            }

            for (var third = 1; ; third++)
            {
                try
                {
                    await orders.SaveAsync(result.Message.Value);
                    break;
                }
                catch (Exception) when (third < 5)
                {
                    await Task.Delay(TimeSpan.FromSeconds(Math.Pow(2, third)) + TimeSpan.FromMilliseconds(Random.Shared.Next(0, 1000)), token);
                }
            }

            var fourth = 0;
            while (fourth < 5)
            {
                fourth++;
                try
                {
                    await orders.SaveAsync(result.Message.Value);
                    break;
                }
                catch (Exception)
                {
                    if (fourth < 5)
                    {
                        await Task.Delay(TimeSpan.FromSeconds(Math.Pow(2, fourth)) + TimeSpan.FromMilliseconds(Random.Shared.Next(0, 1000)), token);
                    }
                }
            }
            """),
        title: "Wait longer after each attempt");

    [Fact]
    public Task Waits_in_settings() => Verify.FixesAsync<RetryWithoutBackoffFix>(
        References.MassTransit | References.Wolverine,
        Settings("""
            endpoint.UseMessageRetry(r => r.{|EVC3006:Immediate(5)|});
            endpoint.UseMessageRetry(r => r.{|EVC3006:Interval(tries, TimeSpan.Zero)|});
            options.Policies.OnAnyException().{|EVC3006:RetryTimes(3)|};
            """),
        Settings("""
            endpoint.UseMessageRetry(r => r.Exponential(5, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(2)));
            endpoint.UseMessageRetry(r => r.Exponential(tries, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(2)));
            options.Policies.OnAnyException().RetryWithCooldown(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(4));
            """));

    [Theory]
    [InlineData(
        "{|EVC3006:RetryAsync(3)|}",
        "WaitAndRetryAsync(3, attempt => TimeSpan.FromSeconds(Math.Pow(2, attempt)) + TimeSpan.FromMilliseconds(Random.Shared.Next(0, 1000)))")]
    [InlineData(
        "{|EVC3006:RetryAsync(8)|}",
        "WaitAndRetryAsync(8, attempt => TimeSpan.FromSeconds(Math.Min(Math.Pow(2, attempt), 30)) + TimeSpan.FromMilliseconds(Random.Shared.Next(0, 1000)))")]
    [InlineData(
        "{|EVC3006:RetryAsync(3, (e, n) => Console.WriteLine(n))|}",
        "WaitAndRetryAsync(3, attempt => TimeSpan.FromSeconds(Math.Pow(2, attempt)) + TimeSpan.FromMilliseconds(Random.Shared.Next(0, 1000)), (e, _, n, _) => Console.WriteLine(n))")]
    [InlineData(
        "{|EVC3006:WaitAndRetryAsync(3, n => TimeSpan.Zero)|}",
        "WaitAndRetryAsync(3, attempt => TimeSpan.FromSeconds(Math.Pow(2, attempt)) + TimeSpan.FromMilliseconds(Random.Shared.Next(0, 1000)))")]
    public Task Waits_in_policies(string before, string after) => Verify.FixesAsync<RetryWithoutBackoffFix>(
        References.Polly8 | References.Rebus, PolicyInHandler(before), PolicyInHandler(after));

    [Fact]
    public Task Waits_in_pipelines() => Verify.FixesAsync<RetryWithoutBackoffFix>(
        References.Polly8 | References.Rebus,
        PollyHandler.With("{|EVC3006:MaxRetryAttempts = 4|}, Delay = TimeSpan.Zero"),
        PollyHandler.With("MaxRetryAttempts = 4, Delay = TimeSpan.FromSeconds(1), BackoffType = DelayBackoffType.Exponential, UseJitter = true"));

    [Fact]
    public Task No_fix_where_the_code_cannot_wait() => Verify.OffersNoFixAsync<RetryWithoutBackoffFix>(References.RabbitMq6, """
        using RabbitMQ.Client.Events;

        interface IOrders { void Save(byte[] body); }

        class Handler
        {
            void OnReceived(object sender, BasicDeliverEventArgs ea, IOrders orders)
            {
                {|EVC3006:for|} (var attempt = 0; attempt < 3; attempt++)
                {
                    try { orders.Save(ea.Body.ToArray()); return; }
                    catch (Exception) { }
                }
            }
        }
        """);

    private static string Consumer(string loop) => $$"""
        using Confluent.Kafka;

        class DbConcurrencyException : Exception { }

        interface IOrders { Task SaveAsync(string order); Task ConnectAsync(); Task BackoffAsync(int attempt); }

        class Consumer
        {
            public async Task RunAsync(IConsumer<string, string> consumer, IProducer<string, string> producer, IOrders orders, List<string> servers, CancellationToken token)
            {
                while (!token.IsCancellationRequested)
                {
                    var result = consumer.Consume(token);
                    {{loop.Replace("\n", "\n            ", StringComparison.Ordinal).Replace("\n            \n", "\n\n", StringComparison.Ordinal)}}
                    consumer.Commit(result);
                }
            }

            private static async Task RestAsync(int attempt) => await Task.Delay(attempt * 100);

            private static void Drain(IProducer<string, string> producer) => producer.Flush(TimeSpan.FromSeconds(10));
        }
        """;

    private static string Settings(string statements) => $$"""
        using MassTransit;
        using Wolverine;
        using Wolverine.ErrorHandling;

        class Setup
        {
            void Configure(IReceiveEndpointConfigurator endpoint, WolverineOptions options, int tries)
            {
                {{statements.Replace("\n", "\n        ", StringComparison.Ordinal)}}
            }
        }
        """;

    private static string PolicyInHandler(string retry) => $$"""
        using Polly;
        using Rebus.Handlers;

        public class OrderPlaced { public string Id { get; set; } }

        public interface IOrders { Task SaveAsync(string id); }

        public class Handler : IHandleMessages<OrderPlaced>
        {
            private readonly IAsyncPolicy _retry = Policy.Handle<TimeoutException>().{{retry}};
            private readonly IOrders _orders;

            public Handler(IOrders orders) => _orders = orders;

            public Task Handle(OrderPlaced message) => _retry.ExecuteAsync(() => _orders.SaveAsync(message.Id));
        }
        """;
}
