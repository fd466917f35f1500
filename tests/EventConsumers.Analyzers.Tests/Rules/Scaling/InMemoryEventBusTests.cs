namespace EventConsumers.Analyzers.Tests.Rules.Scaling;

public class InMemoryEventBusTests
{
    private const string Rule = "EVC5001";

    private const string Usings = """
        using System.Collections.Concurrent;
        using System.Threading.Channels;
        using Microsoft.AspNetCore.Builder;
        using Microsoft.AspNetCore.Mvc;
        using Microsoft.Extensions.DependencyInjection;
        using Microsoft.Extensions.Hosting;

        public record Order(string Id);
        public record OrderPlaced(string Id);

        """;

    [Fact]
    public async Task Static_event()
    {
        var found = await Verify.FindsAsync(References.Hosting, Usings.Hosting() + """
            public static class OrderEvents
            {
                public static event Action<OrderPlaced>? {|EVC5001:Placed|};
                public static void Place(OrderPlaced order) => Placed?.Invoke(order);
            }

            public class Mailer
            {
                public Mailer() => OrderEvents.Placed += Send;
                private void Send(OrderPlaced order) => Console.WriteLine(order);
            }
            """);
        Assert.Equal("'Placed' carries events inside one process; a second instance does not see them and a restart loses them", found[0].GetMessage());
    }

    [Theory]
    [InlineData("EventHandler<OrderPlacedEventArgs>", "Placed?.Invoke(null, new OrderPlacedEventArgs());", "(_, e) => Console.WriteLine(e)")]
    [InlineData("Func<Confirmation, Task>", "Placed!(new Confirmation());", "e => Task.CompletedTask")]
    public Task Event_of_a_singleton(string type, string raise, string handler) => Verify.FindsAsync(References.Hosting, Usings.Hosting() + $$"""
        public class OrderPlacedEventArgs : EventArgs { }
        public interface IDomainEvent { }
        public class Confirmation : IDomainEvent { }

        public interface IOrders { event {{type}}? Placed; }

        public class Orders : IOrders
        {
            public event {{type}}? {|EVC5001:Placed|};
            public void Place() { {{raise}} }
        }

        public class Worker : BackgroundService
        {
            public Worker(IOrders orders) => orders.Placed += {{handler}};
            protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.CompletedTask;
        }

        public static class Setup
        {
            public static void Add(IServiceCollection services)
            {
                services.AddSingleton<IOrders, Orders>();
                services.AddHostedService<Worker>();
            }
        }
        """);

    [Theory]
    [InlineData("public static event Action? Placed;", "Placed?.Invoke();", "Orders.Placed += () => { };")]
    [InlineData("public static event EventHandler? Placed;", "Placed?.Invoke(null, EventArgs.Empty);", "Orders.Placed += (_, _) => { };")]
    [InlineData("public static event Action<string>? Placed;", "Placed?.Invoke(\"1\");", "Orders.Placed += id => { };")]
    [InlineData("public static event Action<ConfigurationChanged>? Placed;", "Placed?.Invoke(new ConfigurationChanged());", "Orders.Placed += id => { };")]
    [InlineData("public static event Action<OrderPlaced>? Placed;", "Placed?.Invoke(new OrderPlaced(\"1\")); Orders.Placed += id => { };", "")]
    [InlineData("public event Action<OrderPlaced>? Placed;", "Placed?.Invoke(new OrderPlaced(\"1\"));", "new Orders().Placed += id => { };")]
    [InlineData("public static event Action<OrderPlaced>? Placed { add { } remove { } }", "", "Orders.Placed += id => { };")]
    public Task Other_events(string @event, string raise, string subscribe) => Verify.SilentAsync(References.Hosting, Usings.Hosting() + $$"""
        public class ConfigurationChanged { }
        public class Orders { {{@event}} public void Raise() { {{raise}} } }
        public class Mailer { public void Start() { {{subscribe}} } }
        """, Rule);

