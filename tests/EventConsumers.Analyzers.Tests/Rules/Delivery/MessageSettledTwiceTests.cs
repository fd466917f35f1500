using EventConsumers.CodeFixes.Delivery;

namespace EventConsumers.Analyzers.Tests.Rules.Delivery;

public class MessageSettledTwiceTests
{
    [Fact]
    public async Task An_ack_after_another()
    {
        var found = await Verify.FindsAsync(References.RabbitMq7, RabbitMq("""
            await channel.BasicAckAsync(ea.DeliveryTag, false);
            await {|EVC1008:channel.BasicAckAsync(ea.DeliveryTag, false)|};
            """));
        Assert.Equal(
            "'BasicAckAsync' settles a message that 'BasicAckAsync' has settled before; the broker refuses it, and closes the channel or throws",
            Assert.Single(found).GetMessage());
    }

    [Theory]
    [InlineData("if (ea.Redelivered) await channel.BasicAckAsync(ea.DeliveryTag, false); await {|EVC1008:channel.BasicAckAsync(ea.DeliveryTag, false)|};")]
    [InlineData("await channel.BasicAckAsync(ea.DeliveryTag, false); if (ea.Redelivered) await {|EVC1008:channel.BasicNackAsync(ea.DeliveryTag, false, false)|};")]
    [InlineData("try { await work(); await channel.BasicAckAsync(ea.DeliveryTag, false); } catch { await channel.BasicRejectAsync(ea.DeliveryTag, false); } finally { await {|EVC1008:channel.BasicAckAsync(ea.DeliveryTag, false)|}; }")]
    [InlineData("try { try { await work(); } finally { await channel.BasicAckAsync(ea.DeliveryTag, false); } } catch { await {|EVC1008:channel.BasicRejectAsync(ea.DeliveryTag, false)|}; }")]
    [InlineData("try { try { await work(); } catch { throw; } finally { await channel.BasicAckAsync(ea.DeliveryTag, false); } } catch { await {|EVC1008:channel.BasicRejectAsync(ea.DeliveryTag, false)|}; }")]
    [InlineData("try { await work(); } catch { await channel.BasicRejectAsync(ea.DeliveryTag, false); } await {|EVC1008:channel.BasicAckAsync(ea.DeliveryTag, false)|};")]
    [InlineData("var tag = ea.DeliveryTag; await channel.BasicAckAsync(tag, false); await {|EVC1008:channel.BasicAckAsync(ea.DeliveryTag, false)|};")]
    [InlineData("await AckAsync(channel, ea); await {|EVC1008:channel.BasicAckAsync(ea.DeliveryTag, false)|};")]
    public Task Every_way_to_settle_twice(string body) => Verify.FindsAsync(References.RabbitMq7, RabbitMq(body));

    [Theory]
    [InlineData("if (ea.Redelivered) await channel.BasicAckAsync(ea.DeliveryTag, false); else await channel.BasicNackAsync(ea.DeliveryTag, false, false);")]
    [InlineData("if (ea.Redelivered) { await channel.BasicAckAsync(ea.DeliveryTag, false); return; } await channel.BasicAckAsync(ea.DeliveryTag, false);")]
    [InlineData("try { await work(); await channel.BasicAckAsync(ea.DeliveryTag, false); } catch { await channel.BasicRejectAsync(ea.DeliveryTag, false); }")]
    [InlineData("try { await work(); } catch { await channel.BasicRejectAsync(ea.DeliveryTag, false); return; } await channel.BasicAckAsync(ea.DeliveryTag, false);")]
    [InlineData("try { await work(); } catch { await channel.BasicRejectAsync(ea.DeliveryTag, false); throw; } await channel.BasicAckAsync(ea.DeliveryTag, false);")]
    [InlineData("try { try { await work(); } catch { Console.WriteLine(); } finally { await channel.BasicAckAsync(ea.DeliveryTag, false); } } catch { await channel.BasicRejectAsync(ea.DeliveryTag, false); }")]
    [InlineData("var ok = true; try { await work(); } catch { ok = false; await channel.BasicRejectAsync(ea.DeliveryTag, false); } if (ok) await channel.BasicAckAsync(ea.DeliveryTag, false);")]
    [InlineData("var acked = false; try { await work(); await channel.BasicAckAsync(ea.DeliveryTag, false); acked = true; } catch { } finally { if (!acked) await channel.BasicNackAsync(ea.DeliveryTag, false, false); }")]
    [InlineData("Exception? error = null; try { await work(); await channel.BasicAckAsync(ea.DeliveryTag, false); } catch (Exception e) { error = e; } if (error != null) await channel.BasicNackAsync(ea.DeliveryTag, false, false);")]
    [InlineData("if (ea.Redelivered) await channel.BasicAckAsync(ea.DeliveryTag, false); if (!ea.Redelivered) await channel.BasicNackAsync(ea.DeliveryTag, false, false);")]
    [InlineData("switch (ea.RoutingKey) { case \"a\": await channel.BasicAckAsync(ea.DeliveryTag, false); break; default: await channel.BasicNackAsync(ea.DeliveryTag, false, false); break; }")]
    public Task Ways_that_exclude_each_other(string body) => Verify.SilentAsync(References.RabbitMq7, RabbitMq(body), "EVC1008");

