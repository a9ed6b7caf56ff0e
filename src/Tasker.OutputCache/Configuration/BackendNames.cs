namespace Tasker.OutputCache.Configuration;

/// <summary>The names of back ends that configuration may use. Which of them a host can use depends on its packages.</summary>
internal static class BackendNames
{
    public const string Memory = "memory";
    public const string Redis = "redis";
    public const string Dragonfly = "dragonfly";
    public const string Valkey = "valkey";
    public const string Garnet = "garnet";
    public const string Memcached = "memcached";
    public const string Postgres = "postgres";

    /// <summary>Every accepted name, the other names of <see cref="Memory"/> last.</summary>
    public static readonly IReadOnlyList<string> All =
        [Redis, Dragonfly, Valkey, Garnet, Memcached, Postgres, Memory, "moka", "in-memory", "in-process"];

    /// <summary>Finds the one name that a back end is known by.</summary>
    /// <param name="text">What was configured; case and <c>-</c> or <c>_</c> do not matter.</param>
    /// <param name="name">The name: aliases of memory become <see cref="Memory"/>, others are kept apart.</param>
    /// <returns>Whether there is such a back end.</returns>
    public static bool TryResolve(string text, out string name)
    {
        var asked = KeyName.Normalize(text.Trim());
        foreach (var known in All)
        {
            if (KeyName.Normalize(known) == asked)
            {
                name = asked is "moka" or "inmemory" or "inprocess" ? Memory : known;
                return true;
            }
        }

        name = string.Empty;
        return false;
    }
}
