using Microsoft.AspNetCore.OutputCaching;
using Microsoft.Extensions.Options;
using Tasker.Caching.Engine;

namespace Tasker.OutputCache.FrameworkStore;

/// <summary>Gives the framework's middleware the limits of ours, also when they change.</summary>
internal sealed class FrameworkOptionsSetup(CacheSettingsSource settings) : IConfigureOptions<OutputCacheOptions>
{
    public void Configure(OutputCacheOptions options)
    {
        options.MaximumBodySize = settings.Current.Options.MaxBodyBytes;
        settings.Changed += changed => options.MaximumBodySize = changed.Options.MaxBodyBytes;
    }
}
