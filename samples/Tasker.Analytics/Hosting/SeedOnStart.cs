using Tasker.Analytics.Seeding;

namespace Tasker.Analytics.Hosting;

/// <summary>Creates and fills the database before the server listens; Ctrl+C ends it and leaves nothing half done.</summary>
internal sealed class SeedOnStart(TaskerSeeder seeder) : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken) => seeder.RunAsync(cancellationToken);

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
