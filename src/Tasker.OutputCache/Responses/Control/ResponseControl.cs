using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;
using Tasker.Caching.Engine;
using Tasker.OutputCache.Engine;

namespace Tasker.OutputCache.Responses.Control;

/// <summary>What a response says about its own life, where its resource lets it: the first targeted field that is whole, or else <c>Cache-Control</c> and <c>Expires</c>.</summary>
internal sealed class ResponseControl
{
    private static readonly TimeSpan ThisMoment = TimeSpan.FromSeconds(2);

    private readonly ControlDirectives _directives;
    private readonly bool _isTargeted;

    private ResponseControl(ControlDirectives directives, bool isTargeted)
    {
        _directives = directives;
        _isTargeted = isTargeted;
    }

    /// <summary>Reads what a response says.</summary>
    /// <returns><see langword="null"/> if the resource does not ask, or its response has none of the fields that count.</returns>
    public static ResponseControl? Of(IHeaderDictionary headers, ResourceSettings settings) =>
        settings.HasResponseControl ? Select(name => headers[name], settings) : null;

    /// <summary>Reads for how long a stored response may be shown after its freshness.</summary>
    public static StaleWindows? WindowsOf(StoredHeader[] headers, ResourceSettings settings) =>
        settings.HasResponseControl ? Select(name => StoredHeaders.TryFind(headers, name, out var values) ? values : default, settings)?.WindowsIn(settings) : null;

    private static ResponseControl? Select(Func<string, StringValues> find, ResourceSettings settings)
    {
        foreach (var name in settings.TargetedCacheControl)
        {
            if (find(name) is { Count: > 0 } lines && TargetedReader.TryRead(lines, out var targeted))
            {
                return new ResponseControl(targeted, isTargeted: true);
            }
        }

        return settings.HonorCacheControl
            ? new ResponseControl(ControlReader.Read(PrivateResponse.WithoutMark(find(HeaderNames.CacheControl))), isTargeted: false)
            : null;
    }

    /// <summary>Gets the names of headers that are not to be stored, if there are any.</summary>
    public List<string>? OmittedHeaders => _directives.Fields;

    /// <summary>Finds why a response may not be stored, if that has nothing to do with time.</summary>
    public string? FindObstacle(int status) => _directives.FindObstacle(status);

    /// <summary>Gets for how long a response may be shown after its freshness: what it says, within what the resource allows.</summary>
    public StaleWindows WindowsIn(ResourceSettings settings) =>
        _directives.MustRevalidate || _directives.IsBroken
            ? default
            : new StaleWindows(
                Within(_directives.StaleWhileRevalidate, settings.StaleWhileRevalidate, settings.StaleWhileRevalidateLimit),
                Within(_directives.StaleIfError, settings.StaleIfError, settings.StaleIfErrorLimit));

    private static TimeSpan Within(DeltaSeconds said, TimeSpan otherwise, TimeSpan limit) =>
        !said.IsPresent ? otherwise
        : said.Time < limit ? said.Time
        : limit;

    /// <summary>Gets how long a response is fresh from now on.</summary>
    /// <param name="response">The response.</param>
    /// <param name="otherwise">How long responses are fresh that say nothing.</param>
    /// <param name="now">The current time.</param>
    /// <returns><see langword="null"/> if it says nothing.</returns>
    public TimeSpan? FindLife(HttpResponse response, TimeSpan otherwise, DateTimeOffset now)
    {
        var headers = response.Headers;
        var age = AgeOf(response, now);
        var life = _directives.Life is { IsPresent: true } said || _directives.IsBroken ? _directives.Life.Time
            : !_isTargeted && headers.Expires.Count > 0 ? FromExpires(response, now)
            : age > TimeSpan.Zero ? otherwise
            : (TimeSpan?)null;
        return life is not { } time ? null : time > age ? time - age : TimeSpan.Zero;
    }

    // What can't be read is in the past (RFC 9111, section 5.3). It is measured from the response's own date (section 4.2.1).
    private static TimeSpan FromExpires(HttpResponse response, DateTimeOffset now)
    {
        DateTimeOffset? expires = null;
        foreach (var line in response.Headers.Expires)
        {
            if (!HttpDate.TryParse(line.AsSpan(), now, out var date) || (expires ?? date) != date)
            {
                return TimeSpan.Zero;
            }

            expires = date;
        }

        return expires - (DateOf(response, now) ?? now) ?? TimeSpan.Zero;
    }

    /// <summary>Gets how old a response was when it came from its handler, which may have it from another cache (RFC 9111, section 4.2.3).</summary>
    public static TimeSpan AgeOf(HttpResponse response, DateTimeOffset now)
    {
        var headers = response.Headers;
        var apparent = DateOf(response, now) is { } date && date < now ? TimeSpan.FromSeconds(Math.Floor((now - date).TotalSeconds)) : TimeSpan.Zero;
        if (headers.Age.Count == 0)
        {
            return apparent;
        }

        // Of a list the first counts; what is no number counts for nothing (RFC 9111, section 5.1).
        var text = headers.Age[0].AsSpan();
        var comma = text.IndexOf(',');
        var received = DeltaSeconds.Parse((comma < 0 ? text : text[..comma]).Trim(" \t")).Time;
        return received > apparent ? received : apparent;
    }

    // The server and the framework's middleware add a date of this moment, by the clock of the machine: it has no age, and the cache may run on another clock.
    private static DateTimeOffset? DateOf(HttpResponse response, DateTimeOffset now) =>
        !response.HasStarted && response.Headers.Date is [{ } text] && HttpDate.TryParse(text, now, out var date) && (TimeProvider.System.GetUtcNow() - date).Duration() > ThisMoment ? date : null;
}
