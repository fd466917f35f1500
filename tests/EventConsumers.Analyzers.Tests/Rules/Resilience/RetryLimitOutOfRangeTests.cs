using EventConsumers.CodeFixes.Resilience;

namespace EventConsumers.Analyzers.Tests.Rules.Resilience;

public class RetryLimitOutOfRangeTests
{
    [Fact]
    public async Task Service_Bus_queues_and_subscriptions()
    {
        var found = await Verify.FindsAsync(References.ServiceBus, """
            using Azure.Messaging.ServiceBus.Administration;

            class Setup
            {
                async Task CreateAsync(ServiceBusAdministrationClient admin, QueueProperties queue)
                {
                    await admin.CreateQueueAsync(new CreateQueueOptions("orders") { {|EVC3005:MaxDeliveryCount = 50|} });
                    var options = new CreateSubscriptionOptions("orders", "mail");
                    {|EVC3005:options.MaxDeliveryCount = 11|};
                    await admin.CreateSubscriptionAsync(options);
                    {|EVC3005:queue.MaxDeliveryCount = 100|};
                }
            }
            """);
        Assert.Equal(
            "'MaxDeliveryCount' has a message that always fails tried 50 times before it is given up; more than 10 rarely help it and cost the others", found[0].GetMessage());
    }

    [Fact]
    public Task The_transport_of_a_framework() => Verify.SilentAsync(References.ServiceBus | References.Rebus, """
        using Azure.Messaging.ServiceBus.Administration;

        using Rebus.Messages;
        using Rebus.Transport;

        abstract class BusTransport : ITransport
        {
            public abstract string Address { get; }
            public abstract void CreateQueue(string address);
            public abstract Task Send(string destinationAddress, TransportMessage message, ITransactionContext context);
            public abstract Task<TransportMessage> Receive(ITransactionContext context, CancellationToken cancellationToken);

            CreateQueueOptions Options() => new("orders") { MaxDeliveryCount = 100 };
        }
        """, "EVC3005");

    [Fact]
    public Task Silent_up_to_the_default_and_for_what_cannot_be_told() => Verify.SilentAsync(References.ServiceBus, """
        using Azure.Messaging.ServiceBus.Administration;

        class Setup
        {
            public int MaxDeliveryCount { get; set; }

            void Create(int count, QueueProperties queue)
            {
                var first = new CreateQueueOptions("orders") { MaxDeliveryCount = 10 };
                var second = new CreateQueueOptions("payments") { MaxDeliveryCount = count };
                MaxDeliveryCount = 50;
            }
        }
        """, "EVC3005");

    [Theory, EachVersionOf(Client.RabbitMq)]
    public Task Quorum_queues(References client) => Verify.FindsAsync(client, $$"""
        using RabbitMQ.Client;

        class Setup
        {
            async Task DeclareAsync({{(client == References.RabbitMq6 ? "IModel" : "IChannel")}} channel)
            {
                var limits = new Dictionary<string, object> { {|EVC3005:["x-delivery-limit"] = 20|}, ["x-queue-type"] = "quorum" };
                {{(client == References.RabbitMq6 ? "channel.QueueDeclare" : "await channel.QueueDeclareAsync")}}("orders", true, false, false, limits);

                var others = new Dictionary<string, object> { {|EVC3005:{ "x-delivery-limit", 30L }|} };
                {|EVC3005:others["x-delivery-limit"] = 40|};
                {|EVC3005:others.Add("x-delivery-limit", 50)|};
                others["x-delivery-limit"] = 5;
                others["x-max-priority"] = 50;
                await Task.CompletedTask;
            }
        }
        """);

    [Theory, EachVersionOf(Client.Sqs)]
    public Task Redrive_policies(References client) => Verify.FindsAsync(client, """"
        using Amazon.SQS;
        using Amazon.SQS.Model;

        class Setup
        {
            async Task CreateAsync(IAmazonSQS sqs, string deadLetters, int most)
            {
                await SetAsync(sqs, "{\"deadLetterTargetArn\":\"arn:aws:sqs:eu:1:dead\",\"{|EVC3005:maxReceiveCount\":\"20|}\"}");
                await SetAsync(sqs, $"{{\"deadLetterTargetArn\":\"{deadLetters}\",\"{|EVC3005:maxReceiveCount\": 25|}}}");
                await SetAsync(sqs, @"{ ""{|EVC3005:maxReceiveCount"": 30|} }");
                await SetAsync(sqs, """
                    {
                        "{|EVC3005:maxReceiveCount": 35|}
                    }
                    """);
                await SetAsync(sqs, System.Text.Json.JsonSerializer.Serialize(new { deadLetterTargetArn = deadLetters, {|EVC3005:maxReceiveCount = "40"|} }));
                await SetAsync(sqs, System.Text.Json.JsonSerializer.Serialize(new Dictionary<string, string> { {|EVC3005:["maxReceiveCount"] = "45"|} }));
                await SetAsync(sqs, "{\"maxReceiveCount\":\"5\"}");
                await SetAsync(sqs, $"{{\"maxReceiveCount\":\"{most}\"}}");
                Console.WriteLine("maxReceiveCount");
            }

            Task SetAsync(IAmazonSQS sqs, string policy) => sqs.CreateQueueAsync(new CreateQueueRequest
            {
                QueueName = "orders", Attributes = new Dictionary<string, string> { ["RedrivePolicy"] = policy },
            });
        }
        """");

