namespace Tasker.OutputCache.Packages.Tests;

/// <summary>The folder of the packed packages as what a new project takes its packages from.</summary>
internal static class PackedSource
{
    /// <summary>Makes it the only source of a project.</summary>
    public static Task WriteConfigurationAsync(string folder, string packages) =>
        // What our packages depend on was restored when they were made; the packed ones must not get into the user's own folder.
        File.WriteAllTextAsync(Path.Combine(folder, "nuget.config"), $"""
            <configuration>
              <packageSources>
                <clear />
                <add key="packed" value="{packages}" />
              </packageSources>
              <fallbackPackageFolders>
                <add key="machine" value="{GlobalPackages()}" />
              </fallbackPackageFolders>
            </configuration>
            """);

    private static string GlobalPackages() =>
        Environment.GetEnvironmentVariable("NUGET_PACKAGES") ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");

    public static string VersionOf(string packages, string name) =>
        Directory.GetFiles(packages, $"{name}.*.nupkg")
            .Select(file => Path.GetFileNameWithoutExtension(file)[(name.Length + 1)..])
            .Single(static version => char.IsAsciiDigit(version[0]));
}
