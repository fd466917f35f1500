namespace EventConsumers.Analyzers.Tests.Rules.FlowControl;

public class PumpWithoutBoundTests
{
    private static readonly References Sqs = References.EventConsumers | References.Sqs4;

    [Fact]
    public async Task A_capacity_beyond_memory()
    {
        var found = await Verify.FindsAsync(References.EventConsumers, """
            using EventConsumers;

            class Consumer
            {
                MessagePumpOptions<string> Options() => new MessagePumpOptions<string> { Concurrency = 10, {|EVC4009:Capacity = int.MaxValue|} };
            }
            """);
        Assert.StartsWith("'Capacity' of 2,147,483,647 is no bound", found[0].GetMessage(), StringComparison.Ordinal);
    }

    [Fact]
    public Task Set_later_from_a_constant() => Verify.FindsAsync(References.EventConsumers, """
        using EventConsumers;

        class Consumer
        {
            private const int Million = 1_000_000;

            MessagePump<string> Start(Func<string, CancellationToken, ValueTask> handler, Settlement<string> settlement)
            {
                var options = new MessagePumpOptions<string>();
                {|EVC4009:options.Capacity = 10 * Million|};
                return new MessagePump<string>(handler, settlement, options);
            }
        }
        """);

    [Fact]
    public Task Of_a_consumer_in_a_host() => Verify.FindsAsync(Sqs, """
        using Amazon.SQS.Model;
        using EventConsumers.Hosting;
        using EventConsumers.Sqs;
        using Microsoft.Extensions.DependencyInjection;

        static class Setup
        {
            static void Add<THandler>(IServiceCollection services)
                where THandler : class, IMessageHandler<Message> =>
                services.AddSqsConsumer<THandler>(options =>
                {
                    options.QueueUrl = "orders";
                    {|EVC4009:options.Capacity = int.MaxValue|};
                });
        }
        """);

    [Fact]
    public Task A_capacity_that_fits() => Verify.SilentAsync(References.EventConsumers, """
        using EventConsumers;

        class Consumer
        {
            MessagePumpOptions<string> Most() => new MessagePumpOptions<string> { Capacity = 1_000_000 };

            MessagePumpOptions<string> Read(int capacity) => new MessagePumpOptions<string> { Capacity = capacity };

            MessagePumpOptions<string> Default() => new MessagePumpOptions<string> { Concurrency = 100 };
        }
        """, "EVC4009");

    [Fact]
    public Task The_capacity_of_something_else() => Verify.SilentAsync(References.EventConsumers, """
        using EventConsumers;

        class Store
        {
            public int Capacity { get; set; }

            static Store Make(Settlement<string> settlement) => new Store { Capacity = int.MaxValue };
        }
        """, "EVC4009");
}
