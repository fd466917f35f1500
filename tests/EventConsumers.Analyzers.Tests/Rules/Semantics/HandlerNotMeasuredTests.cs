namespace EventConsumers.Analyzers.Tests.Rules.Semantics;

public class HandlerNotMeasuredTests
{
    [Fact]
    public async Task A_consumer()
    {
        var found = await Verify.FindsAsync(References.MassTransit, Consumer("{|EVC7005:Consume|}", "await _invoices.SendAsync(context.Message.Id);"));
        Assert.Equal(
            "Nothing measures 'Consume': how long messages take, and that it falls behind, is seen by nobody; start an activity or record a histogram around its work",
            found[0].GetMessage());
    }

    [Theory]
    [InlineData("using var activity = Source.StartActivity(\"invoice\"); await _invoices.SendAsync(context.Message.Id);")]
    [InlineData("var watch = Stopwatch.StartNew(); await _invoices.SendAsync(context.Message.Id); Console.WriteLine(watch.Elapsed);")]
    [InlineData("Activity.Current?.SetTag(\"order\", context.Message.Id); await _invoices.SendAsync(context.Message.Id);")]
    [InlineData("await _invoices.SendAsync(context.Message.Id); Sent.Add(1);")]
    [InlineData("await _invoices.SendAsync(context.Message.Id); _metrics.Sent();")]
    [InlineData("await new Sender().SendAsync(context.Message.Id);")]
    [InlineData("Console.WriteLine(context.Message.Id); await Task.Yield();")]
    public Task Measured_or_without_work(string code) => Verify.SilentAsync(
        References.MassTransit,
        Consumer("Consume", code, "private static readonly ActivitySource Source = new(\"Shop\"); private static readonly Counter<int> Sent = new Meter(\"Shop\").CreateCounter<int>(\"sent\");"),
        "EVC7005");

    [Theory]
    [InlineData("builder.AddSource(\"MassTransit\");")]
    [InlineData("builder.AddServiceDefaults();")]
    public Task Configured_elsewhere(string setup) => Verify.SilentAsync(References.MassTransit, Consumer("Consume", "await _invoices.SendAsync(context.Message.Id);") + $$"""

        public interface IBuilder { void AddSource(string name); void AddServiceDefaults(); }
        public static class Setup { public static void Add(IBuilder builder) { {{setup}} } }
        """, "EVC7005");

    [Fact]
    public Task A_filter_round_all_consumers() => Verify.SilentAsync(References.MassTransit, Consumer("Consume", "await _invoices.SendAsync(context.Message.Id);") + """

        public class TimingFilter<T> : IFilter<ConsumeContext<T>> where T : class
        {
            public async Task Send(ConsumeContext<T> context, IPipe<ConsumeContext<T>> next)
            {
                var start = Stopwatch.GetTimestamp();
                await next.Send(context);
                Console.WriteLine(Stopwatch.GetElapsedTime(start));
            }

            public void Probe(ProbeContext context) { }
        }
        """, "EVC7005");

    [Theory, EachVersionOf(Client.Kafka)]
    public Task A_poll_loop(References client) => Verify.FindsAsync(client, """
        using Confluent.Kafka;

        public interface IStore { Task SaveAsync(string text); }

        class Worker
        {
            async Task RunAsync(IConsumer<string, string> consumer, IStore store, CancellationToken token)
            {
                while (true)
                {
                    var result = consumer.{|EVC7005:Consume(token)|};
                    await HandleAsync(result, store);
                }
            }

            private static Task HandleAsync(ConsumeResult<string, string> result, IStore store) => store.SaveAsync(result.Message.Value);
        }
        """);

    [Fact]
    public Task A_delivery_event_of_RabbitMQ_6() => Verify.FindsAsync(References.RabbitMq6, """
        using RabbitMQ.Client.Events;

        public interface IStore { void Save(byte[] body); }

        class Worker
        {
            void Run(EventingBasicConsumer consumer, IStore store) => consumer.Received += {|EVC7005:(_, ea) =>|} store.Save(ea.Body.ToArray());
        }
        """);

    [Fact]
    public Task A_delivery_event_of_RabbitMQ_7() => Verify.FindsAsync(References.RabbitMq7, """
        using RabbitMQ.Client.Events;

        public interface IStore { Task SaveAsync(byte[] body); }

        class Worker
        {
            void Run(AsyncEventingBasicConsumer consumer, IStore store) => consumer.ReceivedAsync += {|EVC7005:async (_, ea) =>|} await store.SaveAsync(ea.Body.ToArray());
        }
        """);

    [Fact]
    public Task A_method_that_is_attached_and_not_what_only_takes_a_message() => Verify.FindsAsync(References.RabbitMq7, """
        using RabbitMQ.Client.Events;

        public interface IStore { Task SaveAsync(byte[] body); string Find(byte[] body); }

        class Worker
        {
            private readonly IStore _store = null!;

            public Func<BasicDeliverEventArgs, string> Name { get; set; } = null!;

            void Run(AsyncEventingBasicConsumer consumer)
            {
                consumer.ReceivedAsync += OnReceivedAsync;
                Name = NameOf;
            }

            private Task {|EVC7005:OnReceivedAsync|}(object sender, BasicDeliverEventArgs ea) => _store.SaveAsync(ea.Body.ToArray());

            private string NameOf(BasicDeliverEventArgs ea) => _store.Find(ea.Body.ToArray());

            public Task ConvertAsync(BasicDeliverEventArgs ea) => _store.SaveAsync(ea.Body.ToArray());
        }
        """);

    [Fact]
    public Task Measured_by_its_host() => Verify.SilentAsync(References.Lambda, """
        using Amazon.Lambda.SQSEvents;

        public interface IStore { Task SaveAsync(string text); }

        public class Function
        {
            private readonly IStore _store = null!;

            public async Task HandleAsync(SQSEvent batch)
            {
                foreach (var message in batch.Records)
                    await _store.SaveAsync(message.Body);
            }
        }
        """, "EVC7005");

    private static string Consumer(string name, string code, string members = "") => $$"""
        using System.Diagnostics;
        using System.Diagnostics.Metrics;
        using MassTransit;

        public record Order(Guid Id);
        public interface IInvoices { Task SendAsync(Guid order); }
        public interface IShopMetrics { void Sent(); }

        public class Sender
        {
            private static readonly ActivitySource Source = new("Shop");
            private readonly IInvoices _invoices = null!;

            public async Task SendAsync(Guid order)
            {
                using var activity = Source.StartActivity("send");
                await _invoices.SendAsync(order);
            }
        }

        public class InvoiceConsumer : IConsumer<Order>
        {
            private readonly IInvoices _invoices = null!;
            private readonly IShopMetrics _metrics = null!;
            {{members}}

            public async Task {{name}}(ConsumeContext<Order> context)
            {
                {{code}}
            }
        }
        """;
}
