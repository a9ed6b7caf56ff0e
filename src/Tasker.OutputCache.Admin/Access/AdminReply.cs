using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Tasker.OutputCache.Admin.Bodies;

namespace Tasker.OutputCache.Admin.Access;

/// <summary>Answers and refusals of the administration, and the reading of bodies.</summary>
internal static class AdminReply
{
    private const int MaximumBodyBytes = 64 * 1024;

    public static Task WriteAsync<T>(HttpContext context, T value, JsonTypeInfo<T> type)
    {
        context.Response.Headers.CacheControl = "no-store";
        return context.Response.WriteAsJsonAsync(value, type, cancellationToken: context.RequestAborted);
    }

    public static Task RefuseAsync(HttpContext context, int status, string error)
    {
        context.Response.StatusCode = status;
        return WriteAsync(context, new RefusalBody(error), AdminJson.Default.RefusalBody);
    }

    /// <summary>Makes sure that the body is JSON, which is part of the protection: a form of another site can't send it.</summary>
    /// <returns>Whether it is; otherwise the request has been refused.</returns>
    public static async Task<bool> RequireJsonAsync(HttpContext context)
    {
        if (context.Request.HasJsonContentType())
        {
            return true;
        }

        await RefuseAsync(context, StatusCodes.Status415UnsupportedMediaType, "The content type must be application/json.");
        return false;
    }

    /// <summary>Reads a body of bounded length.</summary>
    /// <returns>The body; <see langword="null"/> if the request has been refused.</returns>
    public static async Task<T?> ReadAsync<T>(HttpContext context, JsonTypeInfo<T> type, string what)
        where T : class
    {
        if (!await RequireJsonAsync(context))
        {
            return null;
        }

        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = MaximumBodyBytes;
        }

        try
        {
            // Not every server knows the limit, and not every body says how long it is.
            if (await ReadBytesAsync(context) is not { } bytes)
            {
                await RefuseAsync(context, StatusCodes.Status413PayloadTooLarge, "The body is too large.");
                return null;
            }

            if (JsonSerializer.Deserialize(bytes.Span, type) is { } body)
            {
                return body;
            }

            await RefuseAsync(context, StatusCodes.Status400BadRequest, $"The body is no {what}: it is null.");
        }
        catch (JsonException exception)
        {
            await RefuseAsync(context, StatusCodes.Status400BadRequest, $"The body is no {what}: {exception.Message}");
        }
        catch (BadHttpRequestException exception)
        {
            await RefuseAsync(context, exception.StatusCode, "The body could not be read.");
        }

        return null;
    }

    private static async Task<ReadOnlyMemory<byte>?> ReadBytesAsync(HttpContext context)
    {
        if (context.Request.ContentLength > MaximumBodyBytes)
        {
            return null;
        }

        var bytes = new byte[MaximumBodyBytes + 1];
        var length = await context.Request.Body.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, context.RequestAborted);
        if (length > MaximumBodyBytes)
        {
            return null;
        }

        return bytes.AsMemory(0, length);
    }
}
