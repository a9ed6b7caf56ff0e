using Tasker.OutputCache.Configuration;
using Tasker.OutputCache.Policies;

namespace Tasker.OutputCache.Objects;

/// <summary>Makes the keys and tags of a resource's objects: <c>prefix:template:payments:charge:1.2.0</c> for the resource <c>templates</c>.</summary>
internal sealed class ObjectNames
{
    /// <summary>Longer keys go past the cache.</summary>
    public const int MaximumKeyLength = 1024;

    private readonly string _head;
    private readonly string _saltedHead;

    public ObjectNames(ResourceSettings settings)
    {
        Settings = settings;
        var segment = SegmentOf(settings.Name);
        _head = Write(settings.KeyPrefix, [segment]);
        _saltedHead = settings.VaryByBuild ? $"{Write(settings.KeyPrefix, [])}:%+{BuildId.Value}:{segment}" : _head;
    }

    /// <summary>Gets the settings that the names are made for. They are replaced as a whole.</summary>
    public ResourceSettings Settings { get; }

    // The resource's own name begins the keys of its responses.
    private static string SegmentOf(string resource) =>
        resource.Length > 1 && resource.EndsWith('s') ? resource[..^1] : resource + "-object";

    private static string Write(string prefix, ReadOnlySpan<string> parts)
    {
        var writer = new KeyWriter(stackalloc char[256]);
        try
        {
            KeyTemplate.Write(ref writer, prefix, parts);
            return writer.ToString();
        }
        finally
        {
            writer.Dispose();
        }
    }

    public static bool IsValid(string key) => key.Length <= MaximumKeyLength && !string.IsNullOrWhiteSpace(key);

    /// <summary>Gets the key of an entry. Colons stay as they are; what else could be mistaken is escaped.</summary>
    public string KeyOf(string key) => Write(_saltedHead, key);

    /// <summary>Gets the tag by which an object is removed: the same in every build.</summary>
    public string TagOf(string key) => TagText.ForKey(Write(_head, key));

    private static string Write(string head, string key)
    {
        var writer = new KeyWriter(stackalloc char[256]);
        try
        {
            writer.Append(head);
            foreach (var part in key.AsSpan().Split(':'))
            {
                writer.Append(':');
                KeyEscaping.AppendKeyValue(ref writer, key.AsSpan()[part]);
            }

            return writer.ToString();
        }
        finally
        {
            writer.Dispose();
        }
    }

    /// <summary>Gets the pattern of the entries whose keys match one. Only <c>*</c> and <c>?</c> mean something.</summary>
    public string PatternOf(string pattern)
    {
        var writer = new KeyWriter(stackalloc char[256]);
        try
        {
            writer.Append(_saltedHead);
            writer.Append(':');
            foreach (var character in pattern)
            {
                if (character is '*' or '?' or ':')
                {
                    writer.Append(character);
                }
                else
                {
                    KeyEscaping.AppendKeyValue(ref writer, [character]);
                }
            }

            return writer.ToString();
        }
        finally
        {
            writer.Dispose();
        }
    }
}
