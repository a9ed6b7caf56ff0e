using System.Text.Json;
using Tasker.Analytics.Analytics;
using Tasker.Analytics.Dashboards;
using Tasker.Analytics.Database;
using Tasker.Analytics.Seeding;
using Tasker.Analytics.Tasks;
using Tasker.Analytics.Templates;
using Tasker.Analytics.Tickets;

namespace Tasker.Analytics.Hosting;

internal static class SampleServices
{
    /// <summary>Adds the cache, with what evicts. The API and the worker say the same, so that each knows what the other caches.</summary>
    public static void AddCache(this IServiceCollection services, IConfiguration configuration) => services
        .AddTaskerOutputCache(configuration)
        .AddRedis()
        .AddMemcached()
        .AddPostgres()
        .AddObjects(TemplateRegistry.Resource, "namespace:name:version")
        .EvictOnSampleEvents();

    /// <summary>Adds the database, what fills it, and the queries over it.</summary>
    public static void AddTasks(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<SeedOptions>()
            .Bind(configuration.GetSection("Tasker:Seed"))
            .Validate(options => options is { Tasks: >= 1 and <= 5_000_000, Days: >= 1 and <= 365 }, "Tasker:Seed:Tasks must be between 1 and 5,000,000, Tasker:Seed:Days between 1 and 365.");
        services.AddSingleton(provider => TaskerDatabase.Create(
            provider.GetRequiredService<IConfiguration>(), provider.GetRequiredService<IHostEnvironment>().ContentRootPath));
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton<TaskerSeeder>();

        services.AddSingleton<NamespaceFilter>();
        services.AddSingleton<PerformanceQuery>();
        services.AddSingleton<BottlenecksQuery>();
        services.AddSingleton<OverviewQuery>();
        services.AddSingleton<TaskTransitions>();
        services.AddSingleton<TicketDesk>();
        services.AddSingleton<TemplateRegistry>();
        services.AddSingleton<HandlerRuns>();
    }

    /// <summary>Adds what both kinds of endpoints share: snake_case, validation, and problem details for whatever is refused.</summary>
    public static void AddApi(this IServiceCollection services)
    {
        services.AddControllers().AddJsonOptions(options => options.JsonSerializerOptions.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower);
        services.ConfigureHttpJsonOptions(options => options.SerializerOptions.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower);
        services.AddValidation();
        services.AddProblemDetails();
        services.AddExceptionHandler<BadRequestHandler>();
        services.AddHealthChecks().AddTaskerCache();

        // In every environment, so that the handler above can say which parameter it was.
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
    }
}
