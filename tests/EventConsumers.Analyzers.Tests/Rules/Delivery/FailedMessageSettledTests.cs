using EventConsumers.CodeFixes.Delivery;

namespace EventConsumers.Analyzers.Tests.Rules.Delivery;

public class FailedMessageSettledTests
{
    private static readonly References RabbitMq7 = References.RabbitMq7 | References.Hosting;
    private static readonly References ServiceBus = References.ServiceBus | References.Hosting;
    private static readonly References Kafka = References.Kafka2 | References.Hosting;
    private static readonly References Sqs = References.Sqs4 | References.Hosting;

    [Fact]
    public async Task Names_the_calls()
    {
        var found = await Verify.FindsAsync(RabbitMq7, HandlerSources.RabbitMq7("""
            try
            {
                await work.SaveAsync(ea.Body.ToArray());
            }
            finally
            {
                await {|EVC1004:channel.BasicAckAsync(ea.DeliveryTag, false)|};
            }
            """));

        Assert.Equal("'BasicAckAsync' settles the message although 'SaveAsync' may have failed; the message is lost", found[0].GetMessage());
    }

    [Fact]
    public Task In_finally_after_a_catch_that_only_logs() => Verify.FindsAsync(References.RabbitMq6 | References.Hosting, HandlerSources.RabbitMq6("""
        try
        {
            work.Save(ea.Body.ToArray());
        }
        catch (Exception e)
        {
            logger.LogError(e, "Failed on {Message}", ea.Body);
        }
        finally
        {
            {|EVC1004:channel.BasicAck(ea.DeliveryTag, false)|};
        }
        """));

    [Theory]
    [InlineData("return;", "catch (Exception)", false)]
    [InlineData("return;", "catch (IOException)", false)]
    [InlineData("", "catch (Exception)", false)]
    [InlineData("throw;", "catch (Exception)", true)]
    public Task Nothing_comes_past_an_inner_clause_for_everything(string inner, string outer, bool isFound) => Verify.ReportsAsync("EVC1004", RabbitMq7, HandlerSources.RabbitMq7($$"""
        try
        {
            try
            {
                await work.SaveAsync(ea.Body.ToArray());
            }
            catch (Exception)
            {
                {{inner}}
            }
        }
        {{outer}}
        {
            await {{(isFound ? "{|EVC1004:channel.BasicAckAsync(ea.DeliveryTag, false)|}" : "channel.BasicAckAsync(ea.DeliveryTag, false)")}};
        }
        """));

    [Theory]
    [InlineData("batch.Add(BuildOrder(ea));", false)]
    [InlineData("batch.Add(mapper.CreateOrder(ea));", false)]
    [InlineData("var order = mapper.ToOrder(ea); batch.Add(order);", false)]
    [InlineData("var order = new Order(); mapper.MapTo(ea, order); batch.Add(order);", false)]
    [InlineData("BuildOrder(ea);", true)]
    [InlineData("batch.Add(await mapper.CreateAsync(ea));", true)]
    [InlineData("batch.Add(orders.CreateOrder(ea));", true)]
    [InlineData("var order = mapper.CreateOrder(ea); orders.Place(order);", true)]
    [InlineData("batch.Add(CreateAndSave(ea));", true)]
    public Task Mapping_is_reading(string code, bool isFound) => Verify.ReportsAsync("EVC1004", RabbitMq7, HandlerSources.RabbitMq7($$"""
        try
        {
            {{code}}
        }
        catch (Exception e)
        {
            logger.LogError(e, "Unreadable");
            await {{(isFound ? "{|EVC1004:channel.BasicAckAsync(ea.DeliveryTag, false)|}" : "channel.BasicAckAsync(ea.DeliveryTag, false)")}};
        }
        """, """
        public interface IOrderMapper { Order CreateOrder(BasicDeliverEventArgs message); Order ToOrder(BasicDeliverEventArgs message); void MapTo(BasicDeliverEventArgs message, Order order); Task<Order> CreateAsync(BasicDeliverEventArgs message); }
        public interface IOrders { Order CreateOrder(BasicDeliverEventArgs message); void Place(Order order); }
        private readonly List<Order> batch = new();
        private readonly IOrderMapper mapper = null!;
        private readonly IOrders orders = null!;
        private Order BuildOrder(BasicDeliverEventArgs message) { var order = mapper.CreateOrder(message); order.Id = message.RoutingKey; return order; }
        private Order CreateAndSave(BasicDeliverEventArgs message) { var order = mapper.CreateOrder(message); orders.Place(order); return order; }
        """));

