using Microsoft.Extensions.Configuration;
using Tasker.Configuration.Toml;

namespace Tasker.Caching.Configuration.Problems;

/// <summary>Finds out what is wrong with the TOML files among the sources of a configuration.</summary>
internal static class TomlFiles
{
    public static IEnumerable<ConfigurationProblem> ProblemsOf(IEnumerable<IConfigurationProvider> sources)
    {
        foreach (var file in sources.OfType<ITomlConfigurationProvider>().SelectMany(static source => source.Documents))
        {
            if (file.LoadError is { } error)
            {
                yield return Broken(file, error);
            }

            foreach (var warning in file.Warnings)
            {
                yield return new(file.Path ?? "TOML", null, null, $"sets a key twice. {warning}");
            }
        }
    }

    private static ConfigurationProblem Broken(ITomlDocument file, Exception error)
    {
        var (place, reason) = (error as TomlFormatException ?? error.InnerException as TomlFormatException) is { } format
            ? ($"{file.Path ?? "TOML"}:{format.Line}:{format.Column}", format.Reason)
            : (file.Path ?? "TOML", error.Message);
        return new(place, null, null, $"can't be read: {reason.TrimEnd('.')}. The last good state of the file stays in force, or nothing of it.") { IsBrokenFile = true };
    }
}
