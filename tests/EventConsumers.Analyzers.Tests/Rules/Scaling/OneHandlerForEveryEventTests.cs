using Microsoft.CodeAnalysis;

namespace EventConsumers.Analyzers.Tests.Rules.Scaling;

public class OneHandlerForEveryEventTests
{
    private const string Work = "await orders.SaveAsync(e.Body); await mails.SendAsync(e.Body);";

    [Fact]
    public async Task Switch_over_the_type()
    {
        var found = await Verify.FindsAsync(References.MassTransit, Consumer(Switch("{|EVC5005:e.EventType|}", 4, Work)));
        Assert.Equal(
            "'e.EventType' is told apart here to do the work of 4 types of events, so a slow or failing one holds up all others; give each a handler of its own",
            found[0].GetMessage());
        Assert.Equal(DiagnosticSeverity.Info, found[0].Severity);
    }

    [Fact]
    public Task Chain_of_conditions() => Verify.FindsAsync(References.MassTransit, Consumer($$"""
        if ({|EVC5005:e.EventType|} == "A") { {{Work}} }
        else if (e.EventType == "B") { {{Work}} }
        else if (string.Equals(e.EventType, "C", StringComparison.Ordinal)) { {{Work}} }
        else if ("D".Equals(e.EventType)) { {{Work}} }
        """));

    [Fact]
    public Task Types_of_the_payload() => Verify.FindsAsync(References.MassTransit, Consumer($$"""
        switch ({|EVC5005:e.Payload|})
        {
            case Placed placed: {{Work}} break;
            case Paid: {{Work}} break;
            case Shipped: {{Work}} break;
            case Cancelled { Id: 3 }: {{Work}} break;
        }
        """));

    [Fact]
    public Task Own_methods_do_the_work() => Verify.FindsAsync(References.MassTransit, Consumer("""
        await ({|EVC5005:e.EventType|} switch
        {
            "A" => BothAsync(e),
            "B" => BothAsync(e),
            "C" => BothAsync(e),
            "D" => BothAsync(e),
            _ => Task.CompletedTask,
        });
        """));

    [Fact]
    public Task In_a_helper_7() => Verify.FindsAsync(References.RabbitMq7, """
        using RabbitMQ.Client;
        using RabbitMQ.Client.Events;

        class Worker
        {
            private readonly IOrders _orders;

            public Worker(IOrders orders) => _orders = orders;

            public async Task RunAsync(IChannel channel)
            {
                var consumer = new AsyncEventingBasicConsumer(channel);
                consumer.ReceivedAsync += async (_, ea) =>
                {
                    await HandleAsync(ea.RoutingKey, ea.Body.ToArray());
                    await channel.BasicAckAsync(ea.DeliveryTag, false);
                };
                await channel.BasicConsumeAsync("orders", false, consumer);
            }

            private async Task HandleAsync(string type, byte[] body)
            {
                switch ({|EVC5005:type|})
                {
                    case "placed": await _orders.SaveAsync(body); await _orders.NotifyAsync(body); break;
                    case "paid": await _orders.SaveAsync(body); await _orders.NotifyAsync(body); break;
                    case "shipped": await _orders.SaveAsync(body); await _orders.NotifyAsync(body); break;
                    case "cancelled": await _orders.SaveAsync(body); await _orders.NotifyAsync(body); break;
                }
            }
        }

        interface IOrders
        {
            Task SaveAsync(byte[] order);
            Task NotifyAsync(byte[] order);
        }
        """);

    [Fact]
    public Task Behind_an_interface_7() => Verify.FindsAsync(References.RabbitMq7, """
        using System.Text;
        using RabbitMQ.Client.Events;

        class Worker
        {
            private readonly IProcessor _processor;

            public Worker(IProcessor processor) => _processor = processor;

            private Task OnReceivedAsync(object sender, BasicDeliverEventArgs ea) => _processor.ProcessAsync(ea.RoutingKey, Encoding.UTF8.GetString(ea.Body.Span));
        }

        interface IProcessor
        {
            Task ProcessAsync(string eventType, string body);
        }

        class Processor : IProcessor
        {
            private readonly IOrders _orders;

            public Processor(IOrders orders) => _orders = orders;

            public async Task ProcessAsync(string eventType, string body)
            {
                switch ({|EVC5005:eventType|})
                {
                    case "placed": await PlaceAsync(body); break;
                    case "paid": await PlaceAsync(body); break;
                    case "shipped": await PlaceAsync(body); break;
                    case "cancelled": await PlaceAsync(body); break;
                }
            }

            private async Task PlaceAsync(string order)
            {
                await _orders.SaveAsync(order);
                await _orders.NotifyAsync(order);
            }
        }

        interface IOrders
        {
            Task SaveAsync(string order);
            Task NotifyAsync(string order);
        }
        """);

