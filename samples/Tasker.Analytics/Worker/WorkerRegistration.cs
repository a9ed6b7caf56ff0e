using Tasker.Analytics.Database;

namespace Tasker.Analytics.Worker;

internal static class WorkerRegistration
{
    /// <summary>Adds the worker to a process of its own.</summary>
    public static void AddWorker(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<WorkerOptions>()
            .Bind(configuration.GetSection("Tasker:Worker"))
            .Validate(options => options.Interval <= TimeSpan.FromDays(1), "Tasker:Worker:Interval must be at most a day.");
        services.AddSingleton<TaskMover>();
        services.AddHostedService<WorkerService>();
    }

    /// <summary>Adds the worker to the API, unless it can be a process of its own.</summary>
    public static void AddWorkerInApi(this IServiceCollection services, IConfiguration configuration)
    {
        var section = configuration.GetSection("Tasker:Worker");

        if (section.GetValue<bool?>(nameof(WorkerOptions.InApi)) ?? !(TaskerDatabase.IsShared(configuration) && !string.IsNullOrEmpty(configuration["REDIS_URL"])))
        {
            services.AddWorker(configuration);
        }
    }
}
