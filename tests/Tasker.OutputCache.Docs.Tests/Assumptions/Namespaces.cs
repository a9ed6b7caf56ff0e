namespace Tasker.OutputCache.Docs.Tests.Assumptions;

public sealed class Namespaces
{
    public IAsyncEnumerable<string> PathsAsync(CancellationToken cancellationToken) => AsyncEnumerable.Empty<string>();
}
