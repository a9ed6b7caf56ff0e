using Microsoft.AspNetCore.OutputCaching;

namespace Tasker.OutputCache.Declarations;

/// <summary>What acts for <see cref="CacheResourceAttribute"/> within the framework's middleware: an attribute knows no services.</summary>
internal interface ICacheResourcePolicy : IOutputCachePolicy;
