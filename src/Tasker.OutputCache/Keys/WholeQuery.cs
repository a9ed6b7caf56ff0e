using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Tasker.Caching.Engine;

namespace Tasker.OutputCache.Keys;

/// <summary>Writes the whole query into a key: as it was sent, for handlers that forward it or read names that are not known before.</summary>
internal static class WholeQuery
{
    private const string Mark = ":%&";

    public static void AppendTo(ref KeyWriter writer, HttpContext context)
    {
        if (context.Request.QueryString.Value is { Length: > 1 } query)
        {
            writer.Append(Mark);
            KeyEscaping.AppendKeyValue(ref writer, query);
        }

        // A feature of another middleware may hold something else than was sent, and is what the handler sees.
        if (context.Features[typeof(IQueryFeature)] is IQueryFeature feature and not QueryFeature)
        {
            foreach (var (name, values) in feature.Query)
            {
                foreach (var value in values)
                {
                    writer.Append(Mark);
                    KeyEscaping.AppendKeyValue(ref writer, name);
                    writer.Append(':');
                    KeyEscaping.AppendKeyValue(ref writer, value);
                }
            }
        }
    }
}
