using EventConsumers.CodeFixes.Resilience;

namespace EventConsumers.Analyzers.Tests.Rules.Resilience;

public class UnboundedRetryTests
{
    [Theory, EachVersionOf(Client.Kafka)]
    public async Task Loop_round_the_work_of_a_poll_loop(References client)
    {
        var found = await Verify.FindsAsync(client, Consumer("""
            {|EVC3001:while|} (true)
            {
                try
                {
                    await orders.SaveAsync(result.Message.Value);
                    break;
                }
                catch (Exception e)
                {
                    Console.WriteLine(e);
                    await Task.Delay(1000);
                }
            }
            """));
        Assert.Equal(
            "'while (true)' tries the message again without end; one that always fails holds up all that come after it", found[0].GetMessage());
    }

    [Theory]
    [InlineData("""
        var done = false;
        {|EVC3001:while|} (!done)
        {
            try { await orders.SaveAsync(result.Message.Value); done = true; }
            catch { Thread.Sleep(500); }
        }
        """)]
    [InlineData("""
        var done = false;
        {|EVC3001:do|}
        {
            try { await orders.SaveAsync(result.Message.Value); done = true; }
            catch (Exception) when (!token.IsCancellationRequested) { await Task.Delay(500, token); }
        }
        while (done == false);
        """)]
    [InlineData("""
        {|EVC3001:while|} (!token.IsCancellationRequested)
        {
            try { await orders.SaveAsync(result.Message.Value); break; }
            catch (Exception e) when (e is not OperationCanceledException) { Console.WriteLine(e); }
            await Task.Delay(500, token);
        }
        """)]
    [InlineData("""
        {|EVC3001:for|} (;;)
        {
            try { await orders.SaveAsync(result.Message.Value); }
            catch (Exception) { await Task.Delay(500, token); continue; }
            break;
        }
        """)]
    [InlineData("""
        string receipt = null;
        var wait = 100;
        {|EVC3001:while|} (receipt == null)
        {
            try { receipt = await orders.StoreAsync(result.Message.Value); }
            catch (Exception) { wait = Math.Min(wait * 2, 10000); await Task.Delay(wait); }
        }
        """)]
    [InlineData("""
        {|EVC3001:while|} (true)
        {
            var done = false;
            try { await orders.SaveAsync(result.Message.Value); done = true; }
            catch (Exception) { if (token.IsCancellationRequested) throw; }
            if (done) break;
            await Task.Delay(500);
        }
        """)]
    [InlineData("""
        {|EVC3001:while|} (true)
        {
            try
            {
                if (await orders.TrySaveAsync(result.Message.Value))
                    break;
            }
            catch (Exception e) { Console.WriteLine(e); }
        }
        """)]
    public Task Shapes_of_the_loop(string loop) => Verify.FindsAsync(References.Kafka2, Consumer(loop));

