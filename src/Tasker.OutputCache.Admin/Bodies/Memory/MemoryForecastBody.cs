namespace Tasker.OutputCache.Admin.Bodies.Memory;

/// <summary>What this process's memory would answer if it had another size.</summary>
/// <param name="Room">The size, in parts of the present one: 2 is twice the room.</param>
/// <param name="MaxBytes">The <c>memory.max_bytes</c> that gives it.</param>
/// <param name="MaxEntries">The <c>memory.max_capacity</c> that gives it.</param>
/// <param name="HitRate">The look-ups that memory would answer, in percent: an estimate, from a sample of the keys.</param>
internal sealed record MemoryForecastBody(double Room, long MaxBytes, int MaxEntries, double HitRate);
