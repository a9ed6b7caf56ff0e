using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Tasker.Caching.Objects.Values;

/// <summary>Sums up what a serializer writes of a type: another build whose type has other members does not read it.</summary>
/// <remarks>JSON forgives nearly everything: an object without its renamed member would be read, and be wrong.</remarks>
internal static class ObjectShape
{
    private const int MaximumTypes = 1000;

    /// <summary>Sums up what a serializer of the host's writes. Whether it reads what it wrote in another version is its business.</summary>
    public static long Of(Type serializer, Type type) => Hash($"{NameOf(serializer)}>{NameOf(type)}");

    // Not with the versions of assemblies, which change with every build.
    private static string NameOf(Type type) =>
        type.IsGenericType ? $"{type.Namespace}.{type.Name}[{string.Join(',', type.GetGenericArguments().Select(NameOf))}]"
        : type.IsArray ? $"{NameOf(type.GetElementType()!)}[]"
        : type.FullName ?? type.Name;

    /// <summary>Sums up the JSON of a type: the names and types of its members, and of theirs.</summary>
    public static long OfJson(Type type, JsonSerializerOptions options)
    {
        var text = new StringBuilder("json");
        Append(text, type, options, []);
        return Hash(text.ToString());
    }

    private static void Append(StringBuilder text, Type type, JsonSerializerOptions options, Dictionary<Type, int> seen)
    {
        if (seen.TryGetValue(type, out var number))
        {
            text.Append(CultureInfo.InvariantCulture, $"#{number}");
            return;
        }

        seen.Add(type, seen.Count);
        var info = Find(type, options);
        if (seen.Count > MaximumTypes || info is null or { Kind: JsonTypeInfoKind.None })
        {
            AppendScalar(text, type);
            return;
        }

        text.Append(info.Kind switch { JsonTypeInfoKind.Object => '{', JsonTypeInfoKind.Dictionary => '<', _ => '[' });
        foreach (var property in info.Properties.OrderBy(static property => property.Name, StringComparer.Ordinal))
        {
            text.Append(property.Name).Append(':');
            Append(text, property.PropertyType, options, seen);
            text.Append(',');
        }

        foreach (var derived in info.PolymorphismOptions?.DerivedTypes ?? [])
        {
            text.Append(CultureInfo.InvariantCulture, $"|{derived.TypeDiscriminator}=");
            Append(text, derived.DerivedType, options, seen);
        }

        if (info.ElementType is { } element)
        {
            Append(text, element, options, seen);
        }

        text.Append('}');
    }

    // What can't be described can't be written either; that shows when it is tried.
    private static JsonTypeInfo? Find(Type type, JsonSerializerOptions options)
    {
        try
        {
            return options.GetTypeInfo(type);
        }
        catch (Exception exception) when (exception is NotSupportedException or InvalidOperationException or ArgumentException)
        {
            return null;
        }
    }

    private static void AppendScalar(StringBuilder text, Type type)
    {
        text.Append(NameOf(type));
        if ((Nullable.GetUnderlyingType(type) ?? type) is { IsEnum: true } names)
        {
            // Written as numbers, which mean something else when a name has moved.
            text.Append('(');
            foreach (var name in Enum.GetNames(names))
            {
                text.Append(CultureInfo.InvariantCulture, $"{name}={Enum.Format(names, Enum.Parse(names, name), "d")},");
            }

            text.Append(')');
        }
    }

    private static long Hash(string text)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(text), hash);
        return BinaryPrimitives.ReadInt64LittleEndian(hash);
    }
}
