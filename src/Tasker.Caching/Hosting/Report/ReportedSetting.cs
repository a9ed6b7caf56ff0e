using System.Diagnostics.CodeAnalysis;

namespace Tasker.Caching.Engine;

/// <summary>A value that is in force.</summary>
/// <param name="Key">The key as the documentation has it, below the section of the cache.</param>
/// <param name="Value">The value, or what decides where it is not set. Secrets are masked.</param>
/// <param name="Source">The file and line, variable or option that it comes from; <c>code</c> or <c>default</c> where no source has it.</param>
[Experimental(EngineFace.DiagnosticId)]
public sealed record ReportedSetting(string Key, string Value, string Source);
