using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace EventConsumers.Tests.Serialization;

public sealed partial class JsonMessageSerializerTests
{
    private readonly JsonMessageSerializer<UserLoggedIn> _serializer = new(BodiesContext.Default.UserLoggedIn);
    private readonly ArrayBufferWriter<byte> _writer = new();

    internal sealed class UserLoggedIn
    {
        public string UserId { get; set; } = "";

        public int Attempts { get; set; }
    }

    internal sealed class Order
    {
        public bool IsBroken { get; init; }

        public int Amount => IsBroken ? throw new FormatException() : 7;
    }

    [JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
    [JsonSerializable(typeof(UserLoggedIn))]
    [JsonSerializable(typeof(Order))]
    internal sealed partial class BodiesContext : JsonSerializerContext;

    [Fact]
    public void What_it_writes_it_reads()
    {
        _serializer.Serialize(new UserLoggedIn { UserId = "zoë", Attempts = 3 }, _writer);
        var read = _serializer.Deserialize(_writer.WrittenSpan);

        Assert.Equal("{\"userId\":\"zo\\u00EB\",\"attempts\":3}", Encoding.UTF8.GetString(_writer.WrittenSpan));
        Assert.Equal(("zoë", 3), (read.UserId, read.Attempts));
    }

    [Fact]
    public void It_appends_to_what_is_there()
    {
        _writer.Write("v1:"u8);
        _serializer.Serialize(new UserLoggedIn(), _writer);
        _serializer.Serialize(new UserLoggedIn(), _writer);

        Assert.Equal("v1:{\"userId\":\"\",\"attempts\":0}{\"userId\":\"\",\"attempts\":0}", Encoding.UTF8.GetString(_writer.WrittenSpan));
    }

    [Fact]
    public void It_writes_as_the_metadata_says()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web)
        {
            WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping, TypeInfoResolver = BodiesContext.Default,
        };
        var type = (System.Text.Json.Serialization.Metadata.JsonTypeInfo<UserLoggedIn>)options.GetTypeInfo(typeof(UserLoggedIn));
        var value = new UserLoggedIn { UserId = "zoë" };
        new JsonMessageSerializer<UserLoggedIn>(type).Serialize(value, _writer);

        Assert.Equal(JsonSerializer.Serialize(value, type), Encoding.UTF8.GetString(_writer.WrittenSpan));
    }

    [Theory]
    [InlineData("", "The body is empty instead of the JSON of a UserLoggedIn.")]
    [InlineData("null", "The body is the JSON null instead of a UserLoggedIn.")]
    [InlineData("{\"userId\":", "The body is not the JSON of a UserLoggedIn: ")]
    [InlineData("{\"attempts\":\"many\"}", "The body is not the JSON of a UserLoggedIn: ")]
    [InlineData("{}{}", "The body is not the JSON of a UserLoggedIn: ")]
    public void A_body_that_holds_no_value_is_refused(string body, string message)
    {
        var exception = Assert.Throws<MalformedMessageException>(() => _serializer.Deserialize(Encoding.UTF8.GetBytes(body)));

        Assert.StartsWith(message, exception.Message, StringComparison.Ordinal);
        Assert.Equal(message.EndsWith(": ", StringComparison.Ordinal), exception.InnerException is JsonException);
    }

    [Fact]
    public void Bytes_that_are_no_text_are_refused() =>
        Assert.Throws<MalformedMessageException>(() => _serializer.Deserialize([0xFF, 0xFE, 0x00]));

    [Fact]
    public void After_a_value_that_cannot_be_written_it_writes_the_next()
    {
        var serializer = new JsonMessageSerializer<Order>(BodiesContext.Default.Order);
        serializer.Serialize(new Order(), _writer);
        Assert.Throws<FormatException>(() => serializer.Serialize(new Order { IsBroken = true }, new ArrayBufferWriter<byte>()));
        serializer.Serialize(new Order(), _writer);

        Assert.Equal("{\"isBroken\":false,\"amount\":7}{\"isBroken\":false,\"amount\":7}", Encoding.UTF8.GetString(_writer.WrittenSpan));
    }

    [Fact]
    public void Many_threads_can_use_it()
    {
        Parallel.For(0, 1000, i =>
        {
            var writer = new ArrayBufferWriter<byte>();
            _serializer.Serialize(new UserLoggedIn { Attempts = i }, writer);
            Assert.Equal(i, _serializer.Deserialize(writer.WrittenSpan).Attempts);
        });
    }

    [Fact]
    public void Writing_allocates_nothing()
    {
        var value = new UserLoggedIn { UserId = new string('x', 500), Attempts = 3 };
        Write(1000);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Write(10_000);
        Assert.Equal(0, (GC.GetAllocatedBytesForCurrentThread() - before) / 10_000);

        void Write(int count)
        {
            for (var i = 0; i < count; i++)
            {
                _writer.ResetWrittenCount();
                _serializer.Serialize(value, _writer);
            }
        }
    }

    [Fact]
    public void Reading_allocates_the_value_and_little_more()
    {
        var body = Encoding.UTF8.GetBytes($"{{\"attempts\":3,\"other\":\"{new string('x', 10_000)}\"}}");
        Assert.Equal(3 * 100, Read(100));
        var before = GC.GetAllocatedBytesForCurrentThread();
        Read(1000);
        var perBody = (GC.GetAllocatedBytesForCurrentThread() - before) / 1000;

        Assert.True(perBody < 200, $"{perBody} bytes for a body of {body.Length} of which 12 are used");

        int Read(int count)
        {
            var sum = 0;
            for (var i = 0; i < count; i++)
                sum += _serializer.Deserialize(body).Attempts;
            return sum;
        }
    }
}
