using Tasker.OutputCache.TestUtilities.Contracts;

namespace Tasker.Caching.PostgreSql.Tests.Entries;

public sealed class PostgresFarValuesContractTests(SharedPostgres postgres) : FarValuesContract
{
    private PostgresBackend? _backend;

    protected override Task<IFarTier> OpenAsync()
    {
        _backend = PostgresTest.Open(postgres.Server, PostgresTest.NewSchema());
        return Task.FromResult(_backend.Backend.Far!);
    }

    protected override ValueTask CloseAsync() => _backend!.DisposeAsync();
}
