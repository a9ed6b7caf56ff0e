namespace Tasker.Analytics.Hosting;

/// <summary>Finds the settings and the database when the program is started from another folder than its own.</summary>
internal static class ContentRoot
{
    private const string Settings = "appsettings.json";

    /// <summary>Returns the folder of the program, or null where the usual rules find the right one.</summary>
    public static string? Find(string[] args)
    {
        var isGiven = Environment.GetEnvironmentVariable("ASPNETCORE_CONTENTROOT") is not null
            || args.Any(argument => argument.StartsWith("--contentRoot", StringComparison.OrdinalIgnoreCase));

        return isGiven || File.Exists(Settings) ? null : AppContext.BaseDirectory;
    }
}
