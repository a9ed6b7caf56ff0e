using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Tasker.Caching.Engine;

namespace Tasker.OutputCache.Admin.Access;

/// <summary>A user of the administration: who it is, and what the host lets him see.</summary>
internal readonly record struct AdminCaller
{
    private readonly ResourceTags _resources;

    public AdminCaller(HttpContext context)
    {
        var options = context.GetEndpoint()?.Metadata.GetMetadata<TaskerCacheAdminOptions>();
        _resources = context.RequestServices.GetRequiredService<ResourceTags>();
        MaySeePartitions = options?.MaySeePartitions?.Invoke(context) == true;
        MaySeeBodies = options?.MaySeeBodies?.Invoke(context) == true;
        Name = context.User.Identity is { IsAuthenticated: true, Name: { Length: > 0 } name } ? $"administration: {name}" : "administration";
    }

    public bool MaySeePartitions { get; }

    public bool MaySeeBodies { get; }

    public string Name { get; }

    public string Key(string key) => MaySeePartitions ? key : AdminMask.Key(key);

    public string Tag(string tag) => MaySeePartitions ? tag : AdminMask.Tag(tag, _resources);
}
