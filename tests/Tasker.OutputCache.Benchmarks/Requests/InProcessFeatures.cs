using System.Collections;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Tasker.OutputCache.Benchmarks.Requests;

/// <summary>The features of a request as a server has them: objects that live as long as the connection, used again for each request.</summary>
internal sealed class InProcessFeatures : IFeatureCollection, IHttpRequestFeature, IHttpResponseFeature, IHttpRequestLifetimeFeature
{
    private readonly List<KeyValuePair<Type, object>> _features = [];
    private readonly Stack<KeyValuePair<Func<object, Task>, object>> _onStarting = new();
    private readonly Stack<KeyValuePair<Func<object, Task>, object>> _onCompleted = new();
    private readonly SinkBody _body;

    public InProcessFeatures() => _body = new SinkBody(Start);

    public long BytesWritten => _body.Written;

    public string Protocol { get; set; } = "HTTP/1.1";

    public string Scheme { get; set; } = "http";

    public string Method { get; set; } = "GET";

    public string PathBase { get; set; } = string.Empty;

    public string Path { get; set; } = string.Empty;

    public string QueryString { get; set; } = string.Empty;

    public string RawTarget { get; set; } = string.Empty;

    IHeaderDictionary IHttpRequestFeature.Headers { get; set; } = new HeaderDictionary();

    Stream IHttpRequestFeature.Body { get; set; } = Stream.Null;

    public int StatusCode { get; set; } = StatusCodes.Status200OK;

    public string? ReasonPhrase { get; set; }

    public IHeaderDictionary Headers { get; set; } = new HeaderDictionary();

    Stream IHttpResponseFeature.Body { get; set; } = Stream.Null;

    public bool HasStarted { get; private set; }

    public CancellationToken RequestAborted { get; set; }

    public bool IsReadOnly => false;

    public int Revision { get; private set; }

    public object? this[Type key]
    {
        get => Find(key);
        set => Set(key, value);
    }

    /// <summary>Begins the next request.</summary>
    public void Reset(string path, string queryString)
    {
        _features.Clear();
        _onStarting.Clear();
        _onCompleted.Clear();
        _body.Written = 0;
        Revision++;
        Headers.Clear();
        ((IHttpRequestFeature)this).Headers.Host = "localhost";
        StatusCode = StatusCodes.Status200OK;
        HasStarted = false;
        Path = path;
        QueryString = queryString;
    }

    public void OnStarting(Func<object, Task> callback, object state) => _onStarting.Push(new(callback, state));

    public void OnCompleted(Func<object, Task> callback, object state) => _onCompleted.Push(new(callback, state));

    private void Start()
    {
        while (!HasStarted && _onStarting.TryPop(out var callback))
        {
            // Nothing in these pipelines waits before the response starts.
            callback.Key(callback.Value).GetAwaiter().GetResult();
        }

        HasStarted = true;
    }

    /// <summary>Ends the request.</summary>
    public async Task CompleteAsync()
    {
        Start();
        while (_onCompleted.TryPop(out var callback))
        {
            await callback.Key(callback.Value);
        }
    }

    public void Abort()
    {
    }

    public TFeature? Get<TFeature>() => (TFeature?)Find(typeof(TFeature));

    private object? Find(Type key)
    {
        if (key == typeof(IHttpRequestFeature) || key == typeof(IHttpResponseFeature) || key == typeof(IHttpRequestLifetimeFeature))
        {
            return this;
        }

        var index = IndexOf(key);
        return index >= 0 ? _features[index].Value
            : key == typeof(IHttpResponseBodyFeature) ? _body
            : null;
    }

    private int IndexOf(Type key)
    {
        for (var i = 0; i < _features.Count; i++)
        {
            if (_features[i].Key == key)
            {
                return i;
            }
        }

        return -1;
    }

    public void Set<TFeature>(TFeature? instance) => Set(typeof(TFeature), instance);

    private void Set(Type key, object? value)
    {
        Revision++;
        var index = IndexOf(key);
        if (index >= 0)
        {
            _features.RemoveAt(index);
        }

        if (value is not null)
        {
            _features.Add(new(key, value));
        }
    }

    public IEnumerator<KeyValuePair<Type, object>> GetEnumerator() => _features.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
