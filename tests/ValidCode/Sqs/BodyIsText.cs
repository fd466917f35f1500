// Trap: the body of a message passes through a string, because SQS has no other bodies; one of them is compressed and Base64.
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Amazon.SQS;
using Amazon.SQS.Model;

namespace ValidCode.Sqs;

public static class BodyIsText
{
    public static async Task HandleAsync(Message message, IOrderStore orders, CancellationToken cancellationToken)
    {
        if (message.MessageAttributes?.ContainsKey("gzip") == true)
        {
            using var packed = new MemoryStream(Convert.FromBase64String(message.Body));
            await using var gzip = new GZipStream(packed, CompressionMode.Decompress);
            await orders.SaveAsync((await JsonSerializer.DeserializeAsync(gzip, MessageJson.Default.OrderPlaced, cancellationToken))!, cancellationToken);
            return;
        }

        var utf8 = Encoding.UTF8.GetBytes(message.Body);
        await orders.SaveAsync(JsonSerializer.Deserialize(utf8, MessageJson.Default.OrderPlaced)!, cancellationToken);
    }

    public static async Task SendAsync(IAmazonSQS sqs, string queue, OrderPlaced order, CancellationToken cancellationToken) =>
        await sqs.SendMessageAsync(queue, JsonSerializer.Serialize(order, MessageJson.Default.OrderPlaced), cancellationToken);
}
