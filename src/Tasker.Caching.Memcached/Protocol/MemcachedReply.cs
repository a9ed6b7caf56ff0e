namespace Tasker.Caching.Memcached.Protocol;

/// <summary>The whole reply to one command.</summary>
/// <param name="Code">What it says.</param>
/// <param name="Value">The value, where one was asked for and is there.</param>
/// <param name="Cas">The token that changes whenever the item does.</param>
/// <param name="Flags">The number that the item was stored with.</param>
/// <param name="Text">The text of an error.</param>
internal readonly record struct MemcachedReply(ReplyCode Code, byte[]? Value, ulong Cas, uint Flags, string Text)
{
    private static readonly Dictionary<string, string> NoStatistics = [];

    /// <summary>Gets how many seconds the item has left, where that was asked for.</summary>
    public uint? SecondsLeft { get; init; }

    /// <summary>Gets the statistics, where they were asked for.</summary>
    public IReadOnlyDictionary<string, string> Statistics { get; init; } = NoStatistics;

    /// <summary>Gets a value indicating whether the server refused the value for its size.</summary>
    public bool IsTooLarge => Code == ReplyCode.ServerError && Text.Contains("too large", StringComparison.OrdinalIgnoreCase);
}
