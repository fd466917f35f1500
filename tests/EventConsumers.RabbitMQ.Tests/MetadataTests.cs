using System.Diagnostics;
using System.Text;
using RabbitMQ.Client;

namespace EventConsumers.RabbitMQ.Tests;

public sealed class MetadataTests
{
    [Fact]
    public void A_delivery_is_found_again_by_queue_tag_and_routing_key()
    {
        var delivery = new RabbitMqDelivery("logins", "login.web", "body"u8.ToArray(), new BasicProperties { MessageId = "m-1" }, deliveryTag: 7);
        Assert.Equal("queue logins, delivery tag 7, routing key login.web", RabbitMqMetadata.Instance.PositionOf(delivery));
        Assert.Equal("m-1", RabbitMqMetadata.Instance.IdOf(delivery));
        Assert.Equal("body"u8.ToArray(), delivery.Body.ToArray());
    }

    [Fact]
    public void The_producers_trace_is_read_from_its_headers()
    {
        const string parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        var context = RabbitMqMetadata.Instance.TraceContextOf(WithHeaders(("traceparent", Encoding.UTF8.GetBytes(parent)), ("tracestate", "vendor=1"u8.ToArray())));
        Assert.Equal("0af7651916cd43dd8448eb211c80319c", context.TraceId.ToString());
        Assert.Equal("b7ad6b7169203331", context.SpanId.ToString());
        Assert.Equal(ActivityTraceFlags.Recorded, context.TraceFlags);
        Assert.Equal("vendor=1", context.TraceState);
        Assert.True(context.IsRemote);
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData(null)]
    public void Without_a_readable_trace_there_is_none(string? parent) =>
        Assert.Equal(default, RabbitMqMetadata.Instance.TraceContextOf(parent is null ? new RabbitMqDelivery("q", "k", default) : WithHeaders(("traceparent", parent))));

    [Theory]
    [InlineData("text", "text")]
    [InlineData(42, "42")]
    [InlineData(null, null)]
    public void A_header_is_read_as_text(object? value, string? text) => Assert.Equal(text, WithHeaders(("name", value)).Header("name"));

    private static RabbitMqDelivery WithHeaders(params (string Name, object? Value)[] headers) =>
        new("q", "k", default, new BasicProperties { Headers = headers.ToDictionary(header => header.Name, header => header.Value) });
}
