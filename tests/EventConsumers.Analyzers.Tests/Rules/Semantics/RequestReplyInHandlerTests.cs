namespace EventConsumers.Analyzers.Tests.Rules.Semantics;

public class RequestReplyInHandlerTests
{
    private const string Contracts = """

        public record Order(Guid Id);
        public record CheckStock(Guid Id);
        public record StockChecked(bool InStock);
        """;

    [Fact]
    public async Task By_a_request_client()
    {
        var found = await Verify.FindsAsync(References.MassTransit, Consumer("var answer = await _client.{|EVC7001:GetResponse<StockChecked>(new CheckStock(context.Message.Id))|};"));
        Assert.Equal(
            "'GetResponse' sends a request, and 'Consume' waits for the answer; until it comes, the message stays unsettled and keeps a place among those that are handled at once",
            found[0].GetMessage());
    }

    [Theory]
    [InlineData("var answer = await context.{|EVC7001:Request<CheckStock, StockChecked>(_bus, new CheckStock(context.Message.Id))|};")]
    [InlineData("using var request = _client.Create(new CheckStock(context.Message.Id)); var answer = await request.{|EVC7001:GetResponse<StockChecked>()|};")]
    [InlineData("await {|EVC7001:CheckAsync(context.Message.Id)|};")]
    [InlineData("await _stock.{|EVC7001:CheckAsync(context.Message.Id)|};")]
    [InlineData("var answers = await Task.WhenAll(new[] { context.Message.Id }.Select(id => _client.{|EVC7001:GetResponse<StockChecked>(new CheckStock(id))|}));")]
    public Task In_every_way(string code) => Verify.FindsAsync(References.MassTransit, Consumer(code));

    [Theory]
    [InlineData("await context.Publish(new CheckStock(context.Message.Id));")]
    [InlineData("_ = _client.GetResponse<StockChecked>(new CheckStock(context.Message.Id));")]
    [InlineData("await context.RespondAsync(new StockChecked(true));")]
    public Task Sends_and_goes_on(string code) => Verify.SilentAsync(References.MassTransit, Consumer(code), "EVC7001");

    [Fact]
    public Task Outside_a_handler() => Verify.SilentAsync(References.MassTransit, """
        using MassTransit;

        public class Controller
        {
            private readonly IRequestClient<CheckStock> _client = null!;

            public async Task<bool> GetAsync(Guid id) => (await _client.GetResponse<StockChecked>(new CheckStock(id))).Message.InStock;
        }
        """ + Contracts, "EVC7001");

    [Fact]
    public Task By_the_mediator_in_the_process() => Verify.SilentAsync(
        References.MassTransit,
        Consumer("var answer = await _client.GetResponse<StockChecked>(new CheckStock(context.Message.Id));") + """

        public static class Startup
        {
            public static void Add(Microsoft.Extensions.DependencyInjection.IServiceCollection services) => services.AddMediator();
        }
        """, "EVC7001");

    [Fact]
    public Task Callbacks_of_NServiceBus() => Verify.FindsAsync(References.NServiceBus, """
        using NServiceBus;

        public class OrderHandler : IHandleMessages<Order>
        {
            private readonly IMessageSession _session = null!;

            public async Task Handle(Order message, IMessageHandlerContext context)
            {
                var answer = await _session.{|EVC7001:Request<StockChecked>(new CheckStock(message.Id), new SendOptions())|};
                await context.Publish(answer);
            }
        }
        """ + Contracts);

    [Fact]
    public Task Requests_of_Rebus() => Verify.FindsAsync(References.Rebus, """
        using Rebus;
        using Rebus.Bus;
        using Rebus.Handlers;

        public class OrderHandler : IHandleMessages<Order>
        {
            private readonly IBus _bus = null!;

            public async Task Handle(Order message) => await _bus.{|EVC7001:SendRequest<StockChecked>(new CheckStock(message.Id), timeout: TimeSpan.FromSeconds(5))|};
        }
        """ + Contracts);

    [Fact]
    public Task Calls_of_Brighter() => Verify.FindsAsync(References.Brighter, """
        using Paramore.Brighter;

        public class Check : Command, ICall { public Check() : base(Guid.Empty) { } }
        public class Checked : Event, IResponse { public Checked() : base(Guid.Empty) { } }
        public class Placed : Event { public Placed() : base(Guid.Empty) { } }

        public class PlacedHandler : RequestHandler<Placed>
        {
            private readonly IAmACommandProcessor _processor = null!;

            public override Placed Handle(Placed placed)
            {
                _processor.{|EVC7001:Call<Check, Checked>(new Check(), 1000)|};
                return placed;
            }
        }
        """);

    [Fact]
    public Task Wolverine_where_the_request_leaves_the_process() => Verify.FindsAsync(References.Wolverine, """
        using Wolverine;

        public record Tick;

        public class OrderHandler
        {
            public async Task Handle(Order order, IMessageBus bus)
            {
                var answer = await bus.{|EVC7001:InvokeAsync<StockChecked>(new CheckStock(order.Id))|};
                await bus.EndpointFor("stock").{|EVC7001:InvokeAsync<StockChecked>(new CheckStock(order.Id))|};
                await bus.InvokeAsync<StockChecked>(order);
                await bus.InvokeAsync(new Tick());
            }
        }

        public class TickHandler
        {
            public void Handle(Tick tick) { }
        }

        public static class Setup
        {
            public static void Configure(WolverineOptions options)
            {
                options.PublishMessage<CheckStock>().ToLocalQueue("stock");
                options.PublishMessage<Tick>().Locally();
            }
        }
        """ + Contracts);

