using System.Collections;
using System.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.Extensions.Options;

namespace Tasker.OutputCache.Middleware;

/// <summary>The base policies of the host, of which our own middleware takes the tags. Whatever else they say is the framework's matter.</summary>
/// <param name="options">The options of the host.</param>
/// <param name="own">The one of them that is ours, and has nothing to say here.</param>
internal sealed class BasePolicies(IOptions<OutputCacheOptions> options, Type own)
{
    private IOutputCachePolicy[]? _policies;

    // Found when the first response is computed: by then all are there. The framework does not show them.
    private IOutputCachePolicy[] All => _policies ??=
        typeof(OutputCacheOptions).GetProperty("BasePolicies", BindingFlags.Instance | BindingFlags.NonPublic)?.GetValue(options.Value) is IEnumerable policies
            ? [.. policies.OfType<IOutputCachePolicy>().Where(policy => policy.GetType() != own)]
            : [];

    /// <summary>Lets the policies see a request whose response is about to be computed.</summary>
    /// <returns>What gathers their tags; <see langword="null"/> if there are no policies.</returns>
    public ValueTask<OutputCacheContext?> BeginAsync(HttpContext context) => All.Length == 0 ? default : BeginAsync(new OutputCacheContext { HttpContext = context });

    private async ValueTask<OutputCacheContext?> BeginAsync(OutputCacheContext context)
    {
        foreach (var policy in All)
        {
            await policy.CacheRequestAsync(context, context.HttpContext.RequestAborted);
        }

        return context;
    }

    /// <summary>Lets the policies see the response.</summary>
    public async ValueTask EndAsync(OutputCacheContext? context)
    {
        if (context is null)
        {
            return;
        }

        foreach (var policy in All)
        {
            await policy.ServeResponseAsync(context, context.HttpContext.RequestAborted);
        }
    }

    public static string[] TagsOf(OutputCacheContext? context) => context is { Tags.Count: > 0 } ? [.. context.Tags] : [];
}
