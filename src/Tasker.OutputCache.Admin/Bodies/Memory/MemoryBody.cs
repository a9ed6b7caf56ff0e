namespace Tasker.OutputCache.Admin.Bodies.Memory;

/// <summary>This process's memory.</summary>
/// <param name="Entries">How many entries there are.</param>
/// <param name="MaxEntries">How many there may be.</param>
/// <param name="Bytes">What they take.</param>
/// <param name="MaxBytes">What they may take.</param>
/// <param name="PushedOut">Valid entries that had to make room.</param>
/// <param name="Expired">Entries that went because their time had passed.</param>
/// <param name="Void">Entries that went because they were evicted.</param>
/// <param name="Refused">Entries that were too large to be taken in.</param>
/// <param name="Forecast">What it would answer at several sizes, the smallest first; empty until enough requests were seen.</param>
internal sealed record MemoryBody(int Entries, int MaxEntries, long Bytes, long MaxBytes, long PushedOut, long Expired, long Void, long Refused, MemoryForecastBody[] Forecast);