    [Fact]
    public Task In_finally_although_the_catch_rethrows() => Verify.FindsAsync(RabbitMq7, HandlerSources.RabbitMq7("""
        try
        {
            await work.SaveAsync(ea.Body.ToArray());
        }
        catch (Exception e)
        {
            logger.LogError(e, "Failed");
            throw;
        }
        finally
        {
            if (channel.IsOpen)
                await {|EVC1004:channel.BasicAckAsync(ea.DeliveryTag, false)|};
        }
        """));

    [Fact]
    public Task In_finally_with_a_specific_catch() => Verify.FindsAsync(RabbitMq7, HandlerSources.RabbitMq7("""
        try
        {
            await work.SaveAsync(ea.Body.ToArray());
        }
        catch (FormatException e)
        {
            logger.LogError(e, "Unreadable");
        }
        finally
        {
            await {|EVC1004:channel.BasicAckAsync(ea.DeliveryTag, false)|};
        }
        """));

    [Fact]
    public Task After_a_catch_all_that_only_logs() => Verify.FindsAsync(References.RabbitMq6 | References.Hosting, HandlerSources.RabbitMq6("""
        var text = System.Text.Encoding.UTF8.GetString(ea.Body.Span);
        try
        {
            if (text.Contains("fake"))
                throw new InvalidOperationException(text);

            work.Save(text);
        }
        catch (Exception e)
        {
            logger.LogWarning(e, "Failed on {Text}", text);
        }

        {|EVC1004:channel.BasicAck(ea.DeliveryTag, multiple: false)|};
        """));

    [Fact]
    public Task After_an_empty_catch() => Verify.FindsAsync(ServiceBus, HandlerSources.ServiceBus("""
        try
        {
            await work.SaveAsync(args.Message.Body.ToString());
        }
        catch
        {
        }

        await {|EVC1004:args.CompleteMessageAsync(args.Message)|};
        """));

    [Fact]
    public Task In_the_catch_all() => Verify.FindsAsync(ServiceBus, HandlerSources.ServiceBus("""
        try
        {
            await work.SaveAsync(args.Message.Body.ToString());
            await args.CompleteMessageAsync(args.Message);
        }
        catch (Exception e)
        {
            logger.LogError(e, "Failed");
            await {|EVC1004:args.CompleteMessageAsync(args.Message)|};
        }
        """));

    [Fact]
    public Task In_the_catch_all_before_a_rethrow() => Verify.FindsAsync(ServiceBus, HandlerSources.ServiceBus("""
        try
        {
            await work.SaveAsync(args.Message.Body.ToString());
        }
        catch (Exception)
        {
            await {|EVC1004:args.CompleteMessageAsync(args.Message)|};
            throw;
        }
        """));

    [Theory, EachVersionOf(Client.Kafka)]
    public Task Kafka_commit_after_a_swallowed_failure(References client) => Verify.FindsAsync(client | References.Hosting, HandlerSources.Kafka("""
        while (!token.IsCancellationRequested)
        {
            var result = consumer.Consume(token);
            try
            {
                await work.SaveAsync(result.Message.Value);
            }
            catch (Exception e)
            {
                logger.LogError(e, "Failed");
            }

            {|EVC1004:consumer.Commit(result)|};
        }
        """));

    [Fact]
    public Task Kafka_commit_of_everything_after_a_swallowed_failure() => Verify.FindsAsync(Kafka, HandlerSources.Kafka("""
        while (!token.IsCancellationRequested)
        {
            try
            {
                var result = consumer.Consume(token);
                await work.SaveAsync(result.Message.Value);
            }
            catch (Exception e)
            {
                logger.LogError(e, "Failed");
            }
            finally
            {
                {|EVC1004:consumer.Commit()|};
            }
        }
        """));

