using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace Tasker.Caching.Engine;

/// <summary>What tells one build of the application from another.</summary>
[Experimental(EngineFace.DiagnosticId)]
public static class BuildId
{
    /// <summary>Gets the module version of the application's own assembly: the same on every instance of one build.</summary>
    public static string Value { get; } = Assembly.GetEntryAssembly() is { } assembly ? assembly.ManifestModule.ModuleVersionId.ToString("N")[..12] : "unknown";
}