    [Fact]
    public Task Retries_of_frameworks() => Verify.FindsAsync(References.MassTransit | References.Rebus | References.NServiceBus, """
        using MassTransit;
        using NServiceBus;
        using Rebus.Config;
        using Rebus.Retry.Simple;

        class Setup
        {
            void Configure(IReceiveEndpointConfigurator endpoint, ISqlQueueConfigurator queue, RecoverabilitySettings recoverability, OptionsConfigurer options)
            {
                endpoint.UseMessageRetry(r => r.{|EVC3005:Immediate(20)|});
                endpoint.UseMessageRetry(r => r.{|EVC3005:Interval(30, TimeSpan.FromSeconds(1))|});
                endpoint.UseDelayedRedelivery(r => r.{|EVC3005:Exponential(40, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1), TimeSpan.FromSeconds(5))|});
                endpoint.UseMessageRetry(r => r.{|EVC3005:Intervals(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)|});
                endpoint.UseMessageRetry(r => r.Interval(10, 1000));
                endpoint.UseMessageRetry(r => r.Intervals(1, 2, 3));
                {|EVC3005:queue.MaxDeliveryCount = 20|};
                recoverability.Delayed(delayed => delayed.{|EVC3005:NumberOfRetries(15)|});
                options.{|EVC3005:RetryStrategy(maxDeliveryAttempts: 25)|};
            }
        }
        """);

    [Fact]
    public Task Settings_in_a_helper_that_consumers_are_given() => Verify.FindsAsync(References.MassTransit, """
        using MassTransit;

        class Setup
        {
            void Configure(IReceiveEndpointConfigurator endpoint)
            {
                endpoint.UseMessageRetry(OftenAsGroup);
                endpoint.UseMessageRetry(r => OftenInLambda(r));
                Retry.CreatePolicy(Connect);
            }

            static void OftenAsGroup(IRetryConfigurator retry) => retry.{|EVC3005:Immediate(20)|};

            static void OftenInLambda(IRetryConfigurator retry) => retry.{|EVC3005:Immediate(30)|};

            static void Connect(IRetryConfigurator retry) => retry.Immediate(40);

            static void Unused(IRetryConfigurator retry) => retry.Immediate(50);
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
            private readonly IAsyncPolicy _retry = Policy.Handle<TimeoutException>().{|EVC3005:WaitAndRetryAsync(20, attempt => TimeSpan.FromSeconds(attempt))|};
            private readonly IAsyncPolicy _connect = Policy.Handle<TimeoutException>().WaitAndRetryAsync(20, attempt => TimeSpan.FromSeconds(attempt));
            private readonly IOrders _orders;

            public Handler(IOrders orders) => _orders = orders;

            public Task ConnectAsync() => _connect.ExecuteAsync(() => _orders.ConnectAsync());

            public Task Handle(OrderPlaced message) => _retry.ExecuteAsync(() => _orders.SaveAsync(message.Id));
        }
        """);

    [Fact]
    public Task Pipelines_of_handlers() => Verify.FindsAsync(
        References.Polly8 | References.Rebus, PollyHandler.With("{|EVC3005:MaxRetryAttempts = 50|}, BackoffType = DelayBackoffType.Exponential"));

    [Fact]
    public Task Attributes_of_functions() => Verify.FindsAsync(References.FunctionsIsolated, """
        using Microsoft.Azure.Functions.Worker;

        public class Functions
        {
            [Function("orders")]
            [{|EVC3005:FixedDelayRetry(30, "00:00:10")|}]
            public void OnOrder([KafkaTrigger("broker", "orders")] string order) => Console.WriteLine(order);

            [Function("payments")]
            [ExponentialBackoffRetry(5, "00:00:01", "00:01:00")]
            public void OnPayment([KafkaTrigger("broker", "payments")] string payment) => Console.WriteLine(payment);
        }
        """);

