using Microsoft.AspNetCore.Http;

namespace Tasker.OutputCache.Declarations;

/// <summary>How an endpoint finds out whether a response that expired or was evicted is what it would compute now.</summary>
/// <param name="find">Finds the version of the data; <see langword="null"/>: the handler itself answers conditional requests with 304.</param>
internal sealed class CacheValidatorMetadata(Func<HttpContext, ValueTask<string?>>? find)
{
    /// <summary>Gets what finds the version of the data of a request, or <see langword="null"/> if the handler tells by its status.</summary>
    public Func<HttpContext, ValueTask<string?>>? Find => find;
}