    [Fact]
    public Task Event_of_a_class_that_a_broker_feeds() => Verify.SilentAsync(References.Kafka2 | References.Hosting, Usings.Hosting() + """
        public class OrderListener
        {
            public static event Action<OrderPlaced>? Placed;

            public void Run(Confluent.Kafka.IConsumer<string, string> consumer)
            {
                while (true)
                    Placed?.Invoke(new OrderPlaced(consumer.Consume().Message.Value));
            }
        }

        public class Mailer { public Mailer() => OrderListener.Placed += order => Console.WriteLine(order); }
        """, Rule);

    [Theory]
    [InlineData("Dictionary<Type, List<Delegate>>")]
    [InlineData("ConcurrentDictionary<Type, List<Delegate>>")]
    public async Task Publish_and_subscribe_over_a_dictionary_of_delegates(string table)
    {
        var found = await Verify.FindsAsync(References.Hosting, Usings.Hosting() + $$"""
            public class {|EVC5001:EventBus|}
            {
                private readonly {{table}} _handlers = new();

                public void Subscribe<T>(Action<T> handler)
                {
                    if (!_handlers.TryGetValue(typeof(T), out var handlers))
                        _handlers[typeof(T)] = handlers = new List<Delegate>();
                    handlers.Add(handler);
                }

                public void Publish<T>(T @event)
                {
                    if (_handlers.TryGetValue(typeof(T), out var handlers))
                        foreach (var handler in handlers)
                            ((Action<T>)handler)(@event);
                }
            }
            """);
        Assert.StartsWith("'EventBus' carries events inside one process", found[0].GetMessage(), StringComparison.Ordinal);
    }

    [Fact]
    public Task Topics_with_async_handlers() => Verify.FindsAsync(References.Hosting, Usings.Hosting() + """
        public sealed class {|EVC5001:Hub|}
        {
            private static readonly ConcurrentDictionary<string, ConcurrentBag<Func<object, Task>>> Handlers = new();

            public void On(string topic, Func<object, Task> handler) => Handlers.GetOrAdd(topic, _ => new()).Add(handler);

            public Task EmitAsync(string topic, object message) =>
                Handlers.TryGetValue(topic, out var handlers) ? Task.WhenAll(handlers.Select(handler => handler(message))) : Task.CompletedTask;
        }
        """);

    [Theory]
    [InlineData("Dictionary<Type, Func<object, Task>>", "_handlers[typeof(object)] = handler;", "_handlers[typeof(object)](message);")] // a mediator: one handler
    [InlineData("Dictionary<int, List<Func<object, Task>>>", "_handlers[0].Add(handler);", "_handlers[0][0](message);")]
    [InlineData("Dictionary<Type, List<Func<object, Task>>>", "_handlers[typeof(object)].Add(handler);", "")]
    [InlineData("Dictionary<Type, List<string>>", "", "_handlers.Clear();")]
    public Task Other_tables(string table, string subscribe, string publish) => Verify.SilentAsync(References.Hosting, Usings.Hosting() + $$"""
        public class Table
        {
            private readonly {{table}} _handlers = new();
            public void Subscribe(Func<object, Task> handler) { {{subscribe}} }
            public void Publish(object message) { {{publish}} }
        }
        """, Rule);

    [Fact]
    public Task Bus_that_publishes_to_a_broker() => Verify.SilentAsync(References.RabbitMq7 | References.Hosting, Usings.Hosting() + """
        public class EventBus
        {
            private readonly Dictionary<string, List<Func<string, Task>>> _handlers = new();
            private readonly RabbitMQ.Client.IChannel _channel = null!;

            public void Subscribe(string name, Func<string, Task> handler) => _handlers[name] = new() { handler };

            public async Task PublishAsync(string name, byte[] body)
            {
                if (_handlers.ContainsKey(name))
                    await RabbitMQ.Client.IChannelExtensions.BasicPublishAsync(_channel, "events", name, body);
            }
        }
        """, Rule);

