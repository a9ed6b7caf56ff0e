namespace Tasker.OutputCache.Configuration;

/// <summary>The names of back ends that configuration may use.</summary>
/// <param name="packages">What the host's packages bring.</param>
internal sealed class BackendNames(IEnumerable<PackageSection> packages)
{
    public const string Memory = TaskerOutputCacheDefaults.Backend;

    /// <summary>The one back end that can have the eviction log beside the entries of another one.</summary>
    public const string Postgres = "postgres";

    private static readonly string[] OfMemory = [Memory, "moka", "in-memory", "in-process"];

    /// <summary>The names that are accepted where no package is registered: each has memory or a message of its own.</summary>
    public static readonly BackendNames WithoutPackages = new([]);

    /// <summary>Gets every accepted name, those of <see cref="Memory"/> last.</summary>
    public IReadOnlyList<string> All { get; } =
    [
        .. PackageHint.All.SelectMany(static hint => hint.Backends).Concat(packages.SelectMany(static package => package.BackendNames)).Distinct(StringComparer.Ordinal),
        .. OfMemory,
    ];

    /// <summary>Finds the one name that a back end is known by.</summary>
    /// <param name="text">What was configured; case and <c>-</c> or <c>_</c> do not matter.</param>
    /// <param name="name">The name: aliases of memory become <see cref="Memory"/>, others are kept apart.</param>
    /// <returns>Whether there is such a back end.</returns>
    public bool TryResolve(string text, out string name)
    {
        var asked = KeyName.Normalize(text.Trim());
        var known = All.FirstOrDefault(known => KeyName.Normalize(known) == asked);
        name = known is null ? string.Empty : IsMemory(known) ? Memory : known;
        return known is not null;
    }

    /// <summary>Says whether a name, in any spelling, is one of the core's own back end.</summary>
    public static bool IsMemory(string name) => OfMemory.Any(known => KeyName.Normalize(known) == KeyName.Normalize(name));
}
