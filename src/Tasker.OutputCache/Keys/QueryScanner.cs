using System.Buffers;
using Tasker.Caching.Engine;
using Tasker.OutputCache.Keys.Parameters;

namespace Tasker.OutputCache.Keys;

/// <summary>Finds declared parameters in a query string as it came, and reads them as ASP.NET Core does.</summary>
/// <remarks>The framework's own dictionary costs more than a hit; a key needs only a few of its values.</remarks>
internal static class QueryScanner
{
    /// <summary>Values of declared parameters that one request may bring.</summary>
    public const int MaximumValues = 32;

    // A character in UTF-8, percent-encoded.
    private const int MaximumEncodedNameLength = CacheName.MaximumLength * 9;

    private static readonly SearchValues<char> Encoded = SearchValues.Create('%', '+');

    /// <summary>Notes where the values of the parameters are, in the order of the query.</summary>
    public static KeyRefusal Scan(ReadOnlySpan<char> query, ReadOnlySpan<CacheParameter> parameters, QueryAliases aliases, bool refuseUndeclared, Span<QuerySlot> slots, out int count)
    {
        count = 0;
        var position = query.StartsWith('?') ? 1 : 0;
        while (position < query.Length)
        {
            var length = query[position..].IndexOf('&');
            length = length < 0 ? query.Length - position : length;
            var pair = query.Slice(position, length);
            if (length > 0)
            {
                var equals = pair.IndexOf('=');
                var parameter = FindEncoded(equals < 0 ? pair : pair[..equals], parameters, aliases, out var isAlias);
                if (parameter < 0)
                {
                    if (refuseUndeclared || isAlias)
                    {
                        return refuseUndeclared ? KeyRefusal.UndeclaredParameter : KeyRefusal.ParameterAlias;
                    }
                }
                else if (count == slots.Length)
                {
                    return KeyRefusal.TooManyValues;
                }
                else
                {
                    slots[count++] = equals < 0
                        ? new QuerySlot(parameter, position + length, 0)
                        : new QuerySlot(parameter, position + equals + 1, length - equals - 1);
                }
            }

            position += length + 1;
        }

        return KeyRefusal.None;
    }

    /// <summary>Appends an encoded value, decoded as the framework decodes it, in its form if it has one, then escaped for a key.</summary>
    public static void AppendDecoded(ref KeyWriter writer, scoped ReadOnlySpan<char> value, ValueForm? form)
    {
        if (form is null && !value.IsEmpty && KeyEscaping.TryAppendEncoded(ref writer, value))
        {
            return;
        }

        if (!value.ContainsAny(Encoded))
        {
            KeyTemplate.AppendValue(ref writer, value, form);
            return;
        }

        var rented = value.Length > 256 ? ArrayPool<char>.Shared.Rent(value.Length) : null;
        var buffer = rented is null ? stackalloc char[value.Length] : rented.AsSpan(0, value.Length);
        KeyTemplate.AppendValue(ref writer, Decode(value, buffer), form);
        if (rented is not null)
        {
            ArrayPool<char>.Shared.Return(rented);
        }
    }

    /// <summary>Returns the place of the query parameter with this name, or -1.</summary>
    public static int Find(ReadOnlySpan<char> name, ReadOnlySpan<CacheParameter> parameters)
    {
        for (var i = 0; i < parameters.Length; i++)
        {
            // Nearly all clients write it as it was declared, and to compare that way costs next to nothing.
            if (parameters[i].Source == CacheParameterSource.Query
                && (name.SequenceEqual(parameters[i].Name) || name.Equals(parameters[i].Name, StringComparison.OrdinalIgnoreCase)))
            {
                return i;
            }
        }

        return -1;
    }

    private static int FindEncoded(ReadOnlySpan<char> name, ReadOnlySpan<CacheParameter> parameters, QueryAliases aliases, out bool isAlias)
    {
        isAlias = false;
        var found = Find(name, parameters);
        if (found >= 0)
        {
            return found;
        }

        if (!name.ContainsAny(Encoded))
        {
            isAlias = aliases.Contains(name);
            return found;
        }

        var rented = name.Length > MaximumEncodedNameLength ? ArrayPool<char>.Shared.Rent(name.Length) : null;
        var decoded = Decode(name, rented is null ? stackalloc char[name.Length] : rented.AsSpan(0, name.Length));
        found = Find(decoded, parameters);
        isAlias = found < 0 && aliases.Contains(decoded);
        if (rented is not null)
        {
            ArrayPool<char>.Shared.Return(rented);
        }

        return found;
    }

    private static ReadOnlySpan<char> Decode(ReadOnlySpan<char> value, Span<char> buffer)
    {
        value.Replace(buffer, '+', ' ');

        // In place: the decoded text is never the longer one.
        return Uri.TryUnescapeDataString(buffer, buffer, out var length) ? buffer[..length] : buffer;
    }
}
