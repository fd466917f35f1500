using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace EventConsumers;

/// <summary>JSON by metadata that the compiler has generated: no reflection, and fit for trimming and native compilation.</summary>
/// <remarks>
/// <c>new JsonMessageSerializer&lt;UserLoggedIn&gt;(EventsContext.Default.UserLoggedIn)</c>, where <c>EventsContext</c> is a
/// <c>JsonSerializerContext</c> with <c>[JsonSerializable(typeof(UserLoggedIn))]</c>. Safe for use by several threads.
/// </remarks>
/// <typeparam name="T">What a body holds.</typeparam>
public sealed class JsonMessageSerializer<T> : IMessageSerializer<T>
{
    private static readonly ArrayBufferWriter<byte> Nowhere = new(1);

    private readonly JsonTypeInfo<T> _type;
    private readonly JsonWriterOptions _options;
    private Utf8JsonWriter? _spare;

    /// <summary>Makes a serializer.</summary>
    /// <param name="type">The generated metadata of the type.</param>
    public JsonMessageSerializer(JsonTypeInfo<T> type)
    {
        ArgumentNullException.ThrowIfNull(type);
        _type = type;
        _options = new JsonWriterOptions
        {
            Encoder = type.Options.Encoder,
            Indented = type.Options.WriteIndented,
            MaxDepth = type.Options.MaxDepth,
            SkipValidation = true,
        };
    }

    /// <inheritdoc/>
    public void Serialize(T value, IBufferWriter<byte> writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        var json = Interlocked.Exchange(ref _spare, null);
        if (json is null)
            json = new Utf8JsonWriter(writer, _options);
        else
            json.Reset(writer);
        JsonSerializer.Serialize(json, value, _type);
        json.Flush();

        // Used again, which a writer that failed is not; it must not keep the caller's buffer until then.
        json.Reset(Nowhere);
        Volatile.Write(ref _spare, json);
    }

    /// <inheritdoc/>
    public T Deserialize(ReadOnlySpan<byte> body)
    {
        if (body.IsEmpty)
            throw new MalformedMessageException($"The body is empty instead of the JSON of a {typeof(T).Name}.");
        try
        {
            return JsonSerializer.Deserialize(body, _type)
                ?? throw new MalformedMessageException($"The body is the JSON null instead of a {typeof(T).Name}.");
        }
        catch (JsonException exception)
        {
            throw new MalformedMessageException($"The body is not the JSON of a {typeof(T).Name}: {exception.Message}", exception);
        }
    }
}
