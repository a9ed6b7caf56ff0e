using System.Collections;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.CommandLine;
using Microsoft.Extensions.Configuration.EnvironmentVariables;
using Microsoft.Extensions.Configuration.Json;
using Microsoft.Extensions.Configuration.Memory;

namespace Tasker.Configuration.Toml;

/// <summary>Says in a few words where a value of a source stands.</summary>
internal static class LayerOrigin
{
    private const string Suffix = "ConfigurationProvider";

    /// <summary>Gets the file and line, the variable or the option; <see langword="null"/> for a source without a place.</summary>
    public static string? Describe(IConfigurationProvider provider, string key, JsonLines lines) => provider switch
    {
        ITomlConfigurationProvider toml => InToml(toml.Documents, key),
        JsonConfigurationProvider json when lines.LineOf(json, key) is { } line => $"{json.Source.Path}:{line}",
        FileConfigurationProvider file => file.Source.Path,
        EnvironmentVariablesConfigurationProvider => $"environment variable {VariableOf(key)}",
        CommandLineConfigurationProvider => $"command line --{key}",
        ChainedConfigurationProvider chained => new ConfigurationLayers(chained.Configuration, root: null, lines).OriginOf(key),
        MemoryConfigurationProvider or StreamConfigurationProvider => null,
        _ => NameOf(provider),
    };

    private static string? InToml(IReadOnlyList<ITomlDocument> documents, string key)
    {
        // The last one that has the key counts.
        for (var i = documents.Count - 1; i >= 0; i--)
        {
            if (documents[i].TryGetPosition(key, out var position))
            {
                return $"{documents[i].Path ?? "TOML"}:{position.Line}";
            }
        }

        return documents is [var only] ? only.Path : null;
    }

    // As it is spelled in the environment: letters of either case are one key.
    private static string VariableOf(string key)
    {
        foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables())
        {
            var name = (string)variable.Key;
            if (name.Replace("__", ConfigurationPath.KeyDelimiter, StringComparison.Ordinal).EndsWith(key, StringComparison.OrdinalIgnoreCase))
            {
                return name;
            }
        }

        return key.Replace(ConfigurationPath.KeyDelimiter, "__", StringComparison.Ordinal);
    }

    private static string NameOf(IConfigurationProvider provider)
    {
        var name = provider.GetType().Name;
        return name.EndsWith(Suffix, StringComparison.Ordinal) ? name[..^Suffix.Length] : name;
    }
}