    /// <summary>A queue class that a controller writes to and a background service reads from.</summary>
    private static string RequestQueue(string field, string write, string read, string register = "services.AddSingleton<OrderQueue>();", string item = "Order") => Usings + $$"""
        public class OrderQueue
        {
            {{field}}
            public void Enqueue({{item}} order) { {{write}} }
            public void Drain(CancellationToken token) { {{read}} }
        }

        public class OrdersController : ControllerBase
        {
            private readonly OrderQueue _queue;
            public OrdersController(OrderQueue queue) => _queue = queue;

            [HttpPost]
            public IActionResult Post({{item}} order)
            {
                _queue.Enqueue(order);
                return Accepted();
            }
        }

        public class Worker : BackgroundService
        {
            private readonly OrderQueue _queue;
            public Worker(OrderQueue queue) => _queue = queue;
            protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.Run(() => _queue.Drain(stoppingToken), stoppingToken);
        }

        public static class Setup
        {
            public static void Add(IServiceCollection services)
            {
                {{register}}
                services.AddHostedService<Worker>();
            }
        }
        """;

    [Theory]
    [InlineData("public record Start : IFeedOrder; public record Stop : IFeedOrder;", "_orders")]
    [InlineData("public record Start(string Feed) : IFeedOrder; public record Stop : IFeedOrder;", "{|EVC5001:_orders|}")]
    [InlineData("", "{|EVC5001:_orders|}")]
    public Task Items_without_data(string types, string name) => Verify.ReportsAsync(Rule, References.AspNetCore, RequestQueue(
        $"private readonly Channel<IFeedOrder> {name} = Channel.CreateUnbounded<IFeedOrder>();", "_orders.Writer.TryWrite(order);", "_orders.Reader.TryRead(out _);", item: "IFeedOrder")
        + "public interface IFeedOrder { } " + types);

    [Theory]
    [InlineData("private readonly Channel<Order> {|EVC5001:_orders|} = Channel.CreateUnbounded<Order>();", "_orders.Writer.TryWrite(order);", "_orders.Reader.TryRead(out _);")]
    [InlineData("private readonly Channel<Order> {|EVC5001:_orders|} = Channel.CreateBounded<Order>(100);", "_orders.Writer.TryWrite(order);", "_orders.Reader.TryRead(out _);")]
    [InlineData("private readonly ConcurrentQueue<Order> {|EVC5001:_orders|} = new();", "_orders.Enqueue(order);", "_orders.TryDequeue(out _);")]
    [InlineData("private readonly BlockingCollection<Order> {|EVC5001:_orders|} = new(100);", "_orders.Add(order);", "_orders.Take(token);")]
    [InlineData("public BlockingCollection<Order> {|EVC5001:Orders|} { get; } = new();", "Orders.Add(order);", "Orders.Take(token);")]
    public Task Queue_between_request_and_background_service(string field, string write, string read) =>
        Verify.FindsAsync(References.AspNetCore, RequestQueue(field, write, read));

    [Fact]
    public Task Static_queue_needs_no_registration() => Verify.FindsAsync(References.AspNetCore, RequestQueue(
        "private static readonly ConcurrentQueue<Order> {|EVC5001:Orders|} = new();",
        "Orders.Enqueue(order);",
        "Orders.TryDequeue(out _);",
        register: ""));

