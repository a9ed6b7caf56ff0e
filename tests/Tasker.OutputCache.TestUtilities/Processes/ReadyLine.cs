using Microsoft.AspNetCore.Builder;

namespace Tasker.OutputCache.TestUtilities.Processes;

/// <summary>The line by which a host process says that it listens, and where.</summary>
public static class ReadyLine
{
    internal const string Prefix = "READY ";

    /// <summary>Writes the line as soon as the application has started.</summary>
    public static void WriteReadyLine(this WebApplication app) =>
        app.Lifetime.ApplicationStarted.Register(() =>
        {
            Console.WriteLine(Prefix + app.Urls.First());
            Console.Out.Flush();
        });
}
