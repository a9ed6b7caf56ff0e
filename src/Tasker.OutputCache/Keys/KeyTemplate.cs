using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;
using Tasker.Caching.Engine;
using Tasker.OutputCache.Engine;
using Tasker.OutputCache.Keys.Bodies;
using Tasker.OutputCache.Keys.Parameters;

namespace Tasker.OutputCache.Keys;

/// <summary>Writes the keys of one endpoint: <c>prefix:resource:name[:@partition]:value:value...</c>, values in declared order, those of claims after <c>%@</c>.</summary>
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
    private readonly bool _takesBody;
    private readonly EndpointRoute? _route;

    public KeyTemplate(string resource, string name, CacheParameterSet parameters, KeyTemplateOptions options)
    {
        _head = MakeHead(resource, name, options);
        _parameters = parameters;
        _varyByHost = options.VaryByHost;
        _bypassUndeclared = options.BypassUndeclared && !parameters.TakesWholeQuery;
        _route = options.Route;
        _takesBody = options.TakesBody;
        _readsQuery = _bypassUndeclared || parameters.Aliases.HasNames;
        foreach (var parameter in parameters.Parameters)
        {
            _readsQuery |= parameter.Source == CacheParameterSource.Query;
        }
    }

    /// <summary>Gets the key up to the name of the endpoint.</summary>
    public string Head => _head;

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
        if (!_parameters.HasCulture)
        {
            CultureKey.AppendTo(ref writer);
        }

        partition.AppendTo(ref writer);
        var valuesStart = writer.Length;
        var refusal = AppendValues(context, ref writer);
        if (_parameters.TakesWholeQuery)
        {
            WholeQuery.AppendTo(ref writer, context);
        }

        if (_takesBody)
        {
            RequestBody.Of(context)?.AppendTo(ref writer);
        }

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

    private KeyRefusal AppendValues(HttpContext context, ref KeyWriter writer)
    {
        var query = default(ReadOnlySpan<char>);
        var parameters = _parameters.Parameters;
        QuerySlots room = default;
        Span<QuerySlot> slots = room;
        var refusal = KeyRefusal.None;

        // A query feature that is there already may hold something else than the query string, and is what the handler sees.
        var fromCollection = _readsQuery && context.Features[typeof(IQueryFeature)] is not null;
        if (fromCollection)
        {
            refusal = FindUndeclared(context.Request.Query, parameters);
            slots = default;
        }
        else if (_readsQuery)
        {
            query = context.Request.QueryString.Value;
            refusal = QueryScanner.Scan(query, parameters, _parameters.Aliases, _bypassUndeclared, slots, out var count);
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
                ? Append(ref writer, query, slots, i, parameter.KeyForm, out var isAbsent)
                : Append(ref writer, ParameterReader.Read(context, parameter), parameter.KeyForm, out isAbsent);
            if (isAbsent)
            {
                writer.Length = start;
                if (!parameter.HasDefault)
                {
                    writer.Append(Absent);
                    continue;
                }

                AppendValue(ref writer, parameter.Default, parameter.KeyForm);
            }

            end = writer.Length;
        }

        writer.Length = end;
        return refusal;
    }

    /// <summary>Appends a value: in its form, if it has one and reads as its type, or as it is.</summary>
    public static void AppendValue(ref KeyWriter writer, scoped ReadOnlySpan<char> value, ValueForm? form)
    {
        if (value.IsEmpty)
        {
            writer.Append(KeyEscaping.EmptyMark);
        }
        else if (form is null || !form.TryAppend(ref writer, value))
        {
            KeyEscaping.AppendKeyValue(ref writer, value);
        }
    }

    private KeyRefusal FindUndeclared(IQueryCollection query, ReadOnlySpan<CacheParameter> parameters)
    {
        // Most requests have none, and to look at each name allocates.
        var declared = 0;
        foreach (var parameter in parameters)
        {
            declared += parameter.Source == CacheParameterSource.Query && query.ContainsKey(parameter.Name) ? 1 : 0;
        }

        if (declared == query.Count)
        {
            return KeyRefusal.None;
        }

        foreach (var (name, _) in query)
        {
            if (QueryScanner.Find(name, parameters) < 0 && (_bypassUndeclared || _parameters.Aliases.Contains(name)))
            {
                return _bypassUndeclared ? KeyRefusal.UndeclaredParameter : KeyRefusal.ParameterAlias;
            }
        }

        return KeyRefusal.None;
    }

    private static KeyRefusal Append(
        ref KeyWriter writer, scoped ReadOnlySpan<char> query, scoped ReadOnlySpan<QuerySlot> slots, int parameter, ValueForm? form, out bool isAbsent)
    {
        isAbsent = true;
        var count = 0;
        var start = writer.Length;
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

            if (count == 1 && form is not null)
            {
                // The handler sees them as one text.
                writer.Length = start;
                return Append(ref writer, query, slots, parameter, form: null, out isAbsent);
            }

            if (count++ > 0)
            {
                writer.Append(ValueSeparator);
            }

            isAbsent = false;
            QueryScanner.AppendDecoded(ref writer, query.Slice(slot.Start, slot.Length), form);
        }

        return KeyRefusal.None;
    }

    private static KeyRefusal Append(ref KeyWriter writer, StringValues values, ValueForm? form, out bool isAbsent)
    {
        isAbsent = values.Count == 0;
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

            AppendValue(ref writer, values[i], values.Count == 1 ? form : null);
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
            KeyHead.AppendStart(ref writer, options.Prefix, options.Salt);
            ResourceHead.AppendForResponses(ref writer, TagText.NormalizeName(resource));
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
