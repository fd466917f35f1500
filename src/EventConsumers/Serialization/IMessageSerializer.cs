using System.Buffers;

namespace EventConsumers;

/// <summary>Writes and reads the bodies of messages, without strings or arrays between the bytes and the value.</summary>
/// <typeparam name="T">What a body holds.</typeparam>
public interface IMessageSerializer<T>
{
    /// <summary>Writes a value.</summary>
    /// <param name="value">The value.</param>
    /// <param name="writer">Where to write it to; it is advanced by what was written.</param>
    void Serialize(T value, IBufferWriter<byte> writer);

    /// <summary>Reads a value.</summary>
    /// <param name="body">The body of a message; it is not kept.</param>
    /// <exception cref="MalformedMessageException">The body does not hold a value.</exception>
    T Deserialize(ReadOnlySpan<byte> body);
}