    [Theory, EachVersionOf(Client.Sqs)]
    public Task Sqs_delete_in_finally(References client) => Verify.FindsAsync(client | References.Hosting, HandlerSources.Sqs("""
        var response = await sqs.ReceiveMessageAsync("orders", token);
        foreach (var message in response.Messages)
        {
            try
            {
                await work.SaveAsync(message.Body);
            }
            catch (Exception e)
            {
                logger.LogError(e, "Failed on {Id}", message.MessageId);
            }
            finally
            {
                await {|EVC1004:sqs.DeleteMessageAsync("orders", message.ReceiptHandle)|};
            }
        }
        """));

    [Fact]
    public Task Sqs_batch_deleted_after_items_failed() => Verify.FindsAsync(Sqs, HandlerSources.Sqs("""
        var response = await sqs.ReceiveMessageAsync("orders", token);
        foreach (var message in response.Messages)
        {
            try
            {
                await work.SaveAsync(message.Body);
            }
            catch (Exception e)
            {
                logger.LogError(e, "Failed");
            }
        }

        await {|EVC1004:sqs.DeleteMessageBatchAsync("orders", response.Messages.Select(message => new DeleteMessageBatchRequestEntry(message.MessageId, message.ReceiptHandle)).ToList())|};
        """));

    [Theory, EachVersionOf(Client.Redis)]
    public Task Redis_acknowledge_in_finally(References client) => Verify.FindsAsync(client | References.Hosting, HandlerSources.Redis("""
        foreach (var entry in await db.StreamReadGroupAsync("orders", "billing", "one"))
        {
            try
            {
                await work.SaveAsync(entry.Values);
            }
            finally
            {
                await {|EVC1004:db.StreamAcknowledgeAsync("orders", "billing", entry.Id)|};
            }
        }
        """));

    [Theory, EachVersionOf(Client.Redis)]
    public Task Redis_acknowledge_of_what_succeeded(References client) => Verify.SilentAsync(client | References.Hosting, HandlerSources.Redis("""
        var done = new List<RedisValue>();
        try
        {
            foreach (var entry in await db.StreamReadGroupAsync("orders", "billing", "one"))
            {
                await work.SaveAsync(entry.Values);
                done.Add(entry.Id);
            }
        }
        finally
        {
            if (done.Count > 0)
                await db.StreamAcknowledgeAsync("orders", "billing", done.ToArray());
        }
        """), "EVC1004");

    [Fact]
    public Task After_the_last_attempt() => Verify.FindsAsync(RabbitMq7, HandlerSources.RabbitMq7("""
        for (var attempt = 0; attempt < 3; attempt++)
        {
            try
            {
                await work.SaveAsync(ea.Body.ToArray());
                break;
            }
            catch (Exception e)
            {
                logger.LogError(e, "Failed");
                await Task.Delay(100);
            }
        }

        await {|EVC1004:channel.BasicAckAsync(ea.DeliveryTag, false)|};
        """));

    [Fact]
    public Task In_a_lambda() => Verify.FindsAsync(References.RabbitMq7, """
        using RabbitMQ.Client;
        using RabbitMQ.Client.Events;

        public class Consumer
        {
            public void Start(IChannel channel, AsyncEventingBasicConsumer consumer, Func<byte[], Task> handle)
            {
                consumer.ReceivedAsync += async (sender, ea) =>
                {
                    try
                    {
                        await handle(ea.Body.ToArray());
                    }
                    catch (Exception e)
                    {
                        Console.WriteLine(e);
                    }

                    await {|EVC1004:channel.BasicAckAsync(ea.DeliveryTag, false)|};
                };
            }
        }
        """);

    [Fact]
    public Task Settled_by_a_helper() => Verify.FindsAsync(RabbitMq7, HandlerSources.RabbitMq7(
        """
        try
        {
            await work.SaveAsync(ea.Body.ToArray());
        }
        finally
        {
            await {|EVC1004:AckAsync(channel, ea.DeliveryTag)|};
        }
        """,
        "private static ValueTask AckAsync(IChannel channel, ulong tag) => channel.BasicAckAsync(tag, false);"));

    [Fact]
    public Task Only_EVC1001_where_work_follows_too() => Verify.FindsAsync(RabbitMq7, HandlerSources.RabbitMq7("""
        try
        {
            await work.SaveAsync(ea.Body.ToArray());
        }
        catch (Exception e)
        {
            logger.LogError(e, "Failed");
        }

        await {|EVC1001:channel.BasicAckAsync(ea.DeliveryTag, false)|};
        await work.NotifyAsync(ea.Body.ToArray());
        """), "EVC1004");

