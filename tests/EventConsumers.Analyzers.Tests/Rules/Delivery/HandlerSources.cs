namespace EventConsumers.Analyzers.Tests.Rules.Delivery;

/// <summary>Consumers whose handler has a given body: the client, the work and the logger are parameters of it.</summary>
internal static class HandlerSources
{
    private const string Work = """

        public interface IWork
        {
            Task SaveAsync(object? message);
            Task NotifyAsync(object? message);
            void Save(object? message);
            bool IsKnown(object? message);
            Task<Order> GetOrderAsync(object? message);
        }

        public class Order
        {
            public string Id { get; set; } = "";
            public bool IsExpired { get; set; }
        }

        """;

    /// <summary>RabbitMQ 7: <c>channel</c>, <c>ea</c>.</summary>
    public static string RabbitMq7(string body, string members = "") => Source(
        """
        using Microsoft.Extensions.Logging;
        using RabbitMQ.Client;
        using RabbitMQ.Client.Events;
        """,
        "public async Task HandleAsync(IChannel channel, BasicDeliverEventArgs ea, IWork work, ILogger logger)",
        body,
        members);

    /// <summary>RabbitMQ 6: <c>channel</c>, <c>ea</c>.</summary>
    public static string RabbitMq6(string body, string members = "") => Source(
        """
        using Microsoft.Extensions.Logging;
        using RabbitMQ.Client;
        using RabbitMQ.Client.Events;
        """,
        "public void Handle(IModel channel, BasicDeliverEventArgs ea, IWork work, ILogger logger)",
        body,
        members);

    /// <summary>A Kafka poll loop's method: <c>consumer</c>, <c>token</c>.</summary>
    public static string Kafka(string body, string members = "") => Source(
        """
        using Confluent.Kafka;
        using Microsoft.Extensions.Logging;
        """,
        "public async Task RunAsync(IConsumer<string, string> consumer, IWork work, ILogger logger, CancellationToken token)",
        body,
        members);

    /// <summary>A method that may poll SQS: <c>sqs</c>, <c>token</c>.</summary>
    public static string Sqs(string body, string members = "") => Source(
        """
        using Amazon.SQS;
        using Amazon.SQS.Model;
        using Microsoft.Extensions.Logging;
        """,
        "public async Task RunAsync(IAmazonSQS sqs, IWork work, ILogger logger, CancellationToken token)",
        body,
        members);

    /// <summary>A Service Bus processor's handler: <c>args</c>, and a <c>receiver</c>.</summary>
    public static string ServiceBus(string body, string members = "") => Source(
        """
        using Azure.Messaging.ServiceBus;
        using Microsoft.Extensions.Logging;
        """,
        "public async Task HandleAsync(ProcessMessageEventArgs args, ServiceBusReceiver receiver, IWork work, ILogger logger)",
        body,
        members);

    /// <summary>A method that may read a Redis stream: <c>db</c>.</summary>
    public static string Redis(string body, string members = "") => Source(
        """
        using Microsoft.Extensions.Logging;
        using StackExchange.Redis;
        """,
        "public async Task RunAsync(IDatabase db, IWork work, ILogger logger, CancellationToken token)",
        body,
        members);

    private static string Source(string usings, string signature, string body, string members) =>
        $"{usings}\n\npublic class Consumer\n{{\n    {signature}\n    {{\n{Indented(body, 8)}\n    }}\n{(members.Length > 0 ? "\n" + Indented(members, 4) + "\n" : "")}}}\n{Work}";

    private static string Indented(string text, int spaces) => string.Join(
        '\n',
        text.Split('\n').Select(line => line.Length > 0 ? new string(' ', spaces) + line : line));
}
