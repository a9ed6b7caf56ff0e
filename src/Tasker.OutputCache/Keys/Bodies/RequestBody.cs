using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Tasker.Caching.Engine;

namespace Tasker.OutputCache.Keys.Bodies;

/// <summary>The body of a request, read once: what its key says of it, and what a replay sends. A feature of the request.</summary>
internal sealed class RequestBody
{
    // Always escaped in a value.
    private const string Mark = ":%m";

    private readonly string _method;
    private readonly string _digest;
    private readonly JsonElement? _json;

    private RequestBody(string method, byte[] bytes, string digest, JsonElement? json)
    {
        _method = method;
        _digest = digest;
        _json = json;
        Bytes = bytes;
    }

    /// <summary>Gets the bytes.</summary>
    public byte[] Bytes { get; }

    /// <summary>Finds the body that was read of a request.</summary>
    public static RequestBody? Of(HttpContext context) => context.Features[typeof(RequestBody)] as RequestBody;

    /// <summary>Makes the key of a body.</summary>
    /// <param name="request">The request.</param>
    /// <param name="bytes">All bytes of its body.</param>
    /// <param name="form">How they become part of the key.</param>
    /// <param name="body">The body.</param>
    /// <returns><see langword="false"/> if the body is no JSON, or JSON that handlers read in different ways, although its media type says that it is.</returns>
    public static bool TryCreate(HttpRequest request, byte[] bytes, BodyForm form, [NotNullWhen(true)] out RequestBody? body)
    {
        body = null;
        var type = BodyMediaType.Of(request.Headers.ContentType);
        var json = default(JsonElement?);
        if (form == BodyForm.ByValue && type.IsJson && bytes.Length > 0 && !TryParse(bytes, out json))
        {
            return false;
        }

        try
        {
            body = new RequestBody(request.Method.ToUpperInvariant(), bytes, Hash(type.Text, bytes, json), json);
            return true;
        }
        catch (InvalidOperationException)
        {
            // A text that is no Unicode.
            return false;
        }
    }

    private static bool TryParse(byte[] bytes, out JsonElement? json)
    {
        json = null;
        try
        {
            var root = JsonElement.Parse(bytes);
            var verdict = CanonicalJson.Judge(root);
            json = verdict == JsonVerdict.Canonical ? root : null;

            // What has an order is compared by its bytes.
            return verdict != JsonVerdict.Ambiguous;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return false;
        }
    }

    private static string Hash(string mediaType, byte[] bytes, JsonElement? json)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(BitConverter.GetBytes(Encoding.UTF8.GetByteCount(mediaType)));
        hash.AppendData(Encoding.UTF8.GetBytes(mediaType));
        if (json is { } value)
        {
            hash.AppendData("j"u8);
            CanonicalJson.AddTo(hash, value);
        }
        else
        {
            hash.AppendData("b"u8);
            hash.AppendData(bytes);
        }

        return Base64Url.EncodeToString(hash.GetHashAndReset());
    }

    /// <summary>Returns the values at a place of the body; none if it is not JSON that can be compared by value.</summary>
    public StringValues Read(BodyPath path) => _json is { } json ? path.Read(json) : default;

    /// <summary>Writes what tells this body, and the method that it came with, from others.</summary>
    public void AppendTo(ref KeyWriter writer)
    {
        writer.Append(Mark);
        writer.Append(_method);
        writer.Append('.');
        writer.Append(_digest);
    }
}
