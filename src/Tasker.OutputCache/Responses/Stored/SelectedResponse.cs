using Microsoft.AspNetCore.Http;
using Tasker.OutputCache.Engine;

namespace Tasker.OutputCache.Responses.Stored;

/// <summary>What one request gets of a stored response: ready to be written, but for <c>Age</c> and <c>Cache-Status</c>.</summary>
internal readonly struct SelectedResponse
{
    private readonly StoredHeader[]? _headers;
    private readonly Representation? _encoded;
    private readonly StoredResponse? _plain;

    public SelectedResponse(int status, StoredHeader[] headers, ReadOnlyMemory<byte> body)
    {
        Status = status;
        Body = body;
        _headers = headers;
    }

    /// <param name="status">The status.</param>
    /// <param name="encoded">What is sent as it is held.</param>
    public SelectedResponse(int status, Representation encoded)
    {
        Status = status;
        Body = encoded.Body;
        _encoded = encoded;
    }

    /// <param name="plain">What is sent as it is held, without an encoding.</param>
    public SelectedResponse(StoredResponse plain)
    {
        Status = plain.Status;
        Body = plain.Body;
        _plain = plain;
    }

    public int Status { get; }

    /// <summary>Gets the headers. The array is shared by all who get the same: it is never written to.</summary>
    public StoredHeader[] Headers => _headers ?? Whole!.Headers;

    /// <summary>Gets the body in the encoding that the headers name. Empty where the status or the method wants none.</summary>
    public ReadOnlyMemory<byte> Body { get; }

    /// <summary>Gets the form in which the framework sends the whole, if that is held.</summary>
    public FramedBody? Frame => Whole?.Frame;

    private Representation? Whole => _encoded ?? _plain?.Identity;

    /// <summary>Writes the headers into a response.</summary>
    /// <returns>Whether <c>Cache-Status</c> may be among them.</returns>
    public bool CopyHeadersTo(IHeaderDictionary headers)
    {
        if (_headers is not null)
        {
            StoredHeaders.Copy(_headers, headers);
            return true;
        }

        ref readonly var ready = ref _plain is null ? ref _encoded!.Ready : ref _plain.Ready;
        ready.CopyTo(headers);
        return ready.HasCacheStatus;
    }
}