    [Fact]
    public Task Silent_when_settled_on_success_only() => Verify.SilentAsync(RabbitMq7, HandlerSources.RabbitMq7("""
        try
        {
            await work.SaveAsync(ea.Body.ToArray());
            await channel.BasicAckAsync(ea.DeliveryTag, false);
        }
        catch (Exception e)
        {
            logger.LogError(e, "Failed");
            await channel.BasicNackAsync(ea.DeliveryTag, false, requeue: false);
        }
        """));

    [Fact]
    public Task Silent_when_a_flag_decides_in_finally() => Verify.SilentAsync(RabbitMq7, HandlerSources.RabbitMq7("""
        var succeeded = false;
        try
        {
            await work.SaveAsync(ea.Body.ToArray());
            succeeded = true;
        }
        finally
        {
            if (succeeded)
                await channel.BasicAckAsync(ea.DeliveryTag, false);
            else
                await channel.BasicNackAsync(ea.DeliveryTag, false, requeue: false);
        }
        """), "EVC1004");

    [Fact]
    public Task Silent_when_the_failing_finally_runs_only_on_another_way_out() => Verify.FindsAsync(RabbitMq7, HandlerSources.RabbitMq7("""
        var isDone = false;
        try
        {
            if (ea.Redelivered)
                return;

            isDone = true;
        }
        finally
        {
            if (!isDone)
            {
                try
                {
                    await work.SaveAsync(ea.Body.ToArray());
                }
                catch (Exception)
                {
                    await {|EVC1004:channel.BasicAckAsync(ea.DeliveryTag, false)|};
                }
            }
        }

        await channel.BasicAckAsync(ea.DeliveryTag, false);
        """));

    [Fact]
    public Task Silent_when_a_flag_decides_after_the_catch() => Verify.SilentAsync(RabbitMq7, HandlerSources.RabbitMq7("""
        Exception? failure = null;
        try
        {
            await work.SaveAsync(ea.Body.ToArray());
        }
        catch (Exception e)
        {
            failure = e;
        }

        if (failure is null)
            await channel.BasicAckAsync(ea.DeliveryTag, false);
        else
            await channel.BasicNackAsync(ea.DeliveryTag, false, requeue: false);
        """), "EVC1004");

    [Fact]
    public Task Silent_when_a_result_of_the_work_decides() => Verify.SilentAsync(RabbitMq7, HandlerSources.RabbitMq7("""
        Order? order = null;
        try
        {
            order = await work.GetOrderAsync(ea.Body.ToArray());
            await work.SaveAsync(order);
        }
        catch (Exception e)
        {
            logger.LogError(e, "Failed");
        }

        if (order?.IsExpired != true)
            return;

        await channel.BasicAckAsync(ea.DeliveryTag, false);
        """), "EVC1004");

    [Theory]
    [InlineData("var delete = new DeleteMessageRequest(url, message.ReceiptHandle);", "{|EVC1004:sqs.DeleteMessageAsync(delete)|}")]
    [InlineData("var delete = new DeleteMessageRequest { QueueUrl = url, ReceiptHandle = message.ReceiptHandle };", "{|EVC1004:sqs.DeleteMessageAsync(delete)|}")]
    [InlineData("var handle = message.ReceiptHandle;", "{|EVC1004:sqs.DeleteMessageAsync(url, handle)|}")]
    [InlineData("var handle = message.ReceiptHandle; if (before != null) handle = before;", "sqs.DeleteMessageAsync(url, handle)")]
    public Task What_the_settle_call_is_given_is_made_behind_the_catch(string request, string delete) => Verify.ReportsAsync("EVC1004", References.Sqs4, $$"""
        using Amazon.SQS;
        using Amazon.SQS.Model;

        public interface IWork { Task SaveAsync(string body); }

        public class Worker
        {
            public async Task RunAsync(IAmazonSQS sqs, IWork work, string url, string before)
            {
                while (true)
                {
                    var response = await sqs.ReceiveMessageAsync(new ReceiveMessageRequest { QueueUrl = url, MaxNumberOfMessages = 10 });
                    foreach (var message in response.Messages)
                    {
                        try
                        {
                            await work.SaveAsync(message.Body);
                        }
                        catch (Exception e)
                        {
                            Console.WriteLine(e);
                        }

                        {{request}}
                        await {{delete}};
                    }
                }
            }
        }
        """);

