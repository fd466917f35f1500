using System.Buffers;
using Google.Protobuf;

namespace EventConsumers;

/// <summary>Protobuf by the code that its compiler has generated. Safe for use by several threads.</summary>
/// <remarks>An empty body is a message whose fields all have their defaults, as Protobuf has it.</remarks>
/// <typeparam name="T">What a body holds.</typeparam>
/// <param name="parser">The generated parser of the type, such as <c>UserLoggedIn.Parser</c>.</param>
public sealed class ProtobufMessageSerializer<T>(MessageParser<T> parser) : IMessageSerializer<T>
    where T : IMessage<T>
{
    private readonly MessageParser<T> _parser = parser ?? throw new ArgumentNullException(nameof(parser));

    /// <inheritdoc/>
    public void Serialize(T value, IBufferWriter<byte> writer)
    {
        ArgumentNullException.ThrowIfNull(value);
        ArgumentNullException.ThrowIfNull(writer);
        value.WriteTo(writer);
    }

    /// <inheritdoc/>
    public T Deserialize(ReadOnlySpan<byte> body)
    {
        try
        {
            return _parser.ParseFrom(body);
        }
        catch (InvalidProtocolBufferException exception)
        {
            throw new MalformedMessageException($"The body is not the Protobuf of a {typeof(T).Name}: {exception.Message}", exception);
        }
    }
}
