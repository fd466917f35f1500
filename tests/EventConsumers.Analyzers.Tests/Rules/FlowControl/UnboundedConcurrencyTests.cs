using EventConsumers.CodeFixes.FlowControl;

namespace EventConsumers.Analyzers.Tests.Rules.FlowControl;

public class UnboundedConcurrencyTests
{
    private static string Reader(string turn) => $$"""
        using Azure.Messaging.ServiceBus;

        public interface IWork { Task SaveAsync(string text); }

        public class Reader
        {
            private readonly IWork _work = null!;
            private readonly SemaphoreSlim _slots = new(10);
            private int _running;

            public async Task RunAsync(ServiceBusReceiver receiver, CancellationToken token)
            {
                while (!token.IsCancellationRequested)
                {
                    var message = await receiver.ReceiveMessageAsync(cancellationToken: token);
                    if (message == null)
                        continue;
                    {{turn}}
                }
            }

            private async Task HandleAsync(ServiceBusReceiver receiver, ServiceBusReceivedMessage message)
            {
                await _work.SaveAsync(message.Body.ToString());
                await receiver.CompleteMessageAsync(message);
            }
        }
        """;

    [Fact]
    public async Task A_task_for_every_message()
    {
        var found = await Verify.FindsAsync(References.ServiceBus, Reader("_ = {|EVC4005:HandleAsync(receiver, message)|};"));
        Assert.Equal("'HandleAsync' is started for every message that the poll loop of 'RunAsync' receives, and nothing limits how many of them run", found[0].GetMessage());
    }

    [Theory]
    [InlineData("_ = Task.{|EVC4005:Run(() => HandleAsync(receiver, message))|};")]
    [InlineData("_ = Task.{|EVC4005:Run(async () => { await _work.SaveAsync(message.Body.ToString()); await receiver.CompleteMessageAsync(message); })|};")]
    public Task Every_way_to_start_it(string turn) => Verify.FindsAsync(References.ServiceBus, Reader(turn));

    [Fact]
    public Task A_pump_where_the_library_is() => Verify.FixesAsync<UnboundedConcurrencyFix>(References.ServiceBus | References.EventConsumers, """
        using Azure.Messaging.ServiceBus;
        using Microsoft.Extensions.Logging;

        public interface IWork { Task SaveAsync(string text); }

        public class Reader
        {
            private readonly IWork _work = null!;
            private readonly ILogger<Reader> _logger = null!;

            public async Task RunAsync(ServiceBusReceiver receiver, CancellationToken token)
            {
                while (!token.IsCancellationRequested)
                {
                    var message = await receiver.ReceiveMessageAsync(cancellationToken: token);
                    if (message == null)
                        continue;
                    _ = Task.{|EVC4005:Run(async () =>
                    {
                        // As it came.
                        await _work.SaveAsync(message.Body.ToString());
                        await receiver.CompleteMessageAsync(message);
                    })|};
                }
            }
        }
        """, """
        using Azure.Messaging.ServiceBus;
        using EventConsumers;
        using Microsoft.Extensions.Logging;

        public interface IWork { Task SaveAsync(string text); }

        public class Reader
        {
            private readonly IWork _work = null!;
            private readonly ILogger<Reader> _logger = null!;

            public async Task RunAsync(ServiceBusReceiver receiver, CancellationToken token)
            {
                await using var pump = new MessagePump<ServiceBusReceivedMessage>(
                    async (message, cancellation) =>
                    {
                        // As it came.
                        await _work.SaveAsync(message.Body.ToString());
                    },
                    Settlements.Each<ServiceBusReceivedMessage>(async (message, cancellation) => await receiver.CompleteMessageAsync(message)),
                    new MessagePumpOptions<ServiceBusReceivedMessage> { WhenHandlerFails = FailureMode.Release, Logger = _logger });
                while (!token.IsCancellationRequested)
                {
                    var message = await receiver.ReceiveMessageAsync(cancellationToken: token);
                    if (message == null)
                        continue;
                    await pump.WriteAsync(message, token);
                }
            }
        }
        """, title: "Handle the messages with a pump, a limited number at a time");

    [Theory]
    [InlineData("_ = {|EVC4005:HandleAsync(receiver, message)|};")]
    [InlineData("_ = Task.{|EVC4005:Run(() => HandleAsync(receiver, message))|};")]
    [InlineData("_ = Task.{|EVC4005:Run(async () => { await HandleAsync(receiver, message); })|};")]
    public Task No_pump_where_a_helper_settles(string turn) =>
        Verify.OffersNoFixAsync<UnboundedConcurrencyFix>(References.ServiceBus | References.EventConsumers, Reader(turn));

    [Theory, EachVersionOf(Client.Sqs)]
    public Task Sqs(References sqs) => Verify.FindsAsync(sqs, """
        using Amazon.SQS;
        using Amazon.SQS.Model;

        public interface IWork { Task SaveAsync(string text); }

        public class Reader
        {
            public async Task RunAsync(IAmazonSQS client, ReceiveMessageRequest request, IWork work)
            {
                while (true)
                {
                    var response = await client.ReceiveMessageAsync(request);
                    foreach (var message in response.Messages ?? new List<Message>())
                    {
                        _ = Task.{|EVC4005:Run(async () =>
                        {
                            await work.SaveAsync(message.Body);
                            await client.DeleteMessageAsync(request.QueueUrl, message.ReceiptHandle);
                        })|};
                    }
                }
            }
        }
        """);

    [Theory]
    [InlineData("await HandleAsync(receiver, message);")]
    [InlineData("await _slots.WaitAsync(token); _ = Task.Run(async () => { try { await HandleAsync(receiver, message); } finally { _slots.Release(); } });")]
    [InlineData("while (_running >= 10) await Task.Yield(); _running++; _ = HandleAsync(receiver, message);")]
    [InlineData("await Task.WhenAll(HandleAsync(receiver, message), Task.Delay(10));")]
    [InlineData("_ = HandleAsync(receiver, message); await Task.Delay(1000, token);")]
    public Task Awaited_or_limited(string turn) => Verify.SilentAsync(References.ServiceBus, Reader(turn), "EVC4005");

    [Fact]
    public Task A_message_that_is_settled_meanwhile_is_lost_first_of_all() =>
        Verify.FindsAsync(References.ServiceBus, Reader("_ = _work.{|EVC1009:SaveAsync(message.Body.ToString())|}; await receiver.CompleteMessageAsync(message);"));

    [Fact]
    public Task No_second_finding_there() =>
        Verify.SilentAsync(References.ServiceBus, Reader("_ = _work.SaveAsync(message.Body.ToString()); await receiver.CompleteMessageAsync(message);"), "EVC4005");
}
