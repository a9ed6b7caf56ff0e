using Tasker.Caching.Coverage;
using Tasker.Caching.Coverage.Connections;

namespace System.Data.Common;

/// <summary>Lets the cache see which tables responses are made of.</summary>
public static class TableObservationExtensions
{
    /// <summary>Notes which tables the commands of this data source read while a response is computed. Dapper needs nothing else.</summary>
    /// <param name="dataSource">The data source.</param>
    /// <param name="services">The services of the host.</param>
    /// <returns>A data source that passes everything on; the same one where tables are not observed.</returns>
    /// <remarks>Its connections and commands are wrappers: a cast to the type of a driver fails while tables are observed. Commands that a connection made before are not seen.</remarks>
    public static DbDataSource ObserveTables(this DbDataSource dataSource, IServiceProvider services)
    {
        ArgumentNullException.ThrowIfNull(dataSource);
        ArgumentNullException.ThrowIfNull(services);
        return dataSource is ObservedDataSource || !TableReads.AreObservedBy(services) ? dataSource : new ObservedDataSource(dataSource);
    }
}