    [Fact]
    public Task Silent_when_the_catch_leaves() => Verify.SilentAsync(Sqs, HandlerSources.Sqs("""
        var response = await sqs.ReceiveMessageAsync("orders", token);
        foreach (var message in response.Messages)
        {
            try
            {
                await work.SaveAsync(message.Body);
            }
            catch (Exception e)
            {
                logger.LogError(e, "Failed");
                continue;
            }

            await sqs.DeleteMessageAsync("orders", message.ReceiptHandle);
        }
        """), "EVC1004");

    [Fact]
    public Task Silent_when_the_catch_rethrows() => Verify.SilentAsync(RabbitMq7, HandlerSources.RabbitMq7("""
        try
        {
            await work.SaveAsync(ea.Body.ToArray());
        }
        catch (Exception e)
        {
            logger.LogError(e, "Failed");
            throw;
        }

        await channel.BasicAckAsync(ea.DeliveryTag, false);
        """), "EVC1004");

    [Fact]
    public Task Silent_when_a_helper_in_the_catch_throws() => Verify.SilentAsync(RabbitMq7, HandlerSources.RabbitMq7(
        """
        try
        {
            await work.SaveAsync(ea.Body.ToArray());
        }
        catch (Exception e)
        {
            Fail(e);
        }

        await channel.BasicAckAsync(ea.DeliveryTag, false);
        """,
        """private static void Fail(Exception e) => throw new InvalidOperationException("Failed", e);"""), "EVC1004");

    [Fact]
    public Task Silent_for_specific_exceptions_and_filters() => Verify.SilentAsync(RabbitMq7, HandlerSources.RabbitMq7("""
        try
        {
            await work.SaveAsync(ea.Body.ToArray());
        }
        catch (FormatException)
        {
            await channel.BasicAckAsync(ea.DeliveryTag, false);
            return;
        }
        catch (Exception e) when (e is TimeoutException)
        {
            logger.LogError(e, "Late");
        }

        await channel.BasicAckAsync(ea.DeliveryTag, false);
        """), "EVC1004");

    [Theory]
    [InlineData("await work.NotifyAsync(ea.Body.ToArray());")]
    [InlineData("await channel.BasicPublishAsync(\"errors\", \"orders\", ea.Body);")]
    [InlineData("await channel.BasicNackAsync(ea.DeliveryTag, false, requeue: false);")]
    [InlineData("Store(ea);")]
    [InlineData("failed.Add(ea);")]
    [InlineData("onFailed(ea, e);")]
    public Task Silent_when_the_message_is_handed_on(string handOver) => Verify.SilentAsync(RabbitMq7, HandlerSources.RabbitMq7(
        $$"""
        Action<BasicDeliverEventArgs, Exception> onFailed = (_, _) => { };
        var failed = new List<BasicDeliverEventArgs>();
        try
        {
            await work.SaveAsync(ea.Body.ToArray());
        }
        catch (Exception e)
        {
            logger.LogError(e, "Failed");
            {{handOver}}
        }
        finally
        {
            await channel.BasicAckAsync(ea.DeliveryTag, false);
        }
        """,
        "private static void Store(BasicDeliverEventArgs ea) => File.WriteAllBytes(\"failed\", ea.Body.ToArray());"), "EVC1004");

    [Fact]
    public Task Finds_it_when_the_helper_in_the_catch_only_logs() => Verify.FindsAsync(RabbitMq7, HandlerSources.RabbitMq7(
        """
        try
        {
            await work.SaveAsync(ea.Body.ToArray());
        }
        catch (Exception e)
        {
            Report(logger, e, ea);
        }

        await {|EVC1004:channel.BasicAckAsync(ea.DeliveryTag, false)|};
        """,
        """private static void Report(ILogger logger, Exception e, BasicDeliverEventArgs ea) => logger.LogError(e, "Failed on {Tag}", ea.DeliveryTag);"""));

    [Fact]
    public Task Silent_when_an_inner_try_has_handed_it_on() => Verify.SilentAsync(RabbitMq7, HandlerSources.RabbitMq7("""
        try
        {
            try
            {
                await work.SaveAsync(ea.Body.ToArray());
            }
            catch (Exception e)
            {
                logger.LogError(e, "Failed");
                await work.NotifyAsync(ea.Body.ToArray());
            }
        }
        finally
        {
            await channel.BasicAckAsync(ea.DeliveryTag, false);
        }
        """), "EVC1004");

