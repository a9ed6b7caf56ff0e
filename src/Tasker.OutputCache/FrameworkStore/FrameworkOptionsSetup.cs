using Microsoft.AspNetCore.OutputCaching;
using Microsoft.Extensions.Options;
using Tasker.OutputCache.Configuration;

namespace Tasker.OutputCache.FrameworkStore;

/// <summary>Gives the framework's middleware the limits of ours.</summary>
internal sealed class FrameworkOptionsSetup(ResourceCatalog resources) : IConfigureOptions<OutputCacheOptions>
{
    public void Configure(OutputCacheOptions options) => options.MaximumBodySize = resources.Options.MaxBodyBytes;
}
