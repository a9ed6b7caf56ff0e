using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;

namespace Tasker.OutputCache.Policies;

/// <summary>Writes the keys of one endpoint: <c>prefix:resource:name[:@partition]:value:value...</c>, values in declared order, those of claims behind <c>%@</c>.</summary>
/// <remarks>
/// In full: <c>prefix[:%+salt]:resource:name[:%/scheme:host][:%^base][:@partition]:value...</c>, and at the end what <see cref="EndpointRoute"/> adds.
/// What is in brackets is there only where it says something; no value begins with its mark.
/// </remarks>
internal sealed class KeyTemplate
{
    /// <summary>When the values need more than this, they are hashed together.</summary>
    public const int MaximumValuesLength = 1024;

    // Always escaped in a value, and so free to mean something.
    private const char Absent = '*';
    private const char ValueSeparator = '*';

    private readonly string _head;
    private readonly CacheParameterSet _parameters;
    private readonly bool _varyByHost;
    private readonly bool _bypassUndeclared;
    private readonly bool _readsQuery;
    private readonly EndpointRoute? _route;

    public KeyTemplate(string resource, string name, CacheParameterSet parameters, KeyTemplateOptions options)
    {
        _head = MakeHead(resource, name, options);
        _parameters = parameters;
        _varyByHost = options.VaryByHost;
        _bypassUndeclared = options.BypassUndeclared;
        _route = options.Route;
        _readsQuery = options.BypassUndeclared;
        foreach (var parameter in parameters.Parameters)
        {
            _readsQuery |= parameter.Source == CacheParameterSource.Query;
        }
    }

    /// <summary>Writes a key that is made of given parts, such as that of an object.</summary>
    public static void Write(ref KeyWriter writer, scoped ReadOnlySpan<char> prefix, params scoped ReadOnlySpan<string> parts)
    {
        KeyEscaping.AppendPrefix(ref writer, prefix);
        foreach (var part in parts)
        {
            writer.Append(':');
            KeyEscaping.AppendKeyValue(ref writer, part);
        }
    }

    /// <summary>Returns how the keys of a deployment's entries begin.</summary>
    public static string HeadOf(string prefix)
    {
        var writer = new KeyWriter(stackalloc char[256]);
        try
        {
            KeyEscaping.AppendPrefix(ref writer, prefix);
            writer.Append(':');
            return writer.ToString();
        }
        finally
        {
            writer.Dispose();
        }
    }

    /// <summary>Writes the key of a request.</summary>
    /// <param name="context">The request.</param>
    /// <param name="partition">Whose response it is.</param>
    /// <param name="writer">Holds the key afterwards, unless it was refused.</param>
    /// <returns>Why there is no key, if there is none.</returns>
    public KeyRefusal TryWrite(HttpContext context, PartitionId partition, ref KeyWriter writer)
    {
        writer.Append(_head);
        if (_varyByHost)
        {
            AppendOrigin(ref writer, context.Request);
        }

        AppendBase(ref writer, context.Request.PathBase);
        partition.AppendTo(ref writer);
        var valuesStart = writer.Length;
        var refusal = AppendValues(context, ref writer);
        if (refusal == KeyRefusal.None && _route is not null)
        {
            refusal = _route.AppendTo(context, ref writer);
        }

        if (writer.Length - valuesStart > MaximumValuesLength)
        {
            KeyEscaping.HashFrom(ref writer, valuesStart + 1, _parameters.HasClaims ? KeyEscaping.ClaimMark : default);
        }

        return refusal;
    }