    [Fact]
    public Task Different_messages() => Verify.SilentAsync(References.RabbitMq7, """
        using RabbitMQ.Client;

        public class Reader
        {
            public async Task Run(IChannel channel)
            {
                for (var i = 0; i < 10; i++)
                {
                    var message = await channel.BasicGetAsync("orders", false);
                    await channel.BasicAckAsync(message!.DeliveryTag, false);
                    message = await channel.BasicGetAsync("orders", false);
                    await channel.BasicAckAsync(message!.DeliveryTag, false);
                }
            }
        }
        """, "EVC1008");

    [Theory, EachVersionOf(Client.Kafka)]
    public Task Clients_that_take_it(References kafka) => Verify.SilentAsync(kafka, """
        using Confluent.Kafka;

        public class Reader
        {
            public void Run(IConsumer<string, string> consumer)
            {
                while (true)
                {
                    var result = consumer.Consume(100);
                    consumer.StoreOffset(result);
                    consumer.Commit(result);
                }
            }
        }
        """, "EVC1008");

    [Fact]
    public async Task An_ack_of_what_the_broker_has_settled()
    {
        var found = await Verify.FindsAsync(References.RabbitMq6, """
            using RabbitMQ.Client;
            using RabbitMQ.Client.Events;

            public class Consumer
            {
                public void Start(IModel channel, Action<byte[]> save)
                {
                    var consumer = new EventingBasicConsumer(channel);
                    consumer.Received += (_, ea) =>
                    {
                        save(ea.Body.ToArray());
                        {|EVC1008:channel.BasicAck(ea.DeliveryTag, false)|};
                    };
                    channel.BasicConsume("orders", autoAck: true, consumer);
                }
            }
            """);
        Assert.StartsWith("'BasicAck' settles a message that 'autoAck: true' has settled before", found[0].GetMessage(), StringComparison.Ordinal);
    }

    [Fact]
    public Task Service_Bus() => Verify.FindsAsync(References.ServiceBus, """
        using Azure.Messaging.ServiceBus;

        public class Reader
        {
            public async Task Run(ServiceBusReceiver receiver, Func<object, Task<bool>> save)
            {
                await foreach (var message in receiver.ReceiveMessagesAsync())
                {
                    if (!await save(message))
                        await receiver.DeadLetterMessageAsync(message);
                    await {|EVC1008:receiver.CompleteMessageAsync(message)|};
                }
            }
        }
        """);

    [Fact]
    public Task A_processor_tracks_what_its_handler_has_settled() => Verify.SilentAsync(References.ServiceBus, """
        using Azure.Messaging.ServiceBus;

        public class Reader
        {
            public void Start(ServiceBusClient client)
            {
                var processor = client.CreateProcessor("orders", new ServiceBusProcessorOptions { AutoCompleteMessages = true });
                processor.ProcessMessageAsync += async args => await args.CompleteMessageAsync(args.Message);
            }
        }
        """, "EVC1008");

