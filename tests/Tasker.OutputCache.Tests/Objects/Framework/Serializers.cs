using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using Microsoft.Extensions.Caching.Hybrid;

namespace Tasker.OutputCache.Tests.Objects.Framework;

/// <summary>Serialized by a serializer of its own.</summary>
public sealed record Spelt(string Text);

/// <summary>Serialized by what a factory makes.</summary>
public sealed record Made(string Text);

/// <summary>Its serializer can't write it.</summary>
public sealed record Broken(string Text);

internal sealed class SpeltSerializer : IHybridCacheSerializer<Spelt>
{
    public Spelt Deserialize(ReadOnlySequence<byte> source) => new($"{Encoding.UTF8.GetString(source)}, read");

    public void Serialize(Spelt value, IBufferWriter<byte> target) => Encoding.UTF8.GetBytes($"{value.Text}, written", target);
}

internal sealed class BrokenSerializer : IHybridCacheSerializer<Broken>
{
    public Broken Deserialize(ReadOnlySequence<byte> source) => throw new NotSupportedException("reading");

    public void Serialize(Broken value, IBufferWriter<byte> target) => throw new NotSupportedException("writing");
}

internal sealed class MadeSerializerFactory : IHybridCacheSerializerFactory
{
    public bool TryCreateSerializer<T>([NotNullWhen(true)] out IHybridCacheSerializer<T>? serializer)
    {
        serializer = typeof(T) == typeof(Made) ? (IHybridCacheSerializer<T>)(object)new MadeSerializer() : null;
        return serializer is not null;
    }

    private sealed class MadeSerializer : IHybridCacheSerializer<Made>
    {
        public Made Deserialize(ReadOnlySequence<byte> source) => new(Encoding.UTF8.GetString(source));

        public void Serialize(Made value, IBufferWriter<byte> target) => Encoding.UTF8.GetBytes($"{value.Text}, made", target);
    }
}
