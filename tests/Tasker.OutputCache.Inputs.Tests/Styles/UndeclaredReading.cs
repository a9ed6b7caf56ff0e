namespace Tasker.OutputCache.Inputs.Tests.Styles;

/// <summary>One thing of the request that a handler reads and does not declare.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Read">Reads it.</param>
/// <param name="Reason">The word of <c>Cache-Status</c>.</param>
/// <param name="Line">What the line in the log calls it.</param>
/// <param name="Fix">What the line says to do.</param>
/// <param name="Declare">Does it.</param>
public sealed record UndeclaredReading(string Name, Func<HttpContext, string?> Read, string Reason, string Line, string Fix, Action<CacheParameters> Declare)
{
    private static int _runs;

    public static readonly UndeclaredReading[] All =
    [
        new("query", static context => context.Request.Query["q"], "undeclared-query-q", "the query parameter 'q'", "vary: [\"q\"]", static parameters => parameters.Query("q")),
        new("header", static context => context.Request.Headers["X-Shop"], "undeclared-header-x-shop", "the header 'X-Shop'", "header:X-Shop", static parameters => parameters.Header("X-Shop")),
        new("language", static context => context.Request.Headers.AcceptLanguage, "undeclared-header-accept-language", "the header 'Accept-Language'", "header:Accept-Language", static parameters => parameters.Header("Accept-Language")),
        new("cookie", static context => context.Request.Cookies["theme"], "undeclared-cookie-theme", "the cookie 'theme'", "Computed(\"theme\"", static parameters => parameters.Computed("theme", static context => context.Request.Cookies["theme"])),
    ];

    /// <summary>Gets or sets a value indicating whether the handlers declare it.</summary>
    public bool IsDeclared { get; init; }

    public static UndeclaredReading Of(string name) => Array.Find(All, reading => reading.Name == name)!;

    /// <summary>Answers a request: with what was read, and the number of the run.</summary>
    public string Answer(HttpContext context) => Number(Read(context));

    public static string Number(string? read) => $"[{read}] #{Interlocked.Increment(ref _runs)}";

    /// <summary>Caches endpoints, with or without the fix.</summary>
    public TBuilder Cache<TBuilder>(TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => IsDeclared
            ? builder.CacheResource("analytics", "style", Declare, static options => options.IgnoreFilters.Add("*"))
            : builder.CacheResource("analytics", "style", configure: static options => options.IgnoreFilters.Add("*"));
}
