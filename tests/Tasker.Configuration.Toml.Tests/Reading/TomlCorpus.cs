using System.Globalization;
using System.Text;

namespace Tasker.Configuration.Toml.Tests.Reading;

/// <summary>The documents of ValidDocuments.txt and InvalidDocuments.txt.</summary>
internal static class TomlCorpus
{
    public static IReadOnlyDictionary<string, TomlDocument> Valid { get; } = Load("ValidDocuments.txt", "--- {");

    public static IReadOnlyDictionary<string, TomlDocument> Invalid { get; } = Load("InvalidDocuments.txt", "--- ");

    public static string ReadResource(string name)
    {
        using var stream = typeof(TomlCorpus).Assembly.GetManifestResourceStream($"Toml/{name}");
        using var reader = new StreamReader(stream!, Encoding.UTF8);

        // A checkout may have other line ends; the documents that want them say so with their bytes.
        return reader.ReadToEnd().Replace("\r\n", "\n", StringComparison.Ordinal);
    }

    private static Dictionary<string, TomlDocument> Load(string resource, string end)
    {
        var documents = new Dictionary<string, TomlDocument>();
        var name = string.Empty;
        var lines = new List<string>();

        foreach (var line in ReadResource(resource).Split('\n'))
        {
            if (line.StartsWith("=== ", StringComparison.Ordinal))
            {
                name = line[4..];
                lines.Clear();
            }
            else if (line.StartsWith(end, StringComparison.Ordinal))
            {
                documents.Add(name, new TomlDocument(name, ToBytes(string.Join('\n', lines)), line[4..]));
            }
            else
            {
                lines.Add(line);
            }
        }

        return documents;
    }

    /// <summary>⟨0D⟩ stands for one byte.</summary>
    private static byte[] ToBytes(string text)
    {
        using var bytes = new MemoryStream();
        var parts = text.Split('⟨');
        bytes.Write(Encoding.UTF8.GetBytes(parts[0]));

        foreach (var part in parts.Skip(1))
        {
            bytes.WriteByte(byte.Parse(part.AsSpan(0, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
            bytes.Write(Encoding.UTF8.GetBytes(part[3..]));
        }

        return bytes.ToArray();
    }
}
