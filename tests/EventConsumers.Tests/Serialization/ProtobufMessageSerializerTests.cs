using System.Buffers;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace EventConsumers.Tests.Serialization;

public sealed class ProtobufMessageSerializerTests
{
    private readonly ProtobufMessageSerializer<Timestamp> _serializer = new(Timestamp.Parser);
    private readonly ArrayBufferWriter<byte> _writer = new();

    [Fact]
    public void What_it_writes_it_reads()
    {
        var value = new Timestamp { Seconds = 1_767_225_600, Nanos = 5 };
        _serializer.Serialize(value, _writer);

        Assert.Equal(value.ToByteArray(), _writer.WrittenSpan.ToArray());
        Assert.Equal(value, _serializer.Deserialize(_writer.WrittenSpan));
    }

    [Fact]
    public void It_appends_to_what_is_there()
    {
        _writer.Write<byte>([1, 2]);
        _serializer.Serialize(new Timestamp { Seconds = 1 }, _writer);

        Assert.Equal([1, 2, 8, 1], _writer.WrittenSpan.ToArray());
    }

    [Fact]
    public void An_empty_body_is_a_message_of_defaults() => Assert.Equal(new Timestamp(), _serializer.Deserialize([]));

    [Fact]
    public void A_body_that_is_cut_short_is_refused()
    {
        var exception = Assert.Throws<MalformedMessageException>(() => _serializer.Deserialize([8, 0x80]));

        Assert.StartsWith("The body is not the Protobuf of a Timestamp: ", exception.Message, StringComparison.Ordinal);
        Assert.IsType<InvalidProtocolBufferException>(exception.InnerException);
    }

    [Fact]
    public void Null_is_refused()
    {
        Assert.Throws<ArgumentNullException>(() => new ProtobufMessageSerializer<Timestamp>(null!));
        Assert.Throws<ArgumentNullException>(() => _serializer.Serialize(null!, _writer));
    }

    [Fact]
    public void Writing_allocates_nothing()
    {
        var value = new StringValue { Value = new string('x', 500) };
        var serializer = new ProtobufMessageSerializer<StringValue>(StringValue.Parser);
        Write(1000);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Write(10_000);
        Assert.Equal(0, (GC.GetAllocatedBytesForCurrentThread() - before) / 10_000);

        void Write(int count)
        {
            for (var i = 0; i < count; i++)
            {
                _writer.ResetWrittenCount();
                serializer.Serialize(value, _writer);
            }
        }
    }
}