    [Theory]
    [InlineData("for (var attempt = 1; ; attempt++) { try { await orders.SaveAsync(result.Message.Value); break; } catch (Exception) when (attempt < 5) { await Task.Delay(attempt * 100); } }")]
    [InlineData("for (var i = 0; i < 5; i++) { try { await orders.SaveAsync(result.Message.Value); break; } catch (Exception) { await Task.Delay(100); } }")]
    [InlineData("var n = 0; while (true) { try { await orders.SaveAsync(result.Message.Value); break; } catch (Exception) { if (++n == 5) throw; } }")]
    [InlineData("var n = 0; while (true) { try { await orders.SaveAsync(result.Message.Value); break; } catch (Exception) { n++; } if (n > 5) break; }")]
    [InlineData("var end = DateTime.UtcNow.AddMinutes(1); while (DateTime.UtcNow < end) { try { await orders.SaveAsync(result.Message.Value); break; } catch (Exception) { } }")]
    [InlineData("while (true) { try { await orders.SaveAsync(result.Message.Value); break; } catch (Exception e) { if (e is FormatException) throw; } }")]
    [InlineData("while (true) { try { await orders.SaveAsync(result.Message.Value); break; } catch (TimeoutException) { await Task.Delay(100); } }")]
    [InlineData("while (true) { try { await orders.SaveAsync(result.Message.Value); break; } catch (Exception e) when (e is TimeoutException) { await Task.Delay(100); } }")]
    [InlineData("while (true) { try { await orders.SaveAsync(result.Message.Value); break; } catch (Exception) { throw; } }")]
    [InlineData("while (true) { try { await orders.SaveAsync(result.Message.Value); break; } catch (Exception e) { GiveUpAfterFive(e); } }")]
    [InlineData("while (true) { try { await orders.ConnectAsync(); break; } catch (Exception) { await Task.Delay(100); } }")]
    [InlineData("while (!token.IsCancellationRequested) { try { await orders.SaveAsync(result.Message.Value); } catch (Exception) { } await Task.Delay(60000, token); }")]
    [InlineData("var source = new CancellationTokenSource(TimeSpan.FromMinutes(1)); while (!source.IsCancellationRequested) { try { await orders.SaveAsync(result.Message.Value); break; } catch (Exception) { } }")]
    [InlineData("foreach (var attempt in new[] { 1, 2, 3 }) { try { await orders.SaveAsync(result.Message.Value); break; } catch (Exception) { } }")]
    public Task Bounded_or_no_retry(string loop) => Verify.SilentAsync(References.Kafka2, Consumer(loop), "EVC3001");

