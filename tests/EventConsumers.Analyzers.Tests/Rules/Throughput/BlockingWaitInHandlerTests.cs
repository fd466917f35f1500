using EventConsumers.CodeFixes.Throughput;

namespace EventConsumers.Analyzers.Tests.Rules.Throughput;

public class BlockingWaitInHandlerTests
{
    [Fact]
    public async Task A_wait_in_a_delivery_event()
    {
        var found = await Verify.FindsAsync(References.RabbitMq6, """
            using RabbitMQ.Client;
            using RabbitMQ.Client.Events;

            public interface IOrders { Task SaveAsync(byte[] order); }

            public class Consumer
            {
                public void Start(IModel channel, IOrders orders)
                {
                    var consumer = new EventingBasicConsumer(channel);
                    consumer.Received += (_, ea) =>
                    {
                        {|EVC2002:orders.SaveAsync(ea.Body.ToArray()).Wait()|};
                        channel.BasicAck(ea.DeliveryTag, false);
                    };
                }
            }
            """);
        Assert.Equal("'Wait' blocks the thread of the handler of 'Received' until the task is done; await the task", Assert.Single(found).GetMessage());
    }

    [Theory]
    [InlineData("{|EVC2002:orders.SaveAsync(message).Wait()|};")]
    [InlineData("{|EVC2002:orders.SaveAsync(message).Wait(1000)|};")]
    [InlineData("{|EVC2002:orders.SaveAsync(message).GetAwaiter().GetResult()|};")]
    [InlineData("{|EVC2002:orders.SaveAsync(message).ConfigureAwait(false).GetAwaiter().GetResult()|};")]
    [InlineData("Console.WriteLine({|EVC2002:orders.CountAsync(message).Result|});")]
    [InlineData("Console.WriteLine({|EVC2002:orders.LoadAsync(message).Result|});")]
    [InlineData("{|EVC2002:orders.LoadAsync(message).AsTask().Wait()|};")]
    [InlineData("{|EVC2002:Task.Run(() => orders.SaveAsync(message)).Wait()|};")]
    [InlineData("{|EVC2002:Task.WaitAll(orders.SaveAsync(message), orders.CountAsync(message))|};")]
    [InlineData("var count = orders.CountAsync(message); Console.WriteLine({|EVC2002:count.Result|});")]
    [InlineData("Help(message); void Help(string text) => {|EVC2002:orders.SaveAsync(text).Wait()|};")]
    public Task Every_way_to_block(string wait) => Verify.FindsAsync(References.Rebus, Handler(wait));

    [Theory]
    [InlineData("await orders.SaveAsync(message);")]
    [InlineData("var count = orders.CountAsync(message); await count; Console.WriteLine(count.Result);")]
    [InlineData("var count = orders.CountAsync(message); await Task.WhenAll(count, orders.SaveAsync(message)); Console.WriteLine(count.Result);")]
    [InlineData("var count = orders.CountAsync(message); if (count.IsCompletedSuccessfully) Console.WriteLine(count.Result);")]
    [InlineData("var first = await Task.WhenAny(orders.CountAsync(message), orders.CountAsync(\"\")); Console.WriteLine(first.Result);")]
    [InlineData("var all = new[] { \"\" }.Select(orders.CountAsync).ToList(); await Task.WhenAll(all); Console.WriteLine(all.Sum(count => count.Result));")]
    [InlineData("await orders.CountAsync(message).ContinueWith(count => Console.WriteLine(count.Result));")]
    [InlineData("var count = orders.CountAsync(message); Sync.Run(() => count); Console.WriteLine(count.Result);")]
    [InlineData("var count = orders.CountAsync(message); Sync.Run(count); Console.WriteLine(count.Result);")]
    [InlineData("Console.WriteLine(Task.FromResult(1).Result);")]
    [InlineData("Task.CompletedTask.Wait();")]
    [InlineData("_ = Task.Run(() => orders.SaveAsync(message).Wait());")]
    [InlineData("var slots = new SemaphoreSlim(1); slots.Wait();")]
    [InlineData("Console.WriteLine(new Answer().Result);")]
    public Task What_is_done_already_or_does_not_block_the_handler(string work) => Verify.SilentAsync(References.Rebus, Handler(work), "EVC2002");

    [Fact]
    public Task A_delay_is_a_sleep() => Verify.FindsAsync(References.Rebus, Handler("{|EVC2001:Task.Delay(10).Wait()|};"), "EVC2002");

    [Theory, EachVersionOf(Client.Kafka)]
    public Task A_poll_loop_and_what_it_calls(References kafka) => Verify.FindsAsync(kafka, """
        using Confluent.Kafka;

        public interface IOrders { Task SaveAsync(string order); Task<bool> IsOpenAsync(); }

        public class Reader
        {
            private readonly IOrders _orders = null!;

            public void Run(IConsumer<string, string> consumer)
            {
                _orders.IsOpenAsync().Wait();
                while (true)
                {
                    var result = consumer.Consume(100);
                    if (result is null)
                    {
                        _orders.IsOpenAsync().Wait();
                        continue;
                    }

                    Save(result.Message.Value);
                }
            }

            private void Save(string order) => {|EVC2002:_orders.SaveAsync(order).GetAwaiter().GetResult()|};

            private void Unused(string order) => _orders.SaveAsync(order).Wait();
        }
        """);

