using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Tasker.Analytics.Database;
using Tasker.Analytics.Hosting;
using Tasker.Analytics.Seeding;
using Tasker.Analytics.Worker;

namespace Tasker.Worker;

/// <summary>The worker as a process of its own, over the database and the Redis of the API.</summary>
internal static class WorkerHost
{
    public static async Task<int> Main(string[] args)
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { Args = args, ContentRootPath = AppContext.BaseDirectory });

        if (!TaskerDatabase.IsShared(builder.Configuration))
        {
            await Console.Error.WriteLineAsync("""
                A worker of its own needs the database of the API, and its Redis:
                  ConnectionStrings__Tasker='Host=localhost;Username=postgres;Database=tasker' REDIS_URL=redis://localhost:6379 dotnet run --project samples/Tasker.Worker
                Without them the worker runs inside the API: dotnet run --project samples/Tasker.Analytics
                """);
            return 1;
        }

        builder.Configuration.AddTaskerConfiguration(builder.Environment);
        builder.Services.AddCache(builder.Configuration);
        builder.Services.AddTasks(builder.Configuration);
        builder.Services.AddWorker(builder.Configuration);
        builder.Services.AddTelemetry(builder.Configuration);

        using var host = builder.Build();

        if (host.CheckTaskerConfiguration(args) is { } exitCode)
        {
            return exitCode;
        }

        // Whoever of worker and API comes first creates the tables; the other one waits.
        await host.Services.GetRequiredService<TaskerSeeder>().RunAsync(CancellationToken.None);
        await host.RunAsync();
        return 0;
    }
}