    [Theory]
    [InlineData("private readonly ConcurrentQueue<Order> _orders = new();", "_orders.Enqueue(order);", "_orders.TryDequeue(out _);", "services.AddScoped<OrderQueue>();", "Order")]
    [InlineData("private readonly ConcurrentQueue<Order> _orders = new();", "_orders.Enqueue(order);", "", "services.AddSingleton<OrderQueue>();", "Order")]
    [InlineData("private readonly ConcurrentQueue<Order> _orders = new();", "", "_orders.Enqueue(new Order(\"\")); _orders.TryDequeue(out _);", "services.AddSingleton<OrderQueue>();", "Order")]
    [InlineData("private readonly ConcurrentQueue<Func<Task>> _orders = new();", "_orders.Enqueue(order);", "_orders.TryDequeue(out _);", "services.AddSingleton<OrderQueue>();", "Func<Task>")]
    [InlineData("private readonly ConcurrentQueue<WorkItem> _orders = new();", "_orders.Enqueue(order);", "_orders.TryDequeue(out _);", "services.AddSingleton<OrderQueue>();", "WorkItem")]
    [InlineData("private readonly ConcurrentQueue<Guid> _orders = new();", "_orders.Enqueue(order);", "_orders.TryDequeue(out _);", "services.AddSingleton<OrderQueue>();", "Guid")]
    [InlineData("private readonly ConcurrentQueue<RequestLog> _orders = new();", "_orders.Enqueue(order);", "_orders.TryDequeue(out _);", "services.AddSingleton<OrderQueue>();", "RequestLog")]
    [InlineData("private readonly List<Order> _orders = new();", "_orders.Add(order);", "_orders.Clear();", "services.AddSingleton<OrderQueue>();", "Order")]
    public Task Other_queues(string field, string write, string read, string register, string item) => Verify.SilentAsync(
        References.AspNetCore,
        RequestQueue(field, write, read, register, item) + """

            public class WorkItem { public Func<CancellationToken, Task>? Work { get; set; } }
            public class RequestLog { }
            """,
        Rule);

    [Fact]
    public async Task Channel_from_the_service_collection_in_a_minimal_api()
    {
        var found = await Verify.FindsAsync(References.AspNetCore, """
            using System.Threading.Channels;
            using Microsoft.AspNetCore.Builder;
            using Microsoft.Extensions.DependencyInjection;
            using Microsoft.Extensions.Hosting;

            var builder = WebApplication.CreateBuilder(args);
            builder.Services.AddSingleton({|EVC5001:Channel.CreateUnbounded<OrderPlaced>()|});
            builder.Services.AddHostedService<Worker>();
            var app = builder.Build();
            app.MapPost("/orders", async (OrderPlaced order, Channel<OrderPlaced> channel) => await channel.Writer.WriteAsync(order));
            app.Run();

            public record OrderPlaced(string Id);

            public class Worker : BackgroundService
            {
                private readonly Channel<OrderPlaced> _orders;
                public Worker(Channel<OrderPlaced> orders) => _orders = orders;

                protected override async Task ExecuteAsync(CancellationToken stoppingToken)
                {
                    await foreach (var order in _orders.Reader.ReadAllAsync(stoppingToken))
                        Console.WriteLine(order);
                }
            }
            """);
        Assert.StartsWith("'Channel<OrderPlaced>' carries events inside one process", found[0].GetMessage(), StringComparison.Ordinal);
    }

    [Fact]
    public Task Subject_that_a_service_in_the_background_listens_to() => Verify.FindsAsync(References.AspNetCore, Usings + """
        public class Orders
        {
            private readonly System.Reactive.Subjects.Subject<OrderPlaced> {|EVC5001:_placed|} = new();
            public IObservable<OrderPlaced> Placed => _placed;
            public void Place(OrderPlaced order) => _placed.OnNext(order);
        }

        public class OrdersController : ControllerBase
        {
            private readonly Orders _orders = null!;
            public void Post(OrderPlaced order) => _orders.Place(order);
        }

        public class Worker : IHostedService
        {
            private readonly Orders _orders = null!;

            public Task StartAsync(CancellationToken cancellationToken)
            {
                _orders.Placed.Subscribe(order => Console.WriteLine(order));
                return Task.CompletedTask;
            }

            public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
        }

        public static class Setup
        {
            public static void Add(IServiceCollection services) => services.AddSingleton<Orders>().AddHostedService<Worker>();
        }

        namespace System
        {
            public static class ObservableExtensions
            {
                public static IDisposable Subscribe<T>(this IObservable<T> source, Action<T> onNext) => throw new NotSupportedException();
            }
        }

        namespace System.Reactive.Subjects
        {
            public class Subject<T> : IObservable<T>
            {
                public void OnNext(T value) => throw new NotSupportedException();
                public IDisposable Subscribe(IObserver<T> observer) => throw new NotSupportedException();
            }
        }
        """);

