using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Options;
using Tasker.Analytics.Database;
using Tasker.Analytics.Worker;

namespace Tasker.Analytics.Hosting;

/// <summary>Says in the log where to look and what to try.</summary>
internal static class StartupNotes
{
    public static void LogStartupNotes(this WebApplication app)
    {
        var logger = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("Tasker.Analytics");
        var database = app.Services.GetRequiredService<ITaskerDatabase>();

        app.Lifetime.ApplicationStarted.Register(() =>
        {
            var addresses = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses;

            if (addresses?.FirstOrDefault() is not { } address)
            {
                return;
            }

            logger.LogInformation("Tasks are in {Database}.", database.Description);
            if (app.Environment.IsDevelopment())
            {
                logger.LogInformation("Watch the cache at {Address}/api/admin/cache", address);
            }

            if (app.Services.GetServices<IHostedService>().OfType<WorkerService>().Any())
            {
                var worker = app.Services.GetRequiredService<IOptions<WorkerOptions>>().Value;
                logger.LogInformation("A worker runs inside this process. It moves a task every {Interval}; Tasker:Worker:Interval=00:00:00 keeps it quiet.", worker.Interval);
            }

            logger.LogInformation("Open {Address}/ for what to try, or:", address);
            logger.LogInformation("  curl -i '{Address}/v1/analytics/performance?hours=24&namespace=payments'", address);
            logger.LogInformation("  curl -i '{Address}/v1/analytics/bottlenecks?limit=5'", address);
            logger.LogInformation("  curl '{Address}/v1/tasks?namespace=payments&state=steps_in_process&limit=3'", address);
            logger.LogInformation("  curl -X POST {Address}/v1/tasks/ID/transitions -H 'Content-Type: application/json' -d '{Body}'    # ID: a task_id of the answer above", address, """{"to":"complete"}""");

            if (app.Environment.IsDevelopment())
            {
                logger.LogInformation("  curl -i {Address}/v1/dashboards/overview -H 'Authorization: Dev user=alice;tenant=acme'", address);
                logger.LogInformation("  curl -i '{Address}/v1/statistics/department_workload?department_id=1' -H 'Authorization: Dev user=alice;tenant=acme'", address);
            }
        });
    }
}
