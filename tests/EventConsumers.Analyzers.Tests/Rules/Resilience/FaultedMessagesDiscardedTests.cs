using Microsoft.CodeAnalysis;

namespace EventConsumers.Analyzers.Tests.Rules.Resilience;

public class FaultedMessagesDiscardedTests
{
    [Fact]
    public async Task Faulted_messages()
    {
        var found = await Verify.FindsAsync(References.MassTransit, Definition("{|EVC3008:endpointConfigurator.DiscardFaultedMessages()|};"));
        Assert.Equal("'DiscardFaultedMessages' throws away messages that failed; without it, MassTransit moves them to a queue of their own", found[0].GetMessage());
        Assert.Equal(DiagnosticSeverity.Warning, found[0].Severity);
    }

    [Fact]
    public async Task Skipped_messages()
    {
        var found = await Verify.FindsAsync(References.MassTransit, Definition("{|EVC3008:endpointConfigurator.DiscardSkippedMessages()|};"));
        Assert.Equal("'DiscardSkippedMessages' throws away messages that no consumer takes; without it, MassTransit moves them to a queue of their own", found[0].GetMessage());
    }

    [Theory]
    [InlineData("endpointConfigurator.UseMessageRetry(retry => retry.Immediate(3));")]
    [InlineData("DiscardFaultedMessages();")]
    public Task Other_settings(string code) => Verify.SilentAsync(References.MassTransit, Definition(code), "EVC3008");

    [Fact]
    public Task A_temporary_endpoint() => Verify.SilentAsync(References.MassTransit, """
        using MassTransit;

        public static class Setup
        {
            public static void Run(IBusFactoryConfigurator bus) =>
                bus.ReceiveEndpoint(new TemporaryEndpointDefinition(), null, endpoint => endpoint.DiscardSkippedMessages());
        }
        """, "EVC3008");

    // The fault carries the message.
    [Fact]
    public Task Faults_that_a_consumer_takes() => Verify.SilentAsync(References.MassTransit, Definition("endpointConfigurator.DiscardFaultedMessages();") + """

        public class FaultConsumer : IConsumer<Fault<Order>>
        {
            public Task Consume(ConsumeContext<Fault<Order>> context) => Task.CompletedTask;
        }
        """, "EVC3008");

    [Fact]
    public Task A_log_that_has_no_error_queue() => Verify.SilentAsync(References.MassTransit, """
        using MassTransit;

        public interface IKafkaTopicReceiveEndpointConfigurator : IReceiveEndpointConfigurator { }

        public static class Setup
        {
            public static void Run(IKafkaTopicReceiveEndpointConfigurator topic) => topic.DiscardFaultedMessages();
        }
        """, "EVC3008");

    private static string Definition(string code) => $$"""
        using MassTransit;

        public record Order(string Id);

        public class OrderConsumer : IConsumer<Order>
        {
            public Task Consume(ConsumeContext<Order> context) => Task.CompletedTask;
        }

        public class OrderConsumerDefinition : ConsumerDefinition<OrderConsumer>
        {
            protected override void ConfigureConsumer(
                IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<OrderConsumer> consumerConfigurator, IRegistrationContext context)
            {
                {{code}}
            }

            private static void DiscardFaultedMessages() { }
        }
        """;
}