    [Theory]
    [InlineData("new Thread(() => reader.Run(consumer)).Start();")]
    [InlineData("new Thread(Run).Start(); void Run() => reader.Run(consumer);", true)]
    [InlineData("Task.Factory.StartNew(() => reader.Run(consumer), TaskCreationOptions.LongRunning);")]
    [InlineData("Task.Factory.StartNew(() => reader.Run(consumer));", true)]
    [InlineData("new Thread(() => reader.Run(consumer)).Start(); reader.Run(consumer);", true)]
    [InlineData("", true)]
    public Task A_loop_with_a_thread_for_itself(string start, bool isFound = false)
    {
        var source = $$"""
            using Confluent.Kafka;

            public interface IOrders { Task SaveAsync(string order); }

            public class Reader
            {
                private readonly IOrders _orders = null!;

                public void Run(IConsumer<string, string> consumer)
                {
                    while (true)
                    {
                        var result = consumer.Consume(100);
                        {|EVC2002:_orders.SaveAsync(result.Message.Value).Wait()|};
                        {|EVC2001:Thread.Sleep(10)|};
                    }
                }
            }

            public static class Program
            {
                public static void Start(Reader reader, IConsumer<string, string> consumer)
                {
                    {{start}}
                }
            }
            """;
        return isFound
            ? Verify.FindsAsync(References.Kafka2, source)
            : Verify.SilentAsync(References.Kafka2, source.Replace("{|EVC2002:", "").Replace("{|EVC2001:", "").Replace("|}", ""), "EVC2002", "EVC2001");
    }

    [Fact]
    public Task The_fix_awaits() => Verify.FixesAsync<BlockingWaitInHandlerFix>(References.Rebus, Handler("""
        {|EVC2002:orders.SaveAsync(message).Wait()|}; // saved
        var text = {|EVC2002:orders.CountAsync(message).Result|}.ToString();
        {|EVC2002:orders.SaveAsync(message).ConfigureAwait(false).GetAwaiter().GetResult()|};
        {|EVC2002:Task.WaitAll(orders.SaveAsync(text), orders.CountAsync(message))|};
        var count = orders.CountAsync(message);
        Console.WriteLine(1 + {|EVC2002:count.Result|});
        """), Handler("""
        await orders.SaveAsync(message); // saved
        var text = (await orders.CountAsync(message)).ToString();
        await orders.SaveAsync(message).ConfigureAwait(false);
        await Task.WhenAll(orders.SaveAsync(text), orders.CountAsync(message));
        var count = orders.CountAsync(message);
        Console.WriteLine(1 + await count);
        """));

    [Fact]
    public Task The_fix_makes_helpers_async() => Verify.FixesAsync<BlockingWaitInHandlerFix>(References.Rebus, """
        public interface IOrders { Task<int> SaveAsync(string order); }

        public class Handler : Rebus.Handlers.IHandleMessages<string>
        {
            private readonly IOrders _orders = null!;

            public Task Handle(string message)
            {
                Console.WriteLine(Save(message));
                return Task.CompletedTask;
            }

            private int Save(string message) => {|EVC2002:_orders.SaveAsync(message).Result|};
        }
        """, """
        public interface IOrders { Task<int> SaveAsync(string order); }

        public class Handler : Rebus.Handlers.IHandleMessages<string>
        {
            private readonly IOrders _orders = null!;

            public async Task Handle(string message)
            {
                Console.WriteLine(await Save(message));
            }

            private async Task<int> Save(string message) => await _orders.SaveAsync(message);
        }
        """, "Await 'SaveAsync'");

    [Theory]
    [InlineData("if (!{|EVC2002:orders.SaveAsync(message).Wait(1000)|}) return;")]
    [InlineData("lock (message) { {|EVC2002:orders.SaveAsync(message).Wait()|}; }")]
    [InlineData("try { {|EVC2002:orders.SaveAsync(message).Wait()|}; } catch (AggregateException) { }")]
    public Task No_fix_where_an_await_would_do_something_else(string wait) => Verify.OffersNoFixAsync<BlockingWaitInHandlerFix>(References.Rebus, Handler(wait));

    [Fact]
    public Task No_fix_where_the_code_round_it_cannot_be_async() => Verify.OffersNoFixAsync<BlockingWaitInHandlerFix>(References.RabbitMq6, """
        using RabbitMQ.Client.Events;

        public class Consumer
        {
            public Consumer(EventingBasicConsumer consumer, Func<byte[], Task> save)
            {
                consumer.Received += (_, ea) => {|EVC2002:save(ea.Body.ToArray()).Wait()|};
            }
        }
        """);

    private static string Handler(string body) => $$"""
        public interface IOrders { Task SaveAsync(string order); Task<int> CountAsync(string order); ValueTask<int> LoadAsync(string order); }

        public class Answer { public int Result => 1; }

        public static class Sync { public static void Run(Task task) { } public static void Run(Func<Task> start) { } }

        public class Handler : Rebus.Handlers.IHandleMessages<string>
        {
            private readonly IOrders orders = null!;

            public async Task Handle(string message)
            {
        {{string.Join("\n", body.Split('\n').Select(line => "        " + line))}}
                await Task.Yield();
            }
        }
        """;
}