    [Fact]
    public Task Loops_that_receive_or_connect() => Verify.SilentAsync(References.RabbitMq6, """
        using RabbitMQ.Client;

        interface IOrders { void Save(byte[] body); }

        class Worker
        {
            IConnection Connect(IConnectionFactory factory)
            {
                while (true)
                {
                    try { return factory.CreateConnection(); }
                    catch (Exception) { Thread.Sleep(1000); }
                }
            }

            void Poll(IModel channel, IOrders orders)
            {
                while (true)
                {
                    try
                    {
                        var message = channel.BasicGet("orders", false);
                        if (message == null)
                            return;
                        orders.Save(message.Body.ToArray());
                        channel.BasicAck(message.DeliveryTag, false);
                    }
                    catch (Exception e) { Console.WriteLine(e); }
                }
            }
        }
        """, "EVC3001");

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
                {|EVC3001:while|} (true)
                {
                    try
                    {
                        await _orders.SaveAsync(id);
                        return;
                    }
                    catch (Exception)
                    {
                        await Task.Delay(1000);
                    }
                }
            }
        }
        """);

    [Fact]
    public Task Retry_helper_that_is_given_the_work()
    {
        var test = new CSharpAnalyzerTest<EventConsumerAnalyzer>
        {
            TestCode = """
                using Rebus.Handlers;

                public class OrderPlaced { public string Id { get; set; } }

                public interface IOrders { Task SaveAsync(string id); Task ConnectAsync(); }

                public class Handler : IHandleMessages<OrderPlaced>
                {
                    private readonly IOrders _orders;

                    public Handler(IOrders orders) => _orders = orders;

                    public async Task Handle(OrderPlaced message)
                    {
                        await Retry.ForeverAsync(() => _orders.ConnectAsync());
                        await Retry.{|EVC3001:ForeverAsync(() => _orders.SaveAsync(message.Id))|};
                    }
                }
                """,
            References = References.Rebus,
        };
        test.TestState.Sources.Add("""
            public static class Retry
            {
                public static async Task ForeverAsync(Func<Task> work)
                {
                    while (true)
                    {
                        try
                        {
                            await work();
                            return;
                        }
                        catch (Exception)
                        {
                            await Task.Delay(1000);
                        }
                    }
                }
            }
            """);
        test.OnlyDiagnostics.Add("EVC3001");
        return test.RunAsync();
    }

    [Fact]
    public Task Send_of_a_given_message() => Verify.FindsAsync(References.Kafka2, """
        using Confluent.Kafka;

        class Publisher
        {
            private readonly IProducer<Null, string> _producer;

            public Publisher(IProducer<Null, string> producer) => _producer = producer;

            public async Task PublishAsync(string body)
            {
                {|EVC3001:while|} (true)
                {
                    try
                    {
                        await _producer.ProduceAsync("orders", new Message<Null, string> { Value = body });
                        return;
                    }
                    catch (Exception)
                    {
                        await Task.Delay(1000);
                    }
                }
            }

            public async Task AnnounceAsync()
            {
                while (true)
                {
                    try
                    {
                        await _producer.ProduceAsync("hosts", new Message<Null, string> { Value = "started" });
                        return;
                    }
                    catch (Exception)
                    {
                        await Task.Delay(1000);
                    }
                }
            }
        }
        """);

    [Theory, EachVersionOf(Client.Polly)]
    public Task Policy_of_a_field(References client) => Verify.FindsAsync(client | References.RabbitMq7, """
        using Polly;
        using Polly.Retry;
        using RabbitMQ.Client;
        using RabbitMQ.Client.Events;

        interface IOrders { Task SaveAsync(byte[] body); }

        class Consumer
        {
            private readonly AsyncRetryPolicy _retry = Policy
                .Handle<Exception>()
                .{|EVC3001:WaitAndRetryForeverAsync(attempt => TimeSpan.FromSeconds(attempt))|};

            private readonly AsyncRetryPolicy _connect = Policy.Handle<Exception>().RetryForeverAsync();

            private readonly IOrders _orders;

            public Consumer(IOrders orders) => _orders = orders;

            public Task ConnectAsync(IConnectionFactory factory) => _connect.ExecuteAsync(() => factory.CreateConnectionAsync());

            private async Task OnReceivedAsync(object sender, BasicDeliverEventArgs ea)
            {
                await _retry.ExecuteAsync(() => _orders.SaveAsync(ea.Body.ToArray()));
            }
        }
        """);

    [Theory]
    [InlineData("Policy.Handle<Exception>().{|EVC3001:RetryForeverAsync()|}")]
    [InlineData("Policy.Handle<Exception>().{|EVC3001:RetryAsync(int.MaxValue)|}")]
    [InlineData("Policy.Handle<Exception>().{|EVC3001:WaitAndRetryAsync(100000, _ => TimeSpan.FromSeconds(1))|}")]
    [InlineData("Policy.WrapAsync(Policy.BulkheadAsync(3), Policy.Handle<Exception>().{|EVC3001:RetryForeverAsync()|})")]
    [InlineData("CreatePolicy()")]
    public Task Policy_of_the_handler(string policy) => Verify.FindsAsync(References.Polly8 | References.NServiceBus, PolicyInHandler(policy, "{|EVC3001:RetryForeverAsync()|}"));

    [Theory]
    [InlineData("Policy.Handle<Exception>().RetryAsync(5)")]
    [InlineData("Policy.Handle<Exception>().WaitAndRetryAsync(5, _ => TimeSpan.FromSeconds(1))")]
    [InlineData("Policy.WrapAsync(Policy.TimeoutAsync(60), Policy.Handle<Exception>().RetryForeverAsync())")]
    public Task Bounded_policy(string policy) =>
        Verify.SilentAsync(References.Polly8 | References.NServiceBus, PolicyInHandler(policy, "RetryAsync(3)"), "EVC3001");

    [Fact]
    public Task Pipeline_without_end() => Verify.FindsAsync(References.Polly8 | References.Rebus, """
        using Polly;
        using Polly.Retry;
        using Rebus.Handlers;

        public class OrderPlaced { public string Id { get; set; } }

        public interface IOrders { Task SaveAsync(string id); }

        public class Handler : IHandleMessages<OrderPlaced>
        {
            private readonly ResiliencePipeline _pipeline;
            private readonly IOrders _orders;

            public Handler(IOrders orders)
            {
                _orders = orders;
                _pipeline = new ResiliencePipelineBuilder()
                    .AddRetry(new RetryStrategyOptions { {|EVC3001:MaxRetryAttempts = int.MaxValue|}, Delay = TimeSpan.FromSeconds(1) })
                    .Build();
            }

            public async Task Handle(OrderPlaced message)
            {
                await _pipeline.ExecuteAsync(async _ => await _orders.SaveAsync(message.Id));
            }
        }
        """);

    [Fact]
    public Task MassTransit_retries() => Verify.FindsAsync(References.MassTransit, """
        using MassTransit;

        class Bus
        {
            void Configure(IReceiveEndpointConfigurator endpoint)
            {
                endpoint.UseMessageRetry(r => r.{|EVC3001:Immediate(int.MaxValue)|});
                endpoint.UseMessageRetry(r => r.{|EVC3001:Interval(100_000, TimeSpan.FromSeconds(1))|});
                endpoint.UseMessageRetry(r => r.Interval(5, TimeSpan.FromSeconds(1)));
            }
        }
        """);

    [Fact]
    public Task MassTransit_retries_in_a_helper() => Verify.FindsAsync(References.MassTransit, """
        using MassTransit;

        class Bus
        {
            void Configure(IReceiveEndpointConfigurator endpoint)
            {
                endpoint.UseMessageRetry(ForEver);
                endpoint.UseMessageRetry(r => Often(r));
                endpoint.UseMessageRetry(r =>
                {
                    r.Handle<TimeoutException>();
                    r.Last();
                });
            }

            private void ForEver(IRetryConfigurator retry) => retry.{|EVC3001:Immediate(int.MaxValue)|};

            private static void Often(IRetryConfigurator retry) => Deeper(retry);

            private static void Deeper(IRetryConfigurator retry) => retry.{|EVC3001:Interval(5000, 10)|};
        }

        static class Retries
        {
            public static void Last(this IRetryConfigurator retry) => retry.{|EVC3001:Immediate(10000)|};
        }
        """);

    [Fact]
    public Task Silent_for_a_helper_that_no_consumer_is_given() => Verify.SilentAsync(References.MassTransit, """
        using MassTransit;

        class Bus
        {
            IRetryPolicy Connect() => Retry.CreatePolicy(Reconnect);

            IRetryPolicy ConnectOnce() => Retry.CreatePolicy(r => Reconnect(r));

            private void Reconnect(IRetryConfigurator retry) => retry.Immediate(int.MaxValue);

            private void Unused(IRetryConfigurator retry) => retry.Immediate(int.MaxValue);

            private void Recursive(IRetryConfigurator retry)
            {
                Recursive(retry);
                retry.Immediate(int.MaxValue);
            }
        }
        """, "EVC3001");

    [Fact]
    public async Task Delivery_limits_come_round()
    {
        var found = await Verify.FindsAsync(References.ServiceBus | References.RabbitMq7 | References.Sqs4, """
            using Azure.Messaging.ServiceBus.Administration;

            class Setup
            {
                void Configure(QueueProperties queue, IDictionary<string, object> arguments, IDictionary<string, string> attributes)
                {
                    {|EVC3001:queue.MaxDeliveryCount = 5000|};
                    {|EVC3001:arguments["x-delivery-limit"] = 5000|};
                    attributes["RedrivePolicy"] = "{\"{|EVC3001:maxReceiveCount\":1000000|}}";
                }
            }
            """);
        Assert.Equal("'MaxDeliveryCount' tries the message again without end; one that always fails comes round for ever", found[0].GetMessage());
    }

    [Fact]
    public async Task MassTransit_redelivery_comes_round()
    {
        var found = await Verify.FindsAsync(References.MassTransit, """
            using MassTransit;

            class Bus
            {
                void Configure(IReceiveEndpointConfigurator endpoint) =>
                    endpoint.UseDelayedRedelivery(r => r.{|EVC3001:Interval(100_000, TimeSpan.FromSeconds(1))|});
            }
            """);
        Assert.Equal("'Interval' tries the message again without end; one that always fails comes round for ever", found[0].GetMessage());
    }

    [Fact]
    public Task Silent_for_a_policy_that_is_given_to_no_consumer() => Verify.SilentAsync(References.MassTransit, """
        using MassTransit;

        class Host
        {
            public IRetryPolicy Reconnect { get; } = Retry.CreatePolicy(x => x.Exponential(1000, TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(3)));

            public IRetryPolicy Send() => Retry.CreatePolicy(x =>
            {
                x.Handle<TimeoutException>();
                x.Interval(int.MaxValue, TimeSpan.FromSeconds(1));
            });
        }
        """, "EVC3001");

    [Fact]
    public async Task Wolverine_requeues_come_round()
    {
        var found = await Verify.FindsAsync(References.Wolverine, """
            using Wolverine;
            using Wolverine.ErrorHandling;

            class Setup
            {
                void Configure(WolverineOptions options) =>
                    options.Policies.OnException<Exception>().{|EVC3001:ScheduleRetryIndefinitely(TimeSpan.FromSeconds(1))|};
            }
            """);
        Assert.Equal("'ScheduleRetryIndefinitely' tries the message again without end; one that always fails comes round for ever", found[0].GetMessage());
    }

    [Fact]
    public Task Settings_for_certain_failures() => Verify.SilentAsync(References.Wolverine | References.MassTransit, """
        using MassTransit;
        using Wolverine;
        using Wolverine.ErrorHandling;

        class Setup
        {
            void Configure(WolverineOptions options) =>
                options.Policies.OnException<TimeoutException>().ScheduleRetryIndefinitely(TimeSpan.FromSeconds(1));

            void Configure(IReceiveEndpointConfigurator endpoint) => endpoint.UseMessageRetry(retry =>
            {
                retry.Handle<TimeoutException>();
                retry.Interval(int.MaxValue, TimeSpan.FromSeconds(1));
            });
        }
        """, "EVC3001");

    [Fact]
    public Task Settings_for_all_failures() => Verify.FindsAsync(References.Wolverine | References.MassTransit, """
        using MassTransit;
        using Wolverine;
        using Wolverine.ErrorHandling;

        class Setup
        {
            void Configure(WolverineOptions options)
            {
                options.Policies.OnException<TimeoutException>().RetryTimes(3);
                options.Policies.OnAnyException().{|EVC3001:ScheduleRetryIndefinitely(TimeSpan.FromSeconds(1))|};
            }

            void Configure(IReceiveEndpointConfigurator endpoint)
            {
                endpoint.UseMessageRetry(retry => retry.{|EVC3001:Interval(int.MaxValue, TimeSpan.FromSeconds(1))|});
                endpoint.UseMessageRetry(other =>
                {
                    other.Handle<Exception>();
                    other.{|EVC3001:Interval(int.MaxValue, TimeSpan.FromSeconds(1))|};
                });
            }
        }
        """, "EVC3001");

    [Fact]
    public Task NServiceBus_retries() => Verify.FindsAsync(References.NServiceBus, """
        using NServiceBus;

        class Endpoint
        {
            void Configure(RecoverabilitySettings recoverability)
            {
                recoverability.Immediate(immediate => immediate.{|EVC3001:NumberOfRetries(int.MaxValue)|});
                recoverability.Delayed(delayed => delayed.NumberOfRetries(3));
            }
        }
        """);

    [Fact]
    public Task Wolverine_retries() => Verify.FindsAsync(References.Wolverine, """
        using Wolverine;
        using Wolverine.ErrorHandling;

        class Startup
        {
            void Configure(WolverineOptions options)
            {
                options.Policies.OnAnyException().{|EVC3001:RetryTimes(int.MaxValue)|};
                options.Policies.OnAnyException().RetryTimes(3);
            }
        }
        """);

    [Fact]
    public Task Functions_retries() => Verify.FindsAsync(References.FunctionsIsolated, """
        using Microsoft.Azure.Functions.Worker;

        public class Functions
        {
            [Function("orders")]
            [{|EVC3001:FixedDelayRetry(-1, "00:00:10")|}]
            public void OnOrder([KafkaTrigger("broker", "orders")] string order) => Console.WriteLine(order);

            [Function("payments")]
            [ExponentialBackoffRetry(5, "00:00:01", "00:01:00")]
            public void OnPayment([KafkaTrigger("broker", "payments")] string payment) => Console.WriteLine(payment);
        }
        """);

    [Fact]
    public Task Saving_what_the_message_was_put_into() => Verify.FindsAsync(References.Rebus, """
        using Rebus.Handlers;

        public class OrderPlaced { public string Id { get; set; } }

        public interface IOrders
        {
            ICollection<string> Items { get; }
            Task SaveChangesAsync();
        }

        public class Handler : IHandleMessages<OrderPlaced>
        {
            private readonly IOrders _orders;
            private readonly IOrders _others;

            public Handler(IOrders orders, IOrders others) => (_orders, _others) = (orders, others);

            public async Task Handle(OrderPlaced message)
            {
                _orders.Items.Add(message.Id);
                {|EVC3001:while|} (true)
                {
                    try { await _orders.SaveChangesAsync(); break; }
                    catch (Exception) { await Task.Delay(1000); }
                }

                while (true)
                {
                    try { await _others.SaveChangesAsync(); break; }
                    catch (Exception) { await Task.Delay(1000); }
                }
            }
        }
        """);

    [Fact]
    public Task Cap_retries() => Verify.FindsAsync(References.Cap, """
        using DotNetCore.CAP;

        class Startup
        {
            void Configure(CapOptions cap) => {|EVC3001:cap.FailedRetryCount = int.MaxValue|};

            void ConfigureOther(CapOptions cap) => cap.FailedRetryCount = 10;
        }
        """);

    [Fact]
    public Task Bounds_an_asynchronous_loop() => Verify.FixesAsync<UnboundedRetryFix>(
        References.Kafka2,
        Consumer("""
            // until it works
            {|EVC3001:while|} (true) // for ever
            {
                try
                {
                    await orders.SaveAsync(result.Message.Value);
                    break;
                }
                catch (Exception e)
                {
                    Console.WriteLine(e); // keep
                    await Task.Delay(1000);
                }
            }

            var done = false;
            {|EVC3001:while|} (!done)
            {
                try
                {
                    await orders.SaveAsync(result.Message.Value);
                    done = true;
                }
                catch
                {
                    Thread.Sleep(TimeSpan.FromSeconds(1));
                }
            }

            {|EVC3001:while|} (!token.IsCancellationRequested)
            {
                try
                {
                    await orders.SaveAsync(result.Message.Value);
                    break;
                }
                catch (Exception e) when (e is not OperationCanceledException)
                {
                    Console.WriteLine(e);
                }
            }
            """),
        Consumer("""
            // until it works
            for (var attempt = 1; ; attempt++) // for ever
            {
                try
                {
                    await orders.SaveAsync(result.Message.Value);
                    break;
                }
                catch (Exception e) when (attempt < 5)
                {
                    Console.WriteLine(e); // keep
                    await Task.Delay(TimeSpan.FromSeconds(Math.Pow(2, attempt)) + TimeSpan.FromMilliseconds(Random.Shared.Next(0, 1000)), token);
                }
            }

            var done = false;
            for (var retryAttempt = 1; !done; retryAttempt++)
            {
                try
                {
                    await orders.SaveAsync(result.Message.Value);
                    done = true;
                }
                catch when (retryAttempt < 5)
                {
                    await Task.Delay(TimeSpan.FromSeconds(Math.Pow(2, retryAttempt)) + TimeSpan.FromMilliseconds(Random.Shared.Next(0, 1000)), token);
                }
            }

            for (var attemptNumber = 1; !token.IsCancellationRequested; attemptNumber++)
            {
                try
                {
                    await orders.SaveAsync(result.Message.Value);
                    break;
                }
                catch (Exception e) when (e is not OperationCanceledException && attemptNumber < 5)
                {
                    Console.WriteLine(e);
                    await Task.Delay(TimeSpan.FromSeconds(Math.Pow(2, attemptNumber)) + TimeSpan.FromMilliseconds(Random.Shared.Next(0, 1000)), token);
                }
            }
            """),
        title: "Give up after 5 attempts");

    [Fact]
    public Task Bounds_a_blocking_loop_and_keeps_its_delay() => Verify.FixesAsync<UnboundedRetryFix>(
        References.RabbitMq6,
        BlockingHandler("""
            {|EVC3001:for|} (;;)
            {
                try
                {
                    orders.Save(ea.Body.ToArray());
                    return;
                }
                catch (TimeoutException)
                {
                    Thread.Sleep(10);
                }
                catch (Exception)
                {
                    Thread.Sleep(100);
                }
            }
            """),
        BlockingHandler("""
            for (var attempt = 1; ; attempt++)
            {
                try
                {
                    orders.Save(ea.Body.ToArray());
                    return;
                }
                catch (TimeoutException) when (attempt < 5)
                {
                    Thread.Sleep(10);
                }
                catch (Exception) when (attempt < 5)
                {
                    Thread.Sleep(100);
                }
            }
            """));

    [Fact]
    public Task Bounds_a_loop_that_tests_at_its_end() => Verify.FixesAsync<UnboundedRetryFix>(
        References.RabbitMq6,
        BlockingHandler("""
            var done = false;
            {|EVC3001:do|}
            {
                try
                {
                    orders.Save(ea.Body.ToArray());
                    done = true;
                }
                catch (Exception e)
                {
                    Console.WriteLine(e);
                }
            } while (!done);
            """),
        BlockingHandler("""
            var done = false;
            for (var attempt = 1; !done; attempt++)
            {
                try
                {
                    orders.Save(ea.Body.ToArray());
                    done = true;
                }
                catch (Exception e) when (attempt < 5)
                {
                    Console.WriteLine(e);
                }
            }
            """),
        leaves: ["EVC3006"]);

    [Fact]
    public Task Bounds_by_the_number_of_the_options()
    {
        var test = new CSharpCodeFixTest<EventConsumerAnalyzer, UnboundedRetryFix>
        {
            TestCode = BlockingHandler("{|EVC3001:while|} (true) { try { orders.Save(ea.Body.ToArray()); return; } catch { } }"),
            FixedCode = BlockingHandler("for (var attempt = 1; ; attempt++) { try { orders.Save(ea.Body.ToArray()); return; } catch when (attempt < 3) { } }"),
            References = References.RabbitMq6,
            CodeActionTitle = "Give up after 3 attempts",
        };
        test.TestState.AnalyzerConfigFiles.Add("root = true\n[*.cs]\neventconsumers.max_retry_attempts = 3\n");
        test.DisabledDiagnostics.Add("EVC3006");
        test.OnlyDiagnostics.Add("EVC3001");
        return test.RunAsync();
    }

    [Theory]
    [InlineData(
        "{|EVC3001:RetryForeverAsync()|}",
        "WaitAndRetryAsync(5, attempt => TimeSpan.FromSeconds(Math.Pow(2, attempt)) + TimeSpan.FromMilliseconds(Random.Shared.Next(0, 1000)))")]
    [InlineData(
        "{|EVC3001:RetryForeverAsync(e => Console.WriteLine(e))|}",
        "WaitAndRetryAsync(5, attempt => TimeSpan.FromSeconds(Math.Pow(2, attempt)) + TimeSpan.FromMilliseconds(Random.Shared.Next(0, 1000)), (e, _) => Console.WriteLine(e))")]
    [InlineData(
        "{|EVC3001:WaitAndRetryForeverAsync(n => TimeSpan.FromSeconds(n))|}",
        "WaitAndRetryAsync(5, n => TimeSpan.FromSeconds(n))")]
    [InlineData(
        "{|EVC3001:WaitAndRetryForeverAsync(sleepDurationProvider: _ => TimeSpan.FromSeconds(1), onRetry: (e, n, wait) => Console.WriteLine(n))|}",
        "WaitAndRetryAsync(5, sleepDurationProvider: _ => TimeSpan.FromSeconds(1), onRetry: (e, wait, n, _) => Console.WriteLine(n))")]
    [InlineData(
        "{|EVC3001:RetryAsync(int.MaxValue)|}",
        "WaitAndRetryAsync(5, attempt => TimeSpan.FromSeconds(Math.Pow(2, attempt)) + TimeSpan.FromMilliseconds(Random.Shared.Next(0, 1000)))")]
    [InlineData(
        "{|EVC3001:WaitAndRetryAsync(100_000, _ => TimeSpan.FromSeconds(1))|}",
        "WaitAndRetryAsync(5, _ => TimeSpan.FromSeconds(1))")]
    public Task Bounds_a_policy(string endless, string bounded) => Verify.FixesAsync<UnboundedRetryFix>(
        References.Polly8 | References.NServiceBus,
        PolicyInHandler("Policy.Handle<Exception>()." + endless, ""),
        PolicyInHandler("Policy.Handle<Exception>()." + bounded, ""));

    [Fact]
    public Task Bounds_settings() => Verify.FixesAsync<UnboundedRetryFix>(
        References.MassTransit,
        """
        using System;
        using MassTransit;

        class Bus
        {
            void Configure(IReceiveEndpointConfigurator endpoint)
            {
                endpoint.UseMessageRetry(r => r.{|EVC3001:Immediate(int.MaxValue)|});
                endpoint.UseMessageRetry(r => r.{|EVC3001:Interval(int.MaxValue, TimeSpan.FromSeconds(1))|});
            }
        }
        """,
        """
        using System;
        using MassTransit;

        class Bus
        {
            void Configure(IReceiveEndpointConfigurator endpoint)
            {
                endpoint.UseMessageRetry(r => r.Exponential(5, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(2)));
                endpoint.UseMessageRetry(r => r.Interval(5, TimeSpan.FromSeconds(1)));
            }
        }
        """);

    [Fact]
    public Task Offers_no_fix_for_a_callback_that_it_cannot_adapt() => Verify.OffersNoFixAsync<UnboundedRetryFix>(
        References.Polly8 | References.NServiceBus,
        PolicyInHandler("Policy.Handle<Exception>().{|EVC3001:RetryForeverAsync(Console.WriteLine)|}", ""));

    private static string BlockingHandler(string body) => $$"""
        using RabbitMQ.Client.Events;

        interface IOrders { void Save(byte[] body); }

        class Consumer
        {
            void OnReceived(IOrders orders, BasicDeliverEventArgs ea)
            {
                {{body.Replace("\n", "\n        ")}}
            }
        }
        """;

    private static string Consumer(string body) => $$"""
        using Confluent.Kafka;

        interface IOrders
        {
            Task ConnectAsync();
            Task SaveAsync(string order);
            Task<bool> TrySaveAsync(string order);
            Task<string> StoreAsync(string order);
        }

        class Consumer
        {
            async Task RunAsync(IConsumer<string, string> consumer, IOrders orders, CancellationToken token)
            {
                while (!token.IsCancellationRequested)
                {
                    var result = consumer.Consume(token);
                    {{body.Replace("\n", "\n            ")}}
                    consumer.Commit(result);
                }
            }

            static int failures;

            static void GiveUpAfterFive(Exception e)
            {
                if (++failures > 5)
                    throw new InvalidOperationException("", e);
            }
        }
        """;

    private static string PolicyInHandler(string policy, string retry) => $$"""
        using NServiceBus;
        using Polly;

        public class OrderPlaced { public string Id { get; set; } }

        public interface IOrders { Task SaveAsync(string id); }

        public class Handler : IHandleMessages<OrderPlaced>
        {
            private readonly IOrders _orders;

            public Handler(IOrders orders) => _orders = orders;

            public async Task Handle(OrderPlaced message, IMessageHandlerContext context)
            {
                var policy = {{policy}};
                await policy.ExecuteAsync(() => _orders.SaveAsync(message.Id));
            }

            private static IAsyncPolicy CreatePolicy()
            {
                return Policy.Handle<Exception>().{{(policy == "CreatePolicy()" ? retry : "RetryAsync(3)")}};
            }
        }
        """;
}
