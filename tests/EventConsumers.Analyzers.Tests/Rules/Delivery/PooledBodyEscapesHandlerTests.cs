using EventConsumers.CodeFixes.Delivery;

namespace EventConsumers.Analyzers.Tests.Rules.Delivery;

public class PooledBodyEscapesHandlerTests
{
    [Theory, EachVersionOf(Client.RabbitMq)]
    public async Task A_body_that_is_kept_in_a_field(References rabbitMq)
    {
        var found = await Verify.FindsAsync(rabbitMq, Handler("_last = {|EVC1011:ea.Body|};"));
        Assert.Equal("'ea.Body' is memory that the client uses again when the handler returns; copy it before keeping it in '_last'", Assert.Single(found).GetMessage());
    }

    [Theory]
    [InlineData("_bodies.Add({|EVC1011:ea.Body|});")]
    [InlineData("_queue.Enqueue(({|EVC1011:ea.Body|}, ea.DeliveryTag));")]
    [InlineData("_works.Writer.TryWrite(new Work({|EVC1011:ea.Body|}));")]
    [InlineData("_works.Writer.TryWrite(new Work(default) { Body = {|EVC1011:ea.Body|} });")]
    [InlineData("_kept.Add(new Kept({|EVC1011:ea.Body|}));")]
    [InlineData("var body = ea.Body; _last = {|EVC1011:body|};")]
    [InlineData("_ = Task.Run(() => save({|EVC1011:ea.Body|}.ToArray()));")]
    [InlineData("_ = Task.Factory.StartNew(() => save({|EVC1011:ea.Body|}));")]
    [InlineData("var body = ea.Body; _ = Task.Run(async () => { await Task.Yield(); save({|EVC1011:body|}); });")]
    public Task Every_way_to_keep_it(string body) => Verify.FindsAsync(References.RabbitMq7, Handler(body));

    [Theory]
    [InlineData("_last = ea.Body.ToArray();")]
    [InlineData("_bodies.Add(ea.Body.ToArray());")]
    [InlineData("_queue.Enqueue((ea.Body.ToArray(), ea.DeliveryTag));")]
    [InlineData("_works.Writer.TryWrite(new Work(ea.Body.ToArray()));")]
    [InlineData("_kept.Add(new Copied(ea.Body));")]
    [InlineData("var body = ea.Body.ToArray(); _ = Task.Run(() => save(body));")]
    [InlineData("await Task.Run(() => save(ea.Body));")]
    [InlineData("var list = new List<ReadOnlyMemory<byte>>(); list.Add(ea.Body);")]
    [InlineData("_length = ea.Body.Length;")]
    [InlineData("save(ea.Body);")]
    [InlineData("_ = Task.Run(() => Console.WriteLine(ea.DeliveryTag));")]
    public Task Copies_and_bodies_that_stay(string body) => Verify.SilentAsync(References.RabbitMq7, Handler(body), "EVC1011");

    [Theory, EachVersionOf(Client.RabbitMq)]
    public async Task A_message_that_is_kept_with_its_body(References rabbitMq)
    {
        var found = await Verify.FindsAsync(rabbitMq, Keeper("_messages.Enqueue({|EVC1011:ea|});", "foreach (var message in _messages) Console.WriteLine(message.Body.Length);"));
        Assert.Equal("'ea.Body' is memory that the client uses again when the handler returns; copy it before putting it into '_messages'", Assert.Single(found).GetMessage());
    }

    [Theory]
    [InlineData("_last = {|EVC1011:ea|};", "Console.WriteLine(_last!.Body.Length);")]
    [InlineData("_channel.Writer.TryWrite({|EVC1011:ea|});", "if (_channel.Reader.TryRead(out var message)) Read(message);")]
    [InlineData("_pairs.Add(({|EVC1011:ea|}, 1));", "Read(_pairs[0].Item1);")]
    [InlineData("_ = Task.Run(() => Read({|EVC1011:ea|}));", "")]
    public Task Every_way_to_keep_one(string handle, string later) => Verify.FindsAsync(References.RabbitMq7, Keeper(handle, later));

