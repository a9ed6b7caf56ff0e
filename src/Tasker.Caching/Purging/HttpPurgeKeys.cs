using Tasker.Caching.Configuration.Formats;
using Tasker.Caching.Configuration.Keys;

namespace Tasker.Caching.Purging;

internal static class HttpPurgeKeys
{
    public static readonly KeyTable Table = new("purge",
    [
        new ScalarKey<HttpPurgeOptions, HttpPurgeKind>(
            "kind", ChoiceFormat<HttpPurgeKind>.Instance, HttpPurgeKind.Varnish, o => o.Kind, (o, v) => o.Kind = v,
            "How the cache in front of the host is told what to purge."),
        new ScalarKey<HttpPurgeOptions, string>(
            "url", new TextFormat("a URL that begins with http:// or https://", IsUrl), string.Empty, o => o.Url, (o, v) => o.Url = v,
            "Where it is told."),
        new ScalarKey<HttpPurgeOptions, string>(
            "token", new TextFormat("a text", static _ => true), string.Empty, o => o.Token ?? string.Empty, (o, v) => o.Token = v.Length == 0 ? null : v,
            "The token of its API.") { IsSecret = true },
    ]);

    private static bool IsUrl(string text) =>
        text.Length == 0 || (Uri.TryCreate(text, UriKind.Absolute, out var url) && (url.Scheme == Uri.UriSchemeHttp || url.Scheme == Uri.UriSchemeHttps));
}
