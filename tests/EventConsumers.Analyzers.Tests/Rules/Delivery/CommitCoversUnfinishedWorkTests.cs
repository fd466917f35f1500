namespace EventConsumers.Analyzers.Tests.Rules.Delivery;

public class CommitCoversUnfinishedWorkTests
{
    [Theory, EachVersionOf(Client.Kafka)]
    public async Task A_task_for_each_message(References client)
    {
        var found = await Verify.FindsAsync(client, Worker("_ = Task.Run(async () => { await orders.SaveAsync(result.Message.Value); {|EVC1020:consumer.Commit()|}; });"));
        Assert.Equal(
            "'Commit' without arguments settles all messages received so far, also those that 'Run' still works on elsewhere; a crash loses them", found[0].GetMessage());
    }

    [Theory]
    [InlineData("running.Add(Task.Run(async () => { await orders.SaveAsync(result.Message.Value); {|EVC1020:consumer.Commit()|}; }));")]
    [InlineData("running.Add(Task.Factory.StartNew(() => { orders.SaveAsync(result.Message.Value).Wait(); {|EVC1020:consumer.Commit()|}; }));")]
    [InlineData("batch.Add(result); Parallel.ForEach(batch, one => { orders.SaveAsync(one.Message.Value).Wait(); {|EVC1020:consumer.Commit()|}; });")]
    [InlineData("batch.Add(result); await Task.WhenAll(batch.Select(async one => { await orders.SaveAsync(one.Message.Value); {|EVC1020:consumer.Commit()|}; }));")]
    public Task However_it_is_started(string handle) => Verify.FindsAsync(References.Kafka2, Worker(handle));

    [Theory]
    [InlineData("await orders.SaveAsync(result.Message.Value); consumer.Commit();")]
    [InlineData("await Task.Run(async () => { await orders.SaveAsync(result.Message.Value); consumer.Commit(); });")]
    [InlineData("Task.Run(() => { orders.SaveAsync(result.Message.Value).Wait(); consumer.Commit(); }).Wait();")]
    [InlineData("running.Add(Task.Run(async () => { await orders.SaveAsync(result.Message.Value); consumer.Commit(result); }));")]
    [InlineData("running.Add(Task.Run(async () => { await orders.SaveAsync(result.Message.Value); consumer.StoreOffset(result); consumer.Commit(); }));")]
    [InlineData("running.Add(orders.SaveAsync(result.Message.Value)); if (running.Count == 100) { await Task.WhenAll(running); consumer.Commit(); }")]
    public Task In_turn_or_of_one_message(string handle) => Verify.SilentAsync(References.Kafka2, Worker(handle), "EVC1020");

    [Fact]
    public Task A_task_that_holds_the_whole_loop() => Verify.SilentAsync(References.Kafka2, """
        using Confluent.Kafka;

        interface IOrders { void Save(string order); }

        class Worker
        {
            void Start(IConsumer<string, string>[] consumers, IOrders orders)
            {
                foreach (var consumer in consumers)
                {
                    _ = Task.Run(() =>
                    {
                        while (true)
                        {
                            orders.Save(consumer.Consume().Message.Value);
                            consumer.Commit();
                        }
                    });
                }
            }
        }
        """, "EVC1020");

    private static string Worker(string handle) => $$"""
        using Confluent.Kafka;

        interface IOrders { Task SaveAsync(string order); }

        class Worker
        {
            async Task RunAsync(IConsumer<string, string> consumer, IOrders orders, CancellationToken token)
            {
                var running = new List<Task>();
                var batch = new List<ConsumeResult<string, string>>();
                while (!token.IsCancellationRequested)
                {
                    var result = consumer.Consume(token);
                    {{handle}}
                }

                await Task.WhenAll(running);
            }
        }
        """;
}
