using Microsoft.Extensions.Configuration;
using Tasker.OutputCache.TestUtilities.Servers;

namespace Tasker.OutputCache.TestUtilities.Layers;

/// <summary>A content root with files of configuration.</summary>
public sealed class LayerFolder : IDisposable
{
    private readonly TempDirectory _directory = new();

    public string Path => _directory.Path;

    public void Write(string path, string text)
    {
        var file = System.IO.Path.Combine(Path, path);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(file)!);

        // As careful editors do: a reader sees the old file or the new one.
        File.WriteAllText(file + "~", text);
        File.Move(file + "~", file, overwrite: true);
    }

    public void WriteBase(string text, string name = "common") => Write($"config/tasker/base/{name}.toml", text);

    public void WriteEnvironment(string text, string environment = "test") => Write($"config/tasker/environments/{environment}/common.toml", text);

    /// <summary>Adds what a host adds by itself, and the layers below it.</summary>
    public IConfigurationManager Configure(string environment = "Test", string[]? args = null, bool reloads = false)
    {
        var configuration = new ConfigurationManager();
        configuration.SetBasePath(Path);
        configuration.AddJsonFile("appsettings.json", optional: true, reloadOnChange: reloads);
        configuration.AddEnvironmentVariables();
        configuration.AddCommandLine(args ?? []);
        configuration.AddTaskerConfiguration(environment);
        return configuration;
    }

    public void Dispose() => _directory.Dispose();
}
