using System.Security.Cryptography;
using Microsoft.Net.Http.Headers;
using Tasker.OutputCache.Engine;

namespace Tasker.OutputCache.Revalidation;

/// <summary>What two responses of one key are compared by. Other headers are of the moment, many of them.</summary>
internal sealed record Fingerprint(int Status, string ContentType, string Body)
{
    public static Fingerprint Of(StoredResponse response) => new(
        response.Status,
        response.TryGetHeader(HeaderNames.ContentType, out var type) ? type.ToString() : string.Empty,
        Convert.ToHexStringLower(SHA256.HashData(response.Body.Span)));

    /// <summary>Makes one of a response of which nothing but the status is known.</summary>
    public static Fingerprint OfStatus(int status) => new(status, string.Empty, string.Empty);

    /// <summary>Says in which way another response differs.</summary>
    public string DifferenceTo(Fingerprint now) =>
        Status != now.Status ? $"status {Status}, now {now.Status}"
        : ContentType != now.ContentType ? "another content type"
        : "another body";
}
