using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Tasker.OutputCache.Keys.Bodies;

/// <summary>The media type of a body, as its key has it.</summary>
/// <param name="Text">The type in lower case with its parameters; what can't be read, as it is.</param>
/// <param name="IsJson">Whether the body is JSON in UTF-8.</param>
internal readonly record struct BodyMediaType(string Text, bool IsJson)
{
    public static BodyMediaType Of(StringValues header)
    {
        if (header is not [{ Length: > 0 } text] || !MediaTypeHeaderValue.TryParse(text, out var type))
        {
            return new BodyMediaType(string.Join('\n', header.ToArray()), IsJson: false);
        }

        var isUtf8 = !type.Charset.HasValue || HeaderUtilities.RemoveQuotes(type.Charset).Equals("utf-8", StringComparison.OrdinalIgnoreCase);
        var isJson = isUtf8 && (type.SubType.Equals("json", StringComparison.OrdinalIgnoreCase) || type.Suffix.Equals("json", StringComparison.OrdinalIgnoreCase));
        var parameters = type.Parameters
            .Where(parameter => !(isJson && parameter.Name.Equals("charset", StringComparison.OrdinalIgnoreCase)))
            .Select(static parameter => $"{parameter.Name.Value?.ToLowerInvariant()}={parameter.Value.Value}")
            .Order(StringComparer.Ordinal);
        return new BodyMediaType(string.Join(';', parameters.Prepend(type.MediaType.Value!.ToLowerInvariant())), isJson);
    }
}
