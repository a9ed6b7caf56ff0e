namespace Tasker.Analytics.Pages;

/// <summary><c>GET /</c>: what to try, on one page that needs nothing from anywhere else.</summary>
internal static class StartPage
{
    private const string Resource = "Tasker.Analytics.Pages.index.html";

    public static void MapStartPage(this IEndpointRouteBuilder endpoints)
    {
        using var stream = typeof(StartPage).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException($"The assembly lacks {Resource}.");
        using var reader = new StreamReader(stream);
        var html = reader.ReadToEnd();

        endpoints.MapGet("/", () => TypedResults.Content(html, "text/html; charset=utf-8"));
    }
}
