using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.Caching.Hybrid;

namespace Tasker.Caching.Objects.Values;

/// <summary>Keeps objects as JSON.</summary>
internal sealed class JsonObjectSerializer<T>(JsonSerializerOptions options) : IHybridCacheSerializer<T>
{
    // Not in the constructor: a type that has none can't be cached, and is no reason to fail.
    private JsonTypeInfo<T> Type => (JsonTypeInfo<T>)options.GetTypeInfo(typeof(T));

    public T Deserialize(ReadOnlySequence<byte> source)
    {
        var reader = new Utf8JsonReader(source, new JsonReaderOptions
        {
            AllowTrailingCommas = options.AllowTrailingCommas,
            CommentHandling = options.ReadCommentHandling,
            MaxDepth = options.MaxDepth,
        });
        return JsonSerializer.Deserialize(ref reader, Type)!;
    }

    public void Serialize(T value, IBufferWriter<byte> target)
    {
        using var writer = new Utf8JsonWriter(target, new JsonWriterOptions { Encoder = options.Encoder, MaxDepth = options.MaxDepth, SkipValidation = true });
        JsonSerializer.Serialize(writer, value, Type);
    }
}
