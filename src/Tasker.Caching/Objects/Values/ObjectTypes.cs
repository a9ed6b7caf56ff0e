using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.DependencyInjection;

namespace Tasker.Caching.Objects.Values;

/// <summary>Finds out how objects are kept: by the host's serializer for the type, by its factories, or by ours.</summary>
internal sealed class ObjectTypes(IServiceProvider services)
{
    private readonly ConcurrentDictionary<Type, object> _types = [];

    public ObjectType<T> Get<T>() => (ObjectType<T>)(_types.TryGetValue(typeof(T), out var type) ? type : _types.GetOrAdd(typeof(T), _ => Make<T>()));

    private ObjectType<T> Make<T>()
    {
        var isImmutable = IsImmutable(typeof(T)) || !RuntimeHelpers.IsReferenceOrContainsReferences<T>();
        if (FindSerializer<T>() is { } own)
        {
            return new ObjectType<T>(own, ObjectShape.Of(own.GetType(), typeof(T)), isImmutable);
        }

        if (typeof(T) == typeof(string) || typeof(T) == typeof(byte[]))
        {
            return new ObjectType<T>((IHybridCacheSerializer<T>)(object)PlainSerializer.Instance, ObjectShape.Of(typeof(PlainSerializer), typeof(T)), isImmutable);
        }

        var options = JsonOptions<T>();
        return new ObjectType<T>(new JsonObjectSerializer<T>(options), ObjectShape.OfJson(typeof(T), options), isImmutable);
    }

    private IHybridCacheSerializer<T>? FindSerializer<T>()
    {
        if (services.GetService<IHybridCacheSerializer<T>>() is { } serializer)
        {
            return serializer;
        }

        // The one that was added last overrules the others.
        foreach (var factory in services.GetServices<IHybridCacheSerializerFactory>().Reverse())
        {
            if (factory.TryCreateSerializer<T>(out var made))
            {
                return made;
            }
        }

        return null;
    }

    // The keys under which the framework's implementation looks for them. A trimmed application has to have registered options.
    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "What can't be serialized is not cached.")]
    [UnconditionalSuppressMessage("AOT", "IL3050", Justification = "What can't be serialized is not cached.")]
    private JsonSerializerOptions JsonOptions<T>() =>
        services.GetKeyedService<JsonSerializerOptions>(typeof(IHybridCacheSerializer<T>))
        ?? services.GetKeyedService<JsonSerializerOptions>(typeof(IHybridCacheSerializer<>))
        ?? JsonSerializerOptions.Default;

    private static bool IsImmutable(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        return type == typeof(string)
            || ((type.IsValueType || type.IsSealed) && type.IsDefined(typeof(ImmutableObjectAttribute), inherit: false)
                && ((ImmutableObjectAttribute)Attribute.GetCustomAttribute(type, typeof(ImmutableObjectAttribute))!).Immutable);
    }
}
