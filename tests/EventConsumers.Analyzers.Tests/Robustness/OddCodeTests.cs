using System.Collections.Immutable;
using EventConsumers.CodeFixes;
using Microsoft.CodeAnalysis.CodeFixes;

namespace EventConsumers.Analyzers.Tests.Robustness;

/// <summary>Code that is rare, half written, wrong, or newer than the analyzer. Nothing may throw on it or on any part of it.</summary>
public sealed class OddCodeTests
{
    private static readonly ImmutableArray<CodeFixProvider> Fixes = [.. ExportedCodeFix.In(typeof(RuleCodeFixProvider).Assembly)];

    public static TheoryData<string> Names => [.. Sources.Keys];

    private static Dictionary<string, string> Sources { get; } = new()
    {
        ["partial methods"] = """
            partial class C
            {
                partial void OnReceived(object sender, BasicDeliverEventArgs delivery);
                public partial Task HandleAsync(BasicDeliverEventArgs delivery);
                IModel channel = null!;
                void Attach(EventingBasicConsumer consumer) => consumer.Received += OnReceived;
            }
            partial class C
            {
                partial void OnReceived(object sender, BasicDeliverEventArgs delivery) { channel.BasicAck(delivery.DeliveryTag, false); Save(delivery.Body); }
                public partial async Task HandleAsync(BasicDeliverEventArgs delivery) { channel.BasicAck(1, false); await Task.Yield(); Save(delivery.Body); }
                partial void Save(ReadOnlyMemory<byte> body);
            }
            """,
        ["extern and abstract methods, methods without bodies"] = """
            using System.Runtime.InteropServices;
            abstract class C
            {
                [DllImport("native")] static extern void Save(byte[] body);
                protected abstract void OnReceived(object sender, BasicDeliverEventArgs delivery);
                extern void Handle(BasicDeliverEventArgs delivery);
                void Half(BasicDeliverEventArgs delivery);
                void Arrow(BasicDeliverEventArgs delivery) =>
                void M(IModel channel, EventingBasicConsumer consumer)
                {
                    consumer.Received += OnReceived;
                    consumer.Received += (_, ea) => { channel.BasicAck(ea.DeliveryTag, false); Save(ea.Body.ToArray()); Half(ea); Handle(ea); };
                }
            }
            """,
        ["default methods and static abstract members of interfaces"] = """
            interface IHandler
            {
                IModel Channel { get; }
                void Handle(BasicDeliverEventArgs delivery) { Channel.BasicAck(delivery.DeliveryTag, false); Work(delivery.Body); }
                void Work(ReadOnlyMemory<byte> body) { Thread.Sleep(1); }
                static virtual void On(BasicDeliverEventArgs delivery) => Thread.Sleep(1);
            }
            interface IWork<TSelf> where TSelf : IWork<TSelf>
            {
                static abstract void Handle(BasicDeliverEventArgs delivery);
                static abstract TSelf operator +(TSelf left, BasicDeliverEventArgs right);
            }
            class C<T> : IHandler where T : IWork<T>, new()
            {
                public IModel Channel => null!;
                void M(BasicDeliverEventArgs delivery) { Channel.BasicAck(delivery.DeliveryTag, false); T.Handle(delivery); var t = new T() + delivery; ((IHandler)this).Handle(delivery); }
            }
            """,
        ["unsafe code"] = """
            unsafe class C
            {
                byte* last;
                delegate*<byte*, int, void> save;
                void Handle(IModel channel, BasicDeliverEventArgs delivery)
                {
                    fixed (byte* start = delivery.Body.Span)
                    {
                        channel.BasicAck(delivery.DeliveryTag, false);
                        save(start, delivery.Body.Length);
                        last = start;
                        for (var p = start; p < start + 10; p++) *p = 0;
                        var copy = stackalloc byte[10];
                    }
                }
            }
            """,
        ["loops by goto"] = """
            class C
            {
                void Handle(IModel channel, BasicDeliverEventArgs delivery, Action<object> save)
                {
                    var attempt = 0;
                again:
                    try
                    {
                        if (attempt++ > 3) goto done;
                        save(delivery.Body);
                        goto done;
                    }
                    catch (Exception) when (attempt < 9)
                    {
                        Thread.Sleep(10);
                        goto again;
                    }
                done:
                    channel.BasicAck(delivery.DeliveryTag, false);
                    goto nowhere;
                    switch (attempt) { case 1: goto case 2; case 2: goto default; default: goto case 1; }
                }
            }
            """,
        ["top-level statements with errors"] = """
            var factory = new ConnectionFactory { HostName = "localhost", };
            using var connection = factory.CreateConnection(;
            using var channel = connection.CreateModel();
            var consumer = new EventingBasicConsumer(channel);
            consumer.Received += async (_, ea) => { channel.BasicAck(ea.DeliveryTag, false); await SaveAsync(ea. );
            channel.BasicConsume("q", true, consumer
            while (true { var got = channel.BasicGet("q", ); if (got == null) Thread.Sleep(1);
            Task SaveAsync(object body) => Task.
            return
            class C { }
            consumer.Received +=
            """,
        ["missing usings and error types as messages"] = """
            using Nothing.Here;
            class OrderHandler : IHandleMessages<Unknown>, IConsumer<Missing<int>>, INotificationHandler<>
            {
                public Task Handle(Unknown message, IMessageHandlerContext context) { Thread.Sleep(1); return context.Publish(message); }
                public async Task Consume(ConsumeContext<Missing<int>> context) { while (true) { try { await Save(context.Message); } catch { } } }
                public void On(BasicDeliverEventArgs<Unknown> delivery, BasicDeliverEventArgs?[] many, Unknown unknown)
                {
                    var consumer = new AsyncEventingBasicConsumer(unknown);
                    consumer.Received += async (s, e) => { unknown.BasicAck(e.DeliveryTag, e.Multiple); await unknown; };
                    foreach (var one in many) channel.BasicAck(one.DeliveryTag, unknown);
                    JsonSerializer.Deserialize<Unknown>(Encoding.UTF8.GetString(many[0].Body));
                }
            }
            """,
        ["duplicate definitions"] = """
            class C { void Handle(IModel channel, BasicDeliverEventArgs delivery) { channel.BasicAck(delivery.DeliveryTag, false); Save(delivery); } }
            class C { void Handle(IModel channel, BasicDeliverEventArgs delivery) { channel.BasicAck(delivery.DeliveryTag, false); Save(delivery); } void Save(object o) { } void Save(object o) { Save(o); } }
            class D { IModel a, a; Channel<int> a = Channel.CreateUnbounded<int>(); int P { get; } int P { get; } event EventHandler E; event EventHandler E; D(IModel a, IModel a) { a.BasicAck(a, a); } }
            namespace RabbitMQ.Client { public interface IModel { void BasicAck(ulong deliveryTag, bool multiple, bool requeue); } }
            """,
        ["fragments between directives"] = """
            class C
            {
            #if SYNC
                void Handle(IModel channel, BasicDeliverEventArgs delivery)
            #else
                async Task Handle(IModel channel, BasicDeliverEventArgs delivery)
            #endif
                {
            #if false
                    channel.BasicAck(
            #endif
                    channel.BasicAck(delivery.DeliveryTag, false);
            #region half
                    File.WriteAllText("x", delivery.RoutingKey);
            #line 1 "other.cs"
                    Thread.Sleep(1);
            #pragma warning disable
                    while (true) { try { File.Delete("x"); break; } catch { } }
            #if
                }
            }
            #error no
            """,
        ["records, generics and handlers of any type"] = """
            record Order(string Id, BasicDeliverEventArgs Delivery) { public Order(BasicDeliverEventArgs d) : this(d.RoutingKey, d) { Thread.Sleep(1); } }
            readonly record struct Tag(ulong Value) { public static implicit operator ulong(Tag t) => t.Value; public static implicit operator Tag(BasicDeliverEventArgs d) => new(d.DeliveryTag); }
            ref struct R { public ReadOnlySpan<byte> Body; public ref readonly byte First => ref Body[0]; }
            class Base<T, U> where T : U where U : BasicDeliverEventArgs
            {
                protected virtual void Handle(IModel channel, T delivery) { Tag tag = delivery; channel.BasicAck(tag, false); Use(delivery with { }); }
                static void Use<V>(V v) where V : allows ref struct { }
            }
            class Derived : Base<BasicDeliverEventArgs, BasicDeliverEventArgs>
            {
                protected override void Handle(IModel channel, BasicDeliverEventArgs delivery)
                {
                    base.Handle(channel, delivery);
                    var (id, _) = new Order(delivery);
                    (ulong a, (string b, _)) = (delivery.DeliveryTag, (id, 1));
                    if (new Order(delivery) is { Id.Length: > 3 and < 9, Delivery: { DeliveryTag: var tag } d } and not null) { channel.BasicAck(tag, false); File.WriteAllText(b, d.RoutingKey); }
                    _ = delivery switch { { Redelivered: true } r when r.Exchange == "" => r.DeliveryTag, { Body.Length: 0 } => 0, null => throw new Exception(), _ => tag };
                }
            }
            """,
        ["file-local types and collection expressions"] = """
            file class Consumer(IModel channel, params byte[][] bodies)
            {
                private readonly List<byte[]> _all = [.. bodies];
                public void Handle(object s, BasicDeliverEventArgs d) { channel.BasicAck(d.DeliveryTag, false); _all.Add([.. d.Body.Span]); _all.AddRange([d.Body.ToArray(), .. bodies]); }
            }
            file static class Extensions { public static void Ack(this IModel channel, BasicDeliverEventArgs delivery) => channel.BasicAck(delivery.DeliveryTag, false); }
            class User { void M(IModel channel, BasicDeliverEventArgs d) { channel.Ack(d); new Consumer(channel).Handle(null!, d); if (d is { Body.Span: [1, .., var last] }) File.WriteAllText("x", $"{last}"); } }
            """,
        ["extension members"] = """
            static class Extensions
            {
                extension(IModel channel)
                {
                    public void Ack(BasicDeliverEventArgs delivery) { channel.BasicAck(delivery.DeliveryTag, false); delivery.Save(); }
                    public bool IsIdle => channel.MessageCount("q") == 0;
                }
                extension(BasicDeliverEventArgs delivery)
                {
                    public void Save() { Thread.Sleep(1); File.WriteAllBytes("x", delivery.Body.ToArray()); }
                    public string Text => Encoding.UTF8.GetString(delivery.Body.Span);
                    public static BasicDeliverEventArgs operator +(BasicDeliverEventArgs left, int right) => left;
                }
                extension<T>(IEnumerable<T>) { public static T Parse(BasicDeliverEventArgs delivery) => JsonSerializer.Deserialize<T>(delivery.Text)!; }
            }
            class C
            {
                int Field { get => field; set { field = value; Thread.Sleep(field); } }
                void Handle(IModel channel, BasicDeliverEventArgs delivery) { channel.Ack(delivery); if (!channel.IsIdle) delivery.Save(); _ = delivery.Text; channel?.Field = 1; delivery?.Save(); }
            }
            """,
        ["async iterators"] = """
            class C
            {
                async IAsyncEnumerable<byte[]> ReadAsync(IModel channel, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken token = default)
                {
                    while (!token.IsCancellationRequested)
                    {
                        var got = channel.BasicGet("q", false);
                        if (got is null) { await Task.Delay(10, token); continue; }
                        try { channel.BasicAck(got.DeliveryTag, false); yield return got.Body.ToArray(); }
                        finally { await Task.Yield(); Thread.Sleep(1); }
                        if (got.Redelivered) yield break;
                    }
                }
                async Task UseAsync(IModel channel) { await foreach (var body in ReadAsync(channel).ConfigureAwait(false)) await using (var f = File.Create("x")) await f.WriteAsync(body); }
                IEnumerable<ulong> Tags(IModel channel) { for (;;) yield return channel.BasicGet("q", true)!.DeliveryTag; }
            }
            """,
        ["code outside of methods"] = """
            class C
            {
                static readonly IModel Channel = new ConnectionFactory().CreateConnection().CreateModel();
                static readonly EventHandler<BasicDeliverEventArgs> Handler = async (_, d) => { Channel.BasicAck(d.DeliveryTag, false); await File.WriteAllBytesAsync("x", d.Body.ToArray()); };
                Func<BasicDeliverEventArgs, Task> Property { get; } = async d => { while (true) try { await Task.Yield(); } catch { Thread.Sleep(1); } };
                event EventHandler<BasicDeliverEventArgs> Received { add { value(null, null!); Thread.Sleep(1); } remove => Channel.BasicCancel("x"); }
                this[BasicDeliverEventArgs d] { get { Channel.BasicAck(d.DeliveryTag, false); return d; } }
                int this[BasicDeliverEventArgs d] => Channel.BasicAck(d.DeliveryTag, false);
                ~C() => Channel.BasicNack(1, false, true);
                static C() { Channel.BasicConsume("q", true, new EventingBasicConsumer(Channel)); }
                C(BasicDeliverEventArgs d = Channel.BasicAck(1, true)) : base(Channel.BasicGet("q", true)) { }
                public static explicit operator C(BasicDeliverEventArgs d) { Channel.BasicAck(d.DeliveryTag, false); Handler(null, d); return null!; }
                [Obsolete(nameof(Channel.BasicAck))] enum E { A = Channel.BasicAck(1, false) }
            }
            """,
        ["expressions in strange places"] = """
            class C
            {
                async Task Handle(IModel channel, BasicDeliverEventArgs delivery, dynamic any, Task<BasicDeliverEventArgs> later)
                {
                    channel.BasicAck(multiple: false, deliveryTag: delivery.DeliveryTag);
                    channel.BasicAck(true, delivery);
                    channel.BasicAck();
                    channel.BasicAck;
                    channel.BasicNack(requeue: true);
                    any.BasicAck(delivery.DeliveryTag, false);
                    channel.BasicAck(any, any);
                    Action<ulong, bool> ack = channel.BasicAck; ack(delivery.DeliveryTag, false);
                    ((Action)(() => channel.BasicAck((await later).DeliveryTag, false)))();
                    var query = from d in new[] { delivery } let tag = d.DeliveryTag where Save(d) select new { tag, Ack = (Action)(() => channel.BasicAck(tag, false)) };
                    System.Linq.Expressions.Expression<Action> tree = () => channel.BasicAck(delivery.DeliveryTag, false);
                    lock (delivery) lock (channel) using (later) checked { Save(delivery); }
                    _ = delivery?.Body.ToArray()?[^1..][0] ?? throw new Exception($"{channel.BasicGet($"{delivery}", true)}");
                    ref var r = ref delivery; r = null!; (delivery, r) = (r, delivery);
                    await (delivery.Redelivered ? Task.CompletedTask : Task.Run(() => { channel.BasicAck(1, false); Thread.Sleep(1); }));
                    throw await later is var x ? new Exception() : null!;
                }
                bool Save(BasicDeliverEventArgs d) => true;
            }
            """,
        ["nothing but names"] = "BasicAck Received BasicConsume Thread.Sleep requeue BasicDeliverEventArgs Handle Consume StoreOffset",
        ["an empty file"] = "",
    };

    [Theory]
    [MemberData(nameof(Names))]
    public Task Nothing_throws(string name) =>
        BrokenCode.CutAtEveryStatementAsync<EventConsumerAnalyzer>(Usings + Sources[name], References.RabbitMq6 | References.NServiceBus | References.MassTransit, Fixes);

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Nothing_throws_with_every_client_there(string name) => await AnalyzerRun.OverAsync(
        References.RabbitMq7 | References.Kafka2 | References.Sqs4 | References.ServiceBus | References.Redis3 | References.MassTransit | References.NServiceBus
            | References.Rebus | References.Wolverine | References.MediatR | References.KafkaFlow | References.Cap | References.Lambda | References.FunctionsIsolated
            | References.AspNetCore | References.Polly8 | References.Newtonsoft,
        Usings + Sources[name]);

    [Fact]
    public async Task Nothing_throws_over_all_of_it_at_once() =>
        await AnalyzerRun.OverAsync(References.RabbitMq6 | References.AspNetCore, [.. Sources.Values.Select(source => Usings + source)]);

    private const string Usings = """
        using System.Text;
        using System.Text.Json;
        using System.Threading.Channels;
        using RabbitMQ.Client;
        using RabbitMQ.Client.Events;

        """;
}
