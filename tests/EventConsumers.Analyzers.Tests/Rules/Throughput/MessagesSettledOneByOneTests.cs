namespace EventConsumers.Analyzers.Tests.Rules.Throughput;

public class MessagesSettledOneByOneTests
{
    private const string Work = """

        public interface IWork { Task SaveAsync(object? message); bool Save(object? message); }
        """;

    [Theory, EachVersionOf(Client.Kafka)]
    public async Task Commit_of_each_message_in_the_poll_loop(References client)
    {
        var found = await Verify.FindsAsync(client | References.Hosting, """
            using Confluent.Kafka;
            using Microsoft.Extensions.Hosting;

            public class Consumer(IConsumer<string, string> consumer, IWork work) : BackgroundService
            {
                protected override async Task ExecuteAsync(CancellationToken stoppingToken)
                {
                    while (!stoppingToken.IsCancellationRequested)
                    {
                        try
                        {
                            var result = consumer.Consume(stoppingToken);
                            if (result?.Message is null)
                                continue;

                            await work.SaveAsync(result.Message.Value);
                            {|EVC2003:consumer.Commit(result)|};
                        }
                        catch (ConsumeException)
                        {
                        }
                    }
                }
            }
            """.Replace("public class Consumer(IConsumer<string, string> consumer, IWork work) : BackgroundService\n{", """
            public class Consumer : BackgroundService
            {
                private readonly IConsumer<string, string> consumer = null!;
                private readonly IWork work = null!;

            """, StringComparison.Ordinal) + Work);
        Assert.Equal("'Commit' settles one message per call, a trip to the broker for each; use 'StoreOffset', which the background commit sends", found[0].GetMessage());
    }
}
