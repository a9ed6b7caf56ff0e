using System.Diagnostics.CodeAnalysis;

namespace Tasker.Caching.Engine;

/// <summary>Everything that is in force in the configuration of the cache, where each value comes from, and what is wrong.</summary>
/// <param name="Section">The section that was read, with dots between its parts; <see langword="null"/> where there is none.</param>
/// <param name="Settings">The values.</param>
/// <param name="Problems">Every mistake, with its place and what is allowed.</param>
[Experimental(EngineFace.DiagnosticId)]
public sealed record ConfigurationReport(string? Section, IReadOnlyList<ReportedSetting> Settings, IReadOnlyList<string> Problems);