    [Fact]
    public Task Reply_queue_of_RabbitMQ_7() => Verify.FindsAsync(References.RabbitMq7, """
        using System.Collections.Concurrent;
        using RabbitMQ.Client;
        using RabbitMQ.Client.Events;

        class Rpc
        {
            private readonly IChannel _channel = null!;
            private readonly ConcurrentDictionary<string, TaskCompletionSource<byte[]>> _calls = new();

            public async Task<byte[]> CallAsync(byte[] body)
            {
                var id = Guid.NewGuid().ToString();
                var answer = new TaskCompletionSource<byte[]>(TaskCreationOptions.RunContinuationsAsynchronously);
                _calls.TryAdd(id, answer);
                await _channel.BasicPublishAsync("", "rpc", true, new BasicProperties { CorrelationId = id, ReplyTo = "answers" }, body);
                return await answer.Task;
            }
        }

        class Worker
        {
            private readonly Rpc _rpc = null!;

            void Run(AsyncEventingBasicConsumer consumer) =>
                consumer.ReceivedAsync += async (_, ea) => await _rpc.{|EVC7001:CallAsync(ea.Body.ToArray())|};
        }
        """);

    [Fact]
    public Task Reply_queue_of_RabbitMQ_6() => Verify.FindsAsync(References.RabbitMq6, """
        using System.Collections.Concurrent;
        using RabbitMQ.Client;
        using RabbitMQ.Client.Events;

        class Worker
        {
            private readonly BlockingCollection<string> _answers = new();

            void Run(IModel channel, EventingBasicConsumer consumer)
            {
                consumer.Received += (_, ea) =>
                {
                    var properties = channel.CreateBasicProperties();
                    properties.ReplyTo = "answers";
                    channel.{|EVC7001:BasicPublish("", "rpc", properties, ea.Body)|};
                    Console.WriteLine(_answers.Take());
                };
            }
        }
        """);

    [Theory, EachVersionOf(Client.Kafka)]
    public Task Reply_topic_of_Kafka(References client) => Verify.FindsAsync(client, Kafka("""
        var answer = new TaskCompletionSource<string>();
        var waiting = answer.Task;
        Calls[result.Message.Key] = answer;
        await producer.{|EVC7001:ProduceAsync("requests", new Message<string, string> { Value = result.Message.Value, Headers = new Headers { { "reply-to", new byte[0] } } })|};
        await waiting;
        """));

    [Theory]
    [InlineData("""
        var sent = new TaskCompletionSource<string>();
        producer.Produce("events", new Message<string, string> { Value = result.Message.Value }, report => sent.TrySetResult(report.Value));
        await sent.Task;
        """)]
    [InlineData("""
        await producer.ProduceAsync("requests", new Message<string, string> { Value = result.Message.Value, Headers = new Headers { { "reply-to", new byte[0] } } });
        """)]
    public Task Confirmations_and_requests_that_nobody_waits_for(string code) => Verify.SilentAsync(References.Kafka2, Kafka(code), "EVC7001");

    [Fact]
    public Task The_client_of_a_reply_queue_handles_no_message() => Verify.SilentAsync(References.ServiceBus, """
        using Azure.Messaging.ServiceBus;

        class Client
        {
            async Task<string> AskAsync(ServiceBusSender sender, ServiceBusReceiver receiver, string question)
            {
                await sender.SendMessageAsync(new ServiceBusMessage(question) { ReplyTo = "answers" });
                var answer = await receiver.ReceiveMessageAsync();
                return answer.Body.ToString();
            }
        }
        """, "EVC7001");

    [Fact]
    public Task Asks_by_a_reply_queue_of_Service_Bus() => Verify.FindsAsync(References.ServiceBus, """
        using Azure.Messaging.ServiceBus;

        class Worker
        {
            async Task HandleAsync(ProcessMessageEventArgs args, ServiceBusSender sender, ServiceBusReceiver answers)
            {
                await sender.{|EVC7001:SendMessageAsync(new ServiceBusMessage(args.Message.Body) { ReplyTo = "answers" })|};
                var answer = await answers.ReceiveMessageAsync();
                Console.WriteLine(answer.Body);
            }
        }
        """);

    private static string Consumer(string code) => $$"""
        using MassTransit;

        public interface IStock
        {
            Task<bool> CheckAsync(Guid id);
        }

        public class Stock : IStock
        {
            private readonly IRequestClient<CheckStock> _client = null!;

            public async Task<bool> CheckAsync(Guid id) => (await _client.GetResponse<StockChecked>(new CheckStock(id))).Message.InStock;
        }

        public class OrderConsumer : IConsumer<Order>
        {
            private readonly IRequestClient<CheckStock> _client = null!;
            private readonly IBus _bus = null!;
            private readonly IStock _stock = null!;

            public async Task Consume(ConsumeContext<Order> context)
            {
                {{code}}
                await Task.Yield();
            }

            private async Task<bool> CheckAsync(Guid id) => (await _client.GetResponse<StockChecked>(new CheckStock(id))).Message.InStock;
        }
        """ + Contracts;

    private static string Kafka(string code) => $$"""
        using Confluent.Kafka;

        class Worker
        {
            private static readonly Dictionary<string, TaskCompletionSource<string>> Calls = new();

            async Task RunAsync(IConsumer<string, string> consumer, IProducer<string, string> producer, CancellationToken token)
            {
                while (true)
                {
                    var result = consumer.Consume(token);
                    {{code}}
                }
            }
        }
        """;
}
