using EventConsumers.CodeFixes.Throughput;

namespace EventConsumers.Analyzers.Tests.Rules.Throughput;

public class BatchProcessedSequentiallyTests
{
    private const string Receive = "var response = await sqs.ReceiveMessageAsync(new ReceiveMessageRequest { QueueUrl = url, MaxNumberOfMessages = 10 }); var messages = response.Messages ?? new List<Message>(); ";

    [Theory, EachVersionOf(Client.Sqs)]
    public async Task One_after_the_other(References sqs)
    {
        var found = await Verify.FindsAsync(sqs, Sqs(Receive + "foreach (var message in messages) { await orders.{|EVC2011:SaveAsync(message.Body)|}; }"));
        Assert.Equal("'SaveAsync' is awaited for one message of the batch after the other; the batch takes as long as all of them together", found[0].GetMessage());
    }

    [Theory]
    [InlineData("foreach (var message in messages) { try { var order = message.Body.Trim(); await orders.{|EVC2011:SaveAsync(order)|}; await sqs.DeleteMessageAsync(url, message.ReceiptHandle); } catch (Exception e) { Console.WriteLine(e); } }")]
    [InlineData("foreach (var message in messages) { if (token.IsCancellationRequested) break; await orders.{|EVC2011:SaveAsync(message.Body)|}.ConfigureAwait(false); }")]
    [InlineData("var done = new List<Message>(); foreach (var message in messages) { await {|EVC2011:HandleAsync(message)|}; done.Add(message); }")]
    public Task Independent_work(string code) => Verify.FindsAsync(References.Sqs4, Sqs(Receive + code));

    [Theory]
    [InlineData(Receive + "await Parallel.ForEachAsync(messages, async (message, _) => await orders.SaveAsync(message.Body));")]
    [InlineData(Receive + "await Task.WhenAll(messages.Select(message => orders.SaveAsync(message.Body)));")]
    [InlineData(Receive + "foreach (var message in messages) Console.WriteLine(message.Body);")]
    [InlineData(Receive + "foreach (var message in messages) await sqs.DeleteMessageAsync(url, message.ReceiptHandle);")]
    [InlineData(Receive + "foreach (var message in messages) await DeleteAsync(sqs, url, message);")]
    [InlineData(Receive + "Func<string, Task> handle = order => File.WriteAllTextAsync(order, order); foreach (var message in messages) await handle(message.Body);")]
    [InlineData(Receive + "foreach (var message in messages) orders.SaveAsync(message.Body);")]
    [InlineData(Receive + "foreach (var message in messages.OrderBy(message => message.Body)) await orders.SaveAsync(message.Body);")]
    [InlineData(Receive + "foreach (var message in messages) { if (!await orders.SaveAsync(message.Body)) break; }")]
    [InlineData(Receive + "var last = false; foreach (var message in messages) { last = await orders.SaveAsync(message.Body + last); }")]
    [InlineData(Receive + "var n = 0; foreach (var message in messages) { n++; await orders.SaveAsync(message.Body + n); }")]
    [InlineData(Receive + "url += \".fifo\"; foreach (var message in messages) await orders.SaveAsync(message.Body);")]
    [InlineData(Receive + "foreach (var message in messages) foreach (var line in message.Body.Split(',')) Console.WriteLine(line);")]
    [InlineData("var response = await sqs.ReceiveMessageAsync(new ReceiveMessageRequest { QueueUrl = url, MaxNumberOfMessages = 1 }); foreach (var message in response.Messages) await orders.SaveAsync(message.Body);")]
    [InlineData("var response = await sqs.ReceiveMessageAsync(new ReceiveMessageRequest { QueueUrl = url }); foreach (var message in response.Messages) await orders.SaveAsync(message.Body);")]
    public Task Parallel_ordered_dependent_or_alone(string code) => Verify.SilentAsync(References.Sqs4, Sqs(code), "EVC2011");

    [Fact]
    public Task A_pump_where_the_library_is() => Verify.FixesAsync<BatchProcessedSequentiallyFix>(References.Sqs4 | References.EventConsumers, Worker("""
                // Until the host stops.
                while (!token.IsCancellationRequested)
                {
                    var response = await sqs.ReceiveMessageAsync(request, token);
                    foreach (var message in response.Messages)
                    {
                        var order = message.Body.Trim();
                        await orders.{|EVC2011:SaveAsync(order, token)|};
                        await sqs.DeleteMessageAsync(url, message.ReceiptHandle, token);
                    }
                }
        """), Worker("""
                // Until the host stops.
                await using var pump = new MessagePump<Message>(
                    async (message, cancellation) =>
                    {
                        var order = message.Body.Trim();
                        await orders.SaveAsync(order, cancellation);
                    },
                    Settlements.Each<Message>(async (message, cancellation) => await sqs.DeleteMessageAsync(url, message.ReceiptHandle, cancellation)),
                    new MessagePumpOptions<Message> { WhenHandlerFails = FailureMode.Release });
                while (!token.IsCancellationRequested)
                {
                    var response = await sqs.ReceiveMessageAsync(request, token);
                    foreach (var message in response.Messages)
                    {
                        await pump.WriteAsync(message, token);
                    }
                }
        """, "using EventConsumers;\n"), title: "Handle the messages with a pump, several at a time");

