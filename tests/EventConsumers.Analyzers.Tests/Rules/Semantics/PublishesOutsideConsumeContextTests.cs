using EventConsumers.CodeFixes.Semantics;

namespace EventConsumers.Analyzers.Tests.Rules.Semantics;

public class PublishesOutsideConsumeContextTests
{
    private static string Consumer(string code) => $$"""
        using MassTransit;

        public record Order(Guid Id);
        public record Billed(Guid Id);
        public interface IOtherBus : IBus { }

        public class OrderConsumer : IConsumer<Order>
        {
            private readonly IBus _bus = null!;
            private readonly IOtherBus _other = null!;
            private readonly IPublishEndpoint _endpoint = null!;
            private readonly ISendEndpointProvider _provider = null!;
            private readonly Uri _uri = null!;

            public async Task Consume(ConsumeContext<Order> context)
            {
                {{code}}
                await Task.Yield();
            }
        }
        """;

    [Fact]
    public async Task By_the_bus()
    {
        var found = await Verify.FindsAsync(References.MassTransit, Consumer("await _bus.{|EVC7002:Publish(new Billed(context.Message.Id))|};"));
        Assert.Equal("'Publish' on 'IBus' goes past the message that 'Consume' handles: outbox, correlation and headers are left out; use 'context'", found[0].GetMessage());
    }

    [Theory]
    [InlineData("var endpoint = await _bus.GetSendEndpoint(_uri); await endpoint.{|EVC7002:Send(new Billed(context.Message.Id))|};")]
    [InlineData("await (await _bus.GetSendEndpoint(_uri)).{|EVC7002:Send(new Billed(context.Message.Id))|};")]
    [InlineData("await _bus.{|EVC7002:Publish(new Billed(context.Message.Id), context.CancellationToken)|}.ConfigureAwait(false);")]
    public Task Every_way_past_the_message(string code) => Verify.FindsAsync(References.MassTransit, Consumer(code));

    [Theory]
    [InlineData("await context.Publish(new Billed(context.Message.Id));")]
    [InlineData("await _endpoint.Publish(new Billed(context.Message.Id));")]
    [InlineData("var endpoint = await _provider.GetSendEndpoint(_uri); await endpoint.Send(new Billed(context.Message.Id));")]
    [InlineData("var endpoint = await context.GetSendEndpoint(_uri); await endpoint.Send(new Billed(context.Message.Id));")]
    [InlineData("await _other.Publish(new Billed(context.Message.Id));")]
    [InlineData("try { await Task.Yield(); } catch { await _bus.Publish(new Billed(context.Message.Id)); throw; }")]
    public Task Within_the_message_or_on_purpose(string code) => Verify.SilentAsync(References.MassTransit, Consumer(code), "EVC7002");

    [Fact]
    public Task Outside_a_consumer() => Verify.SilentAsync(References.MassTransit, """
        using MassTransit;

        public record Billed(Guid Id);

        public class Controller
        {
            private readonly IBus _bus = null!;

            public Task PostAsync(Guid id) => _bus.Publish(new Billed(id));
        }
        """, "EVC7002");

    [Fact]
    public Task Sends_by_the_context() => Verify.FixesAsync<PublishesOutsideConsumeContextFix>(
        References.MassTransit,
        Consumer("""
            await _bus.{|EVC7002:Publish(new Billed(context.Message.Id))|};
                    var endpoint = await this._bus.GetSendEndpoint(_uri);
                    await endpoint.{|EVC7002:Send(new Billed(context.Message.Id))|};
            """),
        Consumer("""
            await context.Publish(new Billed(context.Message.Id));
                    var endpoint = await context.GetSendEndpoint(_uri);
                    await endpoint.Send(new Billed(context.Message.Id));
            """),
        title: "Send by 'context'");
}
