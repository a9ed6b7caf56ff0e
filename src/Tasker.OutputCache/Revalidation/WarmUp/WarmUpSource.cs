namespace Tasker.OutputCache.Revalidation.WarmUp;

/// <summary>Yields paths, with their query, that are to be computed at start.</summary>
/// <param name="Resource">The resource that they belong to, for the log.</param>
/// <param name="Paths">Yields the paths.</param>
internal sealed record WarmUpSource(string Resource, Func<IServiceProvider, CancellationToken, IAsyncEnumerable<string>> Paths);
