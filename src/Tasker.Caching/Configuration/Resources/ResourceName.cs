using Tasker.Caching.Configuration.Options;

namespace Tasker.Caching.Configuration.Resources;

/// <summary>What a resource may be called. Names are part of keys and tags.</summary>
internal static class ResourceName
{
    /// <summary>The resource of objects that are cached without the name of one.</summary>
    public const string OfObjects = "objects";

    public static readonly string Allowed = $"1 to {CacheResourceDefaults.MaximumNameLength} letters, digits and - _ .";

    public static bool IsValid(string name) =>
        name.Length is > 0 and <= CacheResourceDefaults.MaximumNameLength
        && name.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');
}
