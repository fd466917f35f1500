using System.Text;
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
        var message = new Message<string, byte[]> { Key = login.UserId, Value = JsonSerializer.SerializeToUtf8Bytes(login) }; // EVC6001
        await kafka.ProduceAsync("user-logins", message, cancellationToken);
    }

    public async Task PublishAsync(UserLoggedOut logout, CancellationToken cancellationToken)
    {
        var body = Encoding.UTF8.GetBytes(JsonSerializer.Serialize(logout)); // EVC6001, EVC6002
        await rabbit.BasicPublishAsync("user-logouts", routingKey: "", body, cancellationToken);
    }

    public async Task PublishMobileAsync(UserLoggedIn login, CancellationToken cancellationToken) =>
        await sqs.SendMessageAsync(configuration["Sqs:MobileLogins"]!, JsonSerializer.Serialize(login), cancellationToken);

    public async Task PublishMobileAsync(UserLoggedOut logout, CancellationToken cancellationToken) =>
        await sqs.SendMessageAsync(configuration["Sqs:MobileLogouts"]!, JsonSerializer.Serialize(logout), cancellationToken);
}
