using Microsoft.CodeAnalysis;

namespace EventConsumers.Analyzers.Tests.Rules.Throughput;

public class ClientCreatedPerMessageTests
{
    private static string Publisher(string members) => $$"""
        using Confluent.Kafka;

        public class Publisher
        {
            private readonly ProducerConfig _config = new();
            private IProducer<Null, string>? _kept;

            {{members}}
        }
        """;

    [Theory, EachVersionOf(Client.Kafka)]
    public async Task A_producer_for_every_call(References kafka)
    {
        var found = await Verify.FindsAsync(kafka, Publisher("""
            public async Task SendAsync(string topic, object message)
            {
                using var producer = new ProducerBuilder<Null, string>(_config).{|EVC2009:Build()|};
                var text = message.ToString()!;
                await producer.ProduceAsync(topic, new Message<Null, string> { Value = text });
            }
            """));
        Assert.Equal("A new 'IProducer' is made for every call of 'SendAsync'; make it once and share it", found[0].GetMessage());
        Assert.Equal(DiagnosticSeverity.Warning, found[0].Severity);
    }

    [Theory]
    [InlineData("public void Send(string m) { _kept = new ProducerBuilder<Null, string>(_config).Build(); _kept.Produce(\"t\", new Message<Null, string> { Value = m }); }")]
    [InlineData("public void Send(string m) { _kept ??= new ProducerBuilder<Null, string>(_config).Build(); _kept.Produce(\"t\", new Message<Null, string> { Value = m }); }")]
    [InlineData("public void Send(string m) { var p = new ProducerBuilder<Null, string>(_config).Build(); _kept = p; p.Produce(\"t\", new Message<Null, string> { Value = m }); }")]
    [InlineData("public IProducer<Null, string> Make(string m) { var p = new ProducerBuilder<Null, string>(_config).Build(); p.Produce(\"t\", new Message<Null, string> { Value = m }); return p; }")]
    [InlineData("public void Send(string[] all) { using var p = new ProducerBuilder<Null, string>(_config).Build(); foreach (var m in all) p.Produce(\"t\", new Message<Null, string> { Value = m }); }")]
    [InlineData("public void Send(ProducerConfig config, string m) { using var p = new ProducerBuilder<Null, string>(config).Build(); p.Produce(\"t\", new Message<Null, string> { Value = m }); }")]
    [InlineData("public void Check(CancellationToken token) { using var p = new ProducerBuilder<Null, string>(_config).Build(); p.Produce(\"health\", new Message<Null, string> { Value = \"ping\" }); }")]
    [InlineData("public static void Main(string[] args) { using var p = new ProducerBuilder<Null, string>(new ProducerConfig()).Build(); p.Produce(\"t\", new Message<Null, string> { Value = args[0] }); }")]
    [InlineData("public Publisher(string m) { var p = new ProducerBuilder<Null, string>(_config).Build(); p.Produce(\"t\", new Message<Null, string> { Value = m }); }")]
    public Task A_producer_that_is_kept_or_used_for_more(string member) => Verify.SilentAsync(References.Kafka2, Publisher(member), "EVC2009");

    [Fact]
    public async Task A_producer_for_every_turn_of_a_loop()
    {
        var found = await Verify.FindsAsync(References.Kafka2, Publisher("""
            public async Task SendAsync(IEnumerable<string> messages)
            {
                foreach (var message in messages)
                {
                    using var producer = new ProducerBuilder<Null, string>(_config).{|EVC2009:Build()|};
                    await producer.ProduceAsync("orders", new Message<Null, string> { Value = message });
                }
            }
            """));
        Assert.Equal("A new 'IProducer' is made in every turn of the loop; make it once and share it", found[0].GetMessage());
    }

    [Theory]
    [InlineData("foreach (var m in all) { using var p = new ProducerBuilder<Null, string>(new ProducerConfig { BootstrapServers = m }).Build(); p.Produce(\"t\", new Message<Null, string> { Value = m }); }")]
    [InlineData("for (var attempt = 0; attempt < 5; attempt++) { using var p = new ProducerBuilder<Null, string>(_config).Build(); p.Produce(\"t\", new Message<Null, string> { Value = all[0] }); }")]
    [InlineData("while (true) { using var p = new ProducerBuilder<Null, string>(_config).Build(); foreach (var m in all) p.Produce(\"t\", new Message<Null, string> { Value = m }); }")]
    public Task Loops_that_connect_elsewhere_or_anew(string loop) =>
        Verify.SilentAsync(References.Kafka2, Publisher("public void Send(string[] all) { " + loop + " }"), "EVC2009");

    [Theory]
    [InlineData("_connection.CreateModel()")]
    [InlineData("{ var channel = _connection.CreateModel(); channel.ConfirmSelect(); return channel; }")]
    public async Task A_channel_of_a_wrapper_round_the_connection(string create)
    {
        var found = await Verify.FindsAsync(References.RabbitMq6, Wrapped(create, "{|EVC2009:", "|}"));
        Assert.Equal("A new 'IModel' is made for every call of 'Publish'; keep one for each thread, or a pool of them", found[0].GetMessage());
        Assert.Equal(DiagnosticSeverity.Info, found[0].Severity);
    }

