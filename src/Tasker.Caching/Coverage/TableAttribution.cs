using System.Diagnostics.CodeAnalysis;
using Tasker.Caching.Coverage;

namespace Tasker.Caching.Engine;

/// <summary>Says to which endpoint the reads of the current request belong.</summary>
/// <remarks>It is made at the front of the request, since what asynchronous methods further down set would be lost on their return.</remarks>
[Experimental(EngineFace.DiagnosticId)]
public sealed class TableAttribution
{
    private static readonly AsyncLocal<TableAttribution?> Flowing = new();

    private readonly TableCoverage _coverage;
    private volatile EndpointTables? _endpoint;

    private TableAttribution(TableCoverage coverage) => _coverage = coverage;

    /// <summary>Gets a value indicating whether the current request may attribute reads: the host observes tables.</summary>
    public static bool IsFlowing => Flowing.Value is not null;

    internal static TableAttribution? Current => Flowing.Value;

    internal EndpointTables? Endpoint => _endpoint;

    internal static void Begin(TableCoverage coverage) => Flowing.Value = new TableAttribution(coverage);

    /// <summary>Begins to attribute reads to an endpoint.</summary>
    /// <param name="resource">The resource.</param>
    /// <param name="name">The endpoint.</param>
    /// <param name="tags">The tags that the response is known to carry.</param>
    /// <returns>What ends it; <see langword="null"/> where no tables are observed.</returns>
    public static TableAttribution? Begin(string resource, string name, IReadOnlyList<string> tags)
    {
        if (Flowing.Value is not { } attribution)
        {
            return null;
        }

        var endpoint = attribution._coverage.Of(resource, name);
        endpoint.NoteComputation(tags);
        attribution._endpoint = endpoint;
        return attribution;
    }

    /// <summary>Notes a tag that the handler gives to the response.</summary>
    public void NoteTag(CacheTag tag) => _endpoint?.NoteTag(tag.Widen().ToString());

    /// <summary>Ends it: later reads of the request belong to no response.</summary>
    public void End() => _endpoint = null;
}
