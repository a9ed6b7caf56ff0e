using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Tasker.OutputCache.Evictions;
using Tasker.OutputCache.Resilience;
using Tasker.OutputCache.Tiers;

namespace Tasker.OutputCache.Admin;

/// <summary>The handlers of the administration.</summary>
internal sealed class CacheAdmin
{
    private const int MaximumBodyBytes = 64 * 1024;
    private const int MaximumTags = 1000;

    private readonly EvictionView _view;
    private readonly EvictionFollower _follower;
    private readonly EvictionJournal _journal;
    private readonly ICacheEvictor _evictor;
    private readonly FarEndpoint _endpoint;
    private readonly NearTier _near;
    private readonly CacheEngine _engine;

    public CacheAdmin(
        EvictionView view,
        EvictionFollower follower,
        EvictionJournal journal,
        ICacheEvictor evictor,
        FarEndpoint endpoint,
        NearTier near,
        CacheEngine engine)
    {
        _view = view;
        _follower = follower;
        _journal = journal;
        _evictor = evictor;
        _endpoint = endpoint;
        _near = near;
        _engine = engine;
    }

    public Task GetStatusAsync(HttpContext context)
    {
        var now = _view.Now;
        var isAttached = _follower.IsAttached;
        var status = new CacheStatusBody(
            _endpoint.Name,
            isAttached && _endpoint.IsClosed,
            isAttached,
            JsonNamingPolicy.SnakeCaseLower.ConvertName(_endpoint.State.ToString()),
            _journal.Count,
            now.Generation,
            now.Horizon,
            now.Marker,
            _near.Count,
            _near.Bytes,
            _engine.Flights);
        context.Response.Headers.CacheControl = "no-store";
        return context.Response.WriteAsJsonAsync(status, AdminJson.Default.CacheStatusBody, cancellationToken: context.RequestAborted);
    }

    /// <summary>Evicts what the body names. The type of the body is part of the protection: a form of another site can't send it.</summary>
    public async Task PostEvictionsAsync(HttpContext context)
    {
        if (!context.Request.HasJsonContentType())
        {
            await RefuseAsync(context, StatusCodes.Status415UnsupportedMediaType, "The body must be JSON.");
            return;
        }

        if (context.Request.ContentLength > MaximumBodyBytes)
        {
            await RefuseAsync(context, StatusCodes.Status413PayloadTooLarge, "The body is too large.");
            return;
        }

        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = MaximumBodyBytes;
        }

        EvictionBody? body;
        try
        {
            body = await context.Request.ReadFromJsonAsync(AdminJson.Default.EvictionBody, context.RequestAborted);
        }
        catch (JsonException exception)
        {
            await RefuseAsync(context, StatusCodes.Status400BadRequest, $"The body is no eviction: {exception.Message}");
            return;
        }

        if (!TryReadTags(body, out var tags, out var mode, out var flaw))
        {
            await RefuseAsync(context, StatusCodes.Status400BadRequest, flaw);
            return;
        }

        var result = await _evictor.EvictAsync(tags, mode, CancellationToken.None);
        await context.Response.WriteAsJsonAsync(
            new EvictionAnswer(result == EvictionResult.Shared ? "shared" : "journaled", [.. tags.Select(static tag => tag.ToString())]),
            AdminJson.Default.EvictionAnswer,
            cancellationToken: context.RequestAborted);
    }

    private static bool TryReadTags(EvictionBody? body, out List<CacheTag> tags, out EvictionMode mode, out string flaw)
    {
        tags = [];
        mode = EvictionMode.Hard;
        flaw = string.Empty;
        try
        {
            if (body?.Mode is { } named && (!Enum.TryParse(named, ignoreCase: true, out mode) || !Enum.IsDefined(mode)))
            {
                flaw = $"The mode '{named}' is none. It is 'hard' or 'soft'.";
                return false;
            }

            foreach (var tag in body?.Tags ?? [])
            {
                tags.Add(CacheTag.FromString(tag));
            }

            if (body?.Resource is { } resource)
            {
                tags.Add(ReadResource(resource, body));
            }

            if (body?.Everything == true)
            {
                tags.Add(CacheTag.Everything);
            }
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException)
        {
            flaw = exception.Message;
            return false;
        }

        flaw = tags.Count switch
        {
            0 => "Nothing is named. Give 'tags', or a 'resource' with its 'dimensions', or 'everything': true.",
            > MaximumTags => $"At most {MaximumTags} tags can be evicted at once.",
            _ => string.Empty,
        };
        return flaw.Length == 0;
    }

    private static CacheTag ReadResource(string resource, EvictionBody body)
    {
        var tag = CacheTag.For(resource);
        foreach (var (dimension, value) in body.Dimensions ?? [])
        {
            tag = tag.With(dimension, value);
        }

        tag = body.Tenant is { } tenant ? tag.ForTenant(tenant) : tag;
        return body.User is { } user ? tag.ForUser(user) : tag;
    }

    private static Task RefuseAsync(HttpContext context, int status, string error)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(new RefusalBody(error), AdminJson.Default.RefusalBody, cancellationToken: context.RequestAborted);
    }
}
