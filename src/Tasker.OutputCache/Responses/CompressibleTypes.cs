namespace Tasker.OutputCache.Responses;

/// <summary>Knows the media types whose bodies get smaller. All others, most of them compressed already, are left alone.</summary>
internal static class CompressibleTypes
{
    private static readonly string[] Types =
    [
        "application/dash+xml", "application/graphql", "application/javascript", "application/json", "application/jsonl", "application/ld+json",
        "application/manifest+json", "application/ndjson", "application/toml", "application/vnd.apple.mpegurl", "application/vnd.ms-fontobject", "application/wasm",
        "application/x-javascript", "application/x-ndjson", "application/x-yaml", "application/xml", "application/yaml", "font/otf", "font/ttf", "image/bmp",
        "image/vnd.microsoft.icon", "image/x-icon",
    ];

    public static bool Contains(ReadOnlySpan<char> contentType)
    {
        var semicolon = contentType.IndexOf(';');
        var type = (semicolon < 0 ? contentType : contentType[..semicolon]).Trim();

        // Events are read as they come.
        if (type.StartsWith("text/", StringComparison.OrdinalIgnoreCase))
        {
            return !type.Equals("text/event-stream", StringComparison.OrdinalIgnoreCase);
        }

        if (type.EndsWith("+json", StringComparison.OrdinalIgnoreCase) || type.EndsWith("+xml", StringComparison.OrdinalIgnoreCase))
        {
            return true;
        }

        foreach (var known in Types)
        {
            if (type.Equals(known, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}
