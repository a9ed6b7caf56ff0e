using System.Diagnostics.CodeAnalysis;

namespace Tasker.Caching.Engine;

/// <summary>What this process's memory would answer if it had another size.</summary>
/// <param name="Room">The size, in parts of the present one: 2 is twice the room.</param>
/// <param name="MaxBytes">The bytes that give it.</param>
/// <param name="MaxEntries">The entries that give it.</param>
/// <param name="HitRate">The look-ups that it would answer, in percent. An estimate, for a memory that lets go what was not asked for longest.</param>
[Experimental(EngineFace.DiagnosticId)]
public readonly record struct NearForecast(double Room, long MaxBytes, int MaxEntries, double HitRate);
