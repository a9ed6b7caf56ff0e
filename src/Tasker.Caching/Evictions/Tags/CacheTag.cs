using Tasker.Caching.Engine;
using Tasker.Caching.Evictions.Tags;

namespace Tasker.Caching;

/// <summary>What an eviction names: a resource, possibly narrowed down by dimensions, or a tag that is just a string.</summary>
/// <remarks>
/// <para><c>CacheTag.For("analytics").With("namespace", "payments")</c> names all responses of the resource that could contain something of
/// the namespace: those for it, and those that are not filtered by namespace.</para>
/// <para>A string converts to the tag of this name. <c>"analytics"</c> and <c>CacheTag.For("analytics")</c> are the same.</para>
/// </remarks>
public sealed class CacheTag : IEquatable<CacheTag>
{
    private readonly string _text;

    private CacheTag(string name, string? resource, CacheTagDimension[] dimensions)
    {
        Name = name;
        Resource = resource;
        Dimensions = dimensions;
        _text = dimensions.Length == 0 ? name : $"{name}|{string.Join(',', (IEnumerable<CacheTagDimension>)dimensions)}";
    }

    /// <summary>Gets the tag of everything that is cached. The string <c>"*"</c> is another, ordinary tag.</summary>
    public static CacheTag Everything { get; } = new(ReservedTags.Everything, null, []);

    /// <summary>Gets the tag without its dimensions, as entries carry it.</summary>
    internal string Name { get; }

    /// <summary>Gets the resource, or null for a string.</summary>
    internal string? Resource { get; }

    /// <summary>Gets the dimensions in ordinal order.</summary>
    internal CacheTagDimension[] Dimensions { get; }

    /// <summary>Converts a string to the tag of this name.</summary>
    /// <param name="tag">The tag. It is taken literally; no character means anything.</param>
    public static implicit operator CacheTag(string tag) => FromString(tag);

    /// <summary>Compares two tags.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other.</param>
    /// <returns>Whether they name the same.</returns>
    public static bool operator ==(CacheTag? left, CacheTag? right) => left is null ? right is null : left.Equals(right);

    /// <summary>Compares two tags.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other.</param>
    /// <returns>Whether they name something different.</returns>
    public static bool operator !=(CacheTag? left, CacheTag? right) => !(left == right);

    /// <summary>Names everything that a resource has cached.</summary>
    /// <param name="resource">The resource, <c>analytics</c>, or one endpoint of it, <c>analytics/performance</c>. Case does not matter.</param>
    /// <returns>The tag.</returns>
    public static CacheTag For(string resource)
    {
        ArgumentException.ThrowIfNullOrEmpty(resource);
        var name = TagText.NormalizeName(resource);
        var slash = name.IndexOf('/', StringComparison.Ordinal);
        var owner = slash < 0 ? name : name[..slash];
        var flaw = CacheName.FindFlaw(owner, CacheName.InResource)
            ?? (slash < 0 ? null : CacheName.FindFlaw(name.AsSpan(slash + 1), CacheName.InResource));
        return flaw is null
            ? new CacheTag(name, owner, [])
            : throw new ArgumentException($"'{resource}' is no name of a resource or an endpoint: it {flaw}.", nameof(resource));
    }

    /// <summary>Returns the tag of this name.</summary>
    /// <param name="tag">The tag. It is taken literally; no character means anything.</param>
    /// <returns>The tag.</returns>
    public static CacheTag FromString(string tag)
    {
        ArgumentException.ThrowIfNullOrEmpty(tag);
        return new CacheTag(TagText.ForLiteral(tag), null, []);
    }

    /// <summary>Returns a tag that entries carry without anybody naming it: that of their key, path or endpoint.</summary>
    /// <param name="text">The tag as they carry it, see <see cref="TagText"/>.</param>
    /// <returns>The tag.</returns>
    public static CacheTag OfEntries(string text) => new(text, null, []);

