namespace Tasker.Caching.Coverage;

/// <summary>Tables of which the host says that their changes evict a resource.</summary>
internal sealed record DeclaredTables(string Resource, string[] Tables, string By) : ICoveredTables
{
    public IEnumerable<CoveredTable> Read() => Tables.Select(table => new CoveredTable(table, [CacheTag.For(Resource)], By));
}
