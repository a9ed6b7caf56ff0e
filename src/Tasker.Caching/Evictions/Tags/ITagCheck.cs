namespace Tasker.Caching.Evictions.Tags;

/// <summary>Knows the resources of this process, for evictions that name another.</summary>
internal interface ITagCheck
{
    /// <summary>Says why no entry of a resource can be meant by a tag.</summary>
    /// <returns>A sentence without values; <see langword="null"/> if the resource is known, or this process can't tell.</returns>
    string? FindUnknownResource(CacheTag tag);

    /// <summary>Returns what was probably meant by a dimension that the resource lacks, as a sentence; empty if nothing is near.</summary>
    string SuggestDimension(CacheTag tag);
}
