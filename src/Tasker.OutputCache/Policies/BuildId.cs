using System.Reflection;

namespace Tasker.OutputCache.Policies;

/// <summary>What tells one build of the application from another.</summary>
internal static class BuildId
{
    /// <summary>Gets the module version of the application's own assembly: the same on every instance of one build.</summary>
    public static string Value { get; } = Assembly.GetEntryAssembly() is { } assembly ? assembly.ManifestModule.ModuleVersionId.ToString("N")[..12] : "unknown";
}
