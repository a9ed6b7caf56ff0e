namespace Tasker.OutputCache.Analyzers;

/// <summary>What a finding tells its fixes. Its first further location is the declaration.</summary>
internal static class FixData
{
    /// <summary>The text that takes the place of the one at the location.</summary>
    public const string Replacement = nameof(Replacement);

    /// <summary>The texts that belong into vary, one a line.</summary>
    public const string Vary = nameof(Vary);

    /// <summary>The input to dismiss.</summary>
    public const string Ignore = nameof(Ignore);

    /// <summary>The filter to dismiss.</summary>
    public const string IgnoreFilter = nameof(IgnoreFilter);

    /// <summary>Present if vary says nothing that the handler does not say.</summary>
    public const string CanDropVary = nameof(CanDropVary);
}
