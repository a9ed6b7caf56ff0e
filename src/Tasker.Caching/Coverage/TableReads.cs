using System.Data;
using Tasker.Caching.Coverage.Sql;
using Tasker.Caching.Engine;

namespace Tasker.Caching.Coverage;

/// <summary>Notes which tables a response is computed from. Entity Framework Core and <c>ObserveTables</c> call it; so can another data layer.</summary>
/// <remarks>Outside the computation of a response that may be stored, and in hosts that observe no tables, the calls do nothing.</remarks>
public static class TableReads
{
    /// <summary>Gets a value indicating whether a computation runs whose reads count.</summary>
    public static bool AreObserved => TableAttribution.Current?.Endpoint is not null;

    /// <summary>Says whether a host observes tables: in Development, and where it says so. A data layer that is slower while it notes asks this first.</summary>
    /// <param name="services">The services of the host.</param>
    /// <returns>Whether it does.</returns>
    public static bool AreObservedBy(IServiceProvider services)
    {
        ArgumentNullException.ThrowIfNull(services);
        return services.GetService(typeof(TableCoverage)) is TableCoverage { IsOn: true };
    }

    /// <summary>Notes that a table, a view or a collection is read.</summary>
    /// <param name="table">Its name, with its schema or without.</param>
    public static void NoteTable(string table)
    {
        ArgumentException.ThrowIfNullOrEmpty(table);
        TableAttribution.Current?.Endpoint?.NoteTable(table);
    }

    /// <summary>Notes the tables that a command reads.</summary>
    /// <param name="text">The text of the command.</param>
    /// <param name="type">What the text is. A stored procedure counts as unknown SQL.</param>
    public static void NoteCommand(string text, CommandType type = CommandType.Text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (TableAttribution.Current?.Endpoint is not { } endpoint || !endpoint.IsNew(text))
        {
            return;
        }

        switch (type)
        {
            case CommandType.TableDirect:
                endpoint.NoteTable(text);
                return;
            case CommandType.StoredProcedure:
                endpoint.NoteUnknown(text, "a stored procedure may read any table");
                return;
        }

        var found = SqlScanner.Read(text);
        foreach (var table in found.Read)
        {
            endpoint.NoteTable(table);
        }

        if (found.Unknown is { } reason)
        {
            endpoint.NoteUnknown(text, reason);
        }
    }
}
