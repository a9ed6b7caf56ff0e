namespace Tasker.OutputCache.TestUtilities;

/// <summary>Calls of a log that most tests need in a shorter form.</summary>
public static class EvictionLogExtensions
{
    /// <summary>Appends as a node that knows no generation.</summary>
    public static ValueTask<EvictionRecord> AppendAsync(this IEvictionLog log, IReadOnlyList<string> tags, long known, CancellationToken cancellationToken) =>
        log.AppendAsync(tags, null, known, cancellationToken);
}