    [Fact]
    public async Task In_memory_transport_of_MassTransit()
    {
        var found = await Verify.FindsAsync(References.MassTransit, """
            using MassTransit;
            using Microsoft.Extensions.DependencyInjection;

            public static class Setup
            {
                public static void Add(IServiceCollection services) => services.AddMassTransit(bus =>
                {
                    {|EVC5001:bus.UsingInMemory((context, configure) => configure.ConfigureEndpoints(context))|};
                });
            }
            """);
        Assert.StartsWith("'UsingInMemory' carries events inside one process", found[0].GetMessage(), StringComparison.Ordinal);
    }

    [Fact]
    public Task Silent_for_one_of_several_transports() => Verify.SilentAsync(References.MassTransit | References.RabbitMq7, """
        using MassTransit;
        using RabbitMQ.Client;

        public interface ITransport { void Use(IBusRegistrationConfigurator bus); }

        public sealed class InMemoryTransport : ITransport
        {
            public void Use(IBusRegistrationConfigurator bus) => bus.UsingInMemory((context, configure) => configure.ConfigureEndpoints(context));
        }

        public sealed class BrokerTransport : ITransport
        {
            public void Use(IBusRegistrationConfigurator bus) => RabbitMqSetup.Configure(bus);
        }

        public static class RabbitMqSetup
        {
            public static extern void Configure(IBusRegistrationConfigurator bus);
        }
        """, "EVC5001");

    [Fact]
    public Task In_memory_transport_of_a_class_with_other_siblings() => Verify.FindsAsync(References.MassTransit, """
        using MassTransit;

        public interface IModule { void Use(IBusRegistrationConfigurator bus); }

        public sealed class Messaging : IModule
        {
            public void Use(IBusRegistrationConfigurator bus) => {|EVC5001:bus.UsingInMemory((context, configure) => configure.ConfigureEndpoints(context))|};
        }

        public sealed class Logging : IModule
        {
            public void Use(IBusRegistrationConfigurator bus) { }
        }
        """);

    [Fact]
    public Task Silent_for_benchmarks() => Verify.SilentAsync(References.MassTransit | References.Benchmarks, """
        using BenchmarkDotNet.Attributes;
        using MassTransit;

        public class MediatorBenchmark
        {
            [GlobalSetup]
            public void Setup() => Bus.Factory.CreateUsingInMemory(configure => { });

            [Benchmark]
            public void Run() { }
        }
        """, "EVC5001");

    [Fact]
    public Task Silent_for_a_client_that_publishes_what_it_gets() => Verify.SilentAsync(References.Hosting, Usings.Hosting() + """
        public class PushClient
        {
            private readonly ConcurrentDictionary<string, Action<string>[]> _handlers = new();

            public void On(string topic, Action<string> handler) => _handlers[topic] = new[] { handler };

            public void Raise(string topic, string data)
            {
                foreach (var handler in _handlers[topic])
                    handler(data);
            }

            private async Task ReadAsync(System.IO.TextReader connection)
            {
                while (await connection.ReadLineAsync() is { } line)
                    Raise(line, line);
            }
        }
        """, "EVC5001");

    [Fact]
    public Task In_memory_transport_of_Rebus() => Verify.FindsAsync(References.Rebus, """
        using Microsoft.Extensions.DependencyInjection;
        using Rebus.Config;
        using Rebus.Transport.InMem;

        public static class Setup
        {
            public static void Add(IServiceCollection services) =>
                services.AddRebus(rebus => rebus.Transport(transport => {|EVC5001:transport.UseInMemoryTransport(new InMemNetwork(), "orders")|}));
        }
        """);

