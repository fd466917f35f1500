namespace EventConsumers.Kafka.Tests;

public sealed class MetadataTests
{
    private readonly KafkaMessageMetadata<string, string> _metadata = new();

    [Fact]
    public void Position_id_and_trace_context_are_read()
    {
        var result = Result(
            ("message-id", "m-1"), ("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"), ("tracestate", "vendor=1"));
        Assert.Equal("logins[3]@42", _metadata.PositionOf(result));
        Assert.Equal("m-1", _metadata.IdOf(result));
        var context = _metadata.TraceContextOf(result);
        Assert.Equal("0af7651916cd43dd8448eb211c80319c", context.TraceId.ToHexString());
        Assert.Equal("vendor=1", context.TraceState);
        Assert.True(context.IsRemote);
    }

    [Fact]
    public void What_is_not_there_or_makes_no_sense_is_left_out()
    {
        Assert.Null(_metadata.IdOf(Result()));
        Assert.Equal(default, _metadata.TraceContextOf(Result()));
        Assert.Equal(default, _metadata.TraceContextOf(Result(("traceparent", "nonsense"))));
        Assert.Equal("e-1", new KafkaMessageMetadata<string, string>("event-id").IdOf(Result(("event-id", "e-1"))));
    }

    private static ConsumeResult<string, string> Result(params (string Name, string Value)[] headers)
    {
        var message = new Message<string, string> { Key = "a", Value = "1", Headers = [] };
        foreach (var (name, value) in headers)
            message.Headers.Add(name, System.Text.Encoding.UTF8.GetBytes(value));
        return new ConsumeResult<string, string> { Topic = "logins", Partition = 3, Offset = 42, Message = message };
    }
}
