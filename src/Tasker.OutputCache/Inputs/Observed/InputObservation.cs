using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Features.Authentication;
using Microsoft.AspNetCore.Localization;
using Tasker.OutputCache.Policies;

namespace Tasker.OutputCache.Inputs.Observed;

/// <summary>Remembers what is read of a request while a response to it is computed that may be stored.</summary>
/// <remarks>It stands in front of the request's features, and passes everything on. Handlers read from several threads.</remarks>
internal sealed class InputObservation
{
    [ThreadStatic]
    private static int _paused;

    private readonly Lock _lock = new();
    private readonly HttpContext _context;
    private readonly EndpointInputs _endpoint;
    private readonly List<(Type Feature, object? Original, object Observed)> _installed = new(8);
    private HashSet<(InputKind, string)>? _computed;
    private List<(InputKind Kind, string Name, string? Reader)>? _found;
    private volatile bool _isLearning;
    private volatile bool _isStarting;
    private volatile bool _isEnded;

    private InputObservation(HttpContext context, EndpointInputs endpoint)
    {
        _context = context;
        _endpoint = endpoint;
    }

    /// <summary>Begins to observe a request. Call it when its key and its tags are made.</summary>
    public static InputObservation Start(HttpContext context, EndpointInputs endpoint)
    {
        var observation = new InputObservation(context, endpoint);
        observation.Install();
        observation.Learn();
        return observation;
    }

    /// <summary>Reads of this thread do not count until the result is disposed of: the cache looks at the request itself.</summary>
    public static Pausing Pause() => new(_paused++);

    private void Install()
    {
        var features = _context.Features;
        if (features.Get<IHttpRequestFeature>() is { } request)
        {
            Replace<IQueryFeature>(features, features.Get<IQueryFeature>(), new ObservedQuery(this, features.Get<IQueryFeature>(), request));
            Replace<IRequestCookiesFeature>(features, features.Get<IRequestCookiesFeature>(), new ObservedCookies(this, features.Get<IRequestCookiesFeature>(), request));
            Replace<IHttpRequestFeature>(features, request, new ObservedRequest(this, request));
        }

        if (features.Get<IHttpConnectionFeature>() is { } connection)
        {
            Replace<IHttpConnectionFeature>(features, connection, new ObservedConnection(this, connection));
        }

        if (features.Get<ITlsConnectionFeature>() is { } tls)
        {
            Replace<ITlsConnectionFeature>(features, tls, new ObservedTls(this, tls));
        }

        if (features.Get<IHttpAuthenticationFeature>() is { } authentication)
        {
            Replace<IHttpAuthenticationFeature>(features, authentication, new ObservedAuthentication(this, authentication));
        }

        if (features.Get<ISessionFeature>() is { } session)
        {
            Replace<ISessionFeature>(features, session, new ObservedSessions(this, session));
        }

        if (features.Get<IItemsFeature>() is { Items.Count: > 0 } items)
        {
            Replace<IItemsFeature>(features, items, new ObservedItems(this, items));
        }

        if (features.Get<IRequestCultureFeature>() is { } culture)
        {
            Replace<IRequestCultureFeature>(features, culture, new ObservedCulture(this, culture));
        }
    }

    private void Replace<TFeature>(IFeatureCollection features, TFeature? original, TFeature observed)
        where TFeature : class
    {
        features.Set(observed);
        _installed.Add((typeof(TFeature), original, observed));
    }

    // What a computed parameter reads is what the host has declared by it.
    private void Learn()
    {
        if (_endpoint.Computed.Length == 0)
        {
            return;
        }

        _computed = [];
        _isLearning = true;
        foreach (var parameter in _endpoint.Computed)
        {
            ParameterReader.Read(_context, parameter);
        }

        _isLearning = false;
    }

    /// <summary>Notes that an input was read.</summary>
    /// <param name="kind">Where.</param>
    /// <param name="name">Its name; <c>*</c> for all of the kind.</param>
    public void Note(InputKind kind, string name)
    {
        if (!_endpoint.Covers(kind, name) && IsObserved)
        {
            NoteUncovered(kind, name);
        }
    }

    /// <summary>Gets a value indicating whether reads count: not those of the cache itself, nor of callbacks of middleware in front, which run when ours has.</summary>
    private bool IsObserved => _paused == 0 && !_isEnded && (!_isStarting || _context.Response.HasStarted);

    private void NoteUncovered(InputKind kind, string name)
    {
        var key = (kind, name.ToUpperInvariant());
        if (_isLearning)
        {
            _computed!.Add(key);
            return;
        }

        if (_computed?.Contains(key) == true || _computed?.Contains((kind, IgnoredInputs.All)) == true || InputReader.IsDismissed(kind, name, out var reader))
        {
            return;
        }

        lock (_lock)
        {
            (_found ??= []).Add((kind, name, reader));
        }
    }

    /// <summary>Tells what was read, and finds out whether the response may be stored.</summary>
    /// <returns>Why it may not, or <see langword="null"/>.</returns>
    public string? FindRefusal()
    {
        if (_found is null)
        {
            return null;
        }

        string? reason = null;
        lock (_lock)
        {
            foreach (var (kind, name, reader) in _found)
            {
                // Each of them is told, not only the first.
                var refusal = _endpoint.Tell(kind, name, reader);
                reason ??= refusal;
            }
        }

        return reason;
    }

    /// <summary>Notes that the head is about to leave, and that what ran behind the cache has had its say.</summary>
    public void NoteStarting() => _isStarting = true;

    /// <summary>Ends it: what is in front of the cache sees the features that were there.</summary>
    public void End()
    {
        if (_isEnded)
        {
            return;
        }

        _isEnded = true;
        var features = _context.Features;
        foreach (var (type, original, observed) in _installed)
        {
            // Somebody else may have put another one in its place, around ours.
            if (ReferenceEquals(features[type], observed))
            {
                features[type] = original;
            }
        }
    }

    /// <summary>The time in which the cache looks at the request itself.</summary>
    public readonly ref struct Pausing(int before)
    {
        public void Dispose() => _paused = before;
    }
}