    // The failure is told to the pump, or it would settle the message.
    [Fact]
    public Task A_pump_hears_of_failures() => Verify.FixesAsync<BatchProcessedSequentiallyFix>(References.Sqs4 | References.EventConsumers, Worker("""
                while (true)
                {
                    var response = await sqs.ReceiveMessageAsync(request, token);
                    foreach (var message in response.Messages)
                    {
                        try
                        {
                            await orders.{|EVC2011:SaveAsync(message.Body, token)|};
                            await sqs.DeleteMessageAsync(url, message.ReceiptHandle, token);
                        }
                        catch (Exception exception)
                        {
                            Console.WriteLine(exception);
                        }
                    }
                }
        """), Worker("""
                await using var pump = new MessagePump<Message>(
                    async (message, cancellation) =>
                    {
                        try
                        {
                            await orders.SaveAsync(message.Body, cancellation);
                        }
                        catch (Exception exception)
                        {
                            Console.WriteLine(exception);
                            throw;
                        }
                    },
                    Settlements.Each<Message>(async (message, cancellation) => await sqs.DeleteMessageAsync(url, message.ReceiptHandle, cancellation)),
                    new MessagePumpOptions<Message> { WhenHandlerFails = FailureMode.Release });
                while (true)
                {
                    var response = await sqs.ReceiveMessageAsync(request, token);
                    foreach (var message in response.Messages)
                    {
                        await pump.WriteAsync(message, token);
                    }
                }
        """, "using EventConsumers;\n"));

    [Fact]
    public Task No_pump_without_the_library() => Verify.OffersNoFixAsync<BatchProcessedSequentiallyFix>(References.Sqs4, Worker("""
                while (!token.IsCancellationRequested)
                {
                    var response = await sqs.ReceiveMessageAsync(request, token);
                    foreach (var message in response.Messages)
                    {
                        await orders.{|EVC2011:SaveAsync(message.Body, token)|};
                        await sqs.DeleteMessageAsync(url, message.ReceiptHandle, token);
                    }
                }
        """));

    // Settled elsewhere, or left alone on some way, or a turn that needs more than its message, or an inner token of the same name.
    [Theory]
    [InlineData("await orders.{|EVC2011:SaveAsync(message.Body, token)|};")]
    [InlineData("if (message.Body == \"\") continue; await orders.{|EVC2011:SaveAsync(message.Body, token)|}; await sqs.DeleteMessageAsync(url, message.ReceiptHandle, token);")]
    [InlineData("await orders.{|EVC2011:SaveAsync(message.Body, token)|}; if (message.Body != \"\") await sqs.DeleteMessageAsync(url, message.ReceiptHandle, token);")]
    [InlineData("await orders.{|EVC2011:SaveAsync(message.Body + response.Messages.Count, token)|}; await sqs.DeleteMessageAsync(url, message.ReceiptHandle, token);")]
    [InlineData("try { await orders.{|EVC2011:SaveAsync(message.Body, token)|}; } finally { await sqs.DeleteMessageAsync(url, message.ReceiptHandle, token); }")]
    [InlineData("try { await orders.{|EVC2011:SaveAsync(message.Body, token)|}; await sqs.DeleteMessageAsync(url, message.ReceiptHandle, token); } catch (FormatException) { await sqs.DeleteMessageAsync(url, message.ReceiptHandle, token); }")]
    [InlineData("Func<CancellationToken, Task> pause = token => Task.Delay(1, token); await orders.{|EVC2011:SaveAsync(message.Body, token)|}; await pause(token); await sqs.DeleteMessageAsync(url, message.ReceiptHandle, token);")]
    public Task No_pump_where_it_is_not_sure(string turn) => Verify.OffersNoFixAsync<BatchProcessedSequentiallyFix>(References.Sqs4 | References.EventConsumers, Worker($$"""
                while (!token.IsCancellationRequested)
                {
                    var response = await sqs.ReceiveMessageAsync(request, token);
                    foreach (var message in response.Messages) { {{turn}} }
                }
        """));

    private static string Worker(string code, string imports = "") => $$"""
        using Amazon.SQS;
        using Amazon.SQS.Model;
        {{imports}}
        public interface IOrders { Task SaveAsync(string order, CancellationToken token); }

        public class Worker
        {
            public async Task RunAsync(IAmazonSQS sqs, IOrders orders, string url, ReceiveMessageRequest request, CancellationToken token)
            {
        {{code}}
            }
        }
        """;