    [Theory, EachVersionOf(Client.Kafka)]
    public Task In_a_poll_loop(References client) => Verify.FindsAsync(client, """
        using System.Text.Json;
        using Confluent.Kafka;

        class Worker
        {
            public void Run(IConsumer<string, string> consumer, IOrders orders, CancellationToken token)
            {
                while (true)
                {
                    var result = consumer.Consume(token);
                    var e = JsonSerializer.Deserialize<Envelope>(result.Message.Value);
                    switch ({|EVC5005:e.Type|})
                    {
                        case "placed": orders.Save(e); orders.Notify(e); break;
                        case "paid": orders.Save(e); orders.Notify(e); break;
                        case "shipped": orders.Save(e); orders.Notify(e); break;
                        case "cancelled": orders.Save(e); orders.Notify(e); break;
                    }
                }
            }
        }

        class Envelope { public string Type { get; set; } }

        interface IOrders
        {
            void Save(Envelope e);
            void Notify(Envelope e);
        }
        """);

    [Fact]
    public Task Three_types() => Verify.SilentAsync(References.MassTransit, Consumer(Switch("e.EventType", 3, Work)), "EVC5005");

    [Fact]
    public Task The_number_is_an_option() => new CSharpAnalyzerTest<EventConsumerAnalyzer>
    {
        TestCode = Consumer(Switch("e.EventType", 5, Work)),
        References = References.MassTransit,
        OnlyDiagnostics = { "EVC5005" },
        TestState = { AnalyzerConfigFiles = { "root = true\n[*.cs]\neventconsumers.min_event_types = 6\n" } },
    }.RunAsync();

    [Theory]
    [InlineData("e.EventType", "await mails.SendAsync(e.Body);")]
    [InlineData("e.EventType", "await HandOnAsync(e);")]
    [InlineData("e.EventType", "System.Console.WriteLine(e.Body);")]
    [InlineData("e.EventType", "var order = mapper.MapOrder(e.Body); await orders.SaveAsync(order);")]
    [InlineData("e.Payment", Work)]
    [InlineData("e.Order.Type", Work)]
    [InlineData("e.Body", Work)]
    public Task Handed_on_or_another_thing_than_the_type(string selector, string work) =>
        Verify.SilentAsync(References.MassTransit, Consumer(Switch(selector, 5, work)), "EVC5005");

    [Fact]
    public Task States() => Verify.SilentAsync(References.MassTransit, Consumer($$"""
        switch (e.Status)
        {
            case EventStatus.A: {{Work}} break;
            case EventStatus.B: {{Work}} break;
            case EventStatus.C: {{Work}} break;
            case EventStatus.D: {{Work}} break;
        }
        """), "EVC5005");

    [Fact]
    public Task A_projection_folds_all_events_of_one_entity() =>
        Verify.SilentAsync(References.MassTransit, Consumer(Switch("e.EventType", 5, Work)).Replace("class Worker", "class OrderProjection").Replace("public Worker", "public OrderProjection"), "EVC5005");

    private static string Switch(string selector, int cases, string work) =>
        $"switch ({selector})\n{{\n{string.Concat("ABCDEFG".Take(cases).Select(letter => $"case \"{letter}\": {{ {work} break; }}\n"))}}}";

    private static string Consumer(string body) => $$"""
        using MassTransit;

        public class Worker : IConsumer<OrderEvent>
        {
            private readonly IOrders orders;
            private readonly IMails mails;
            private readonly IMapper mapper;

            public Worker(IOrders orders, IMails mails, IMapper mapper) => (this.orders, this.mails, this.mapper) = (orders, mails, mapper);

            public async Task Consume(ConsumeContext<OrderEvent> context)
            {
                var e = context.Message;
                {{body}}
                await Task.Yield();
            }

            private async Task BothAsync(OrderEvent e)
            {
                await orders.SaveAsync(e.Body);
                await mails.SendAsync(e.Body);
            }

            private Task HandOnAsync(OrderEvent e) => mails.SendAsync(e.Body);
        }

        public class OrderEvent
        {
            public string EventType { get; set; }
            public string Body { get; set; }
            public string Payment { get; set; }
            public Order Order { get; set; }
            public object Payload { get; set; }
            public EventStatus Status { get; set; }
        }

        public class Order { public string Type { get; set; } }
        public class Placed { }
        public class Paid { }
        public class Shipped { }
        public class Cancelled { public int Id { get; set; } }
        public enum EventStatus { A, B, C, D }

        public interface IOrders { Task SaveAsync(string order); }
        public interface IMails { Task SendAsync(string mail); }
        public interface IMapper { string MapOrder(string body); }
        """;
}
