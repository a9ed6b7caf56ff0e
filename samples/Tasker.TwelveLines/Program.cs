using Tasker.Caching;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddTaskerOutputCache();
var app = builder.Build();
app.UseTaskerOutputCache();
app.MapGet("/report", (string? team, int days = 7) => new Report(team, days, DateTimeOffset.UtcNow))
    .CacheAnalytics("report");
app.MapPost("/tasks", (NewTask task, ICacheEvictor cache) =>   // save the task first
    cache.EvictAsync([CacheTag.For("analytics").With("team", task.Team)]));
app.Run();
public sealed record Report(string? Team, int Days, DateTimeOffset ComputedAt);
public sealed record NewTask(string Team);
