using System.Text.Json;
using Tasker.Analytics.Templates;

namespace Tasker.Analytics.Worker;

/// <summary>The templates that a worker brings along: one JSON file each.</summary>
internal static class TemplateFiles
{
    public static async Task<IReadOnlyList<TaskTemplate>> ReadAsync(string folder, CancellationToken cancellationToken)
    {
        var path = Path.Combine(AppContext.BaseDirectory, folder);
        var templates = new List<TaskTemplate>();

        foreach (var file in Directory.EnumerateFiles(path, "*.json").Order(StringComparer.Ordinal))
        {
            await using var stream = File.OpenRead(file);

            try
            {
                templates.Add(await JsonSerializer.DeserializeAsync<TaskTemplate>(stream, TemplateJson.Options, cancellationToken)
                    ?? throw new JsonException("The file holds null."));
            }
            catch (JsonException exception)
            {
                throw new InvalidDataException($"{file} is no template: {exception.Message}", exception);
            }
        }

        return templates;
    }
}
