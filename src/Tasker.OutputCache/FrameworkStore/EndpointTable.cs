using System.Text;
using Tasker.Caching.Engine;
using Tasker.OutputCache.Engine;

namespace Tasker.OutputCache.FrameworkStore;

/// <summary>Describes the cached endpoints of a host for the log of its start.</summary>
internal static class EndpointTable
{
    private const string Break = "\n  ";

    /// <summary>Counts the endpoints of each resource, in one line.</summary>
    public static string Summarize(IReadOnlyCollection<CacheEndpoint> endpoints) => string.Join(
        ", ",
        endpoints.GroupBy(static endpoint => endpoint.Resource, StringComparer.OrdinalIgnoreCase)
            .OrderBy(static group => group.Key, StringComparer.OrdinalIgnoreCase)
            .Select(static group => $"{group.Key} ({group.Count()})"));

    /// <summary>Lists the endpoints, a row each.</summary>
    public static string Draw(IReadOnlyCollection<CacheEndpoint> endpoints, ResourceCatalog resources)
    {
        List<string[]> rows =
        [
            ["resource/endpoint", "fresh for", "shared by", "key"],
            .. endpoints.OrderBy(static endpoint => $"{endpoint.Resource}/{endpoint.Name}", StringComparer.Ordinal).Select(endpoint => Row(endpoint, resources)),
        ];
        int[] widths = [.. Enumerable.Range(0, rows[0].Length - 1).Select(column => rows.Max(row => row[column].Length))];
        var text = new StringBuilder();
        foreach (var row in rows)
        {
            text.Append(Break);
            for (var i = 0; i < widths.Length; i++)
            {
                text.Append(row[i].PadRight(widths[i] + 2));
            }

            text.Append(row[^1]);
        }

        return text.ToString();
    }

    private static string[] Row(CacheEndpoint endpoint, ResourceCatalog resources)
    {
        var settings = endpoint.SettingsIn(resources);
        var names = endpoint.KeyNames;
        return [$"{endpoint.Resource}/{endpoint.Name}", DurationFormat.ToText(endpoint.TtlOf(settings)), SharedBy(endpoint.PartitionOf(settings)), names.Length == 0 ? "path" : $"path, {names}"];
    }

    private static string SharedBy(CachePartition partition) => partition switch
    {
        CachePartition.User => "each user",
        CachePartition.Tenant => "each tenant",
        CachePartition.Everyone => "everyone",
        _ => "anonymous",
    };
}
