using Tasker.OutputCache.TestUtilities.Contracts;

namespace Tasker.Caching.PostgreSql.Tests.Log;

public sealed class PostgresInstancesContractTests(SharedPostgres postgres) : CacheInstancesContract
{
    private readonly string _schema = PostgresTest.NewSchema();
    private readonly List<PostgresBackend> _backends = [];

    protected override Task<ICacheInstances> OpenAsync()
    {
        var backend = PostgresTest.Open(postgres.Server, _schema);
        _backends.Add(backend);
        return Task.FromResult(backend.Backend.Instances!);
    }

    protected override Task<ICacheInstances> OpenAgainAsync() => OpenAsync();

    protected override async ValueTask CloseAsync()
    {
        foreach (var backend in _backends)
        {
            await backend.DisposeAsync();
        }
    }
}
