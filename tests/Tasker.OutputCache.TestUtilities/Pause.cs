namespace Tasker.OutputCache.TestUtilities;

/// <summary>Pauses of random length, as users, writers and databases make them. No test waits with one for something to happen: see <see cref="Eventually"/>.</summary>
public static class Pause
{
    public static Task UpToAsync(int milliseconds, CancellationToken cancellationToken = default) =>
        UpToAsync(TimeSpan.FromMilliseconds(milliseconds), cancellationToken);

    public static Task UpToAsync(TimeSpan limit, CancellationToken cancellationToken = default) =>
        Task.Delay(limit * Random.Shared.NextDouble(), cancellationToken);
}
