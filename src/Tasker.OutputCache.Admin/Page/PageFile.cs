using System.Buffers.Text;
using System.Collections.Frozen;
using System.Security.Cryptography;

namespace Tasker.OutputCache.Admin.Page;

/// <summary>A file of the live page.</summary>
internal sealed record PageFile(ReadOnlyMemory<byte> Bytes, string ContentType, string ETag)
{
    private const string Folder = "Tasker.OutputCache.Admin.Page/";
    private const int TagBytes = 12;

    /// <summary>Reads the files that are embedded in this assembly, by name.</summary>
    public static FrozenDictionary<string, PageFile> ReadAll()
    {
        var assembly = typeof(PageFile).Assembly;
        return assembly.GetManifestResourceNames()
            .Where(static name => name.StartsWith(Folder, StringComparison.Ordinal))
            .ToFrozenDictionary(static name => name[Folder.Length..], name =>
            {
                using var stream = assembly.GetManifestResourceStream(name)!;
                var bytes = new byte[stream.Length];
                stream.ReadExactly(bytes);
                return Create(name, bytes);
            }, StringComparer.Ordinal);
    }

    public static PageFile Create(string name, byte[] bytes) =>
        new(bytes, TypeOf(name), $"\"{Base64Url.EncodeToString(SHA256.HashData(bytes).AsSpan(0, TagBytes))}\"");

    private static string TypeOf(string name) => Path.GetExtension(name) switch
    {
        ".html" => "text/html; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        _ => "text/javascript; charset=utf-8",
    };
}
