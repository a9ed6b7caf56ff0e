using System.Diagnostics.CodeAnalysis;
using Tasker.Caching.Configuration.Options;

namespace Tasker.Caching.Engine;

/// <summary>The budgets of the near tier. Both hold at every instant.</summary>
[Experimental(EngineFace.DiagnosticId)]
public sealed record NearTierOptions
{
    /// <summary>Gets the budgets that the settings of a node ask for.</summary>
    internal static NearTierOptions Of(CacheSettings settings) => new() { MaxBytes = settings.MaxMemoryBytes, MaxEntries = settings.MaxEntries };

    /// <summary>Gets how many bytes the entries may take together.</summary>
    /// <value>The default is 256 MiB.</value>
    public long MaxBytes { get; init; } = MemoryTierDefaults.MaxBytes;

    /// <summary>Gets how many entries there may be.</summary>
    /// <value>The default is 10,000.</value>
    public int MaxEntries { get; init; } = MemoryTierDefaults.MaxCapacity;

    /// <summary>Gets the size from which on an entry has to be wanted twice before others are pushed out for it.</summary>
    /// <remarks>Otherwise one large download, asked for once, would cost an eighth or more of all that is held.</remarks>
    internal long LargeEntryBytes => MaxBytes / 8;
}
