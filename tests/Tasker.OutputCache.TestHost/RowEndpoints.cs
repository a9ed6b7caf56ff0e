namespace Tasker.OutputCache.TestHost;

/// <summary><c>GET /{resource}/{row}</c>: the version of a row, cached by the rules of one resource.</summary>
internal static class RowEndpoints
{
    /// <summary>The resources. What is theirs (strict, with windows of staleness, served when detached) is configured by the test.</summary>
    public static readonly string[] Resources = ["bounded", "strict", "offline", "windows"];

    public static void MapRows(this IEndpointRouteBuilder endpoints)
    {
        foreach (var resource in Resources)
        {
            endpoints.MapGet($"/{resource}/{{row}}", (string row, RowClient rows, CancellationToken aborted) => rows.ReadAsync(resource, row, aborted))
                .CacheResource(resource, "row", vary: ["route:row"]);
        }
    }
}
