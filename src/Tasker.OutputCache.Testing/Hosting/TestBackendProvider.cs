using Microsoft.Extensions.Hosting;
using Tasker.Caching.Backends;

namespace Tasker.OutputCache.Testing;

/// <summary>Opens the back end of the test for a host.</summary>
internal sealed class TestBackendProvider(CacheBackendContext<TestBackendOptions> context, TestCache cache, IHostApplicationLifetime lifetime) : CacheBackendProvider<TestBackendOptions>(context)
{
    protected override CacheBackend TryCreate(CacheBackendRequest request, TestBackendOptions options, out string problem)
    {
        problem = string.Empty;
        return cache.Backend.Open(request, lifetime.ApplicationStopping);
    }

    protected override string? FindProblem(TestBackendOptions options) => null;
}