    [Fact]
    public Task Silent_when_only_reading_may_fail() => Verify.SilentAsync(RabbitMq7, HandlerSources.RabbitMq7("""
        Order? order;
        try
        {
            order = System.Text.Json.JsonSerializer.Deserialize<Order>(ea.Body.Span);
        }
        catch (Exception e)
        {
            logger.LogError(e, "Unreadable");
            await channel.BasicAckAsync(ea.DeliveryTag, false);
            return;
        }

        await work.SaveAsync(order);
        await channel.BasicAckAsync(ea.DeliveryTag, false);
        """), "EVC1004");

    [Fact]
    public Task Silent_when_the_loop_tries_until_it_succeeds() => Verify.SilentAsync(RabbitMq7, HandlerSources.RabbitMq7("""
        while (true)
        {
            try
            {
                await work.SaveAsync(ea.Body.ToArray());
                break;
            }
            catch (Exception e)
            {
                logger.LogError(e, "Failed");
            }
        }

        await channel.BasicAckAsync(ea.DeliveryTag, false);
        """), "EVC1004");

    [Fact]
    public Task Silent_when_stored_offsets_are_committed_at_the_end() => Verify.SilentAsync(Kafka, HandlerSources.Kafka("""
        try
        {
            while (!token.IsCancellationRequested)
            {
                try
                {
                    var result = consumer.Consume(token);
                    await work.SaveAsync(result.Message.Value);
                    consumer.StoreOffset(result);
                }
                catch (Exception e)
                {
                    logger.LogError(e, "Failed");
                }
            }
        }
        finally
        {
            consumer.Commit();
            consumer.Close();
        }
        """), "EVC1004");

    [Fact]
    public Task Silent_when_the_poll_loop_ends() => Verify.SilentAsync(Kafka, HandlerSources.Kafka("""
        try
        {
            while (!token.IsCancellationRequested)
            {
                var result = consumer.Consume(token);
                await work.SaveAsync(result.Message.Value);
            }
        }
        finally
        {
            consumer.Commit();
            consumer.Close();
        }
        """), "EVC1004");

    [Fact]
    public Task Fix_settles_in_the_try_and_refuses_in_the_catch() => Verify.FixesAsync<FailedMessageSettledFix>(
        References.RabbitMq6 | References.Hosting,
        HandlerSources.RabbitMq6("""
            try
            {
                if (ea.Redelivered)
                    return;

                work.Save(ea.Body.ToArray());
            }
            catch (Exception e)
            {
                logger.LogError(e, "Failed");
            }
            finally
            {
                {|EVC1004:channel.BasicAck(ea.DeliveryTag, false)|};
            }
            """),
        HandlerSources.RabbitMq6("""
            try
            {
                if (ea.Redelivered)
                {
                    channel.BasicAck(ea.DeliveryTag, false);
                    return;
                }

                work.Save(ea.Body.ToArray());
                channel.BasicAck(ea.DeliveryTag, false);
            }
            catch (Exception e)
            {
                logger.LogError(e, "Failed");
                channel.BasicNack(ea.DeliveryTag, false, requeue: false);
            }
            """),
        title: "Settle with 'BasicAck' after 'Save', with 'BasicNack' when it fails");

    [Fact]
    public Task Fix_adds_the_catch_that_refuses() => Verify.FixesAsync<FailedMessageSettledFix>(
        RabbitMq7,
        HandlerSources.RabbitMq7("""
            try
            {
                await work.SaveAsync(ea.Body.ToArray());
            }
            catch (FormatException e)
            {
                logger.LogError(e, "Unreadable");
            }
            finally
            {
                await {|EVC1004:channel.BasicAckAsync(ea.DeliveryTag, false, ea.CancellationToken)|};
                Console.WriteLine("done");
            }
            """),
        HandlerSources.RabbitMq7("""
            try
            {
                await work.SaveAsync(ea.Body.ToArray());
                await channel.BasicAckAsync(ea.DeliveryTag, false, ea.CancellationToken);
            }
            catch (FormatException e)
            {
                logger.LogError(e, "Unreadable");
                await channel.BasicAckAsync(ea.DeliveryTag, false, ea.CancellationToken);
            }
            catch
            {
                await channel.BasicNackAsync(ea.DeliveryTag, false, requeue: false, cancellationToken: ea.CancellationToken);
                throw;
            }
            finally
            {
                Console.WriteLine("done");
            }
            """));

