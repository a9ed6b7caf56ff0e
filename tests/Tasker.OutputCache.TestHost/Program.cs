using Tasker.OutputCache.TestHost;
using Tasker.OutputCache.TestUtilities.Processes;

var builder = WebApplication.CreateBuilder(args);
builder.Logging.AddFilter("Microsoft", LogLevel.Warning).AddFilter("System", LogLevel.Warning);

// Everything about the cache comes from the environment, as common__cache__redis__url, or from files that a test puts into a content root.
builder.Configuration.AddTaskerConfiguration(builder.Environment);
builder.Services.AddHttpClient<RowClient>(client => client.BaseAddress = new Uri(builder.Configuration["DATABASE_URL"]!));

var isControl = builder.Configuration["common:cache:backend"] == "microsoft";
if (isControl)
{
    builder.Services.AddOutputCache();
}
else
{
    builder.Services.AddTaskerOutputCache(builder.Configuration).AddRedis().AddMemcached().AddPostgres().AddObjects("templates", "namespace:name:version");
    builder.Services.AddHealthChecks().AddTaskerCache().AddTaskerCacheWarmUp();
    builder.Services.AddSingleton<CacheCounters>();
    if (builder.Configuration.GetValue("QUIET_HOST", false))
    {
        builder.Services.RemoveAnnouncements();
    }
}

var app = builder.Build();
app.UseOutputCache();
if (isControl)
{
    app.MapMicrosoftsRows();
}
else
{
    app.Services.GetRequiredService<CacheCounters>().Listen();
    app.MapRows();
    app.MapObjects();
    app.MapEvictions();
    app.MapStatus();
    app.MapInstances();
}

app.WriteReadyLine();
await app.RunAsync();
