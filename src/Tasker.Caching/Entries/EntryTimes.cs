namespace Tasker.Caching.Entries;

/// <summary>When an entry was computed, and until when it is of use.</summary>
/// <param name="Created">When it was computed, in the clock of the log's server.</param>
/// <param name="CreatedAt">The local timestamp of that moment.</param>
/// <param name="FreshUntil">The local timestamp until which it is fresh.</param>
/// <param name="ExpiresAt">The local timestamp from which on it is no use to anybody.</param>
internal readonly record struct EntryTimes(DateTimeOffset Created, long CreatedAt, long FreshUntil, long ExpiresAt)
{
    /// <summary>Gets the local timestamp from which on it is not shown any more, if it is kept for longer.</summary>
    public long? ShownUntil { get; init; }
}
