using Tasker.Caching;
using Tasker.QuickStart;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddSingleton<Executions>();
builder.Services.ConfigureHttpJsonOptions(options => options.SerializerOptions.TypeInfoResolverChain.Add(QuickStartJson.Default));
builder.Services.AddTaskerOutputCache(builder.Configuration);

var app = builder.Build();
app.UseTaskerOutputCache();

app.MapGet("/v1/analytics/performance", (Executions executions, int hours = 24, string? @namespace = null) =>
        executions.Summarize(hours, @namespace))
    .CacheAnalytics("performance");

app.MapPost("/v1/executions", async (Execution execution, Executions executions, ICacheEvictor cache) =>
{
    executions.Add(execution);
    await cache.EvictAsync([CacheTag.For("analytics").With("namespace", execution.Namespace)], CancellationToken.None);
    return Results.Accepted();
});

app.Run();
