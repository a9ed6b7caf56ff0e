using Tasker.OutputCache.TestUtilities;
using Tasker.OutputCache.TestUtilities.Contracts;

namespace Tasker.Caching.PostgreSql.Tests.Entries;

public sealed class PostgresFarTierContractTests(SharedPostgres postgres) : FarTierContract
{
    private PostgresBackend? _backend;

    protected override async Task<IFarTier> OpenAsync()
    {
        _backend = PostgresTest.Open(postgres.Server, PostgresTest.NewSchema());
        await _backend.Backend.Far!.RemoveAsync("test:none", Token);
        await Eventually.Async(() => _backend.IsListening, PostgresTest.Deadline, "the ends of leases are heard of", Token);
        return _backend.Backend.Far!;
    }

    protected override ValueTask CloseAsync() => _backend!.DisposeAsync();
}