    // EVC3001 says that these have no end.
    [Fact]
    public Task What_has_no_end_is_reported_once() => Verify.FindsAsync(References.MassTransit | References.RabbitMq7 | References.ServiceBus, """
        using Azure.Messaging.ServiceBus.Administration;
        using MassTransit;
        using RabbitMQ.Client;

        class Setup
        {
            async Task ConfigureAsync(IReceiveEndpointConfigurator endpoint, IChannel channel, QueueProperties queue)
            {
                endpoint.UseMessageRetry(r => r.{|EVC3001:Immediate(1000)|});
                endpoint.UseMessageRetry(r => r.{|EVC3005:Immediate(999)|});
                {|EVC3001:queue.MaxDeliveryCount = int.MaxValue|};
                await channel.QueueDeclareAsync("orders", true, false, false, new Dictionary<string, object> { {|EVC3001:["x-delivery-limit"] = -1|} });
            }
        }
        """);

    [Fact]
    public Task Limit_of_the_options()
    {
        var test = new CSharpAnalyzerTest<EventConsumerAnalyzer>
        {
            TestCode = """
                using Azure.Messaging.ServiceBus.Administration;

                class Setup
                {
                    void Configure(QueueProperties first, QueueProperties second)
                    {
                        first.MaxDeliveryCount = 20;
                        {|EVC3005:second.MaxDeliveryCount = 21|};
                    }
                }
                """,
            References = References.ServiceBus,
        };
        test.TestState.AnalyzerConfigFiles.Add("root = true\n[*.cs]\neventconsumers.max_delivery_attempts = 20\n");
        test.OnlyDiagnostics.Add("EVC3005");
        return test.RunAsync();
    }

    [Fact]
    public Task Sets_a_limit() => Verify.FixesAsync<RetryLimitOutOfRangeFix>(
        References.MassTransit | References.RabbitMq7 | References.ServiceBus | References.Sqs4,
        """"
        using Amazon.SQS;
        using Azure.Messaging.ServiceBus.Administration;
        using MassTransit;
        using RabbitMQ.Client;

        class Setup
        {
            private const int Many = 20;

            async Task ConfigureAsync(IReceiveEndpointConfigurator endpoint, IChannel channel, QueueProperties queue, IAmazonSQS sqs, string arn)
            {
                endpoint.UseMessageRetry(r => r.{|EVC3005:Immediate(Many)|}); // at once
                {|EVC3005:queue.MaxDeliveryCount = /* often */ 50|};
                await channel.QueueDeclareAsync("orders", true, false, false, new Dictionary<string, object> { {|EVC3005:{ "x-delivery-limit", 20 }|} });
                var policy = new Dictionary<string, string>
                {
                    ["RedrivePolicy"] = "{\"{|EVC3005:maxReceiveCount\":\"20|}\"}",
                    ["Other"] = $"{{\"{|EVC3005:maxReceiveCount\":200|},\"deadLetterTargetArn\":\"{arn}\"}}",
                    {|EVC3005:["maxReceiveCount"] = "12"|},
                };
            }
        }
        """",
        """"
        using Amazon.SQS;
        using Azure.Messaging.ServiceBus.Administration;
        using MassTransit;
        using RabbitMQ.Client;

        class Setup
        {
            private const int Many = 20;

            async Task ConfigureAsync(IReceiveEndpointConfigurator endpoint, IChannel channel, QueueProperties queue, IAmazonSQS sqs, string arn)
            {
                endpoint.UseMessageRetry(r => r.Immediate(5)); // at once
                queue.MaxDeliveryCount = /* often */ 5;
                await channel.QueueDeclareAsync("orders", true, false, false, new Dictionary<string, object> { { "x-delivery-limit", 5 } });
                var policy = new Dictionary<string, string>
                {
                    ["RedrivePolicy"] = "{\"maxReceiveCount\":\"5\"}",
                    ["Other"] = $"{{\"maxReceiveCount\":5,\"deadLetterTargetArn\":\"{arn}\"}}",
                    ["maxReceiveCount"] = "5",
                };
            }
        }
        """",
        title: "Set to 5");

    [Fact]
    public Task No_fix_where_the_delays_are_listed() => Verify.OffersNoFixAsync<RetryLimitOutOfRangeFix>(References.MassTransit, """
        using MassTransit;

        class Setup
        {
            void Configure(IReceiveEndpointConfigurator endpoint) =>
                endpoint.UseMessageRetry(r => r.{|EVC3005:Intervals(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)|});
        }
        """);
}
