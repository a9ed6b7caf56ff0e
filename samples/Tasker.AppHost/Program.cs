using Tasker.AppHost.Servers;

var builder = DistributedApplication.CreateBuilder(args);

// Programs of this machine instead of containers: redis-server and PostgreSQL must be installed.
var redis = builder.AddRedisExecutable("redis");
var postgres = builder.AddPostgresExecutable("postgres");

// The first instance creates and fills the database.
var first = builder.AddProject<Projects.Tasker_Analytics>("api-a", static project => project.ExcludeLaunchProfile = true)
    .WithHttpEndpoint(port: 5081)
    .WithCacheAndDatabase(redis, postgres)
    .WithHttpHealthCheck("/health");

builder.AddProject<Projects.Tasker_Analytics>("api-b", static project => project.ExcludeLaunchProfile = true)
    .WithHttpEndpoint(port: 5082)
    .WithCacheAndDatabase(redis, postgres)
    .WithHttpHealthCheck("/health")
    .WaitFor(first);

// It moves tasks, and its evictions reach both instances.
builder.AddProject<Projects.Tasker_Worker>("worker", static project => project.ExcludeLaunchProfile = true)
    .WithCacheAndDatabase(redis, postgres)
    .WaitFor(first);

// Started by hand on the dashboard, where Prometheus is installed: reads both instances and evaluates the alert rules.
builder.AddExecutable("prometheus", "prometheus", builder.AppHostDirectory, "--config.file=prometheus.yml", "--storage.tsdb.path=obj/prometheus", "--web.listen-address=127.0.0.1:9090")
    .WithHttpEndpoint(port: 9090, isProxied: false)
    .WithExplicitStart();

builder.Build().Run();