    [SkipLocalsInit]
    private KeyRefusal AppendValues(HttpContext context, ref KeyWriter writer)
    {
        var query = default(ReadOnlySpan<char>);
        var parameters = _parameters.Parameters;
        Unsafe.SkipInit(out QuerySlots room);
        Span<QuerySlot> slots = room;
        var refusal = KeyRefusal.None;

        // A query feature that is there already may hold something else than the query string, and is what the handler sees.
        var fromCollection = _readsQuery && context.Features[typeof(IQueryFeature)] is not null;
        if (fromCollection)
        {
            refusal = _bypassUndeclared ? FindUndeclared(context.Request.Query, parameters) : KeyRefusal.None;
            slots = default;
        }
        else if (_readsQuery)
        {
            query = context.Request.QueryString.Value;
            refusal = QueryScanner.Scan(query, parameters, _bypassUndeclared, slots, out var count);
            slots = slots[..count];
        }

        var end = writer.Length;
        for (var i = 0; i < parameters.Length && refusal == KeyRefusal.None; i++)
        {
            writer.Append(':');
            var parameter = parameters[i];
            if (parameter.Source == CacheParameterSource.Claim)
            {
                writer.Append(KeyEscaping.ClaimMark);
            }

            var start = writer.Length;
            refusal = parameter.Source == CacheParameterSource.Query && !fromCollection
                ? Append(ref writer, query, slots, i, out var isAbsent)
                : Append(ref writer, ParameterReader.Read(context, parameter), out isAbsent);
            if (isAbsent)
            {
                writer.Length = start;
                if (parameter.IsDimension)
                {
                    writer.Append(Absent);
                    continue;
                }

                KeyEscaping.AppendKeyValue(ref writer, parameter.Default);
            }

            end = writer.Length;
        }

        writer.Length = end;
        return refusal;
    }

    private static KeyRefusal FindUndeclared(IQueryCollection query, ReadOnlySpan<CacheParameter> parameters)
    {
        foreach (var (name, _) in query)
        {
            if (QueryScanner.Find(name, parameters) < 0)
            {
                return KeyRefusal.UndeclaredParameter;
            }
        }

        return KeyRefusal.None;
    }

    private static KeyRefusal Append(ref KeyWriter writer, scoped ReadOnlySpan<char> query, scoped ReadOnlySpan<QuerySlot> slots, int parameter, out bool isAbsent)
    {
        isAbsent = true;
        var count = 0;
        foreach (var slot in slots)
        {
            if (slot.Parameter != parameter)
            {
                continue;
            }

            if (count == ParameterReader.MaximumValues)
            {
                return KeyRefusal.TooManyValues;
            }

            if (count++ > 0)
            {
                writer.Append(ValueSeparator);
            }

            isAbsent &= slot.Length == 0;
            QueryScanner.AppendDecoded(ref writer, query.Slice(slot.Start, slot.Length));
        }

        return KeyRefusal.None;
    }

    private static KeyRefusal Append(ref KeyWriter writer, StringValues values, out bool isAbsent)
    {
        isAbsent = ParameterReader.IsAbsent(values);
        if (values.Count > ParameterReader.MaximumValues)
        {
            return KeyRefusal.TooManyValues;
        }

        for (var i = 0; i < values.Count; i++)
        {
            if (i > 0)
            {
                writer.Append(ValueSeparator);
            }

            KeyEscaping.AppendKeyValue(ref writer, values[i]);
        }

        return KeyRefusal.None;
    }

    // Links to a host are links by a scheme.
    private static void AppendOrigin(ref KeyWriter writer, HttpRequest request)
    {
        writer.Append(":%/");
        KeyEscaping.AppendKeyValue(ref writer, request.Scheme);
        writer.Append(':');
        KeyEscaping.AppendKeyValue(ref writer, request.Host.Value?.ToLowerInvariant());
    }

    // Tenants have base paths, and links begin with them.
    private static void AppendBase(ref KeyWriter writer, PathString pathBase)
    {
        if (pathBase.HasValue)
        {
            writer.Append(":%^");
            KeyEscaping.AppendKeyValue(ref writer, pathBase.Value);
        }
    }

    private static string MakeHead(string resource, string name, KeyTemplateOptions options)
    {
        var writer = new KeyWriter(stackalloc char[256]);
        try
        {
            KeyEscaping.AppendPrefix(ref writer, options.Prefix);
            if (options.Salt is { Length: > 0 } salt)
            {
                writer.Append(":%+");
                KeyEscaping.AppendKeyValue(ref writer, salt);
            }

            writer.Append(':');
            KeyEscaping.AppendKeyValue(ref writer, TagText.NormalizeName(resource));
            writer.Append(':');
            KeyEscaping.AppendKeyValue(ref writer, TagText.NormalizeName(name));
            return writer.ToString();
        }
        finally
        {
            writer.Dispose();
        }
    }
}