    [Fact]
    public Task Fix_refuses_before_a_rethrow() => Verify.FixesAsync<FailedMessageSettledFix>(
        ServiceBus,
        HandlerSources.ServiceBus("""
            try
            {
                await work.SaveAsync(args.Message.Body);
            }
            catch (Exception e)
            {
                logger.LogError(e, "Failed");
                throw;
            }
            finally
            {
                await {|EVC1004:args.CompleteMessageAsync(args.Message, args.CancellationToken)|};
            }
            """),
        HandlerSources.ServiceBus("""
            try
            {
                await work.SaveAsync(args.Message.Body);
                await args.CompleteMessageAsync(args.Message, args.CancellationToken);
            }
            catch (Exception e)
            {
                logger.LogError(e, "Failed");
                await args.DeadLetterMessageAsync(args.Message, cancellationToken: args.CancellationToken);
                throw;
            }
            """));

    [Fact]
    public Task Fix_moves_the_settle_call_from_behind_the_try() => Verify.FixesAsync<FailedMessageSettledFix>(
        References.RabbitMq6 | References.Hosting,
        HandlerSources.RabbitMq6("""
            var text = ea.RoutingKey;
            try
            {
                work.Save(text + ea.Body);
            }
            catch (Exception e)
            {
                logger.LogWarning(e, "Failed");
            }

            // Even when it failed.
            {|EVC1004:channel.BasicAck(ea.DeliveryTag, multiple: false)|};
            logger.LogInformation("done");
            """),
        HandlerSources.RabbitMq6("""
            var text = ea.RoutingKey;
            try
            {
                work.Save(text + ea.Body);
                // Even when it failed.
                channel.BasicAck(ea.DeliveryTag, multiple: false);
            }
            catch (Exception e)
            {
                logger.LogWarning(e, "Failed");
                channel.BasicNack(ea.DeliveryTag, multiple: false, requeue: false);
            }
            logger.LogInformation("done");
            """));

    [Fact]
    public Task Fix_refuses_in_the_catch_all() => Verify.FixesAsync<FailedMessageSettledFix>(
        ServiceBus,
        HandlerSources.ServiceBus("""
            try
            {
                await work.SaveAsync(args.Message.Body);
                await args.CompleteMessageAsync(args.Message);
            }
            catch (Exception e)
            {
                logger.LogError(e, "Failed");
                await {|EVC1004:args.CompleteMessageAsync(args.Message)|}; // no poison
            }
            """),
        HandlerSources.ServiceBus("""
            try
            {
                await work.SaveAsync(args.Message.Body);
                await args.CompleteMessageAsync(args.Message);
            }
            catch (Exception e)
            {
                logger.LogError(e, "Failed");
                await args.DeadLetterMessageAsync(args.Message); // no poison
            }
            """),
        title: "Refuse the failed message with 'DeadLetterMessageAsync'");

    [Fact]
    public Task Fix_only_moves_the_settle_call_where_the_client_cannot_refuse() => Verify.FixesAsync<FailedMessageSettledFix>(
        Sqs,
        HandlerSources.Sqs("""
            var response = await sqs.ReceiveMessageAsync("orders", token);
            foreach (var message in response.Messages)
            {
                try
                {
                    await work.SaveAsync(message.Body);
                }
                catch (Exception e)
                {
                    logger.LogError(e, "Failed");
                }
                finally
                {
                    await {|EVC1004:sqs.DeleteMessageAsync("orders", message.ReceiptHandle)|};
                }
            }
            """),
        HandlerSources.Sqs("""
            var response = await sqs.ReceiveMessageAsync("orders", token);
            foreach (var message in response.Messages)
            {
                try
                {
                    await work.SaveAsync(message.Body);
                    await sqs.DeleteMessageAsync("orders", message.ReceiptHandle);
                }
                catch (Exception e)
                {
                    logger.LogError(e, "Failed");
                }
            }
            """),
        title: "Settle with 'DeleteMessageAsync' after 'SaveAsync' only");