    [Theory]
    [InlineData("_messages.Enqueue(ea);", "Console.WriteLine(_messages.Peek().DeliveryTag);", false)]
    [InlineData("_last = new BasicDeliverEventArgs(\"\", 1, false, \"\", \"\", ea.BasicProperties, ea.Body.ToArray());", "Read(_last);", true)]
    [InlineData("Read(ea);", "", true)]
    [InlineData("var messages = new Queue<BasicDeliverEventArgs>(); messages.Enqueue(ea);", "", true)]
    [InlineData("_ = Task.Run(() => Console.WriteLine(ea.DeliveryTag));", "", true)]
    public Task Messages_that_stay_or_whose_body_nobody_reads(string handle, string later, bool isRead) =>
        Verify.SilentAsync(References.RabbitMq7, Keeper(handle, later, isRead), "EVC1011");

    [Fact]
    public Task No_fix_for_a_message() => Verify.OffersNoFixAsync<PooledBodyEscapesHandlerFix>(
        References.RabbitMq7, Keeper("_last = {|EVC1011:ea|};", "Read(_last!);"));

    private static string Keeper(string handle, string later, bool isRead = true) => $$"""
        using System.Threading.Channels;
        using RabbitMQ.Client;
        using RabbitMQ.Client.Events;

        public class Consumer
        {
            private readonly Queue<BasicDeliverEventArgs> _messages = new();
            private readonly List<(BasicDeliverEventArgs, int)> _pairs = new();
            private readonly Channel<BasicDeliverEventArgs> _channel = Channel.CreateUnbounded<BasicDeliverEventArgs>();
            private BasicDeliverEventArgs? _last;

            public void OnReceived(object? sender, BasicDeliverEventArgs ea)
            {
                Console.WriteLine(ea.Body.Length);
                {{handle}}
            }

            public void Later()
            {
                {{later}}
            }

            public void OnOther(object? sender, BasicDeliverEventArgs ea) => Console.WriteLine(ea.Body.Length);

            private static void Read(BasicDeliverEventArgs message) => Console.WriteLine({{(isRead ? "message.Body.Length" : "message.DeliveryTag")}});
        }
        """;

    [Fact]
    public Task Memory_of_other_clients() => Verify.SilentAsync(References.ServiceBus, """
        using Azure.Messaging.ServiceBus;

        public class Reader
        {
            private BinaryData? _last;

            public Task HandleAsync(ProcessMessageEventArgs args)
            {
                _last = args.Message.Body;
                return Task.CompletedTask;
            }
        }
        """, "EVC1011");

    [Fact]
    public Task The_fix_copies() => Verify.FixesAsync<PooledBodyEscapesHandlerFix>(References.RabbitMq7, Handler("""
        _last = {|EVC1011:ea.Body|}; // kept
        _queue.Enqueue(({|EVC1011:ea.Body|}, ea.DeliveryTag));
        """), Handler("""
        _last = ea.Body.ToArray(); // kept
        _queue.Enqueue((ea.Body.ToArray(), ea.DeliveryTag));
        """), "Copy 'ea.Body' with 'ToArray'");

    [Fact]
    public Task The_fix_copies_before_the_work_is_started() => Verify.FixesAsync<PooledBodyEscapesHandlerFix>(References.RabbitMq7, Handler("""
        // In the background
        _ = Task.Run(() => save({|EVC1011:ea.Body|}.ToArray())); // started
        """), Handler("""
        // In the background
        var body = ea.Body.ToArray();
        _ = Task.Run(() => save(body)); // started
        """));

    private static string Handler(string body) => $$"""
        using System.Threading.Channels;
        using RabbitMQ.Client;
        using RabbitMQ.Client.Events;

        public record Work(ReadOnlyMemory<byte> Body);

        public class Kept
        {
            public Kept(ReadOnlyMemory<byte> body) => Body = body;

            public ReadOnlyMemory<byte> Body { get; }
        }

        public class Copied : Kept
        {
            public Copied(ReadOnlyMemory<byte> body) : base(body.ToArray()) { }
        }

        public class Consumer
        {
            private readonly List<ReadOnlyMemory<byte>> _bodies = new();
            private readonly Queue<(ReadOnlyMemory<byte>, ulong)> _queue = new();
            private readonly Channel<Work> _works = Channel.CreateUnbounded<Work>();
            private readonly List<Kept> _kept = new();
            private ReadOnlyMemory<byte> _last;
            private int _length;

            public void Start(AsyncEventingBasicConsumer consumer, Action<ReadOnlyMemory<byte>> save)
            {
                async Task OnReceived(object sender, BasicDeliverEventArgs ea)
                {
        {{string.Join("\n", body.Split('\n').Select(line => "            " + line))}}
                    await Task.Yield();
                }
            }
        }
        """;
}