    /// <summary>Narrows the tag down to what has to do with one value.</summary>
    /// <param name="dimension">The dimension, such as <c>namespace</c>. Case does not matter.</param>
    /// <param name="value">The value, as a request may spell it; compared exactly where handlers bind it as text. Null or empty: what changed has no value here, so only unfiltered responses contain it.</param>
    /// <returns>The narrower tag. Called again for the same dimension, it adds a value: any of them.</returns>
    public CacheTag With(string dimension, string? value) => WithAnyOf(dimension, [value]);

    /// <summary>Narrows the tag down to what has to do with one value.</summary>
    /// <typeparam name="T">What a handler binds: a boolean, a number, an identifier, an enumeration, a date, a time.</typeparam>
    /// <param name="dimension">The dimension. Case does not matter.</param>
    /// <param name="value">The value. Requests have it too, however they spell it, if their handlers bind the same type.</param>
    /// <returns>The narrower tag.</returns>
    public CacheTag With<T>(string dimension, T value)
        where T : struct =>
        With(dimension, ValueForms.Format(value));

    /// <summary>Narrows the tag down to what has to do with any of some values.</summary>
    /// <param name="dimension">The dimension. Case does not matter.</param>
    /// <param name="values">The values; null, empty, or none at all: only unfiltered responses.</param>
    /// <returns>The narrower tag.</returns>
    public CacheTag WithAnyOf(string dimension, IEnumerable<string?> values)
    {
        ArgumentException.ThrowIfNullOrEmpty(dimension);
        ArgumentNullException.ThrowIfNull(values);
        if (CacheName.FindFlaw(dimension, CacheName.InDimension) is { } flaw)
        {
            throw new ArgumentException($"'{dimension}' is no name of a dimension: it {flaw}.", nameof(dimension));
        }

        return Name == Resource
            ? Narrow(TagText.NormalizeName(dimension), values)
            : throw new InvalidOperationException($"The tag '{_text}' has no dimensions: they belong to a resource, CacheTag.For(\"resource\").");
    }

    /// <summary>Narrows the tag down to the responses of one tenant, and those that all tenants share.</summary>
    /// <param name="tenant">The tenant, as its claim says.</param>
    /// <returns>The narrower tag.</returns>
    public CacheTag ForTenant(string tenant) => ForPartition(PartitionDimension.Tenant, tenant);

    /// <summary>Narrows the tag down to the responses of one user, and those that all users share.</summary>
    /// <param name="user">The user, as the claim of the name identifier says.</param>
    /// <returns>The narrower tag.</returns>
    public CacheTag ForUser(string user) => ForPartition(PartitionDimension.User, user);

    /// <summary>Returns the tag without its dimensions: what it names, and more.</summary>
    /// <returns>The wider tag; this one if it has no dimensions.</returns>
    public CacheTag Widen() => Dimensions.Length == 0 ? this : new CacheTag(Name, Resource, []);

    /// <inheritdoc/>
    public bool Equals(CacheTag? other) => other is not null && _text == other._text;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as CacheTag);

    /// <inheritdoc/>
    public override int GetHashCode() => _text.GetHashCode(StringComparison.Ordinal);

    /// <summary>Returns the tag as logs show it.</summary>
    /// <returns>The text, in which the order of calls does not show.</returns>
    public override string ToString() => _text;

    private CacheTag ForPartition(string dimension, string id)
    {
        ArgumentException.ThrowIfNullOrEmpty(id);
        return Resource is not null
            ? Narrow(dimension, [id])
            : throw new InvalidOperationException($"The tag '{_text}' is not partitioned: only those of a resource are, CacheTag.For(\"resource\").");
    }

    private CacheTag Narrow(string dimension, IEnumerable<string?> values)
    {
        var escaped = values.Where(static value => !string.IsNullOrEmpty(value)).Select(static value => TagText.ForMeantValue(value));
        var known = Dimensions.FirstOrDefault(candidate => candidate.Name == dimension);
        var added = new CacheTagDimension(dimension, [.. escaped.Concat(known?.Values ?? []).Distinct().Order(StringComparer.Ordinal)]);
        return new CacheTag(Name, Resource, [.. Dimensions.Where(other => other != known).Append(added).OrderBy(static other => other.Name, StringComparer.Ordinal)]);
    }
}
