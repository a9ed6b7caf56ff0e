using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;

namespace Tasker.OutputCache.FrameworkStore;

/// <summary>The requests that are on their way through the framework's middleware, by the key that it calls the store with.</summary>
/// <remarks>
/// The framework joins requests by key and lets one's failure be everybody's: so each of ours has a key of its own. The
/// store, which is handed nothing but a key, finds the request by it. An <c>IHttpContextAccessor</c> would do as well, at
/// the price of an asynchronous local for every request of the host.
/// </remarks>
internal sealed class RequestRegistry
{
    // What the framework puts after the prefix.
    private const char Separator = '\x1e';

    // Requests under way at once, at most; a power of two. Past that they bypass the cache.
    private const int Capacity = 1 << 15;

    // Policies of the host may choose prefixes too; they can't choose one of these by chance.
    private static readonly string Nonce = RandomNumberGenerator.GetHexString(12, lowercase: true);

    private readonly FrameworkRequest?[] _requests = new FrameworkRequest?[Capacity];
    private long _last;

    /// <summary>Notes a request.</summary>
    /// <returns>The prefix that makes its key unlike any other, or <see langword="null"/> if there is no room.</returns>
    public string? Add(FrameworkRequest request)
    {
        // Slots are taken in turn. One that is taken belongs to a request that is slower than thousands after it.
        for (var attempt = 0; attempt < Capacity; attempt++)
        {
            var number = Interlocked.Increment(ref _last);
            if (Interlocked.CompareExchange(ref _requests[number & (Capacity - 1)], request, null) is null)
            {
                request.Enter(number);
                return string.Create(CultureInfo.InvariantCulture, $"{Nonce}{number:x}");
            }
        }

        return null;
    }

    public bool TryFind(string key, [NotNullWhen(true)] out FrameworkRequest? request)
    {
        request = null;
        if (!key.StartsWith(Nonce, StringComparison.Ordinal))
        {
            return false;
        }

        var end = key.IndexOf(Separator, StringComparison.Ordinal);
        var digits = key.AsSpan(Nonce.Length..(end < 0 ? key.Length : end));
        if (!long.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var number))
        {
            return false;
        }

        request = Volatile.Read(ref _requests[number & (Capacity - 1)]);
        return request?.Number == number;
    }

    public void Remove(FrameworkRequest request)
    {
        if (request.Number is var number and > 0)
        {
            Interlocked.CompareExchange(ref _requests[number & (Capacity - 1)], null, request);
        }
    }
}
