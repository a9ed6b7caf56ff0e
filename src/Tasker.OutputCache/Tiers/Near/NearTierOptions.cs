namespace Tasker.OutputCache.Tiers;

/// <summary>The budgets of the near tier. Both hold at every instant.</summary>
internal sealed record NearTierOptions
{
    public const long DefaultMaxBytes = 256L * 1024 * 1024;

    public const int DefaultMaxEntries = 10_000;

    /// <summary>Gets how many bytes the entries may take together.</summary>
    /// <value>The default is 256 MiB.</value>
    public long MaxBytes { get; init; } = DefaultMaxBytes;

    /// <summary>Gets how many entries there may be.</summary>
    /// <value>The default is 10,000.</value>
    public int MaxEntries { get; init; } = DefaultMaxEntries;

    /// <summary>Gets the size from which on an entry has to be wanted twice before others are pushed out for it.</summary>
    /// <remarks>Otherwise one large download, asked for once, would cost an eighth or more of all that is held.</remarks>
    public long LargeEntryBytes => MaxBytes / 8;
}
