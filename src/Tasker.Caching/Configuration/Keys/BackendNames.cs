using System.Diagnostics.CodeAnalysis;
using Tasker.Caching.Configuration;
using Tasker.Caching.Configuration.Keys;
using Tasker.Caching.Configuration.Options;

namespace Tasker.Caching.Engine;

/// <summary>The names of back ends that configuration may use.</summary>
[Experimental(EngineFace.DiagnosticId)]
public sealed class BackendNames
{
    /// <summary>The back end in this process's memory.</summary>
    public const string Memory = TaskerCachingDefaults.Backend;

    private static readonly string[] OfMemory = [Memory, "moka", "in-memory", "in-process"];

    /// <summary>The names that are accepted where no package is registered: each has memory or a message of its own.</summary>
    internal static readonly BackendNames WithoutPackages = new([]);

    internal BackendNames(IReadOnlyList<PackageSection> packages)
    {
        Logs =
        [
            .. PackageHint.All.Where(static hint => hint.HoldsLogs).SelectMany(static hint => hint.Backends)
                .Concat(packages.Where(static package => package.HoldsLogs).SelectMany(static package => package.BackendNames)).Distinct(StringComparer.Ordinal),
        ];
        All =
        [
            .. PackageHint.All.SelectMany(static hint => hint.Backends).Concat(packages.SelectMany(static package => package.BackendNames)).Distinct(StringComparer.Ordinal),
            .. OfMemory,
        ];
    }

    /// <summary>Gets every accepted name, those of <see cref="Memory"/> last.</summary>
    internal IReadOnlyList<string> All { get; }

    /// <summary>Gets the names of those that can have the eviction log beside the entries of another one.</summary>
    internal IReadOnlyList<string> Logs { get; }

    /// <summary>Finds the one name that a back end is known by.</summary>
    /// <param name="text">What was configured; case and <c>-</c> or <c>_</c> do not matter.</param>
    /// <param name="name">The name: aliases of memory become <see cref="Memory"/>, others are kept apart.</param>
    /// <returns>Whether there is such a back end.</returns>
    internal bool TryResolve(string text, out string name)
    {
        var asked = KeyName.Normalize(text.Trim());
        var known = All.FirstOrDefault(known => KeyName.Normalize(known) == asked);
        name = known is null ? string.Empty : IsMemory(known) ? Memory : known;
        return known is not null;
    }

    /// <summary>Says whether a name, in any spelling, is one of the core's own back end.</summary>
    internal static bool IsMemory(string name) => OfMemory.Any(known => KeyName.Normalize(known) == KeyName.Normalize(name));
}
