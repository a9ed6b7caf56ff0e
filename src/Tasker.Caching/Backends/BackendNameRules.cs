using Tasker.Caching.Configuration;
using Tasker.Caching.Configuration.Keys;
using Tasker.Caching.Engine;

namespace Tasker.Caching.Backends;

/// <summary>Which names back ends and their sections may have.</summary>
internal static class BackendNameRules
{
    private const int Longest = 32;

    /// <summary>Checks a name by itself.</summary>
    public static string Check(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return name.Length <= Longest && name.All(static c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '_')
            ? name
            : throw new ArgumentException($"'{name}' is no name for a back end: 1 to {Longest} lower-case letters, digits, '-' and '_'.", nameof(name));
    }

    /// <summary>Checks that what a package brings is not taken by another one. A name taken twice would leave it to chance whose settings count.</summary>
    public static void CheckFree(PackageSection added, IEnumerable<PackageSection> others)
    {
        Claim(added.Name, "section", ConfigurationKeys.ReservedSections);
        foreach (var other in others)
        {
            Claim(added.Name, "section", [other.Name]);
            foreach (var name in added.BackendNames)
            {
                Claim(name, "back end", other.BackendNames);
            }
        }

        if (added.BackendNames.FirstOrDefault(BackendNames.IsMemory) is { } memory)
        {
            throw Taken(memory, "back end");
        }
    }

    private static void Claim(string name, string what, IEnumerable<string> taken)
    {
        if (taken.Any(other => KeyName.Normalize(other) == KeyName.Normalize(name)))
        {
            throw Taken(name, what);
        }
    }

    private static InvalidOperationException Taken(string name, string what) => new($"There is a {what} '{name}' already.");
}
