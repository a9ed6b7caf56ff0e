using Microsoft.AspNetCore.Builder;

namespace Tasker.OutputCache.Tests.Revalidation;

public sealed class EvictionOverFastLaneTests : EvictionContract
{
    protected override void UseCache(IApplicationBuilder app) => app.UseTaskerOutputCache();
}
