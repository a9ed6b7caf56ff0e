using System.Buffers;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Features.Authentication;
using Microsoft.AspNetCore.Localization;
using Tasker.Caching.Engine;
using Tasker.OutputCache.Keys.Parameters;

namespace Tasker.OutputCache.Inputs.Observed;

/// <summary>Remembers what is read of a request while a response to it is computed that may be stored.</summary>
/// <remarks>It stands in front of the request's features, and passes everything on. Handlers read from several threads.</remarks>
internal sealed class InputObservation
{
    [ThreadStatic]
    private static int _paused;

    // Request, query, cookies, connection, certificate, user, what authentication has found, session, items, culture.
    private const int MostInstalled = 10;

    private readonly HttpContext _context;
    private readonly EndpointInputs _endpoint;
    private (Type Feature, object? Original, object Observed)[]? _installed = ArrayPool<(Type, object?, object)>.Shared.Rent(MostInstalled);
    private int _count;
    private Lock? _lock;
    private HashSet<(InputKind, string)>? _computed;
    private List<(InputKind Kind, string Name, string? Reader)>? _found;
    private volatile string? _lister;
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

    /// <summary>Gets a value indicating whether it is the cache itself that reads on this thread.</summary>
    public static bool IsPaused => _paused > 0;

    private void Install()
    {
        var features = _context.Features;
        if (features.Get<IHttpRequestFeature>() is { } request)
        {
            var (query, cookies) = (features.Get<IQueryFeature>(), features.Get<IRequestCookiesFeature>());
            var observed = new ObservedRequest(this, features, request, query, cookies);
            Replace<IQueryFeature>(features, query, observed);
            Replace<IRequestCookiesFeature>(features, cookies, observed);
            Replace<IHttpRequestFeature>(features, request, observed);
        }

        if (features.Get<IHttpConnectionFeature>() is { } connection)
        {
            Replace<IHttpConnectionFeature>(features, connection, new ObservedConnection(this, connection));
        }

        // A client without a certificate or a user has none of these, and its answer is made for that. The framework adds them when they are asked for.
        var tls = features.Get<ITlsConnectionFeature>() ?? new TlsConnectionFeature();
        Replace<ITlsConnectionFeature>(features, tls, new ObservedTls(this, tls));
        var authentication = features.Get<IHttpAuthenticationFeature>() ?? new HttpAuthenticationFeature();
        Replace<IHttpAuthenticationFeature>(features, authentication, new ObservedAuthentication(this, authentication));

        if (features.Get<IAuthenticateResultFeature>() is { } result)
        {
            Replace<IAuthenticateResultFeature>(features, result, new ObservedAuthenticateResult(this, result));
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
        _installed![_count++] = (typeof(TFeature), original, observed);
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

        if (_computed?.Contains(key) == true || _computed?.Contains((kind, IgnoredInputs.All)) == true || IsFound(kind, name))
        {
            return;
        }

        switch (InputReader.Find(kind, name, out var reader))
        {
            case ReadBy.Handler:
                lock (FoundLock)
                {
                    (_found ??= []).Add((kind, name, reader));
                }

                break;
            case ReadBy.Binder when _endpoint.HasUnknownBinders:
                _lister = reader;
                break;
        }
    }

    // Few computations need it.
    private Lock FoundLock => _lock ?? Interlocked.CompareExchange(ref _lock, new Lock(), null) ?? _lock;

    // Its reader is known, and to find out again is what costs most.
    private bool IsFound(InputKind kind, string name)
    {
        if (_found is null)
        {
            return false;
        }

        lock (FoundLock)
        {
            foreach (var found in _found)
            {
                if (found.Kind == kind && found.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>Tells what was read, and finds out whether the response may be stored.</summary>
    /// <returns>Why it may not, or <see langword="null"/>.</returns>
    public string? FindRefusal()
    {
        string? reason = null;
        if (_found is not null)
        {
            lock (FoundLock)
            {
                foreach (var (kind, name, reader) in _found)
                {
                    // Each of them is told, not only the first.
                    var refusal = _endpoint.Tell(kind, name, reader);
                    reason ??= refusal;
                }
            }
        }

        // A binder that looks for names by their prefix asks MVC's list of them, and a name that is not there leaves no trace. What was seen of it says more.
        return reason ?? (_lister is null ? null : _endpoint.Tell(InputKind.Query, IgnoredInputs.All, _lister));
    }

    /// <summary>Notes that the head is about to leave, and that everything after the cache has run.</summary>
    public void NoteStarting() => _isStarting = true;

    /// <summary>Ends it: what is in front of the cache sees the features that were there.</summary>
    public void End()
    {
        _isEnded = true;

        // The pipeline and the completion of the response may both end it.
        if (Interlocked.Exchange(ref _installed, null) is not { } installed)
        {
            return;
        }

        var features = _context.Features;
        foreach (var (type, original, observed) in installed.AsSpan(0, _count))
        {
            // Another middleware may have put its own in place, around ours.
            if (ReferenceEquals(features[type], observed))
            {
                features[type] = original;
            }
        }

        ArrayPool<(Type, object?, object)>.Shared.Return(installed, clearArray: true);
    }

    /// <summary>The time in which the cache looks at the request itself.</summary>
    public readonly ref struct Pausing(int before)
    {
        public void Dispose() => _paused = before;
    }
}
