using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.Json;

namespace Tasker.Configuration.Toml;

/// <summary>Finds the lines of keys in JSON files, which the framework does not keep: each file is read once more, on demand.</summary>
internal sealed class JsonLines
{
    private readonly Dictionary<JsonConfigurationProvider, Dictionary<string, JsonPlace>> _files = [];

    /// <summary>Gets the line of a key; <see langword="null"/> if the file does not have it any more, or has another value there than the one in force.</summary>
    public int? LineOf(JsonConfigurationProvider provider, string key)
    {
        if (!_files.TryGetValue(provider, out var places))
        {
            _files.Add(provider, places = Read(provider.Source));
        }

        return places.TryGetValue(key, out var place) && place.Stands(provider.TryGet(key, out var value) ? value : null) ? place.Line : null;
    }

    private static Dictionary<string, JsonPlace> Read(FileConfigurationSource source)
    {
        var places = new Dictionary<string, JsonPlace>(StringComparer.OrdinalIgnoreCase);
        try
        {
            if (source.FileProvider?.GetFileInfo(source.Path ?? string.Empty) is { Exists: true } file)
            {
                using var text = new StreamReader(file.CreateReadStream());
                new Walk(Encoding.UTF8.GetBytes(text.ReadToEnd()), places).ToEnd();
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException)
        {
            // Changed since it was loaded, and told elsewhere: a place without its line is still a place.
            places.Clear();
        }

        return places;
    }

    /// <summary>Reads a document as the framework's provider does: comments and commas at ends are allowed, items of arrays are numbered.</summary>
    private ref struct Walk(ReadOnlySpan<byte> utf8, Dictionary<string, JsonPlace> places)
    {
        private readonly ReadOnlySpan<byte> _utf8 = utf8;
        private Utf8JsonReader _reader = new(utf8, new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
        private int _line = 1;
        private int _counted;

        public void ToEnd()
        {
            _reader.Read();
            ReadValue(string.Empty, 1);
        }

        private void ReadValue(string key, int line)
        {
            string? value = null;
            switch (_reader.TokenType)
            {
                case JsonTokenType.StartObject:
                    while (_reader.Read() && _reader.TokenType == JsonTokenType.PropertyName)
                    {
                        var name = _reader.GetString()!;
                        var itsLine = CountLine();
                        _reader.Read();
                        ReadValue(Below(key, name), itsLine);
                    }

                    break;
                case JsonTokenType.StartArray:
                    for (var i = 0; _reader.Read() && _reader.TokenType != JsonTokenType.EndArray; i++)
                    {
                        ReadValue(Below(key, $"{i}"), CountLine());
                    }

                    break;
                case JsonTokenType.String:
                    value = _reader.GetString();
                    break;
                case not JsonTokenType.Null:
                    value = Encoding.UTF8.GetString(_reader.ValueSpan);
                    break;
            }

            places[key] = new JsonPlace(line, value);
        }

        private int CountLine()
        {
            var at = (int)_reader.TokenStartIndex;
            _line += _utf8[_counted..at].Count((byte)'\n');
            _counted = at;
            return _line;
        }

        private static string Below(string key, string name) => key.Length == 0 ? name : ConfigurationPath.Combine(key, name);
    }
}