    [Fact]
    public async Task Learning_transport_of_NServiceBus()
    {
        var found = await Verify.FindsAsync(References.NServiceBus, """
            using NServiceBus;

            public static class Setup
            {
                public static void Old(EndpointConfiguration endpoint) => {|EVC5001:endpoint.UseTransport<LearningTransport>()|};
                public static void New(EndpointConfiguration endpoint) => endpoint.UseTransport({|EVC5001:new LearningTransport()|});
            }
            """);
        Assert.All(found, finding => Assert.Equal(
            "'LearningTransport' carries events through files of one machine; an instance on another one does not see them",
            finding.GetMessage()));
    }

    [Fact]
    public Task In_memory_queue_and_storage_of_CAP() => Verify.FindsAsync(References.Cap, """
        using Microsoft.Extensions.DependencyInjection;
        using Savorboard.CAP.InMemoryMessageQueue;

        public static class Setup
        {
            public static void Add(IServiceCollection services) => services.AddCap(cap =>
            {
                {|EVC5001:cap.UseInMemoryStorage()|};
                {|EVC5001:cap.UseInMemoryMessageQueue()|};
            });
        }
        """);

    [Theory]
    [InlineData("if (environment.IsDevelopment()) bus.UsingInMemory(); else Use(bus);")]
    [InlineData("if (string.IsNullOrEmpty(environment.ApplicationName)) { bus.UsingInMemory(); return; } Use(bus);")]
    [InlineData("switch (environment.EnvironmentName) { case \"Local\": bus.UsingInMemory(); break; default: Use(bus); break; }")]
    [InlineData("bus.UsingInMemory(); bus.AddRider(rider => Console.WriteLine(rider));")]
    public Task Local_bus_beside_or_instead_of_a_broker(string configure) => Verify.SilentAsync(References.MassTransit, $$"""
        using MassTransit;
        using Microsoft.Extensions.DependencyInjection;
        using Microsoft.Extensions.Hosting;

        public static class Setup
        {
            public static void Add(IServiceCollection services, IHostEnvironment environment) =>
                services.AddMassTransit(bus => { {{configure}} });

            private static void Use(IBusRegistrationConfigurator bus) => Console.WriteLine(bus);
        }
        """, Rule);

    [Fact]
    public Task Notifications_of_MediatR() => Verify.SilentAsync(References.MediatR, """
        using MediatR;

        public record OrderPlaced(string Id) : INotification;

        public class Orders
        {
            private readonly IPublisher _publisher = null!;
            public Task PlaceAsync() => _publisher.Publish(new OrderPlaced("1"));
        }

        public class Mailer : INotificationHandler<OrderPlaced>
        {
            public Task Handle(OrderPlaced notification, CancellationToken cancellationToken) => Task.CompletedTask;
        }
        """, Rule);

    private const string Bus = """
        public static class OrderEvents
        {
            public static event Action<OrderPlaced>? Placed;
            public static void Place(OrderPlaced order) => Placed?.Invoke(order);
        }

        public record OrderPlaced(string Id);
        public class Mailer { public Mailer() => OrderEvents.Placed += order => Console.WriteLine(order); }
        """;

    [Fact]
    public Task Program_that_is_not_hosted() => Verify.SilentAsync(References.Kafka2, Bus, Rule);

    [Fact]
    public Task Test_project() => Verify.SilentAsync(References.Hosting | References.Xunit, Bus, Rule);

    [Fact]
    public async Task Test_project_on_request()
    {
        var test = new CSharpAnalyzerTest<EventConsumerAnalyzer>
        {
            TestCode = Bus.Replace("? Placed;", "? {|EVC5001:Placed|};", StringComparison.Ordinal),
            References = References.Hosting | References.Xunit,
        };
        test.OnlyDiagnostics.Add(Rule);
        test.TestState.AnalyzerConfigFiles.Add("root = true\n[*.cs]\neventconsumers.analyze_tests = true\n");
        await test.RunAsync();
    }
}

file static class SourceExtensions
{
    /// <summary>The usings without those of ASP.NET Core.</summary>
    public static string Hosting(this string usings) =>
        string.Join('\n', usings.Split('\n').Where(line => !line.Contains("Microsoft.AspNetCore", StringComparison.Ordinal)));
}