    [Theory]
    [InlineData("AutoCompleteMessages = true", true)]
    [InlineData("AutoCompleteMessages = false", false)]
    [InlineData("Connection = \"orders\"", false)]
    public Task A_function(string setting, bool isFound)
    {
        var source = $$"""
            using Azure.Messaging.ServiceBus;
            using Microsoft.Azure.Functions.Worker;

            public class Functions
            {
                [Function("orders")]
                public async Task Run([ServiceBusTrigger("orders", {{setting}})] ServiceBusReceivedMessage message, ServiceBusMessageActions actions) =>
                    await {|EVC1008:actions.CompleteMessageAsync(message)|};
            }
            """;
        return isFound
            ? Verify.FindsAsync(References.FunctionsIsolated, source)
            : Verify.SilentAsync(References.FunctionsIsolated, source.Replace("{|EVC1008:", "").Replace("|}", ""), "EVC1008");
    }

    [Fact]
    public Task The_fix_removes_the_second() => Verify.FixesAsync<MessageSettledTwiceFix>(References.RabbitMq7, RabbitMq("""
            await channel.BasicAckAsync(ea.DeliveryTag, false);
            // Again
            await {|EVC1008:channel.BasicAckAsync(ea.DeliveryTag, false)|};
            await work();
            """), RabbitMq("""
            await channel.BasicAckAsync(ea.DeliveryTag, false);
            // Again
            await work();
            """), "Remove the second 'BasicAckAsync'");

    [Fact]
    public Task The_fix_removes_the_last() => Verify.FixesAsync<MessageSettledTwiceFix>(References.RabbitMq7, RabbitMq("""
            await work();
            await channel.BasicAckAsync(ea.DeliveryTag, false);
            await {|EVC1008:channel.BasicAckAsync(ea.DeliveryTag, false)|};
            """), RabbitMq("""
            await work();
            await channel.BasicAckAsync(ea.DeliveryTag, false);
            """));

    [Fact]
    public Task The_fix_turns_automatic_settlement_off() => Verify.FixesAsync<MessageSettledTwiceFix>(References.FunctionsIsolated, """
        using Azure.Messaging.ServiceBus;
        using Microsoft.Azure.Functions.Worker;

        public class Functions
        {
            [Function("orders")]
            public async Task Run([ServiceBusTrigger("orders", AutoCompleteMessages = true)] ServiceBusReceivedMessage message, ServiceBusMessageActions actions)
            {
                if (message.DeliveryCount > 3)
                    await {|EVC1008:actions.DeadLetterMessageAsync(message)|};
                else
                    await {|EVC1008:actions.CompleteMessageAsync(message)|};
            }
        }
        """, """
        using Azure.Messaging.ServiceBus;
        using Microsoft.Azure.Functions.Worker;

        public class Functions
        {
            [Function("orders")]
            public async Task Run([ServiceBusTrigger("orders", AutoCompleteMessages = false)] ServiceBusReceivedMessage message, ServiceBusMessageActions actions)
            {
                if (message.DeliveryCount > 3)
                    await actions.DeadLetterMessageAsync(message);
                else
                    await actions.CompleteMessageAsync(message);
            }
        }
        """, "Settle in the handler only");

    [Fact]
    public Task No_fix_where_the_second_is_needed_too() => Verify.OffersNoFixAsync<MessageSettledTwiceFix>(References.RabbitMq7, RabbitMq("""
            if (ea.Redelivered)
                await channel.BasicAckAsync(ea.DeliveryTag, false);
            await {|EVC1008:channel.BasicAckAsync(ea.DeliveryTag, false)|};
            """));

    private static string RabbitMq(string body) => $$"""
        using RabbitMQ.Client;
        using RabbitMQ.Client.Events;

        public class Consumer
        {
            public void Start(IChannel channel, Func<Task> work)
            {
                var consumer = new AsyncEventingBasicConsumer(channel);
                consumer.ReceivedAsync += async (_, ea) =>
                {
        {{string.Join("\n", body.Split('\n').Select(line => "            " + line))}}
                };
            }

            private static async Task AckAsync(IChannel channel, BasicDeliverEventArgs ea) => await channel.BasicAckAsync(ea.DeliveryTag, false);
        }
        """;
}
