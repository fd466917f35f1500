using System.Text.Json;
using Amazon.SQS;
using Confluent.Kafka;
using RabbitMQ.Client;

namespace UserActivity;

/// <summary>Web logins go to Kafka, web logouts to RabbitMQ, and whatever the mobile app does to SQS.</summary>
internal sealed class ActivityPublisher(
    IProducer<string, byte[]> kafka, IChannel rabbit, IAmazonSQS sqs, IConfiguration configuration)
{
    public async Task PublishAsync(UserLoggedIn login, CancellationToken cancellationToken)
    {
        var value = JsonSerializer.SerializeToUtf8Bytes(login, ActivityJson.Default.UserLoggedIn);
        await kafka.ProduceAsync("user-logins", new Message<string, byte[]> { Key = login.UserId, Value = value }, cancellationToken);
    }

    public async Task PublishAsync(UserLoggedOut logout, CancellationToken cancellationToken)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(logout, ActivityJson.Default.UserLoggedOut);
        var properties = new BasicProperties { MessageId = logout.EventId.ToString(), Persistent = true };
        await rabbit.BasicPublishAsync("user-logouts", routingKey: "", mandatory: false, properties, body, cancellationToken);
    }

    public async Task PublishMobileAsync(UserLoggedIn login, CancellationToken cancellationToken) =>
        await sqs.SendMessageAsync(
            configuration["Sqs:MobileLogins"]!, JsonSerializer.Serialize(login, ActivityJson.Default.UserLoggedIn), cancellationToken);

    public async Task PublishMobileAsync(UserLoggedOut logout, CancellationToken cancellationToken) =>
        await sqs.SendMessageAsync(
            configuration["Sqs:MobileLogouts"]!, JsonSerializer.Serialize(logout, ActivityJson.Default.UserLoggedOut), cancellationToken);
}