    [Theory]
    [InlineData("_kept")]
    [InlineData("_kept ??= _connection.CreateModel()")]
    [InlineData("{ if (_kept is not null) return _kept; return _connection.CreateModel(); }")]
    public Task A_wrapper_that_keeps_its_channel(string create) => Verify.SilentAsync(References.RabbitMq6, Wrapped(create), "EVC2009");

    private static string Wrapped(string create, string open = "", string close = "") => $$"""
        using System.Text.Json;
        using RabbitMQ.Client;

        public interface IPersistentConnection { IModel CreateModel(); }

        public class PersistentConnection : IPersistentConnection
        {
            private readonly IConnection _connection = null!;
            private IModel? _kept;

            public IModel CreateModel() {{(create[0] == '{' ? create : $"=> {create}!;")}}
        }

        public class EventBus
        {
            private readonly IPersistentConnection _connection;

            public EventBus(IPersistentConnection connection) => _connection = connection;

            public void Publish(object message)
            {
                using var channel = _connection.{{open}}CreateModel(){{close}};
                channel.ExchangeDeclare("events", "direct");
                channel.BasicPublish("events", "", null, JsonSerializer.SerializeToUtf8Bytes(message));
            }
        }
        """;

    [Theory, EachVersionOf(Client.RabbitMq)]
    public async Task A_connection_for_every_call_and_not_its_channel_too(References rabbit)
    {
        var isOld = rabbit.Equals(References.RabbitMq6);
        var found = await Verify.FindsAsync(rabbit, $$"""
            using RabbitMQ.Client;

            public class Publisher
            {
                public async Task Send(byte[] body)
                {
                    var factory = new ConnectionFactory { HostName = "localhost" };
                    {{(isOld
                        ? "var connection = factory.{|EVC2009:CreateConnection()|}; using var channel = connection.CreateModel(); channel.BasicPublish(\"\", \"orders\", null, body); await Task.Yield();"
                        : "var connection = await factory.{|EVC2009:CreateConnectionAsync()|}; await using var channel = await connection.CreateChannelAsync(); await channel.BasicPublishAsync(\"\", \"orders\", body);")}}
                }
            }
            """);
        Assert.Equal("A new 'IConnection' is made for every call of 'Send'; make it once and share it", found[0].GetMessage());
    }

    [Fact]
    public async Task A_channel_shares_the_connection()
    {
        var found = await Verify.FindsAsync(References.RabbitMq6, """
            using RabbitMQ.Client;

            public class Publisher
            {
                private readonly IConnection _connection = null!;

                public void Send(byte[] body)
                {
                    using var channel = _connection.{|EVC2009:CreateModel()|};
                    channel.BasicPublish("", "orders", null, body);
                }
            }
            """);
        Assert.Equal(DiagnosticSeverity.Info, found[0].Severity);
    }

    [Fact]
    public Task A_channel_that_consumes_lives_on() => Verify.SilentAsync(References.RabbitMq7, """
        using RabbitMQ.Client;
        using RabbitMQ.Client.Events;

        public class Rpc
        {
            private readonly IConnection _connection = null!;

            public async Task<string> CallAsync(byte[] body)
            {
                var channel = await _connection.CreateChannelAsync();
                await channel.BasicConsumeAsync("replies", true, new AsyncEventingBasicConsumer(channel));
                await channel.BasicPublishAsync("", "orders", body);
                return "";
            }
        }
        """, "EVC2009");

    [Fact]
    public async Task In_a_handler()
    {
        var found = await Verify.FindsAsync(References.RabbitMq7 | References.Redis2, """
            using RabbitMQ.Client.Events;
            using StackExchange.Redis;

            public class Consumer
            {
                private IConnectionMultiplexer? _redis;

                public async Task OnMessageAsync(object sender, BasicDeliverEventArgs delivery)
                {
                    var redis = await ConnectionMultiplexer.{|EVC2009:ConnectAsync("localhost")|};
                    await redis.GetDatabase().KeyDeleteAsync(delivery.RoutingKey);
                    using var http = {|EVC2009:new HttpClient()|};
                    await http.GetAsync("http://localhost/" + delivery.RoutingKey);
                }

                public async Task OnOtherAsync(object sender, BasicDeliverEventArgs delivery)
                {
                    _redis ??= await ConnectionMultiplexer.ConnectAsync("localhost");
                    var tenant = await ConnectionMultiplexer.ConnectAsync(delivery.RoutingKey);
                    await tenant.GetDatabase().KeyDeleteAsync("x");
                }
            }
            """);
        Assert.Equal("A new 'ConnectionMultiplexer' is made for every message that 'OnMessageAsync' handles; make it once and share it", found[0].GetMessage());
    }

    [Fact]
    public Task ServiceBus() => Verify.FindsAsync(References.ServiceBus, """
        using Azure.Messaging.ServiceBus;

        public class Publisher
        {
            private readonly string _connection = "";

            public async Task SendAsync(string message)
            {
                await using var client = {|EVC2009:new ServiceBusClient(_connection)|};
                var sender = client.CreateSender("orders");
                await sender.SendMessageAsync(new ServiceBusMessage(message));
            }

            public ServiceBusClient Make(string name) => new ServiceBusClient(_connection);
        }
        """);
}
