using Microsoft.AspNetCore.Connections;
using Tasker.Analytics.Analytics;
using Tasker.Analytics.Authentication;
using Tasker.Analytics.Dashboards;
using Tasker.Analytics.Hosting;
using Tasker.Analytics.Pages;
using Tasker.Analytics.Seeding;
using Tasker.Analytics.Statistics;
using Tasker.Analytics.Tasks;
using Tasker.Analytics.Templates;
using Tasker.Analytics.Tickets;
using Tasker.Analytics.Worker;

var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = ContentRoot.Find(args) });

builder.Configuration.AddTaskerConfiguration(builder.Environment);
builder.Services.AddCache(builder.Configuration);
builder.Services.AddTasks(builder.Configuration);
builder.Services.AddWorkerInApi(builder.Configuration);
builder.Services.AddApi();
builder.Services.AddTelemetry(builder.Configuration);
builder.Services.AddSampleAuthentication(builder.Environment);

var app = builder.Build();

if (app.CheckTaskerConfiguration(args) is { } exitCode)
{
    return exitCode;
}

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
app.MapStatistics();
app.MapDashboardOverview();
app.MapMyTasks();
app.MapDeskDashboards();
app.MapTickets();
app.MapTemplates();
app.MapHealthChecks("/health");
app.MapMetrics();
app.MapTaskerCache("/api/admin/cache");

// Not in a hosted service: until the host runs, Ctrl+C ends the process at once, and the transaction with it.
await app.Services.GetRequiredService<TaskerSeeder>().RunAsync(CancellationToken.None);
await app.Services.AddEvictionTriggersAsync();

app.LogStartupNotes();

try
{
    await app.RunAsync();
    return 0;
}
catch (IOException exception) when (exception.InnerException is AddressInUseException)
{
    await Console.Error.WriteLineAsync($"""

        {exception.Message}
        Another sample, perhaps. Stop it, or take another port:
          dotnet run --project samples/Tasker.Analytics -- --urls http://localhost:5081
        """);
    return 1;
}
