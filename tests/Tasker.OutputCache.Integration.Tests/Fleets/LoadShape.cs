namespace Tasker.OutputCache.Integration.Tests.Fleets;

/// <summary>How much a <see cref="Load"/> does.</summary>
/// <param name="RowsOfAWriter">The fewer rows, the more computations are under way when their row is evicted.</param>
/// <param name="ReadersOfAResource">On each host.</param>
/// <param name="ReadPause">The longest pause between two reads of a reader, in milliseconds.</param>
/// <param name="WritePause">The longest pause between two commits of a writer, in milliseconds.</param>
internal sealed record LoadShape(int RowsOfAWriter = 6, int ReadersOfAResource = 1, int ReadPause = 12, int WritePause = 120);