    [Theory]
    [InlineData("1", "SaveAsync(message.Body)")]
    [InlineData("10", "{|EVC2011:SaveAsync(message.Body)|}")]
    public Task A_request_of_a_method(string most, string save) => Verify.ReportsAsync("EVC2011", References.Sqs4, $$"""
        using Amazon.SQS;
        using Amazon.SQS.Model;

        public interface IOrders { Task SaveAsync(string order); }

        public class Worker
        {
            public async Task RunAsync(IAmazonSQS sqs, IOrders orders, CancellationToken token)
            {
                var request = Request("orders");
                while (!token.IsCancellationRequested)
                {
                    var response = await sqs.ReceiveMessageAsync(request, token);
                    foreach (var message in response.Messages)
                        await orders.{{save}};
                }
            }

            private static ReceiveMessageRequest Request(string url)
            {
                var request = new ReceiveMessageRequest { QueueUrl = url, MaxNumberOfMessages = {{most}} };
                return request;
            }
        }
        """);

    // The items of one message are its own.
    [Fact]
    public Task Parts_of_one_message() => Verify.SilentAsync(References.Lambda, """
        using Amazon.Lambda.SQSEvents;

        public interface IOrders { Task SaveAsync(string order); }

        public class Function
        {
            public async Task Handle(SQSEvent batch, IOrders orders)
            {
                foreach (var line in batch.Records[0].Body.Split(','))
                    await orders.SaveAsync(line);
            }
        }
        """, "EVC2011");

    [Theory, EachVersionOf(Client.Redis)]
    public Task Entries_of_a_group(References redis) => Verify.FindsAsync(redis, Redis(
        "var entries = await db.StreamReadGroupAsync(\"orders\", \"g\", \"c\", \">\", count: 10);", "{|EVC2011:SaveAsync(entry[\"order\"]!)|}"));

    [Fact]
    public Task Entries_of_the_whole_log() => Verify.SilentAsync(References.Redis2, Redis(
        "var entries = await db.StreamReadAsync(\"orders\", \"0-0\", count: 10);", "SaveAsync(entry[\"order\"]!)"), "EVC2011");

    [Fact]
    public Task Locked_messages() => Verify.FindsAsync(References.ServiceBus, ServiceBus("ServiceBusReceiver", "{|EVC2011:SaveAsync(message.Body.ToString())|}"));

    [Fact]
    public Task Messages_of_a_session() => Verify.SilentAsync(References.ServiceBus, ServiceBus("ServiceBusSessionReceiver", "SaveAsync(message.Body.ToString())"), "EVC2011");

    [Fact]
    public Task A_unit_of_work_for_all() => Verify.SilentAsync(References.Sqs4, """
        using Amazon.SQS.Model;

        namespace Microsoft.EntityFrameworkCore
        {
            public class DbContext
            {
                public void Add(object entity) { }
                public Task<int> SaveChangesAsync() => throw null!;
            }
        }

        public class Function
        {
            public async Task Handle(List<Message> messages, Microsoft.EntityFrameworkCore.DbContext db)
            {
                foreach (var message in messages)
                {
                    await File.WriteAllTextAsync(message.MessageId, message.Body);
                    db.Add(message);
                    await db.SaveChangesAsync();
                }
            }
        }
        """, "EVC2011");

    private static string Sqs(string code) => $$"""
        using Amazon.SQS;
        using Amazon.SQS.Model;

        public interface IOrders { Task<bool> SaveAsync(string order); }

        public class Worker
        {
            public async Task RunAsync(IAmazonSQS sqs, IOrders orders, string url, CancellationToken token)
            {
                {{code}}
            }

            private Task HandleAsync(Message message) => File.WriteAllTextAsync("order", message.Body);

            private Task DeleteAsync(IAmazonSQS sqs, string url, Message message) => sqs.DeleteMessageAsync(url, message.ReceiptHandle);
        }
        """;

    private static string Redis(string read, string work) => $$"""
        using StackExchange.Redis;

        public interface IOrders { Task SaveAsync(string order); }

        public class Worker
        {
            public async Task RunAsync(IDatabase db, IOrders orders)
            {
                {{read}}
                foreach (var entry in entries)
                    await orders.{{work}};
            }
        }
        """;

    private static string ServiceBus(string receiver, string work) => $$"""
        using Azure.Messaging.ServiceBus;

        public interface IOrders { Task SaveAsync(string order); }

        public class Worker
        {
            public async Task RunAsync({{receiver}} receiver, IOrders orders)
            {
                foreach (var message in await receiver.ReceiveMessagesAsync(50))
                {
                    await orders.{{work}};
                    await receiver.CompleteMessageAsync(message);
                }
            }
        }
        """;
}
