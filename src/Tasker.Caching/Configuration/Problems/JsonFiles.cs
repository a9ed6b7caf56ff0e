using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.Json;

namespace Tasker.Caching.Configuration.Problems;

/// <summary>Finds JSON files that can't be read. On a reload the framework empties their settings without a word.</summary>
internal static class JsonFiles
{
    private static readonly JsonDocumentOptions Options = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    public static IEnumerable<ConfigurationProblem> ProblemsOf(IEnumerable<IConfigurationProvider> sources) =>
        Watched(sources).Select(Check).OfType<ConfigurationProblem>();

    /// <summary>Lists the files that are read again when they change.</summary>
    public static IEnumerable<FileConfigurationSource> Watched(IEnumerable<IConfigurationProvider> sources) =>
        sources.OfType<JsonConfigurationProvider>().Select(static provider => provider.Source).Where(static source => source.ReloadOnChange && source.FileProvider is not null);

    private static ConfigurationProblem? Check(FileConfigurationSource source)
    {
        var file = source.FileProvider!.GetFileInfo(source.Path ?? string.Empty);
        if (!file.Exists)
        {
            return null;
        }

        try
        {
            using var stream = file.CreateReadStream();
            using var document = JsonDocument.Parse(stream, Options);
            return null;
        }
        catch (JsonException exception)
        {
            // Not its message: it shows a piece of the file.
            var place = $"{source.Path}:{(exception.LineNumber ?? 0) + 1}:{(exception.BytePositionInLine ?? 0) + 1}";
            return new(place, null, null, "is not JSON. The last good state of the cache's configuration stays in force.") { IsBrokenFile = true };
        }
        catch (IOException exception)
        {
            return new(source.Path ?? "JSON", null, null, $"can't be read: {exception.Message}") { IsBrokenFile = true };
        }
    }
}
