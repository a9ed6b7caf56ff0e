using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;

namespace Tasker.OutputCache.Store;

/// <summary>The requests that are on their way through the framework's middleware, by the key that it calls the store with.</summary>
/// <remarks>
/// The framework joins requests by key and lets one's failure be everybody's: so each of ours has a key of its own. The
/// store, which is handed nothing but a key, finds the request by it. An <c>IHttpContextAccessor</c> would do as well, at
/// the price of an asynchronous local for every request of the host.
/// </remarks>
internal sealed class RequestRegistry
{
    // What the framework puts behind the prefix.
    private const char Separator = '\x1e';

    // Policies of the host may choose prefixes too; they can't choose one of these by chance.
    private static readonly string Nonce = RandomNumberGenerator.GetHexString(12, lowercase: true);

    private readonly ConcurrentDictionary<string, ResponseWork> _requests = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, ResponseWork>.AlternateLookup<ReadOnlySpan<char>> _byPrefix;
    private long _last;

    public RequestRegistry()
    {
        _byPrefix = _requests.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    public int Count => _requests.Count;

    /// <summary>Notes a request.</summary>
    /// <returns>The prefix that makes its key unlike any other.</returns>
    public string Add(ResponseWork work)
    {
        var prefix = string.Create(CultureInfo.InvariantCulture, $"{Nonce}{Interlocked.Increment(ref _last):x}");
        _requests[prefix] = work;
        work.FrameworkPrefix = prefix;
        return prefix;
    }

    public bool TryFind(string key, [NotNullWhen(true)] out ResponseWork? work)
    {
        work = null;
        if (!key.StartsWith(Nonce, StringComparison.Ordinal))
        {
            return false;
        }

        var end = key.IndexOf(Separator, StringComparison.Ordinal);
        return _byPrefix.TryGetValue(end < 0 ? key : key.AsSpan(0, end), out work);
    }

    public void Remove(ResponseWork work)
    {
        if (work.FrameworkPrefix is { } prefix)
        {
            _requests.TryRemove(prefix, out _);
        }
    }
}
