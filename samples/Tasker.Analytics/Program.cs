using Tasker.Analytics.Analytics;
using Tasker.Analytics.Authentication;
using Tasker.Analytics.Dashboards;
using Tasker.Analytics.Hosting;
using Tasker.Analytics.Pages;
using Tasker.Analytics.Seeding;
using Tasker.Analytics.Tasks;

var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = ContentRoot.Find(args) });

if (Environment.GetEnvironmentVariable("REDIS_URL") is { Length: > 0 } redis)
{
    builder.Configuration["common:cache:backend"] = "redis";
    builder.Configuration["common:cache:redis:url"] = redis;
}
else if (Environment.GetEnvironmentVariable("MEMCACHED_URL") is { Length: > 0 } memcached)
{
    builder.Configuration["common:cache:backend"] = "memcached";
    builder.Configuration["common:cache:memcached:url"] = memcached;
}

builder.Services.AddTaskerOutputCache(builder.Configuration).AddRedis().AddMemcached();
builder.Services.AddTasks(builder.Configuration);
builder.Services.AddApi();
builder.Services.AddSampleAuthentication(builder.Environment);

var app = builder.Build();

app.UseExceptionHandler();
app.UseStatusCodePages();
app.UseAuthentication();
app.UseAuthorization();
app.UseOutputCache();

app.MapStartPage();
app.MapPerformance();
app.MapControllers();
app.MapTaskList();
app.MapTaskTransitions();
app.MapDashboardOverview();
app.MapMyTasks();

// Not in a hosted service: until the host runs, Ctrl+C ends the process at once, and the transaction with it.
await app.Services.GetRequiredService<TaskerSeeder>().RunAsync(CancellationToken.None);

app.LogStartupNotes();
await app.RunAsync();
