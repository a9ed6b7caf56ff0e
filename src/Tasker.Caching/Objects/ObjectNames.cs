using Tasker.Caching.Engine;

namespace Tasker.Caching.Objects;

/// <summary>Makes the keys and tags of a resource's objects: <c>prefix:orders:%o:7</c>, or <c>prefix:template:payments:charge:1.2.0</c> for the resource <c>templates</c>.</summary>
internal sealed class ObjectNames
{
    /// <summary>Longer keys bypass the cache.</summary>
    public const int MaximumKeyLength = 1024;

    private readonly string _head;
    private readonly string _saltedHead;

    public ObjectNames(ResourceSettings settings)
        : this(settings, settings.VaryByBuild ? BuildId.Value : null)
    {
    }

    /// <summary>Initializes a new instance of the <see cref="ObjectNames"/> class for a build.</summary>
    public ObjectNames(ResourceSettings settings, string? salt)
    {
        Settings = settings;
        _head = HeadOf(settings, salt: null);
        _saltedHead = string.IsNullOrEmpty(salt) ? _head : HeadOf(settings, salt);
    }

    /// <summary>Gets the settings that the names are made for. They are replaced as a whole.</summary>
    public ResourceSettings Settings { get; }

    private static string HeadOf(ResourceSettings settings, string? salt)
    {
        var writer = new KeyWriter(stackalloc char[256]);
        try
        {
            KeyHead.AppendStart(ref writer, settings.KeyPrefix, salt);
            ResourceHead.AppendForObjects(ref writer, TagText.NormalizeName(settings.Name));
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
            Append(ref writer, key);
            return writer.ToString();
        }
        finally
        {
            writer.Dispose();
        }
    }

    /// <summary>Appends a key from a user, part by part.</summary>
    public static void Append(ref KeyWriter writer, scoped ReadOnlySpan<char> key)
    {
        foreach (var part in key.Split(':'))
        {
            writer.Append(':');
            KeyEscaping.AppendKeyValue(ref writer, key[part]);
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
