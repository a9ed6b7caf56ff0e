namespace Tasker.Caching.Coverage;

/// <summary>Knows tables whose changes evict something. Registered as a service, as often as need be.</summary>
public interface ICoveredTables
{
    /// <summary>Lists the tables. It is called when coverage is shown, never while a request is answered.</summary>
    IEnumerable<CoveredTable> Read();
}
