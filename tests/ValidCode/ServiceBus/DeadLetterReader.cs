// Trap: a tool that reads the dead-letter queue until nothing comes and completes what it has resent.
using Azure.Messaging.ServiceBus;

await using var client = new ServiceBusClient(Environment.GetEnvironmentVariable("SERVICEBUS"));
await using var receiver = client.CreateReceiver("orders", new ServiceBusReceiverOptions { SubQueue = SubQueue.DeadLetter, PrefetchCount = 100 });
await using var sender = client.CreateSender("orders");

var resent = 0;
while (await receiver.ReceiveMessagesAsync(100, TimeSpan.FromSeconds(3)) is { Count: > 0 } page)
{
    using var batch = await sender.CreateMessageBatchAsync();
    var added = page.TakeWhile(message => batch.TryAddMessage(new ServiceBusMessage(message))).ToList();
    await sender.SendMessagesAsync(batch);
    await Task.WhenAll(added.Select(message => receiver.CompleteMessageAsync(message)));
    await Task.WhenAll(page.Skip(added.Count).Select(message => receiver.AbandonMessageAsync(message)));
    resent += added.Count;
}

Console.WriteLine($"{resent} messages resent.");
