using System.Diagnostics.CodeAnalysis;
using Tasker.Caching.Engine;
using Tasker.OutputCache.Responses.Stored;

namespace Tasker.OutputCache.Engine;

/// <summary>What reads responses out of the shared tier for one of the middlewares.</summary>
/// <param name="read">Reads a response in the form in which the middleware sends it.</param>
[Experimental(EngineFace.DiagnosticId)]
public sealed class ResponseReaders(Func<ReadOnlyMemory<byte>, StoredResponse?> read)
{
    /// <summary>For those who send a body as it is: it stays where it was read.</summary>
    public static readonly ResponseReaders Unframed = new(static payload => StoredResponse.Read(payload, keeps: true));

    private readonly ContentReader _shared = payload => read(payload) ?? (CachedContent?)OpaqueResponse.Read(payload);

    // A build that did not mark them yet may have stored it.
    private readonly ContentReader _private = payload => read(payload)?.AsPrivate() ?? (CachedContent?)OpaqueResponse.Read(payload);

    /// <summary>Gets what reads the response of a tenant, of a user, or of everybody else.</summary>
    public ContentReader For(PartitionId partition) => partition.IsSomebodys ? _private : _shared;
}