    [Fact]
    public Task Fix_removes_the_settle_call_in_the_catch_all_where_the_client_cannot_refuse() => Verify.FixesAsync<FailedMessageSettledFix>(
        Sqs,
        HandlerSources.Sqs("""
            var response = await sqs.ReceiveMessageAsync("orders", token);
            foreach (var message in response.Messages)
            {
                try
                {
                    await work.SaveAsync(message.Body);
                    await sqs.DeleteMessageAsync("orders", message.ReceiptHandle);
                }
                catch (Exception e)
                {
                    logger.LogError(e, "Failed");
                    await {|EVC1004:sqs.DeleteMessageAsync("orders", message.ReceiptHandle)|};
                }
            }
            """),
        HandlerSources.Sqs("""
            var response = await sqs.ReceiveMessageAsync("orders", token);
            foreach (var message in response.Messages)
            {
                try
                {
                    await work.SaveAsync(message.Body);
                    await sqs.DeleteMessageAsync("orders", message.ReceiptHandle);
                }
                catch (Exception e)
                {
                    logger.LogError(e, "Failed");
                }
            }
            """),
        title: "Remove 'DeleteMessageAsync' for the failed message");

    [Fact]
    public Task No_fix_where_the_next_message_settles_the_failed_one() => Verify.OffersNoFixAsync<FailedMessageSettledFix>(
        Kafka,
        HandlerSources.Kafka("""
            while (true)
            {
                var result = consumer.Consume(token);
                try
                {
                    await work.SaveAsync(result.Message.Value);
                    consumer.StoreOffset(result);
                }
                catch (Exception e)
                {
                    logger.LogError(e, "Failed");
                    {|EVC1004:consumer.StoreOffset(result)|};
                }
            }
            """));

    [Fact]
    public Task Fix_all_repairs_each_handler() => Verify.FixesAsync<FailedMessageSettledFix>(
        References.RabbitMq6 | References.Hosting,
        HandlerSources.RabbitMq6(
            """
            try
            {
                work.Save(ea.Body.ToArray());
            }
            finally
            {
                {|EVC1004:channel.BasicAck(ea.DeliveryTag, false)|};
            }
            """,
            """
            public void HandleOther(IModel channel, BasicDeliverEventArgs ea, IWork work)
            {
                try
                {
                    work.Save(ea.Body.ToArray());
                }
                catch
                {
                }

                if (channel.IsOpen)
                    {|EVC1004:channel.BasicAck(ea.DeliveryTag, false)|};
            }
            """),
        HandlerSources.RabbitMq6(
            """
            try
            {
                work.Save(ea.Body.ToArray());
                channel.BasicAck(ea.DeliveryTag, false);
            }
            catch
            {
                channel.BasicNack(ea.DeliveryTag, false, requeue: false);
                throw;
            }
            """,
            """
            public void HandleOther(IModel channel, BasicDeliverEventArgs ea, IWork work)
            {
                try
                {
                    work.Save(ea.Body.ToArray());
                    if (channel.IsOpen)
                        channel.BasicAck(ea.DeliveryTag, false);
                }
                catch
                {
                    if (channel.IsOpen)
                        channel.BasicNack(ea.DeliveryTag, false, requeue: false);
                }
            }
            """));

    [Theory]
    [InlineData("try { await work.SaveAsync(ea.Body.ToArray()); } finally { await {|EVC1004:channel.BasicAckAsync(ea.DeliveryTag, true)|}; }")]
    [InlineData("try { await work.SaveAsync(ea.Body.ToArray()); goto end; } finally { await {|EVC1004:channel.BasicAckAsync(ea.DeliveryTag, false)|}; } end: Console.WriteLine();")]
    [InlineData("try { try { return; } finally { await work.SaveAsync(ea.Body.ToArray()); } } finally { await {|EVC1004:channel.BasicAckAsync(ea.DeliveryTag, false)|}; }")]
    [InlineData("var text = \"\"; try { text = ea.Body.ToString(); await work.SaveAsync(text); } catch { } await work.NotifyAsync(text); await {|EVC1004:channel.BasicAckAsync(ea.DeliveryTag, false)|};")]
    public Task No_fix_where_it_is_not_sure(string body) => Verify.OffersNoFixAsync<FailedMessageSettledFix>(RabbitMq7, HandlerSources.RabbitMq7(body));
}
