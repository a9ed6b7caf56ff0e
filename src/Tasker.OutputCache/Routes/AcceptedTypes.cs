using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using Tasker.Caching.Engine;

namespace Tasker.OutputCache.Routes;

/// <summary>Writes what a client accepts into the key of an action: MVC chooses by it how a result is written.</summary>
internal static class AcceptedTypes
{
    private const string Mark = ":%,";
    private const string Anything = "*/*";

    /// <summary>Tells whether a header is one of these.</summary>
    public static bool Has(string name) =>
        name.Equals(HeaderNames.Accept, StringComparison.OrdinalIgnoreCase) || name.Equals(HeaderNames.AcceptCharset, StringComparison.OrdinalIgnoreCase);

    public static void AppendTo(ref KeyWriter writer, IHeaderDictionary headers)
    {
        // To accept anything is to say nothing.
        var accept = headers.Accept;
        if (accept.Count > 0 && !(accept.Count == 1 && accept[0] == Anything))
        {
            writer.Append(Mark);
            KeyEscaping.AppendKeyValue(ref writer, accept.ToString().ToLowerInvariant());
        }

        if (headers.AcceptCharset.Count > 0)
        {
            writer.Append(Mark);
            writer.Append('=');
            KeyEscaping.AppendKeyValue(ref writer, headers.AcceptCharset.ToString().ToLowerInvariant());
        }
    }
}
